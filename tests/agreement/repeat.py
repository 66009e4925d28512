"""Runs one command many times and compares (scripts/repeat).

    repeat.py CHAPERONE [TIMES] [FILE…]

Of each rule file it runs TIMES checks with seed 0 and one with each of the seeds 0 … TIMES - 1, four for each core at
once. The same seed must give the same bytes: standard output, standard error, saved scenarios, certificates. Seconds are
the exception, and are blotted out. All seeds must give the same exit code and verdicts. Exit code 1 if something differs.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

LIMIT = "120s"
SECONDS = re.compile(rb"\(\d+\.\d+ s\)")


def run(words, folder):
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def everything(chaperone, file):
    """All that a check with seed 0 says and writes, by where it stands."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--seed", "0", "--timeout", LIMIT, "--save", "saved", "--certificate", "proofs"]
        code, out, error = run([chaperone, "check", file, *options], folder)
        result = {"exit code": code, "standard output": SECONDS.sub(b"(some s)", out), "standard error": error}
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file():
                result[str(path.relative_to(folder))] = path.read_bytes()
        return result


def verdicts(chaperone, file, seed):
    """What each property and scenario comes to, with the number of steps where there is a run."""
    options = ["--seed", str(seed), "--timeout", LIMIT, "--format", "json"]
    code, out, _ = run([chaperone, "check", file, *options], None)
    document = json.loads(out)
    properties = [(line["name"], line["verdict"], line.get("steps")) for line in document["properties"]]
    scenarios = [(line["name"], line["verdict"]) for line in document["scenarios"]]
    return code, properties, scenarios


def differences(results):
    """In which of the parts some result is not as the first."""
    first = results[0]
    if not isinstance(first, dict):
        return [f"{first} in one run, {other} in another" for other in results[1:] if other != first][:1]
    return sorted({part for other in results for part in first.keys() | other.keys() if first.get(part) != other.get(part)})


def main():
    chaperone = os.path.abspath(sys.argv[1])
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    files = sys.argv[3:] or sorted(
        str(path)
        for path in pathlib.Path("specs").rglob("*.chap")
        if "broken" not in path.parts and re.search(r"^system ", path.read_text(encoding="utf-8"), re.M)
    )
    differing = 0
    with concurrent.futures.ThreadPoolExecutor(4 * (os.cpu_count() or 1)) as pool:
        for file in files:
            path = os.path.abspath(file)
            same_seed = [pool.submit(everything, chaperone, path) for _ in range(times)]
            other_seeds = [pool.submit(verdicts, chaperone, path, seed) for seed in range(times)]
            bytes_differ = differences([future.result() for future in same_seed])
            verdicts_differ = differences([future.result() for future in other_seeds])
            differing += bool(bytes_differ or verdicts_differ)
            print(f"{file}: bytes {', '.join(bytes_differ) or 'the same'}; verdicts {', '.join(verdicts_differ) or 'the same'}", flush=True)
    print(f"{len(files)} files, {differing} of them differ")
    sys.exit(1 if differing else 0)


main()
