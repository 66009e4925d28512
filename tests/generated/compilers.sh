#!/bin/sh
# What a user's tools say to generated files: compilers.sh CHAPERONE SOURCE_FOLDER SCRATCH_FOLDER
#   - clang-format has nothing to change, g++ and clang nothing to warn of, as C++17 and as C++20,
#     with Catch2 2 and with the headers of Catch2 3
#   - the same rules give the same bytes, and files that are as they should be are not touched
#   - a driver that does not follow the rules does not compile, and the message says what is missing
set -eu
chaperone=$1
source=$2
scratch=$3
here=$source/tests/generated
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'

fail() {
  echo "$1" >&2
  exit 1
}

rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"
"$chaperone" generate "$here/shapes.chap" "$here/shapes.chap" --to catch2 -o shapes
"$chaperone" generate "$source/specs/messenger_kids/launch.chap" --to catch2 -o kids
"$chaperone" generate "$source/specs/messenger_kids/launch.chap" --to catch2 -o expected \
  --expect-from "$source/specs/messenger_kids/fixed.chap"
"$chaperone" generate "$source/specs/messenger_kids/removal_lasts.chap" --to catch2 -o removal

for file in shapes/*.?pp kids/*.?pp expected/*.?pp removal/*.?pp; do
  clang-format --style=file --dry-run -Werror "$file"
  ! grep -q 'clang-format off' "$file" || fail "$file asks clang-format to look away"
done

# Names and texts that C++ has other uses for.
for format in catch2 googletest; do
  "$chaperone" generate "$here/odd_names.chap" --cover all --to $format -o odd_suite_$format --quiet
  "$chaperone" generate "$here/odd_names.chap" "$here/odd_names.chap" --to $format -o odd_scenarios_$format --quiet
done

for compiler in g++ clang++; do
  command -v $compiler >/dev/null || continue
  for file in odd_*/*_test.cpp; do
    $compiler -std=c++17 $warnings -fsyntax-only "$file"
  done
  for file in shapes/*_test.cpp expected/*_test.cpp removal/*_test.cpp; do
    $compiler -std=c++17 $warnings -fsyntax-only "$file"
    $compiler -std=c++20 $warnings -fsyntax-only -I "$here/catch2_3" "$file"
  done
done

cp -p -R kids before
sleep 1
"$chaperone" generate "$source/specs/messenger_kids/launch.chap" --to catch2 -o kids | grep -q '^unchanged' ||
  fail "a second run does not say that nothing has changed"
for file in kids/*; do
  cmp "$file" "before/${file#kids/}"
  [ ! "$file" -nt "before/${file#kids/}" ] || fail "$file was written again"
done

# Each line: what is done to the driver, and what the compiler must say to that.
broken() {
  sed "$1" "$source/tests/service/messenger_driver.cpp" >broken.cpp
  ! cmp -s broken.cpp "$source/tests/service/messenger_driver.cpp" || fail "sed $1 changes nothing"
  for compiler in g++ clang++; do
    command -v $compiler >/dev/null || continue
    if $compiler -std=c++17 -fsyntax-only -DMESSENGER_POLICY=fixed -I kids -I "$source/tests/service" broken.cpp 2>broken.log; then
      fail "$compiler accepts a driver after: $1"
    fi
    grep -qF "$2" broken.log || fail "$compiler does not say \"$2\" but: $(cat broken.log)"
  done
}
broken '/Outcome revoke(/,/^  }/d' 'rule `revoke`: the driver needs its own `Outcome revoke('
broken '/Outcome befriend(/s/const User& b) override/const Group\& b)/;s/befriend(known(a), known(b))/befriend(known(a), b.name)/' \
  'rule `befriend`: the driver needs its own `Outcome befriend(const User &a, const User &b) override;`'
broken '/bool member(/,/^  }/d' 'relation `member`: the driver needs its own `bool member('
broken '/void given_parent(/d' 'is given: the driver needs its own `void given_parent('
broken 's/class MessengerDriver final : public Driver/class MessengerDriver final/;s/ override//' \
  'a driver derives from messenger_kids::Driver'
# The message is also what the documentation shows.
grep -qF 'rule `leave`: the driver needs its own `Outcome leave(const User &who, const Group &group) override;`' \
  "$source/docs/testing.md" || fail "docs/testing.md shows another message"
echo "all as it should be"
