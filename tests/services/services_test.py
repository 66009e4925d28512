"""Real services held against their rules: flawed ones are found out, repaired ones conform, but for what is accepted.

    services_test.py CHAPERONE SOURCE_DIR [unittest arguments]

Needs what `scripts/install-deps services` installs. Everything runs on the loopback interface, in a temporary folder.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

from dovecot import Dovecot
from ngircd import Ngircd
from postgres import Postgres
from prosody import Prosody
from redis_server import Redis

CHAPERONE, SOURCES = sys.argv[1:3]


def rules(name):
    return os.path.join(SOURCES, "specs", name + ".chap")


def conform(name, driver, *more):
    """The exit code, the JSON document, and how many seconds it took."""
    start = time.monotonic()
    run = subprocess.run([CHAPERONE, "conform", rules(name), "--driver", driver, "--format", "json", "--quiet", *more],
                         stdout=subprocess.PIPE, check=False)
    return run.returncode, json.loads(run.stdout), time.monotonic() - start


class ServiceTest(unittest.TestCase):
    """`self.service` is there for the whole class."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="chaperone-services-")
        os.chmod(cls.folder.name, 0o755)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def data(self):
        return os.path.join(self.folder.name, "service")

    def assertConforms(self, name, driver, *more):
        code, document, _ = conform(name, driver, *more)
        self.assertEqual((code, document["verdict"]), (0, "conforms"), json.dumps(document["findings"], indent=2))
        self.assertEqual(document["counts"]["undecided"], 0)
        return document

    def assertFoundOut(self, name, driver, kind, promise, *more):
        code, document, seconds = conform(name, driver, *more)
        self.assertEqual((code, document["verdict"]), (1, "differs"))
        self.assertLess(seconds, 60)
        self.assertIn((kind, [promise]), [(each["kind"], each["breaks"]) for each in document["findings"]])
        return document


def write_many_scenarios(path, copies=25):
    """The scenario blocks of the repaired rules many times over, so that starting the adapter does not count."""
    blocks = []
    for name in ("launch", "fixed"):
        with open(rules("messenger_kids/" + name), encoding="utf-8") as file:
            blocks += re.findall(r"^scenario (\w+) (\{.*?^\})", file.read(), re.DOTALL | re.MULTILINE)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'use "{rules("messenger_kids/fixed")}"\n')
        for copy in range(copies):
            file.writelines(f"scenario {name}_{copy} {body}\n" for name, body in blocks)


def bare_loop(requests, driver):
    """Seconds that the requests take without anybody looking at the replies; sent as `conform` sends them."""
    lines = [json.loads(line) for line in requests]
    start = time.monotonic()
    adapter = subprocess.Popen(driver, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    at = 0
    while at < len(lines) - 1:  # the last one is `bye`
        # `given` goes with `reset`, `ask` with `step`.
        size = 2 if lines[at]["do"] in ("reset", "step") else 1
        adapter.stdin.write("".join(requests[at : at + size]).encode())
        adapter.stdin.flush()
        for _ in range(size):
            adapter.stdout.readline()
        at += size
    adapter.communicate()
    return time.monotonic() - start


class PostgresTest(ServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = Postgres(os.path.join(cls.folder.name, "service")).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.service.__exit__()
        super().tearDownClass()

    def test_a_policy_that_looks_at_the_inviter_only_lets_strangers_in(self):
        self.service.looks_at("inviter")
        document = self.assertFoundOut("messenger_kids/fixed", self.service.driver("serializable"), "allows",
                                       "child_meets_stranger")
        smallest = min(document["findings"], key=lambda finding: len(finding["scenario"]["steps"]))
        self.assertEqual([step["rule"] for step in smallest["scenario"]["steps"]],
                         ["approve", "befriend", "create_group"])

    def test_a_suite_that_covers_the_rules_finds_the_flaw_and_passes_the_repair(self):
        driver = self.service.driver("serializable")
        cover = ["--cover", "rules,requirements,effects"]
        self.service.looks_at("inviter")
        self.assertFoundOut("messenger_kids/fixed", driver, "allows", "child_meets_stranger", *cover)
        self.service.looks_at("everybody")
        self.assertConforms("messenger_kids/fixed", driver, *cover)

    def test_the_flawed_policy_is_just_what_the_rules_at_launch_say(self):
        self.service.looks_at("inviter")
        _, document, _ = conform("messenger_kids/launch", self.service.driver("serializable"), "--walk", "10")
        self.assertEqual({finding["kind"] for finding in document["findings"]}, {"promise"})

    def test_the_repaired_policy_passes_scenarios_walks_and_races_if_serializable(self):
        self.service.looks_at("everybody")
        document = self.assertConforms("messenger_kids/fixed", self.service.driver("serializable"), "--walk", "20",
                                       "--race", "--jobs", "2")
        self.assertGreater(document["races"], 100)
        for rule in document["rules"]:
            self.assertGreater(rule["allowed"], 0, rule)
            self.assertGreater(rule["refused"], 0, rule)

    def test_under_read_committed_the_repaired_policy_is_found_out_by_a_race(self):
        self.service.looks_at("everybody")
        driver = self.service.driver("read committed")
        self.assertConforms("messenger_kids/fixed", driver)
        document = self.assertFoundOut("messenger_kids/fixed", driver, "race", "child_meets_stranger", "--race", "--once")
        self.assertGreater(document["races"], 0)


    def test_a_suite_takes_the_same_steps_each_time_and_what_the_runner_adds_is_told(self):
        self.service.looks_at("everybody")
        driver = self.service.driver("serializable")
        suite, record = (os.path.join(self.folder.name, name) for name in ("suite.chap", "requests"))
        write_many_scenarios(suite)
        document = self.assertConforms("messenger_kids/fixed", f"tee {record} | {driver}", suite, "--once")
        with open(record, encoding="utf-8") as file:
            requests = file.readlines()
        tag = next(json.loads(line)["scenario"] for line in requests if '"reset"' in line).split("-")[0]
        steps, share, ours, bare = document["steps"], [], [], []
        for repetition in range(3):  # in turns, and the best of each: others use the machine too
            document = self.assertConforms("messenger_kids/fixed", driver, suite, "--once")
            self.assertEqual(document["steps"], steps)
            ours.append(document["seconds"])
            share.append((document["seconds"] - document["waited"]) / document["waited"])
            bare.append(bare_loop([line.replace(tag, f"bare{repetition}") for line in requests], driver))
        print(f"\n{document['steps']} steps: {document['steps'] / min(ours):.0f} a second, "
              f"{document['steps'] / min(bare):.0f} in a bare loop; the runner adds {min(share):.1%}", file=sys.stderr)
        # No limit is asserted: how long things take on a shared machine is for a person to look at.


class ProsodyTest(ServiceTest):
    def test_a_module_that_looks_at_the_inviters_roster_only_lets_strangers_in(self):
        with Prosody(self.data(), "inviter") as service:
            self.assertFoundOut("members_only_rooms/everybodys_roster", service.driver(), "allows", "stranger_in_room")

    def test_a_suite_that_covers_the_rules_finds_the_flaw_and_passes_the_repair(self):
        cover = ["--cover", "rules,requirements,effects"]
        with Prosody(self.data(), "inviter") as service:
            self.assertFoundOut("members_only_rooms/everybodys_roster", service.driver(), "allows", "stranger_in_room",
                                *cover)
        with Prosody(self.data(), "everybody") as service:
            self.assertConforms("members_only_rooms/everybodys_roster", service.driver(), *cover)

    def test_the_flawed_module_is_just_what_the_flawed_rules_say(self):
        with Prosody(self.data(), "inviter") as service:
            _, document, _ = conform("members_only_rooms/inviters_roster", service.driver(), "--walk", "10")
            self.assertEqual({finding["kind"] for finding in document["findings"]}, {"promise"})

    def test_a_module_that_looks_at_everybodys_roster_passes_scenarios_walks_and_races(self):
        with Prosody(self.data(), "everybody") as service:
            self.assertConforms("members_only_rooms/everybodys_roster", service.driver(), "--walk", "10", "--race")

    def test_two_adapters_race_in_the_same_sessions_through_a_daemon(self):
        with Prosody(self.data(), "everybody") as service, service.session_daemon() as driver:
            document = self.assertConforms("members_only_rooms/everybodys_roster", driver, "--race", "--once")
            self.assertGreater(document["races"], 0)
        with Prosody(self.data(), "inviter") as service, service.session_daemon() as driver:
            self.assertFoundOut("members_only_rooms/everybodys_roster", driver, "allows", "stranger_in_room", "--once")


class KnownDeviationsTest(ServiceTest):
    """What these services do otherwise than the rules say lies in `deviations` beside their adapters."""

    def assertConformsBut(self, name, driver, room=None):
        accept = ["--accept", os.path.join(SOURCES, "tests/services", room, "deviations")] if room else []
        document = self.assertConforms(name, driver, "--cover", "all", "--walk", "20", "--timeout", "60", *accept)
        return sum(each["seen"] > 0 for each in document.get("accepted", []))

    def test_channels_of_an_irc_server(self):
        with Ngircd(self.data()) as service:
            self.assertEqual(self.assertConformsBut("irc_channels/channels", service.driver(), "ngircd"), 3)

    def test_rights_in_a_key_value_store(self):
        with Redis(self.data()) as service:
            self.assertEqual(self.assertConformsBut("store_rights/rights", service.driver()), 0)

    def test_mailboxes_that_are_shared(self):
        with Dovecot(self.data()) as service:
            # Which deviations show, and whether any does, depends on how much fits into a second of the server's clock.
            self.assertConformsBut("mailboxes/shared", service.driver(), "dovecot")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
