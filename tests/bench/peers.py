"""What other tools take on bounded instances of the same rules: abc on circuits, spin and z3 on models by hand.

tests/bench/ground/ writes the circuits before abc is timed, and abc is given the engine that suits the answer: bmc3
where a violation exists, pdr where none does. It decides one size. `check` decides every size, shows that its run is
the smallest, and audits what it says.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import role_policy
import targets
from measuring import BUILD, CHAPERONE, exponent, hyperfine, once, over_seeds, truth, unit, verdicts

ABC = "berkeley-abc"
GROUND = BUILD / "tests/bench/ground"
# How many individuals a circuit has, where the usual 3 are too few for the violation or too many for its length.
SIZES = {
    "ring_leader/any_number": ("Node=2", "Number=2"),
    "learning_switch/forgetful": ("Node=4", "Packet=1"),
    "sharded_store/retransmitting": ("Node=2", "Key=2", "Value=2", "Number=3"),
}
GOALS = {"quick": ("3", "6", "safe"), "full": ("0", "1", "2", "3", "4", "5", "6", "safe", "chained")}


def abc_ms(path, name, expected, plan, sizes=()):
    """Median milliseconds of abc on the instance of these sizes (3 where none is said), or nothing and the reason."""
    if not shutil.which(ABC):
        return None, f"{ABC} is not there"
    circuit = BUILD / f"{path.stem}_{name}.aig"
    grounded = subprocess.run([GROUND, path, name, circuit, *sizes], capture_output=True, text=True, check=False)
    if grounded.returncode != 0:
        return None, grounded.stderr.strip()
    if expected in ("proved", "impossible"):
        engine, sign = "pdr", "Property proved"
    else:
        frame = int(expected.split()[1]) + int(grounded.stdout)
        engine, sign = f"bmc3 -F {frame + 3}", f"asserted in frame {frame}."
    command = [ABC, "-q", f"read {circuit}; {engine} -T {plan.limit}"]
    first = once(f"abc {path.stem} {name}, once", command, plan.limit + 5)
    if first.is_done and sign not in first.output and "No output asserted" in first.output:
        return None, "abc: no run of this size"
    if not first.is_done or sign not in first.output:
        return None, f"abc: no answer in {plan.limit} s" if "asserted" not in first.output else "abc DISAGREES"
    return hyperfine(f"abc {path.stem} {name} {' '.join(sizes)}", command, 5 if first.milliseconds < 1000 else 2), ""


def check_ms(name, command, wanted, expected, plan):
    """Median milliseconds of a check over seeds, and what it said."""
    command = [*command, "--timeout", f"{plan.limit}s"]
    first = once(f"{name}, once", [*command, "--format", "json"], plan.limit + 5)
    said = verdicts(first.output).get(wanted, "no answer")
    if said != expected:
        return first.milliseconds, said
    times = over_seeds(name, command, plan, first.milliseconds)
    if times.exits != [first.exit]:
        said = f"exit codes {times.exits} over {len(times.times)} seeds"
    return times.median * times.unit, said


def print_against(what, peer, ours, expected, plan, target):
    (abc, why), (taken, said) = peer, ours
    abc_says = why if abc is None else f"{abc:9.1f} ms"
    if said != expected:
        took = f"after {taken / 1000:.2f} s" if taken else f"over {plan.limit} s"
        verdict, check_says = f"{'MISSED: ' if target else ''}{expected} is right", f"{said} {took}"
    else:
        check_says = f"{taken:9.1f} ms"
        verdict = "-" if abc is None else f"{taken / abc:.2f}"
        if target and abc is not None:
            verdict += " ok" if taken <= abc * target else " MISSED"
    print(f"{what:<58} | {abc_says:<24} | {check_says:<24} | {verdict}")


def print_head(what, target):
    print(f"{what:<58} | {'abc':<24} | {'check':<24} | ratio{target}")


def measure_goal(policy, goal, forms, plan):
    steps, name = policy.goals[goal][1], f"nobody_gets_{goal}"
    expected = "proved" if steps is None else f"violated {steps}"
    peer = None
    for form in forms:
        path = BUILD / f"{policy.name}_{goal}_{form}.chap"
        path.write_text(role_policy.as_rules(policy, [goal], form == "roles"))
        peer = peer or abc_ms(path, name, expected, plan)
        ours = check_ms(path.stem, [CHAPERONE, "check", path], name, expected, plan)
        print_against(f"{goal}, {expected}, {form}", peer, ours, expected, plan, 1)


def measure_policy(plan):
    """A role policy of 34 roles, 418 rules and 102 users, and one of hundreds of roles, against abc on their circuits.

    Each in two forms: one relation for each role, and one relation with the role as an argument.
    """
    print_head("34 roles, 418 rules, 102 users: goal, steps, form", ", at most 1")
    for goal in GOALS["quick" if plan.quick else "full"]:
        measure_goal(role_policy.generate(34, 418, 102, 1), goal, ("relations", "roles"), plan)
    if not plan.quick:
        print_head("300 roles, 3000 rules, 100 users", "")
        for goal in GOALS["quick"]:
            measure_goal(role_policy.generate(300, 3000, 100, 1), goal, ("relations",), plan)


def measure_launch(plan):
    """Messenger Kids at launch with 4, 8 and 16 users and one group."""
    print_head("launch, users", ", at most 1 at 4")
    path, name = Path("specs/messenger_kids/launch.chap"), "child_meets_stranger"
    grows = {"abc": [], "check": []}
    for users in (4, 8, 16):
        peer = abc_ms(path, name, "violated 3", plan, (f"User={users}", "Group=1"))
        command = [CHAPERONE, "check", path, "--property", name, "--scope", f"User={users},Group=1"]
        ours = check_ms(f"launch {users}", command, name, "violated 3", plan)
        print_against(str(users), peer, ours, "violated 3", plan, 1)
        if ours[1] == "violated 3":
            grows["check"].append((users, ours[0]))
        if peer[0]:
            grows["abc"].append((users, peer[0]))
    ours, theirs = exponent(grows["check"]), exponent(grows["abc"])
    verdict = "" if ours != ours or theirs != theirs else ", ok" if ours <= theirs else ", MISSED"
    print(f"whole time grows as users^{ours:.2f}, abc's as users^{theirs:.2f}: to be no steeper{verdict}")
    measure_by_hand()


def measure_instances(plan):
    """Every row of the table, for all sizes, beside abc on one small instance."""
    print_head("for any number of individuals; abc: of 3 unless said", "")
    rows = [row for row in targets.ROWS if (targets.SPECS / f"{row[0]}.chap").exists()]
    for file, name, *_ in rows[::3] if plan.quick else rows:
        path = targets.SPECS / f"{file}.chap"
        expected = truth(path, name)
        sizes = SIZES.get(file, ())
        peer = abc_ms(path, name, expected, plan, sizes)
        command = [CHAPERONE, "check", path, "--property", name]
        ours = check_ms(f"{file} {name}, any size", command, name, expected, plan)
        print_against(f"{file} {' '.join(sizes)}", peer, ours, expected, plan, None)


def measure_by_hand():
    """Models of launch's question written by hand for z3 and spin."""
    now = unit()
    if shutil.which("z3"):
        taken = hyperfine("z3 by hand", ["z3", "tests/bench/peers/launch.smt2"], 10)
        print(f"z3, SMT-LIB by hand, exactly 3 steps: {taken:.1f} ms, {taken / now:.2f} E")
    else:
        print("z3 is not there: nothing to compare with")
    if not (shutil.which("spin") and shutil.which("gcc")):
        print("spin is not there: nothing to compare with")
        return
    with tempfile.TemporaryDirectory() as folder:
        model = Path("tests/bench/peers/launch.pml").resolve()
        script = Path(folder) / "run"
        script.write_text(f"#!/bin/sh\ncd {folder} && spin -a {model} && gcc -O1 -DBFS -o pan pan.c && ./pan\n")
        script.chmod(0o755)
        taken = hyperfine("spin", [script], 3)
        print(f"spin, 4 users, with compilation: {taken:.1f} ms, {taken / now:.2f} E "
              "(at 8 and 16 users not run: already 5 took over 120 s)")
