"""Holds the rule files and circuits that scripts/bench measures to the answers that they are made to have.

usage: generators_test.py CHAPERONE

Small sizes only. The circuits are checked where abc (Debian: berkeley-abc) is there; otherwise the last line says that
they were not.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import families
import role_policy
from launch_circuit import Launch
from measuring import stated, verdicts

CHAPERONE = sys.argv[1]
ABC = "berkeley-abc"
FAILURES = []


def expect(what, said, wanted):
    if said != wanted:
        FAILURES.append(f"{what}: {said}, expected {wanted}")


def check(path, *options):
    done = subprocess.run([CHAPERONE, "check", str(path), "--format", "json", *options], capture_output=True, text=True,
                          check=False)
    return verdicts(done.stdout)


def expect_verdicts(what, said, wanted):
    """A promise that is kept may also be `bounded`: that it is proved is the measurement's to say."""
    weakened = {name: "proved" if words.startswith("bounded") else words for name, words in said.items()}
    expect(what, weakened, wanted)


def test_families(folder):
    for family, name, wanted in (("safe", "child_meets_stranger", "proved"),
                                 ("flawed", "child_meets_stranger", "violated 3"),
                                 ("relations", "locked_out_with_badge", "proved"),
                                 ("lemmas", "locked_out_with_badge", "proved"),
                                 ("chain", "arrived", "violated 4")):
        path = folder / f"{family}.chap"
        path.write_text(families.rules(family, 4))
        expect_verdicts(family, check(path), {name: wanted})
    for family, wanted in (("properties", "proved"), ("findings", "violated 3")):
        path = folder / f"{family}.chap"
        path.write_text(families.rules(family, 3))
        expect_verdicts(family, check(path), {f"stranger_in_{i}": wanted for i in (1, 2, 3)})


def test_policies(folder):
    for seed in (1, 2):
        policy = role_policy.generate(22, 40, 5, seed)
        for form in (True, False):
            path = folder / f"policy_{seed}_{form}.chap"
            path.write_text(role_policy.as_rules(policy, list(policy.goals), form))
            expect_verdicts(f"policy {seed}", check(path, "--depth", "7"), stated(path))
    again = role_policy.as_rules(role_policy.generate(22, 40, 5, 2), list(policy.goals), False)
    expect("the same seed", again, path.read_text())


def abc_frame(circuit, engine):
    """The frame in which abc finds a violation, `proved`, or `none`."""
    done = subprocess.run([ABC, "-q", f"read {circuit}; {engine}"], capture_output=True, text=True, check=True)
    if "Property proved" in done.stdout:
        return "proved"
    return done.stdout.split("asserted in frame ")[1].split(".")[0] if "asserted in frame" in done.stdout else "none"


def test_circuits(folder):
    policy = role_policy.generate(22, 40, 5, 1)
    for goal, (_, steps) in policy.goals.items():
        circuit = folder / f"policy_{goal}.aig"
        role_policy.as_circuit(policy, goal).write(circuit)
        wanted = "proved" if steps is None else str(steps)
        expect(f"abc on goal {goal}", abc_frame(circuit, "pdr" if steps is None else "bmc3 -F 8"), wanted)
    # One frame chooses who is there; two people are too few for the flaw of launch.chap.
    for users, wanted in ((2, "proved"), (3, "4")):
        circuit = folder / f"launch_{users}.aig"
        Launch(users).aig.write(circuit)
        expect(f"abc on launch with {users}", abc_frame(circuit, "pdr" if users == 2 else "bmc3 -F 6"), wanted)


def main():
    has_abc = shutil.which(ABC) is not None
    with tempfile.TemporaryDirectory() as name:
        test_families(Path(name))
        test_policies(Path(name))
        if has_abc:
            test_circuits(Path(name))
    print("\n".join(FAILURES) or "all as expected" + ("" if has_abc else f"; {ABC} is not there, no circuit checked"))
    sys.exit(1 if FAILURES else 0)


main()
