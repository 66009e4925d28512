// The scripts of `audit --sql` for the engines that are not run here are at least statements of their dialects.
// No statement with more than MOST letters: the parsers take seconds for those.
//   node parse_test.mjs DIALECT_CASES ROOT EVERY MOST
import { register } from "node:module";
import { cases } from "./cases.mjs";

register("./bundled.mjs", import.meta.url);
const { SparkSQL, TrinoSQL } = await import("dt-sql-parser");
const parsers = { spark: new SparkSQL(), trino: new TrinoSQL() };

// Each parser refuses what is none.
for (const [name, parser] of Object.entries(parsers))
  if (parser.validate("SELECT (c1 FROM t;").length === 0) throw new Error(`${name} accepts anything`);

const [program, root, every, most] = process.argv.slice(2);
let wrong = 0;
const count = { spark: 0, trino: 0 };
const seen = new Set();
for await (const it of cases(program, root, Number(every), Infinity))
  for (const [name, parser] of Object.entries(parsers))
    for (const { text } of it.scripts[name]) {
      if (text.length > Number(most) || seen.has(name + text)) continue;
      seen.add(name + text);
      ++count[name];
      const mistakes = parser.validate(text);
      if (mistakes.length > 0 && ++wrong <= 5)
        console.error(`${it.told}\n${name}: ${mistakes.map((each) => `${each.startLine}:${each.startColumn}: ${each.message}`).join("; ")}\n${text}`);
    }
console.log(`${count.spark} statements for Spark, ${count.trino} for Trino, ${wrong} not parsed`);
process.exit(wrong > 0 || count.spark < 100 || count.trino < 100 ? 1 : 0);
