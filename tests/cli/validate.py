"""Validates the JSON document on standard input against the schema that is named.

Run by tests/cli/schema_test.cpp. Needs Debian's python3-jsonschema. Exit 1 with the first mistakes if it does not fit.
"""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
mistakes = sorted(jsonschema.Draft7Validator(schema).iter_errors(json.load(sys.stdin)), key=lambda m: list(m.path))
for mistake in mistakes[:5]:
    best = jsonschema.exceptions.best_match([mistake])
    print("/" + "/".join(map(str, best.absolute_path)), best.message, file=sys.stderr)
sys.exit(1 if mistakes else 0)
