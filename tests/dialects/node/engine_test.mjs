// The scripts of `audit --sql` in an engine: on the same rules and data, each query finds what SQLite finds.
//   node engine_test.mjs DIALECT_CASES ROOT EVERY MOST duckdb|clickhouse|spark|trino
//   node engine_test.mjs DIALECT_CASES ROOT EVERY MOST postgresql PSQL ADDRESS
// Of EVERY cases one is taken, and no script with more than MOST letters.
// Nothing here runs Spark or Trino. What their scripts mean is held against SQLite in DuckDB, which takes them but for
// the quotes; parse_test.mjs holds how they are written against parsers.
import { cases } from "./cases.mjs";
import { Clickhouse, Duckdb, Postgresql } from "./engines.mjs";

const [program, root, every, most, name, psql, address] = process.argv.slice(2);
const engine = {
  duckdb: () => new Duckdb(),
  clickhouse: () => new Clickhouse(),
  postgresql: () => new Postgresql(psql, address),
  trino: () => new Duckdb("trino"),
  spark: () => new Duckdb("spark", (text) => text.replaceAll("`", '"')),
}[name]();
await engine.open();

const textsOf = (rows) => [...new Set(rows.map((row) => row.join(" | ")))].sort().join(", ");
let queries = 0, rows = 0, wrong = 0, count = 0, slow = 0;

function complain(it, comment, words) {
  const statements = it.scripts[name].filter((each) => each.comment === comment).map((each) => each.text);
  if (++wrong <= 5) console.error(`${it.told}\n${comment}\n${words}\n${statements.join("\n")}\n`);
}

for await (const it of cases(program, root, Number(every), Number(most))) {
  const found = await engine.run(it);
  ++count;
  for (const comment of new Set([...Object.keys(found), ...Object.keys(it.found)])) {
    const [ours, wanted] = [found[comment], it.found[comment]];
    if (comment in found && ours === undefined) {
      ++slow;
      continue;
    }
    if (name === "spark" && !ours) continue; // it asks for a closure, or some way to take a step does
    if (typeof ours === "string") complain(it, comment, ours);
    else if (!ours || !wanted) complain(it, comment, `only ${ours ? name : "sqlite"} has the query`);
    else if (textsOf(ours) !== textsOf(wanted)) complain(it, comment, `${name}: ${textsOf(ours)}\nsqlite: ${textsOf(wanted)}`);
    ++queries;
    rows += wanted?.length ?? 0;
  }
}
await engine.close();
console.log(`${name} ${engine.version}: ${count} cases, ${queries} queries, ${rows} rows, ${wrong} wrong, ${slow} too slow`);
process.exit(wrong > 0 || slow * 50 > queries || queries < 100 || rows < 100 ? 1 : 0);
