"""Runs the measurements of scripts/bench, which has built what is measured here.

usage: measure.py [--quick] [--seeds N] [--only SECTION]...
"""

import argparse
import json
import os
import shutil
import sys

import certificates
import families
import auditing
import following
import growth
import memory
import peers
import suites
import targets
from measuring import BUILD, CHAPERONE, RESULTS, Plan, hyperfine, once, unit


def measure_real_case(plan):
    """Messenger Kids, all of its properties and scenarios."""
    for name, target in (("launch", 3), ("fixed", 3), ("contacts_only", None)):
        command = [CHAPERONE, "check", f"specs/messenger_kids/{name}.chap"]
        now = unit()
        ratio = hyperfine(f"check {name}", command, 10 if plan.quick else 40) / now
        peak = once(f"memory {name}", command, plan.limit).megabytes
        goal = "" if target is None else f"at most {target} E  {'ok' if ratio <= target else 'MISSED'}"
        print(f"check {name + '.chap':<20} {ratio:6.2f} E   {goal}")
        print(f"  peak memory {peak:14.1f} MB  below 60 MB  {'ok' if peak < 60 else 'MISSED'}")
    now = unit()
    ratio = hyperfine("explain fixed", [CHAPERONE, "explain", "specs/messenger_kids/fixed.chap"],
                      5 if plan.quick else 20) / now
    print(f"explain {'fixed.chap':<18} {ratio:6.2f} E   at most 20 E  {'ok' if ratio <= 20 else 'MISSED'}")


def measure_report(plan):
    """A page, beside the same check without one."""
    page = str(BUILD / "page.html")
    for name in ("messenger_kids/launch", "group_limits/limit1024", "learning_switch/learning_switch"):
        command = [CHAPERONE, "check", f"specs/{name}.chap"]
        now, runs = unit(), 5 if plan.quick else 20
        ratio = (hyperfine(f"page {name}", command + ["--report", page], runs) -
                 hyperfine(f"no page {name}", command, runs)) / now
        print(f"page of {name:<32} {ratio:6.2f} E   at most 5 E  {'ok' if ratio <= 5 else 'MISSED'}")


def measure_diff(plan):
    """Rule changes: of Messenger Kids, and of three rules among 301."""
    many, changed = BUILD / "many_rules.chap", BUILD / "many_rules_changed.chap"
    text = families.rules("safe", 150)
    many.write_text(text)
    for way in (10, 70, 130):
        gate = f'require open_{way}(group)             else "way {way} is not open"\n'
        text = text.replace(gate, gate + "  require not member(group, newcomer)\n")
    changed.write_text(text)
    kids = "specs/messenger_kids"
    for name, old, new, target in (("launch fixed", f"{kids}/launch.chap", f"{kids}/fixed.chap", 5),
                                   ("fixed contacts_only", f"{kids}/fixed.chap", f"{kids}/contacts_only.chap", 5),
                                   ("3 of 301 rules", many, changed, 15), ("nothing of 301 rules", many, many, 1)):
        now = unit()
        ratio = hyperfine(f"diff {name}", [CHAPERONE, "diff", old, new], 5 if plan.quick else 20) / now
        print(f"diff {name:<22} {ratio:6.2f} E   at most {target} E  {'ok' if ratio <= target else 'MISSED'}")


SECTIONS = {
    "table": ("The promises, each alone", targets.measure),
    "policy": ("Administrative role policies", peers.measure_policy),
    "scope": ("Messenger Kids at launch, sizes forced by --scope", peers.measure_launch),
    "instances": ("The promises again, beside abc on bounded instances", peers.measure_instances),
    "certificates": ("The whole check, against z3 on its certificate", certificates.measure),
    "real": ("Messenger Kids, everything", measure_real_case),
    "diff": ("Rule changes", measure_diff),
    "report": ("Pages, beside the check", measure_report),
    "front": ("The front end alone", growth.measure_front_end),
    "growth": ("Growth", growth.measure),
    "memory": ("Suites against services that remember wrongly", memory.measure),
    "follow": ("Following a log: speed and memory", following.measure),
    "audit": ("Data made to scale: what is broken, what is one step away", auditing.measure),
    "suites": ("Suites: each goal, growth with the rules, the search beside Spin", suites.measure),
}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures what a check costs.")
    parser.add_argument("--quick", action="store_true", help="fewer runs, 3 seeds, smaller families: some minutes")
    parser.add_argument("--seeds", type=int, help="seeds for each row (25; 3 with --quick)")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="measure this section; may be repeated")
    wanted = parser.parse_args()
    if wanted.seeds is not None and wanted.seeds < 1:
        parser.error("at least one seed")
    if not shutil.which("hyperfine"):
        parser.error("hyperfine is not there; scripts/install-deps bench installs it")
    plan = Plan(wanted.seeds or (3 if wanted.quick else 25), wanted.quick)
    sys.stdout.reconfigure(line_buffering=True)
    print(f"E, an empty program that links Z3 and checks one variable: {unit(40):.1f} ms")
    load, cores = os.getloadavg()[0], os.cpu_count()
    if load > cores / 2:
        print(f"the machine is busy (load {load:.1f} on {cores} cores): the ratios are blurred")
    for name, (title, measure) in SECTIONS.items():
        if not wanted.only or name in wanted.only:
            print(f"\n== {title}")
            measure(plan)
            (BUILD / "results.json").write_text(json.dumps(RESULTS, indent=1))
    print(f"\nRaw results: {BUILD}/results.json")


main()
