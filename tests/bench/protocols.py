"""Checks rule files against the verdicts that they state, and says what each took (scripts/protocols).

Without a file or folder: tests/bench/protocols and the protocols of specs/. A verdict is stated as in specs/,

    //! two_leaders: violated 6        //! two_holders: proved        //! scenario two_of_three: passed

or as `// expect: two_leaders violated steps=6`. It is `right`, `open` where nothing was decided, `WRONG`, or `FAILED`
where there was no verdict at all. Files that state nothing are left out. Seconds are those that the property took;
`run` and `busy` are those of the whole process, by the clock and of the processor. The exit code is 1 if something was
wrong or failed.
"""

import argparse
import concurrent.futures
import json
import re
import sys
from collections import Counter
from pathlib import Path

from measuring import once

ROOT = Path(__file__).resolve().parent.parent.parent
SPECS = "client_server consensus learning_switch lock_server ring_leader sharded_store toy_consensus".split()
ENGINES = ["auto", "bounded", "explicit", "inductive"]
SPECS_LINE = re.compile(r"//! *(scenario +)?(\w+): +(\w+)(?: +(\d+))? *$")
CASES_LINE = re.compile(r"// *expect: *(\w+) +(\w+)(?: +steps=(\d+))? *$")
OPEN = ("bounded", "unknown")
VERDICTS = ("violated", "proved", "witnessed", "impossible", "passed", "failed", *OPEN)
KINDS = ("right", "open", "WRONG", "FAILED")
HEAD = ("file", "property", "engine", "expected", "got", "seconds", "run", "busy", "is")
# How much longer than it was told a run may take before it is ended.
GRACE = 30


def stated(path):
    """The verdicts that a file states: from the name to the verdict and the number of steps, where there is one."""
    result = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := SPECS_LINE.match(line):
            is_scenario, name, verdict, steps = found.groups()
            result[("scenario " if is_scenario else "") + name] = (verdict, steps and int(steps))
        elif found := CASES_LINE.match(line):
            name, verdict, steps = found.groups()
            result[name] = (verdict, steps and int(steps))
    return result


def files_in(places):
    """The rule files of these places that state a verdict, in order."""
    found = []
    for place in map(Path, places):
        if not place.exists():
            sys.exit(f"scripts/protocols: {place}: no such file or folder")
        found += sorted(place.rglob("*.chap")) if place.is_dir() else [place]
    return [path for path in found if stated(path)]


def judged(expected, got, is_smallest):
    """How a verdict and its steps compare with what was stated. A run that need not be the smallest may be longer."""
    if expected[0] == got[0]:
        same = expected[1] is None or got[1] is None or expected[1] == got[1]
        return "right" if same or (not is_smallest and got[1] > expected[1]) else "WRONG"
    if got[0] not in VERDICTS:
        return "FAILED"
    return "open" if got[0] in OPEN else "WRONG"


def words(verdict):
    kind, steps = verdict
    return kind if steps is None else f"{kind} {steps}"


def answers(document, seconds):
    """From each name to its verdict, whether its run is the smallest, and the seconds."""
    result = {}
    for line in document.get("properties", []):
        steps = line.get("steps") if line["verdict"] in ("violated", "witnessed") else None
        result[line["name"]] = ((line["verdict"], steps), line.get("smallest", True), line["seconds"])
    for line in document.get("scenarios", []):
        result["scenario " + line["name"]] = ((line["verdict"], None), True, seconds)
    return result


def checked(options, path, engine, name):
    """One run of `check`: its rows, and its seconds."""
    command = [options.chaperone, "check", path, "--engine", engine, "--timeout", f"{options.timeout}s"]
    command += ["--depth", options.depth, "--format", "json"] + (["--property", name] if name else [])
    run = once(f"{path} {engine} {name}", command, options.timeout + GRACE)
    seconds = run.milliseconds / 1000 if run.is_done else options.timeout + GRACE
    try:
        document, trouble = json.loads(run.output), "missing"
    except json.JSONDecodeError:
        document, trouble = {}, f"exit {run.exit}" if run.is_done else "no answer"
    found = answers(document, seconds)
    rows = []
    for wanted, expected in stated(path).items():
        is_scenario = wanted.startswith("scenario ")
        if (name and wanted != name) or (is_scenario and (name or engine != "auto")):
            continue
        nothing = ("errors" if "errors" in document else trouble, None), True, seconds
        got, is_smallest, taken = found.get(wanted, nothing)
        times = [f"{part:.2f}" for part in (taken, seconds, run.busy / 1000)]
        verdict = judged(expected, got, is_smallest)
        rows.append((str(path), wanted, engine, words(expected), words(got), *times, verdict))
    return rows, seconds


def runs_of(options):
    """What is to be run, each with its file, engine and property (or none, for all of them)."""
    for path in files_in(options.places):
        names = [name for name in stated(path) if not name.startswith("scenario ")] if options.alone else [None]
        for name in names:
            for engine in options.engines.split(","):
                yield path, engine, name


def options_given():
    parser = argparse.ArgumentParser(prog="scripts/protocols", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", metavar="FILE or FOLDER", help="rule files, or folders of them")
    parser.add_argument("--chaperone", default=ROOT / "build/release/chaperone", metavar="PATH",
                        help="the program (build/release/chaperone)")
    parser.add_argument("--timeout", type=int, default=60, metavar="SECONDS", help="for each run (60)")
    parser.add_argument("--depth", type=int, default=12, metavar="N", help="steps of a run, for the bounded search (12)")
    parser.add_argument("--engines", default="auto", metavar="NAME,…", help=f"of {', '.join(ENGINES)} (auto)")
    parser.add_argument("--jobs", type=int, default=1, choices=[1, 2], help="runs at once (1)")
    parser.add_argument("--alone", action="store_true", help="a run for each property, in place of each file")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the table as tab-separated values too")
    options = parser.parse_args()
    if unknown := set(options.engines.split(",")) - set(ENGINES):
        parser.error(f"no engine is called {', '.join(sorted(unknown))}")
    if not options.places:
        options.places = [ROOT / "tests/bench/protocols", *(ROOT / "specs" / name for name in SPECS)]
    return options


def print_row(row):
    file, name, engine, expected, got, taken, run, busy, verdict = row
    print(f"{Path(file).stem:<32} {name:<24} {engine:<9} {expected:<13} {got:<13} {taken:>8} {run:>7} {busy:>7}",
          verdict, flush=True)


def main():
    options = options_given()
    table = open(options.output, "w", encoding="utf-8") if options.output else None
    count, total = Counter(), 0.0
    print_row(HEAD)
    if table:
        print(*HEAD, sep="\t", file=table)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for run in [pool.submit(checked, options, *job) for job in runs_of(options)]:
            rows, seconds = run.result()
            total += seconds
            for row in rows:
                count[row[2], row[-1]] += 1
                print_row(row)
                if table:
                    print(*row, sep="\t", file=table, flush=True)
    for engine in options.engines.split(","):
        print(f"{engine}: " + ", ".join(f"{count[engine, kind]} {kind}" for kind in KINDS))
    print(f"{total:.1f} s in all")
    return 1 if any(kind in KINDS[2:] for _, kind in count) else 0


if __name__ == "__main__":
    sys.exit(main())
