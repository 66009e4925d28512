"""What suites cost: each goal, how that grows with the rules, and the search behind them beside Spin."""

import re
import shutil
import tempfile
from pathlib import Path

import families
from measuring import BUILD, CHAPERONE, RESULTS, exponent, hyperfine, once, unit

GOALS = ("rules", "requirements", "effects", "pairs", "memory", "violations", "mutants", "all")
ALL_GOALS_TARGET = 100  # E, for the repaired rules of Messenger Kids
WAYS = (5, 15), (50, 150)  # 2 n + 1 rules
USERS = (4,), (5,)


def suite(path, goal):
    return [CHAPERONE, "generate", path, "--cover", goal, "--to", "json", "-o", BUILD / "suites", "--quiet"]


def measure_goals(plan):
    # `rules` goes with each, since rules that keep their promises have no violations, and a suite is not empty.
    for goal in GOALS:
        command = suite("specs/messenger_kids/fixed.chap", goal if goal in ("all", "rules") else f"rules,{goal}")
        ratio = hyperfine(f"cover {goal}", command, 3 if plan.quick else 10) / unit()
        verdict = ""
        if goal == "all":
            verdict = f"   at most {ALL_GOALS_TARGET} E  {'ok' if ratio <= ALL_GOALS_TARGET else 'MISSED'}"
        print(f"fixed.chap, {goal:<13} {ratio:7.2f} E{verdict}")


def measure_growth(plan):
    limit = 20 if plan.quick else 120
    for goal in GOALS[:-1]:
        points = []
        for n in WAYS[0] if plan.quick else WAYS[0] + WAYS[1]:
            path = BUILD / f"safe_{n}.chap"
            path.write_text(families.rules("safe", n))
            run = once(f"cover {goal} {n}", suite(path, goal if goal == "rules" else f"rules,{goal}"), limit)
            if not run.is_done:
                print(f"  {goal:<13} {2 * n + 1:>4} rules: over {limit} s; larger ones are left out")
                break
            print(f"  {goal:<13} {2 * n + 1:>4} rules: {run.milliseconds:9.1f} ms ({run.busy:9.1f} busy) "
                  f"{run.megabytes:7.1f} MB")
            points.append((2 * n + 1, max(run.busy, 1)))
        RESULTS[f"growth cover {goal}"] = {"time_exponent": exponent(points)}
        print(f"  {goal}: processor time grows as rules^{exponent(points):.2f}")


def spin_states(users, limit):
    """States and milliseconds of Spin's full search, compilation not counted; nothing where it is not done in time."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path("tests/bench/peers/launch.pml").resolve()
        build = f"cd {folder} && spin -a -DN={users} {model} && gcc -O2 -w -o pan pan.c"
        once(f"spin {users} users, built", ["sh", "-c", build], 60)
        run = once(f"spin {users} users", [f"{folder}/pan", "-A", "-E", "-m1000000"], limit)
    stored = re.search(r"(\d+) states, stored", run.output)
    return (int(stored[1]), run.milliseconds) if stored else None


def measure_states(plan):
    """All states of the same bounded rules: ours are up to renaming, Spin's are not."""
    for users in USERS[0] if plan.quick else USERS[0] + USERS[1]:
        run = once(f"states {users} users", [BUILD / "tests/bench/states", "tests/bench/peers/launch_small.chap", users],
                   60)
        count, taken = run.output.split()
        print(f"{users} users: {count} states up to renaming in {float(taken):.1f} ms, "
              f"{1000 * int(count) / float(taken):.0f} a second")
        if not (shutil.which("spin") and shutil.which("gcc")):
            print("  spin is not there: nothing to compare with")
            continue
        peer = spin_states(users, 120)
        if peer is None:
            print("  spin: not done in 120 s")
            continue
        verdict = "ok" if float(taken) <= peer[1] else "MISSED"
        print(f"  spin: {peer[0]} states in {peer[1]:.1f} ms, {1000 * peer[0] / peer[1]:.0f} a second; "
              f"to be no slower: {float(taken) / peer[1]:.3f} {verdict}")


def measure(plan):
    measure_goals(plan)
    measure_growth(plan)
    measure_states(plan)
