"""What other tools take on the same bounded instances: abc on grounded circuits, spin and z3 on models by hand.

The peers' instances are written before they are timed, and abc is given the engine that suits the answer: bmc3 where a
violation exists, pdr where none does. `check` is at a disadvantage: it also shows that its run is the smallest, for
any number of individuals where the sorts are open, and audits it.
"""

import shutil
import tempfile
from pathlib import Path

import role_policy
from launch_circuit import Launch
from measuring import BUILD, CHAPERONE, exponent, hyperfine, once, over_seeds, unit, verdicts

ABC = "berkeley-abc"
GOALS = {"quick": ("3", "6", "safe"), "full": ("0", "1", "2", "3", "4", "5", "6", "safe", "chained")}


def abc_ms(name, circuit, engine, sign, plan):
    """Median milliseconds of abc on a circuit, and whether it answered as it should."""
    command = [ABC, "-q", f"read {circuit}; {engine} -T {plan.limit}"]
    first = once(f"{name}, once", command, plan.limit + 5)
    if not first.is_done or sign not in first.output:
        return None
    return hyperfine(name, command, 5 if first.milliseconds < 1000 else 2)


def against(what, abc, check_ms, said, expected, plan):
    """One line: abc, check, and their ratio."""
    if said != expected:
        took = f"{check_ms / 1000:.2f} s" if check_ms else f"over {plan.limit} s"
        return f"{what:<28} | {abc_text(abc):<12} | {said} after {took} | MISSED: {expected} is right"
    if abc is None:
        return f"{what:<28} | {'no answer':<12} | {check_ms:9.1f} ms | -"
    ratio = check_ms / abc
    return f"{what:<28} | {abc:9.1f} ms | {check_ms:9.1f} ms | {ratio:.2f} {'ok' if ratio <= 1 else 'MISSED'}"


def abc_text(abc):
    return "no answer" if abc is None else f"{abc:9.1f} ms"


def measure_policy(plan):
    """The role policy of 34 roles, 418 rules and 102 users, in both its forms, against abc on its circuit."""
    policy = role_policy.generate(34, 418, 102, 1)
    print(f"{'goal, form of the rules':<28} | {'abc':<12} | {'check':<12} | ratio, at most 1")
    for goal in GOALS["quick" if plan.quick else "full"]:
        steps = policy.goals[goal][1]
        expected = "proved" if steps is None else f"violated {steps}"
        abc = None
        if shutil.which(ABC):
            circuit = BUILD / f"policy_{goal}.aig"
            role_policy.as_circuit(policy, goal).write(circuit)
            abc = abc_ms(f"abc policy {goal}", circuit, "pdr" if steps is None else "bmc3 -F 10",
                         "Property proved" if steps is None else f"asserted in frame {steps}", plan)
        for form in ("roles", "relations"):
            path = BUILD / f"policy_{goal}_{form}.chap"
            path.write_text(role_policy.as_rules(policy, [goal], form == "roles"))
            command = [CHAPERONE, "check", path, "--timeout", f"{plan.limit}s"]
            name = f"policy {goal} {form}"
            first = once(f"{name}, once", [*command, "--format", "json"], plan.limit + 5)
            said = verdicts(first.output).get(f"nobody_gets_{goal}", "no answer")
            took = first.milliseconds
            if said == expected and took < 1000 * plan.row_budget / 2:
                times = over_seeds(name, command, plan, took)
                took = times.median * times.unit
            print(against(f"{goal}, {form}", abc, took, said, expected, plan))
    if not shutil.which(ABC):
        print(f"{ABC} is not there: nothing to compare with")


def measure_launch(plan):
    """Messenger Kids at launch with 4, 8 and 16 users and one group."""
    print(f"{'launch, users':<28} | {'abc':<12} | {'check':<12} | ratio, at most 1 at 4")
    grows = {"abc": [], "check": []}
    for users in (4, 8, 16):
        abc = None
        if shutil.which(ABC):
            circuit = BUILD / f"launch_{users}.aig"
            Launch(users).aig.write(circuit)
            abc = abc_ms(f"abc launch {users}", circuit, "bmc3 -F 8", "asserted in frame 4", plan)
        command = [CHAPERONE, "check", "specs/messenger_kids/launch.chap", "--property", "child_meets_stranger",
                   "--scope", f"User={users},Group=1", "--timeout", f"{plan.limit}s"]
        first = once(f"launch {users}, once", [*command, "--format", "json"], plan.limit + 5)
        said = verdicts(first.output).get("child_meets_stranger", "no answer")
        took = first.milliseconds
        if said == "violated 3":
            times = over_seeds(f"launch {users}", command, plan, took)
            took = times.median * times.unit
            grows["check"].append((users, took))
        if abc:
            grows["abc"].append((users, abc))
        print(against(str(users), abc, took, said, "violated 3", plan))
    print(f"whole time grows as users^{exponent(grows['check']):.2f}, abc's as users^{exponent(grows['abc']):.2f}")
    measure_by_hand()


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
