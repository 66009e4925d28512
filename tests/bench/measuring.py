"""How scripts/bench measures: whole processes, by hyperfine, in multiples of E.

E is the time that tests/bench/empty_z3.cpp takes. It is measured again beside every row, so that the machine's speed,
and what else it does, cancel out. Raw results are kept in build/bench/results.json.
"""

import json
import math
import shlex
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

BUILD = Path("build/bench")
CHAPERONE = BUILD / "chaperone"
EMPTY = BUILD / "tests/bench/empty_z3"
RESULTS = {}


@dataclass(frozen=True)
class Plan:
    """How much is measured."""
    seeds: int
    quick: bool

    @property
    def limit(self):
        """Seconds after which a single run is given up."""
        return 10 if self.quick else 60

    @property
    def row_budget(self):
        """Seconds that the seeds of one row may take together."""
        return 5 if self.quick else 60


@dataclass
class Once:
    """One run of a command. `milliseconds` is nothing where it was given up; `busy` are those of the processor."""
    milliseconds: float
    busy: float
    megabytes: float
    exit: int
    output: str

    @property
    def is_done(self):
        return self.milliseconds is not None


# Asked of a fresh interpreter, since a parent's memory counts as its child's until the child's program is loaded.
ONE_RUN = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
try:
    done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=float(sys.argv[1]))
    taken, code, text = (time.perf_counter() - begin) * 1000, done.returncode, done.stdout.decode("utf-8", "replace")
except subprocess.TimeoutExpired:
    taken, code, text = None, None, ""
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([taken, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024, code, text]))
"""


def once(name, command, limit):
    """One run, with its peak memory and what it printed."""
    out = subprocess.run([sys.executable, "-S", "-c", ONE_RUN, str(limit), *map(str, command)],
                         capture_output=True, text=True, check=True)
    run = Once(*json.loads(out.stdout))
    RESULTS[name] = {"once_ms": run.milliseconds, "busy_ms": run.busy, "megabytes": run.megabytes, "exit": run.exit}
    return run


def hyperfine(name, command, runs, seeds=None, warmup=1):
    """Median milliseconds of the whole process: one number, or one for each of the seeds, for `{seed}` in command."""
    with tempfile.NamedTemporaryFile(dir=BUILD, suffix=".json") as report:
        scan = [] if seeds is None else ["--parameter-scan", "seed", "0", str(seeds - 1)]
        text = shlex.join(map(str, command)).replace("'{seed}'", "{seed}")
        subprocess.run(["hyperfine", "--shell=none", "--warmup", str(warmup), "--runs", str(runs), "--ignore-failure",
                        "--export-json", report.name, *scan, text],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        results = json.loads(Path(report.name).read_text())["results"]
    medians = [result["median"] * 1000 for result in results]
    RESULTS[name] = {"median_ms": statistics.median(medians), "worst_ms": max(medians), "seeds": len(medians),
                     "runs": runs, "exit": sorted({code for result in results for code in result["exit_codes"]})}
    return medians if seeds is not None else medians[0]


def unit(runs=15):
    """E, now."""
    return hyperfine("E", [EMPTY], runs, warmup=2)


@dataclass
class Seeds:
    """The times of one row, in milliseconds, and in E as it was beside them; the exit codes over all seeds."""
    times: list
    unit: float
    exits: list

    @property
    def median(self):
        return statistics.median(self.times) / self.unit

    @property
    def worst(self):
        return max(self.times) / self.unit


def over_seeds(name, command, plan, first_ms):
    """Runs `command`, which takes --seed, with as many of the plan's seeds as fit into the row's budget."""
    seeds = max(1, min(plan.seeds, int(plan.row_budget * 1000 / first_ms)))
    runs = max(1, min(5, int(plan.row_budget * 1000 / (first_ms * seeds * 2))))
    now = unit()
    times = hyperfine(name, [*command, "--seed", "{seed}"], runs, seeds, warmup=1 if first_ms < 1000 else 0)
    return Seeds(times, now, RESULTS[name]["exit"])


def verdicts(output):
    """What `check --format json` says, as words by property: `proved`, `violated 3`, `bounded 12`."""
    said = {}
    try:
        document = json.loads(output)
    except json.JSONDecodeError:
        return said
    for answer in document.get("properties", []):
        steps = f" {answer['steps']}" if "steps" in answer else ""
        said[answer["name"]] = answer["verdict"] + steps
    return said


def stated(path):
    """The `//!` lines of a rule file: its expected verdicts by property."""
    text = Path(path).read_text(errors="replace")
    pairs = [line[3:].split(":", 1) for line in text.splitlines() if line.startswith("//!")]
    return {pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == 2}


def truth(path, name):
    """The verdict that is right: a promise stated to be `bounded` today is kept, and ought to be proved."""
    said = stated(path).get(name, "not stated")
    return "proved" if said.startswith("bounded") else said


def exponent(points):
    """The slope of the line through (log n, log value): 1 is linear."""
    points = [(math.log(n), math.log(value)) for n, value in points if value and value > 0]
    if len(points) < 2:
        return float("nan")
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return (sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points))
