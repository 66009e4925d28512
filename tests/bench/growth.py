"""How time and memory grow along families of rule files, and what the front end takes of it."""

import statistics
import subprocess

import families
import role_policy
from measuring import BUILD, CHAPERONE, EMPTY, RESULTS, exponent, once

# family -> what its size counts, sizes when quick, further sizes
FAMILIES = {
    "safe": ("ways, 2 n + 1 rules", (5, 15, 50), (150, 500, 1500)),
    "flawed": ("ways, 2 n + 1 rules", (5, 15, 50), (150, 500, 1500)),
    "relations": ("relations", (5, 20, 50), (100, 200)),
    "lemmas": ("lemmas to find", (2, 5, 10), (20, 50)),
    "properties": ("promises kept", (1, 10, 30), (100,)),
    "findings": ("promises broken", (1, 10, 30), (100,)),
    "chain": ("steps", (1, 2, 5, 10), (20, 40)),
}
EXPECTED_EXIT = {"flawed": 1, "findings": 1, "chain": 1}

# roles and rules at 100 users
POLICIES = ((20, 100), (40, 400)), ((100, 1000), (300, 3000))


def run_family(title, files, expected_exit, limit, start, command="check"):
    """Runs `command` on `files`, (size, path) in growing order, once each; prints each and the fitted exponents.

    These are of the processor's time, which a busy machine blurs less.
    """
    times, memory = [], []
    for size, path, extra in files:
        run = once(f"family {title} {size}", [CHAPERONE, command, path, *extra], limit)
        if not run.is_done:
            print(f"  {title} {size:>5}: over {limit} s; larger ones are left out")
            break
        note = "" if run.exit == expected_exit else f"   exit {run.exit}, {expected_exit} is right"
        print(f"  {title} {size:>5}: {run.milliseconds:9.1f} ms ({run.busy:9.1f} busy) {run.megabytes:7.1f} MB{note}")
        times.append((size, max(run.busy - start, 1)))
        memory.append((size, run.megabytes))
    steep = exponent(times[-2:]) if len(times) > 2 else float("nan")
    print(f"  {title}: time beyond E grows as n^{exponent(times):.2f} (at its end n^{steep:.2f}), "
          f"memory as n^{exponent(memory):.2f}")
    RESULTS[f"growth {title}"] = {"time_exponent": exponent(times), "at_the_end": steep,
                                  "memory_exponent": exponent(memory)}


def measure(plan):
    start = min(once("E, busy", [EMPTY], 10).busy for _ in range(10))
    limit = 10 if plan.quick else 120
    for family, (counts, sizes, more) in FAMILIES.items():
        print(f"{family}: n {counts}")
        files = []
        for n in sizes if plan.quick else sizes + more:
            path = BUILD / f"{family}_{n}.chap"
            path.write_text(families.rules(family, n))
            files.append((n, path, ["--depth", str(max(12, n))] if family == "chain" else []))
        run_family(family, files, EXPECTED_EXIT.get(family, 0), limit, start)
        if family == "safe":
            run_family("explain safe", files[:4], 0, limit, start, "explain")
    for goal, expected_exit in (("3", 1), ("safe", 0)):
        print(f"role policies of 100 users, goal `{goal}`: n roles, about ten times as many rules")
        files = []
        for roles, rules in POLICIES[0] if plan.quick else POLICIES[0] + POLICIES[1]:
            path = BUILD / f"policy_{roles}_{goal}.chap"
            path.write_text(role_policy.as_rules(role_policy.generate(roles, rules, 100, 1), [goal], False))
            files.append((roles, path, ["--timeout", f"{limit}s"]))
        run_family(f"policy {goal}", files, expected_exit, limit + 5, start)


def measure_front_end(plan):
    """Parsing and resolving alone, against the whole check of the largest file."""
    points = []
    for n in (250, 500, 1000):
        path = BUILD / f"safe_{n}.chap"
        path.write_text(families.rules("safe", n))
        taken = statistics.median(
            float(subprocess.run([BUILD / "tests/bench/front_end_bench", path], capture_output=True, text=True,
                                 check=True).stdout) for _ in range(3))
        lines = len(path.read_text().splitlines())
        RESULTS[f"front end {lines}"] = {"median_ms": taken}
        points.append((lines, taken))
        print(f"  {lines:>6} lines {taken:9.2f} ms")
    print(f"  grows as n^{exponent(points):.2f}")
    limit = 20 if plan.quick else 300
    whole = once("check 10000 lines", [CHAPERONE, "check", BUILD / "safe_1000.chap"], limit)
    if not whole.is_done:
        print(f"  the whole check of the largest takes over {limit} s")
        return
    rest = whole.milliseconds - points[-1][1]
    share = points[-1][1] / rest
    print(f"  the rest of the check takes {rest:.0f} ms: the front end is {share:.3f} of it, at most 0.1"
          f"  {'ok' if share <= 0.1 else 'MISSED'}")
