#!/usr/bin/env bash
# Runs what is generated in its real framework, on a service with the flaw (must fail, for the right reason) and on a
# repaired one (must pass): the tests of the violations of launch.chap, and a suite of fixed.chap.
#
#   tests/generated/frameworks.sh FORMAT CHAPERONE SOURCE_FOLDER WORK_FOLDER
set -euo pipefail
format=$1 chaperone=$2 source=$3 work=$4
here=$source/tests/generated
rm -rf "$work" && mkdir -p "$work"
fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# generate RULES FOLDER OPTIONS…
generate() {
  local rules=$1 folder=$2
  shift 2
  "$chaperone" generate "$source/specs/messenger_kids/$rules.chap" --to "$format" -o "$folder" --quiet "$@"
}

source "$here/framework_runs.sh"
class=()
if [[ $format == junit5 ]]; then class=(MessengerTest); fi

# One function for each framework that brings the driver.
setup_pytest() { cp "$here"/python/*.py .; }
setup_vitest() {
  cp "$here"/node/{service.ts,messenger.mjs,messenger.d.mts,package.json,tsconfig.json} .
  ln -s "$node_modules" node_modules
  local system=messenger_kids
  if [[ $1 == fixed ]]; then system=messenger_kids_fixed; fi
  echo "export * from \"./${system}_driver\";" >messenger_driver.ts
}

setup_cucumber() {
  cp "$here"/node/{service.mjs,messenger.mjs,package.json} .
  ln -s "$node_modules" node_modules
}

setup_junit5() {
  local name=MessengerKids
  if [[ $1 == fixed ]]; then name=MessengerKidsFixed; fi
  cp "$here/java/Messenger.java" .
  sed "s/RULES\(Test\|Driver\)/$name\1/g" "$here/java/MessengerTest.java" >MessengerTest.java
}

for rules in launch fixed; do
  mkdir "$work/$rules" && cd "$work/$rules"
  if [[ $rules == launch ]]; then goals=violations; else goals=requirements,effects,mutants; fi
  export MESSENGER_RULES=$rules
  "setup_$format" "$rules"
  generate "$rules" . --cover "$goals"
  if MESSENGER_POLICY=launch "run_$format" "${class[@]}" >launch.log 2>&1; then
    cat launch.log >&2
    fail "the service with the flaw passes the tests of $rules.chap"
  fi
  if [[ $rules == launch ]]; then reason='child_meets_stranger'; else reason='must be refused'; fi
  grep -qE "$reason" launch.log || { tail -50 launch.log >&2; fail "the service fails for another reason than: $reason"; }
  if [[ $format != cucumber ]]; then # there each step is a line of its own
    grep -qE '1\. .*: allowed' launch.log || { tail -50 launch.log >&2; fail "a failure does not tell the steps"; }
  fi
  MESSENGER_POLICY=fixed "run_$format" "${class[@]}" >fixed.log 2>&1 ||
    { tail -60 fixed.log >&2; fail "the repaired service fails the tests of $rules.chap"; }
  tail -5 fixed.log
done
echo "all as it should be"
