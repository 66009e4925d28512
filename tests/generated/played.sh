#!/usr/bin/env bash
# Runs generated tests with the rules themselves as the service, played by the interpreter: each must say of its
# scenario what the interpreter says. Names of scenarios that start with `fails` tell which fail.
#
#   tests/generated/played.sh FORMAT CHAPERONE RULES_SERVICE SOURCE_FOLDER WORK_FOLDER RULES CAST [OPTIONS OF generate…]
#
# CAST is `SORT=NAME,NAME;SORT=…`: who is there, where tests do not say it at once.
set -euo pipefail
format=$1 chaperone=$2 service=$3 here=$4/tests/generated work=$5 rules=$6 cast=$7
shift 7
rm -rf "$work" && mkdir -p "$work" && cd "$work"
source "$here/framework_runs.sh"
export RULES_SERVICE="$service;$format;$rules${cast:+;$cast}"

"$chaperone" generate "$rules" "$@" --to "$format" -o . --quiet 2>generate.log || { cat generate.log >&2; exit 1; }
case $format in
  pytest)
    cp "$here/played/conftest.py" .
    run_pytest -rA >run.log 2>&1 || true
    ;;
  vitest)
    cp "$here"/node/{package.json,tsconfig.json} "$here/played/service.mjs" .
    ln -s "$node_modules" node_modules
    driver=$(echo *_driver.ts)
    echo 'export const makeDriver: () => Promise<any>;' >service.d.mts
    cat >service.ts <<END
import type { Driver } from "./${driver%.ts}";
import { makeDriver as played } from "./service.mjs";
export const makeDriver: () => Promise<Driver> = played;
END
    run_vitest --reporter=json --outputFile=run.json >run.log 2>&1 || true
    ;;
  junit5)
    driver=$(echo *Driver.java)
    sed "s/RULES\(Test\|Driver\)/${driver%Driver.java}\1/g" "$here/played/PlayedTest.java" >PlayedTest.java
    run_junit5 PlayedTest --reports-dir reports >run.log 2>&1 || true
    ;;
  cucumber)
    cp "$here"/node/package.json "$here/played/service.mjs" .
    ln -s "$node_modules" node_modules
    run_cucumber --format json:run.json >run.log 2>&1 || true
    ;;
esac
python3 "$here/played/outcomes.py" "$format" || { tail -40 run.log >&2; exit 1; }
