#!/bin/sh
# Runs each generated test by itself and compares its outcome with what its scenario's
# name claims, and with what the interpreter says: agreement.sh TEST_PROGRAM CHAPERONE RULES
set -eu
program=$1
chaperone=$2
rules=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
"$program" --list-test-names-only >names.txt || true # the exit code is their number
checked=0
while IFS= read -r name; do
  case $name in
  *'(passes_'*) wanted=pass ;;
  *'(fails_'*) wanted=fail ;;
  *) continue ;;
  esac
  scenario=${name##*(}
  if "$chaperone" replay "$rules" "${scenario%)}" >out.txt 2>&1; then got=pass; else got=fail; fi
  if [ "$got" != "$wanted" ]; then
    echo "the interpreter does not $wanted: $name" >&2
    cat out.txt >&2
    exit 1
  fi
  escaped=$(printf '%s' "$name" | sed 's/[],[\\"]/\\&/g')
  if "$program" "$escaped" >out.txt 2>&1; then got=pass; else got=fail; fi
  if grep -q 'No test cases matched\|No tests ran' out.txt; then
    echo "cannot run the test: $name" >&2
    exit 1
  fi
  if [ "$got" != "$wanted" ]; then
    echo "should $wanted: $name" >&2
    cat out.txt >&2
    exit 1
  fi
  checked=$((checked + 1))
done <names.txt
[ "$checked" -ge 13 ] || {
  echo "only $checked tests were there to compare" >&2
  exit 1
}
echo "$checked tests agree with the interpreter"
