// The engines that run scripts: each takes a case of dialect_cases and gives the rows of its queries as texts, or what
// the engine complains of. No case sees what another one left.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
const literal = (text) => (text === null ? "NULL" : `'${text.replaceAll("'", "''")}'`);

/// What makes the tables of a case.
function* tables(it, type, more = "") {
  for (const { name, columns, rows } of it.tables) {
    yield `CREATE TABLE ${quoted(name)} (${columns.map((each) => `${quoted(each)} ${type}`).join(", ")})${more};`;
    if (rows.length > 0)
      yield `INSERT INTO ${quoted(name)} VALUES ${rows.map((row) => `(${row.map(literal).join(", ")})`).join(", ")};`;
  }
}

const asTexts = (rows) => rows.map((row) => row.map((cell) => (cell === null ? "NULL" : String(cell))));

/// Of any dialect that is near enough to DuckDB's own.
export class Duckdb {
  constructor(dialect = "duckdb", translate = (text) => text) {
    Object.assign(this, { dialect, translate });
  }
  async open() {
    const { DuckDBInstance, version } = await import("@duckdb/node-api");
    this.instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    this.connection = await this.instance.connect();
    this.version = version();
  }
  async run(it) {
    const found = {}, made = it.tables.map(({ name }) => `TABLE ${quoted(name)}`);
    for (const each of tables(it, "VARCHAR")) await this.connection.run(each);
    for (const { comment, text: original, isQuery } of it.scripts[this.dialect]) {
      const text = this.translate(original);
      try {
        const result = await this.connection.runAndReadAll(text);
        if (isQuery) found[comment] = asTexts(result.getRows());
        else made.push(text.match(/VIEW "[^"]*"/)[0]);
      } catch (error) {
        found[comment] = `${error.message}\n${text}`;
      }
    }
    for (const each of made.reverse()) await this.connection.run(`DROP ${each}`);
    return found;
  }
  close() {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

export class Clickhouse {
  async open() {
    const { Session } = await import("chdb");
    this.session = new Session();
    this.session.query("SET max_threads = 1");
    this.version = this.session.query("SELECT version()", "TSV").trim();
  }
  async run(it) {
    const found = {};
    this.session.query("CREATE DATABASE one");
    this.session.query("USE one");
    for (const each of tables(it, "Nullable(String)", " ENGINE = Memory")) this.session.query(each);
    for (const { comment, text, isQuery } of it.scripts.clickhouse) {
      try {
        const rows = this.session.query(text, "JSONCompactStringsEachRow");
        if (isQuery) found[comment] = rows.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
      } catch (error) {
        found[comment] = `${error.message}\n${text}`;
      }
    }
    this.session.query("DROP DATABASE one");
    return found;
  }
  close() {
    this.session.close();
  }
}

/// Through psql, which says after each statement how it went. A query that takes too long, as one in some thousands does,
/// has no rows: undefined.
export class Postgresql {
  constructor(program, address) {
    Object.assign(this, { program, address });
  }
  async open() {
    this.psql = spawn(this.program, ["-X", "-q", "-A", "-t", "-F", "\t", "-P", "null=NULL", "-v", "VERBOSITY=terse", this.address], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.lines = createInterface(this.psql.stdout)[Symbol.asyncIterator]();
    this.version = (await this.ask("SHOW server_version;"))[0];
    await this.ask("SET jit = off; SET client_min_messages = warning; SET statement_timeout = 5000;");
  }
  async ask(statement) {
    this.psql.stdin.write(`${statement}\n\\echo +:SQLSTATE :LAST_ERROR_MESSAGE\n`);
    const rows = [];
    for (;;) {
      const { value: line, done } = await this.lines.next();
      if (done) throw new Error("psql has ended");
      if (line.startsWith("+00000")) return rows;
      if (line.startsWith("+")) throw new Error(line.slice(1));
      if (line !== "") rows.push(line);
    }
  }
  async run(it) {
    const found = {};
    await this.ask("CREATE SCHEMA one; SET search_path = one;");
    for (const each of tables(it, "TEXT")) await this.ask(each);
    // Else it plans for thousands of rows.
    await this.ask(`ANALYZE ${it.tables.map(({ name }) => quoted(name)).join(", ")};`);
    for (const { comment, text, isQuery } of it.scripts.postgresql) {
      try {
        const rows = await this.ask(text);
        if (isQuery) found[comment] = rows.map((line) => line.split("\t"));
      } catch (error) {
        found[comment] = error.message.startsWith("57014") ? undefined : `${error.message}\n${text}`;
      }
    }
    await this.ask("DISCARD TEMP; DROP SCHEMA one CASCADE;");
    return found;
  }
  async close() {
    this.psql.stdin.end();
    await once(this.psql, "close");
  }
}
