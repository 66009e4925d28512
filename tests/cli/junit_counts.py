"""Reads JUnit's XML on standard input and fails unless its counts are those of the cases in it.

Prints "TESTS FAILURES ERRORS". Run by tests/cli/ci_test.cpp.
"""

import sys
import xml.etree.ElementTree as ElementTree

together = [0, 0, 0]
root = ElementTree.parse(sys.stdin).getroot()
assert root.tag == "testsuites", root.tag
for suite in root:
    cases = suite.findall("testcase")
    counted = [len(cases), *(sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error"))]
    told = [int(suite.get(name)) for name in ("tests", "failures", "errors")]
    assert counted == told, (suite.get("name"), counted, told)
    assert all(case.get("name") and case.get("classname") and float(case.get("time")) >= 0 for case in cases)
    together = [one + other for one, other in zip(together, told)]
print(*together)
