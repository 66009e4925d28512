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

# One function for each framework: brings the driver, and runs the tests in the folder.
setup_pytest() { cp "$here"/python/*.py .; }
run_pytest() { PYTHONDONTWRITEBYTECODE=1 pytest-3 -q -p no:cacheprovider . ; }

# npm packages in exactly the versions of the lock file, once for all formats.
node_modules=$here/node/node_modules
setup_vitest() {
  cp "$here"/node/{service.ts,messenger.mjs,messenger.d.mts,package.json,tsconfig.json} .
  ln -s "$node_modules" node_modules
  local system=messenger_kids
  if [[ $1 == fixed ]]; then system=messenger_kids_fixed; fi
  echo "export * from \"./${system}_driver\";" >messenger_driver.ts
}
run_vitest() { node_modules/.bin/tsc -p . && node_modules/.bin/vitest run --silent; }

setup_cucumber() {
  cp "$here"/node/{service.mjs,messenger.mjs,package.json} .
  ln -s "$node_modules" node_modules
}
run_cucumber() { node_modules/.bin/cucumber-js --import ./*.steps.mjs ./*.feature; }

# JUnit of Debian, without a build tool.
junit_jars=/usr/share/java
setup_junit5() {
  local name=MessengerKids
  if [[ $1 == fixed ]]; then name=MessengerKidsFixed; fi
  cp "$here/java/Messenger.java" .
  sed "s/RULES\(Test\|Driver\)/$name\1/g" "$here/java/MessengerTest.java" >MessengerTest.java
}
run_junit5() {
  local jars=$junit_jars/junit-platform-console-standalone.jar
  for jar in junit-jupiter-api junit-jupiter-engine junit-platform-commons junit-platform-engine junit-platform-launcher \
    junit-platform-reporting junit-platform-console opentest4j apiguardian-api picocli univocity-parsers; do
    if [[ -e $junit_jars/$jar.jar ]]; then jars+=:$junit_jars/$jar.jar; fi
  done
  mkdir -p classes && javac -Xlint:all,-processing,-path,-classfile -Werror -cp "$jars" -d classes ./*.java &&
    java -cp "classes:$jars" org.junit.platform.console.ConsoleLauncher --disable-banner --details=tree --select-class MessengerTest
}

for rules in launch fixed; do
  mkdir "$work/$rules" && cd "$work/$rules"
  if [[ $rules == launch ]]; then goals=violations; else goals=requirements,effects,mutants; fi
  export MESSENGER_RULES=$rules
  "setup_$format" "$rules"
  generate "$rules" . --cover "$goals"
  if MESSENGER_POLICY=launch "run_$format" "$rules" >launch.log 2>&1; then
    cat launch.log >&2
    fail "the service with the flaw passes the tests of $rules.chap"
  fi
  if [[ $rules == launch ]]; then reason='child_meets_stranger'; else reason='must be refused'; fi
  grep -qE "$reason" launch.log || { tail -50 launch.log >&2; fail "the service fails for another reason than: $reason"; }
  MESSENGER_POLICY=fixed "run_$format" "$rules" >fixed.log 2>&1 ||
    { tail -60 fixed.log >&2; fail "the repaired service fails the tests of $rules.chap"; }
  tail -5 fixed.log
done
echo "all as it should be"
