"""Compares what a framework said of each test with what the name of the test claims: outcomes.py FORMAT, in its folder."""
import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree


def outcomes(form):
    """Each test's name, and whether it passed."""
    if form == "pytest":
        for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S+::test_(\w+)", Path("run.log").read_text(), re.M):
            yield name, outcome == "PASSED"
    elif form == "junit5":
        for test in ElementTree.parse("reports/TEST-junit-jupiter.xml").iter("testcase"):
            yield test.get("name"), test.find("failure") is None and test.find("error") is None
    elif form == "vitest":
        for file in json.loads(Path("run.json").read_text())["testResults"]:
            for test in file["assertionResults"]:
                yield re.search(r"\((\w+)\)$", test["title"]).group(1), test["status"] == "passed"
    else:
        for feature in json.loads(Path("run.json").read_text()):
            for scenario in feature["elements"]:
                # A scenario ends where the service made the other choice: the rest is skipped.
                passed = all(step["result"]["status"] in ("passed", "skipped") for step in scenario["steps"])
                yield re.search(r"\((\w+)\)$", scenario["name"]).group(1), passed


def main():
    said = dict(outcomes(sys.argv[1]))
    written = sum(len(re.findall(r"^\s*(?:def test_|test\(|@Test|Scenario:)", path.read_text(encoding="utf-8"), re.M))
                  for pattern in ("test_*.py", "*.test.ts", "*Test.java", "*.feature") for path in Path().glob(pattern))
    wrong = [name for name, passed in said.items() if passed == name.startswith("fails")]
    for name in wrong:
        print(f"{name} {'passed' if said[name] else 'failed'}, which it should not", file=sys.stderr)
    if not said or len(said) != written:
        print(f"{len(said)} of {written} tests ran", file=sys.stderr)
    if wrong or not said or len(said) != written:
        sys.exit(1)
    print(f"{len(said)} tests agree with the interpreter")


main()
