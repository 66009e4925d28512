"""The table of what is measured against a target: each row a promise of one rule file.

Times are those of the whole process, audit included, over several seeds. A row is judged only where the verdict is
right, going by what the file states; otherwise the table says what was answered instead.
"""

from pathlib import Path

from measuring import CHAPERONE, once, over_seeds, truth, verdicts

SPECS = Path("specs")
HERE = Path("tests/bench")

# rule file, property, what was known before (prototypes and peers), target in E (or in seconds, where a number is
# too much to ask for)
ROWS = [
    ("messenger_kids/fixed", "child_meets_stranger",
     "prototype 0.9 E without audit, mypyvy 0.57 s, Cubicle 2.4 s", 2),
    ("messenger_kids/contacts_only", "child_meets_stranger",
     "prototype 1 E, mypyvy 0.90 s, Cubicle 2.4 s by hand, > 120 s without", 2),
    ("chat_room/chat_room", "uninvited_inside", "prototype 1 E", 2),
    ("lock_server/unaided", "two_holders", "prototype 1 E, mypyvy 1.7 s", 2),
    ("sharded_store/sharded_store", "two_entries", "prototype 1.2 E, mypyvy 1.8 s", 2.5),
    ("toy_consensus/toy_consensus", "two_values_chosen", "prototype 2.3 E, mypyvy 1.0 s", 3.5),
    ("ring_leader/ring_leader", "two_leaders", "prototype 3.6-16 E, mypyvy 5.7 s", 8),
    ("client_server/client_server", "two_clients", "-", None),
    ("client_server/responses", "unasked_answer", "-", None),
    ("hospital/hospital", "leads_from_the_desk", "-", None),
    ("consensus/consensus", "two_decisions", "mypyvy 55 s", 60),
    ("learning_switch/learning_switch", "routed_in_circles", "mypyvy > 60 s", "60 s"),
    ("sharded_store/retransmitting", "two_entries", "mypyvy > 60 s", "60 s"),
    ("messenger_kids/launch", "child_meets_stranger", "prototype 0.3 E + 1 E for any size", 2),
    ("chat_room/ban_without_kick", "uninvited_inside", "prototype 1.2 E + 1 E for any size", 2),
    ("lock_server/forgetful", "two_holders", "prototype 0.3 E + 1 E for any size", 2),
    ("consensus/changes_its_mind", "two_decisions", "-", None),
    ("ring_leader/any_number", "two_leaders", "-", None),
    ("learning_switch/forgetful", "routed_in_circles", "-", None),
    ("group_limits/limit10_fixed", "crowded", "prototype 0.05 s", 2),
    ("group_limits/limit1024_fixed", "crowded", "prototype 0.05 s", 2),
    ("shared_drive/shared_drive", "barred_reads", "prototype 0.12 s", 20),
    ("org_chart/org_chart", "sees_rivals", "-", 20),
    ("nested_groups/nested_groups", "conflict_of_interest", "-", 20),
    ("database_roles/database_roles", "circle", "-", 20),
    ("shared_drive/move_unchecked", "barred_reads", "-", 5),
    ("org_chart/shallow_check", "sees_rivals", "-", 5),
    ("nested_groups/members_only", "conflict_of_interest", "-", 5),
    ("taken_out_by_hand", "back_by_hand", "a relation kept by hand", None),
    ("messenger_kids/removal_lasts", "back_without_parent", "the same by `since`", None),
    ("group_limits/limit10", "crowded", "prototype 0.03 s", 3),
    ("group_limits/limit256", "crowded", "prototype 0.5 s", "2 s"),
]

WORST = 3  # the worst seed may take so many times the target


def print_head(first="file"):
    print(f"{first:<40} | {'known':<70} | {'to reach':<9} | today, median and worst of seeds     | ratio")
    print(f"{'-' * 40} | {'-' * 70} | {'-' * 9} | {'-' * 36} | {'-' * 12}")


def print_row(what, known, goal, today, ratio):
    print(f"{what:<40} | {known:<70} | {goal:<9} | {today:<36} | {ratio}")


def in_seconds(target):
    """What a target such as "60 s" allows; nothing for one that is a ratio."""
    return float(target.split()[0]) if isinstance(target, str) else None


def judge(times, target):
    """The ratio to the target, and whether it was missed."""
    if target is None:
        return "-"
    if limit := in_seconds(target):
        seconds = max(times.times) / 1000
        return f"{seconds / limit:.2f} {'ok' if seconds <= limit else 'MISSED'}"
    ratio = times.median / target
    missed = "MISSED" if ratio > 1 else "MISSED by the worst seed" if times.worst > WORST * target else "ok"
    return f"{ratio:.2f} {missed}"


def measure_row(row, plan):
    file, name, known, target = row
    path = (SPECS if "/" in file else HERE) / f"{file}.chap"
    goal = "-" if target is None else target if isinstance(target, str) else f"{target:g} E"
    if not path.exists():
        print_row(file, known, goal, "no such rule file", "-")
        return
    limit = in_seconds(target) or plan.limit
    command = [CHAPERONE, "check", path, "--property", name, "--timeout", f"{limit:g}s"]
    first = once(f"{file} {name}, once", [*command, "--format", "json"], limit + 5)
    expected = truth(path, name)
    said = verdicts(first.output).get(name, f"exit {first.exit}" if first.is_done else "no answer")
    if said != expected:
        took = f"after {first.milliseconds / 1000:.2f} s" if first.is_done else f"over {limit:g} s"
        print_row(file, known, goal, f"{said} {took}", f"{'MISSED' if target else '-'}: {expected} is right")
        return
    times = over_seeds(f"{file} {name}", command, plan, first.milliseconds)
    if times.exits != [first.exit]:
        print_row(file, known, goal, f"exit codes {times.exits} over {len(times.times)} seeds", "MISSED by some seed")
        return
    print_row(file, known, goal, f"{times.median:.2f} E, worst {times.worst:.2f} E of {len(times.times)}",
              judge(times, target))


def measure(plan):
    print_head()
    for row in ROWS:
        measure_row(row, plan)
