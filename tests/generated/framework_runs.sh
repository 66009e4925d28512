# How each framework runs the tests in the present folder: run_FORMAT [ARGUMENTS]. Sourced by the scripts beside it,
# which say in `here` where that is.

run_pytest() { PYTHONDONTWRITEBYTECODE=1 pytest-3 -q -p no:cacheprovider "$@" .; }

# npm packages in exactly the versions of the lock file, once for all formats.
node_modules=$here/node/node_modules
run_vitest() { node_modules/.bin/tsc -p . && node_modules/.bin/vitest run --silent "$@"; }
run_cucumber() { node_modules/.bin/cucumber-js --import ./*.steps.mjs "$@" ./*.feature; }

# JUnit of Debian, without a build tool. The class of tests is the first argument.
junit_jars=/usr/share/java
run_junit5() {
  local class=$1 jars=$junit_jars/junit-platform-console-standalone.jar
  shift
  for jar in junit-jupiter-api junit-jupiter-engine junit-platform-commons junit-platform-engine junit-platform-launcher \
    junit-platform-reporting junit-platform-console opentest4j apiguardian-api picocli univocity-parsers; do
    if [[ -e $junit_jars/$jar.jar ]]; then jars+=:$junit_jars/$jar.jar; fi
  done
  mkdir -p classes && javac -encoding UTF-8 -Xlint:all,-processing,-path,-classfile -Werror -cp "$jars" -d classes ./*.java &&
    java -Dstdout.encoding=UTF-8 -cp "classes:$jars" org.junit.platform.console.ConsoleLauncher --disable-banner \
      --details=tree --select-class "$class" "$@"
}
