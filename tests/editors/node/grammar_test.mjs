// The TextMate grammar against the lexer, on every rule file of specs/: what the server paints as a keyword, a number or
// a text is one for the grammar, too.
//
//   node grammar_test.mjs CHAPERONE SOURCE_FOLDER
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { Client } from "./client.mjs";

const [chaperone, source] = process.argv.slice(2);
const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm);
const path = join(source, "editors/vscode/syntaxes/chaperone.tmLanguage.json");
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => textmate.parseRawGrammar(readFileSync(path, "utf8"), path),
});
const grammar = await registry.loadGrammar("source.chaperone");

/** For each line, the scope of each character. */
function painted(text) {
  let stack = textmate.INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    const scopes = [];
    for (const token of tokens) scopes.fill(token.scopes.at(-1), scopes.length, (scopes.length = token.endIndex));
    return scopes;
  });
}

const wanted = {
  keyword: /^(keyword|constant\.language|storage)\./,
  number: /^constant\.numeric/,
  string: /^string|^constant\.character|^variable\.parameter/,
};
const client = new Client(chaperone);
const { capabilities } = await client.start(source);
const types = capabilities.semanticTokensProvider.legend.tokenTypes;
let count = 0;
const folders = readdirSync(join(source, "specs"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
for (const { name: folder } of folders)
  for (const file of readdirSync(join(source, "specs", folder))) {
    if (folder === "broken" || !file.endsWith(".chap")) continue;
    const name = join(source, "specs", folder, file);
    const scopes = painted(readFileSync(name, "utf8"));
    const uri = await client.open(name);
    const { data } = await client.ask("textDocument/semanticTokens/full", { textDocument: { uri } });
    let line = 0;
    let column = 0;
    for (let i = 0; i < data.length; i += 5) {
      column = data[i] === 0 ? column + data[i + 1] : data[i + 1];
      line += data[i];
      const scope = wanted[types[data[i + 3]]];
      if (!scope) continue;
      ++count;
      assert.match(scopes[line][column], scope, `${name}:${line + 1}:${column + 1}`);
    }
  }
assert.ok(count > 1000);
assert.equal(await client.stop(), 0);
