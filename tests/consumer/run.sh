#!/bin/sh
# Installs the build into a folder of its own and uses it from a small project, as
# somebody else would: run.sh BUILD_FOLDER SCRATCH_FOLDER
set -eu
build=$1
scratch=$2
here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "$1" >&2
  exit 1
}

rm -rf "$scratch"
mkdir -p "$scratch"
cmake --install "$build" --prefix "$scratch/prefix" >/dev/null
cp -R "$here/project" "$scratch/project"
cmake -S "$scratch/project" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix" >/dev/null
cmake --build "$scratch/build"

cd "$scratch/build"
ctest --output-on-failure -R '^chaperone_check.club_house$' || fail "the safe rules did not pass"
ctest --output-on-failure -R '^club_house_tests$' || fail "the generated tests did not pass"
if ctest -R '^unsafe_rules$' >"$scratch/unsafe.log"; then
  fail "a test of unsafe rules passed"
fi

# Nothing has changed: nothing is generated or compiled again.
cmake --build . | tee "$scratch/again.log"
grep -q 'no work to do' "$scratch/again.log" || fail "an unchanged project was built again"

# A rule that a used file adds makes the tests be generated again, and a driver without it fails to compile with a
# sentence that says what is missing.
cat >>"$scratch/project/people.chap" <<'RULE'
rule sweep(cleaner: Person) { }
scenario sweeping { sweep(Ann) allowed }
RULE
if cmake --build . >"$scratch/changed.log" 2>&1; then
  fail "a driver without the new rule still compiles"
fi
grep -q 'rule `sweep`: the driver needs its own `Outcome sweep(const Person &cleaner) override;`' "$scratch/changed.log" ||
  fail "the compiler's message does not name the new rule: $(cat "$scratch/changed.log")"
