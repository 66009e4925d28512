"""Runs the measurements of scripts/bench, which has built what is measured here.

E is the time that tests/bench/empty_z3.cpp takes, whole process. Every ratio is of medians of one run of this
program: the machine's speed cancels out. Raw results are in build/bench/results.json.
"""

import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUILD = Path("build/bench")
CHAPERONE = BUILD / "chaperone"
SPECS = Path("specs/messenger_kids")
QUICK = "--quick" in sys.argv
RESULTS = {}


def median_ms(name, command, runs=None):
    """Median wall-clock milliseconds of the whole process, by hyperfine."""
    report = BUILD / "hyperfine.json"
    runs = runs or (10 if QUICK else 40)
    subprocess.run(
        ["hyperfine", "--shell=none", "--warmup", "3", "--runs", str(runs), "--ignore-failure",
         "--export-json", str(report), " ".join(map(str, command))],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    result = json.loads(report.read_text())["results"][0]
    RESULTS[name] = {"median_ms": result["median"] * 1000, "worst_ms": result["max"] * 1000,
                     "exit": sorted(set(result["exit_codes"]))}
    return RESULTS[name]["median_ms"]


def once_ms(name, command, limit):
    """Milliseconds of one run, or nothing where it takes longer than `limit` seconds."""
    try:
        before = time.perf_counter()
        done = subprocess.run(list(map(str, command)), capture_output=True, timeout=limit)
        taken = (time.perf_counter() - before) * 1000
    except subprocess.TimeoutExpired:
        return None
    RESULTS[name] = {"once_ms": taken, "exit": [done.returncode]}
    return taken


def peak_megabytes(command):
    """Largest resident set of a process. Asked of a fresh interpreter, since the figure is of all children so far."""
    code = ("import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,"
            "stderr=subprocess.DEVNULL);print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    out = subprocess.run([sys.executable, "-c", code, *map(str, command)], capture_output=True, text=True, check=True)
    return int(out.stdout) / 1024


def exponent(points):
    """The slope of the line through (log n, log time): 1 is linear."""
    points = [(math.log(n), math.log(t)) for n, t in points if t and t > 0]
    if len(points) < 2:
        return float("nan")
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return (sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points))


def row(what, ms, unit, target=None):
    ratio = ms / unit
    verdict = "" if target is None else ("  ok" if ratio <= target else "  MISSED")
    goal = "" if target is None else f"at most {target:g} E"
    print(f"{what:<44}{ms:>9.1f} ms {ratio:>8.2f} E   {goal}{verdict}")


def family(kind, sizes, unit):
    """Growth of the whole check along a family of rule files; one run each, start-up taken off."""
    points = []
    for n in sizes:
        path = BUILD / f"{kind}_{n}.chap"
        path.write_text(subprocess.run([sys.executable, "tests/bench/families.py", kind, str(n)],
                                       capture_output=True, text=True, check=True).stdout)
        taken = once_ms(f"family {kind} {n}", [CHAPERONE, "check", path], limit=60)
        if taken is None:
            print(f"  {kind} {n:>4}: more than 60 s")
            break
        points.append((n, max(taken - unit, 0.1)))
        print(f"  {kind} {n:>4}: {taken:9.1f} ms   exit {RESULTS[f'family {kind} {n}']['exit'][0]}")
    print(f"  {kind}: time beyond E grows as n^{exponent(points):.2f}")


def main():
    sys.stdout.reconfigure(line_buffering=True)
    unit = median_ms("E", [BUILD / "tests/bench/empty_z3"], 60)
    print(f"E, an empty program that links Z3 and checks one variable: {unit:.1f} ms\n")

    print("The real case, whole process")
    for name, target in (("launch", 3), ("fixed", 3), ("contacts_only", None)):
        check = [CHAPERONE, "check", SPECS / f"{name}.chap"]
        row(f"check {name}.chap", median_ms(f"check {name}", check), unit, target)
        promise = check + ["--property", "child_meets_stranger"]
        row(f"  its promise alone", median_ms(f"promise {name}", promise), unit)
    print("\nPeak memory")
    for name in ("launch", "fixed"):
        peak = peak_megabytes([CHAPERONE, "check", SPECS / f"{name}.chap"])
        RESULTS[f"memory {name}"] = {"megabytes": peak}
        print(f"{'check ' + name + '.chap':<44}{peak:>9.1f} MB   below 60 MB{'  ok' if peak < 60 else '  MISSED'}")

    print("\nThe front end alone")
    points = []
    for n in (250, 500, 1000):
        path = BUILD / f"safe_{n}.chap"
        path.write_text(subprocess.run([sys.executable, "tests/bench/families.py", "safe", str(n)],
                                       capture_output=True, text=True, check=True).stdout)
        taken = float(subprocess.run([BUILD / "tests/bench/front_end_bench", path], capture_output=True, text=True,
                                     check=True).stdout)
        lines = len(path.read_text().splitlines())
        RESULTS[f"front end {lines}"] = {"median_ms": taken}
        points.append((lines, taken))
        print(f"  {lines:>6} lines {taken:9.2f} ms")
    print(f"  grows as n^{exponent(points):.2f}")
    whole = once_ms("check 10000 lines", [CHAPERONE, "check", BUILD / "safe_1000.chap"], limit=60 if QUICK else 300)
    if whole is None:
        print("  the whole check of the largest takes longer than the limit of this measurement")
    else:
        rest = whole - points[-1][1]
        share = points[-1][1] / rest
        print(f"  the rest of the check takes {rest:.0f} ms: the front end is {share:.3f} of it, at most 0.1"
              f"{'  ok' if share <= 0.1 else '  MISSED'}")

    print("\nGrowth")
    sizes = (10, 30, 100) if QUICK else (10, 30, 100, 300)
    family("safe", sizes, unit)
    family("flawed", sizes, unit)
    family("chain", (2, 4, 6, 8), unit)

    print("\nPeers on launch.chap's question, whole process")
    if shutil.which("z3"):
        row("z3, hand-written SMT-LIB, 3 steps", median_ms("z3", ["z3", "tests/bench/peers/launch.smt2"]), unit)
    if shutil.which("spin") and shutil.which("gcc"):
        with tempfile.TemporaryDirectory() as folder:
            model = Path("tests/bench/peers/launch.pml").resolve()
            script = Path(folder) / "run"
            script.write_text(f"#!/bin/sh\ncd {folder} && spin -a {model} && gcc -O1 -DBFS -o pan pan.c && ./pan\n")
            script.chmod(0o755)
            row("spin, 4 users, with compilation", median_ms("spin", [script], 3), unit)

    (BUILD / "results.json").write_text(json.dumps(RESULTS, indent=1))
    print(f"\nRaw results: {BUILD}/results.json")


main()
