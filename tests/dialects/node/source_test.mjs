// `audit --data` on a DuckDB file: what it reads is what a folder says, and what goes wrong is told.
//   node source_test.mjs CHAPERONE ROOT FOLDER
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [chaperone, root, folder] = process.argv.slice(2);
const library = createRequire(import.meta.url).resolve("@duckdb/node-bindings-linux-x64/libduckdb.so");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

function audit(rules, data, { duckdb = library, more = [] } = {}) {
  const run = spawnSync(chaperone, ["audit", rules, "--data", data, "--no-check", "--quiet", ...more], {
    env: { ...process.env, CHAPERONE_DUCKDB: duckdb },
    encoding: "utf8",
  });
  return { code: run.status, out: run.stdout, wrong: run.stderr };
}

/// Without where the data are and how long it took.
const shown = ({ code, out, wrong }) => ({ code, out: out.replace(/"(data|seconds)": [^,\n]*/g, ""), wrong });

async function database(name, statements) {
  const path = join(folder, name);
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const each of statements) await connection.run(each);
  return { path, connection, close: () => (connection.closeSync(), instance.closeSync()) };
}

const rules = join(root, "specs/messenger_kids/launch.chap");
const data = join(root, "specs/messenger_kids/incident/data");
const tables = readdirSync(data).map((file) => {
  const name = basename(file, ".csv");
  return `CREATE TABLE "${name}" AS SELECT * FROM read_csv('${join(data, file)}', header = true, all_varchar = true)`;
});
const incident = await database("incident.duckdb", tables);

// While somebody writes to it, DuckDB lets nobody else in.
const locked = audit(rules, incident.path);
assert.equal(locked.code, 2);
assert.match(locked.wrong, /incident\.duckdb: .*lock/);
incident.close();

for (const format of ["text", "json", "csv"]) {
  const [ours, theirs] = [audit(rules, incident.path, { more: ["--format", format] }), audit(rules, data, { more: ["--format", format] })];
  assert.equal(ours.code, 1);
  assert.deepEqual(shown(ours), shown(theirs));
}

// Numbers, enums and dates are what they are written as; there is more than one chunk of rows, long texts and NULLs.
const clubs = join(folder, "clubs.chap");
writeFileSync(clubs, `system clubs
sort Person
sort Club
ordered sort Day
fixed relation child(Person)
relation member(Club, Person)
function until(Club): Day
never child_inside = some c: Club, p: Person | member(c, p) and child(p)
never late = some c: Club, d: Club | until(c) < until(d) and some p: Person | member(c, p) and member(d, p) and child(p)
`);
mkdirSync(join(folder, "clubs"));
const many = await database("clubs.duckdb", [
  "CREATE TABLE child AS SELECT CAST(range * 7 AS BIGINT) AS person FROM range(300)",
  "CREATE TABLE member AS SELECT CASE WHEN range % 3 = 0 THEN 'a club with a long name' ELSE 'chess' END AS club, " +
    "CASE WHEN range % 1000 = 999 THEN NULL ELSE CAST(range AS BIGINT) END AS person FROM range(5000)",
  "CREATE TABLE until AS SELECT * FROM (VALUES ('chess', DATE '2026-03-09'), ('a club with a long name', DATE '2026-03-10')) AS t(club, value)",
]);
for (const name of ["child", "member", "until"])
  await many.connection.run(`COPY ${name} TO '${join(folder, "clubs", name)}.csv' (HEADER)`);
many.close();
const [ours, theirs] = [audit(clubs, many.path, { more: ["--format", "csv"] }), audit(clubs, join(folder, "clubs"), { more: ["--format", "csv"] })];
assert.equal(ours.code, 1);
assert.ok(ours.out.split("\n").length > 300);
assert.deepEqual(ours, theirs);

// A map's queries are asked of the database, and its mistakes are told with the entry's name.
const map = join(folder, "map");
writeFileSync(map, "member: select club, person from member where person is not null\n");
const mapped = audit(clubs, many.path, { more: ["--map", map, "--format", "csv"] });
assert.equal(mapped.code, 1);
assert.doesNotMatch(mapped.out, /possibly/);
writeFileSync(map, "member: select club, nobody from member\n");
const unknown = audit(clubs, many.path, { more: ["--map", map] });
assert.equal(unknown.code, 2);
assert.match(unknown.wrong, /clubs\.duckdb: `member`: .*nobody/);
writeFileSync(map, "member: drop table member\n");
assert.equal(audit(clubs, many.path, { more: ["--map", map] }).code, 2);

// A table that does not fit, a row that cannot be computed, a file that is broken, a library that is not there.
const narrow = await database("narrow.duckdb", ["CREATE TABLE member (club VARCHAR)"]);
narrow.close();
const unfit = audit(clubs, narrow.path);
assert.equal(unfit.code, 2);
assert.match(unfit.wrong, /narrow\.duckdb: table `member`/);
const failing = await database("failing.duckdb", [
  "CREATE TABLE words AS SELECT 'chess' AS club, 'x' AS person",
  "CREATE VIEW member AS SELECT club, CAST(person AS INTEGER) AS person FROM words",
]);
failing.close();
const failed = audit(clubs, failing.path);
assert.equal(failed.code, 2);
assert.match(failed.wrong, /failing\.duckdb: table `member`: .*Could not convert/);
const torn = join(folder, "torn.duckdb");
writeFileSync(torn, Buffer.concat([Buffer.alloc(8), Buffer.from("DUCK"), Buffer.alloc(64, 1)]));
const broken = audit(clubs, torn);
assert.equal(broken.code, 2);
assert.match(broken.wrong, /torn\.duckdb: /);
const missing = audit(clubs, many.path, { duckdb: join(folder, "libnobody.so") });
assert.equal(missing.code, 2);
assert.match(missing.wrong, /clubs\.duckdb: DuckDB cannot be read, .*CHAPERONE_DUCKDB may name its library/);
for (const { wrong } of [locked, unknown, unfit, failed, broken, missing]) assert.equal(wrong.trimEnd().split("\n").length, 1, wrong);
console.log("DuckDB files are read as folders are, and what goes wrong is told");
