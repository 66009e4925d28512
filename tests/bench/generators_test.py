"""Holds the rule files and circuits that scripts/bench measures to the answers that they are made to have.

usage: generators_test.py CHAPERONE GROUND

Small sizes only. GROUND is the program of tests/bench/ground/. The circuits are checked where abc (Debian:
berkeley-abc) is there; otherwise the last line says that they were not.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import families
import role_policy
from measuring import stated, verdicts

CHAPERONE, GROUND = sys.argv[1:3]
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


def abc_steps(folder, path, name, *sizes):
    """In how many steps abc finds a violation in the instance of these sizes, `proved`, or what it says instead."""
    circuit = folder / "instance.aig"
    grounded = subprocess.run([GROUND, path, name, circuit, *sizes], capture_output=True, text=True, check=True)
    done = subprocess.run([ABC, "-q", f"read {circuit}; pdr"], capture_output=True, text=True, check=True)
    if "Property proved" in done.stdout:
        return "proved"
    # Only bmc3 finds the shortest.
    done = subprocess.run([ABC, "-q", f"read {circuit}; bmc3 -F 12"], capture_output=True, text=True, check=True)
    frame = done.stdout.split("asserted in frame ")
    return f"violated {int(frame[1].split('.')[0]) - int(grounded.stdout)}" if len(frame) == 2 else done.stdout


def test_circuits(folder):
    for goal, (_, steps) in role_policy.GOALS.items():
        path, name = folder / "policy_1_True.chap", f"nobody_gets_{goal}"
        expect(f"abc on goal {goal}", abc_steps(folder, path, name), stated(path)[name])
    for file, name, sizes, wanted in (
            ("messenger_kids/launch", "child_meets_stranger", ("User=2",), "proved"),  # too few for the flaw
            ("messenger_kids/launch", "child_meets_stranger", ("Group=1",), "violated 3"),
            ("messenger_kids/fixed", "child_meets_stranger", (), "proved"),
            ("messenger_kids/fixed", "parents_can_remove", ("Group=1",), "proved"),
            ("messenger_kids/launch", "friends_chat", ("Group=1",), "violated 3"),
            ("chat_room/chat_room", "room_without_owner", ("Room=1",), "proved"),
            ("chat_room/ban_without_kick", "uninvited_inside", ("User=2", "Room=1"), "violated 5"),
            ("lock_server/forgetful", "two_returns", ("Client=2",), "violated 8"),
            ("team_folders/team_folders", "owner_is_member", (), "proved")):
        path = Path(__file__).parents[2] / "specs" / f"{file}.chap"
        expect(f"abc on {name} of {file}", abc_steps(folder, path, name, *sizes), wanted)


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
