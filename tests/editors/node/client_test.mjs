// `chaperone lsp` with a real client: mistakes, fixes, verdicts, stories.
//
//   node client_test.mjs CHAPERONE SOURCE_FOLDER
import assert from "node:assert/strict";
import { join } from "node:path";
import rpc from "vscode-jsonrpc/node.js";
import { Client } from "./client.mjs";

const [chaperone, source] = process.argv.slice(2);
const kids = join(source, "specs/messenger_kids");
const client = new Client(chaperone);
const { capabilities } = await client.start(kids);
assert.equal(capabilities.positionEncoding, "utf-16");

// A mistake, and its quick fix.
const launch = await client.open(join(kids, "launch.chap"));
const codes = (uri) => (client.diagnostics.get(uri) ?? []).map((each) => each.code);
await client.replace(launch, "require no u: User | member", "require no u: User | membr");
await client.until(() => codes(launch).includes("unknown_name"));
const [mistake] = client.diagnostics.get(launch);
const [action] = await client.ask("textDocument/codeAction", {
  textDocument: { uri: launch },
  range: mistake.range,
  context: { diagnostics: [mistake] },
});
assert.equal(action.title, "write `member`");
assert.equal(action.edit.changes[launch][0].newText, "member");
assert.deepEqual(action.edit.changes[launch][0].range, mistake.range);
await client.replace(launch, "membr", "member");
await client.until(() => codes(launch).length === 0);

// A request that is cancelled is answered all the same.
const token = new rpc.CancellationTokenSource();
const cancelled = client.ask("textDocument/references", client.at(launch, "member("), token.token).catch((e) => e.code);
token.cancel();
assert.ok(["object", "number"].includes(typeof (await cancelled)));

// Verdicts, once nobody types.
const titles = async (uri) =>
  (await client.ask("textDocument/codeLens", { textDocument: { uri } })).map((lens) => lens.command.title);
/** Verdicts come as they are found. The test's own time limit ends a wait in vain. */
const whenAllAreTold = async (uri) => {
  for (;;) {
    const told = await titles(uri);
    if (told.length > 0 && !told.some((title) => title.endsWith("checking …"))) return told;
    client.refreshes = 0;
    await client.until(() => client.refreshes > 0);
  }
};
let told = await whenAllAreTold(launch);
assert.ok(told.includes("child_meets_stranger: violated in 3 steps: show"), told.join("\n"));
assert.ok(told.some((title) => title.startsWith("proved for any number of Users and Groups")));
const story = await client.ask("workspace/executeCommand", {
  command: "chaperone.story",
  arguments: [launch, "child_meets_stranger"],
});
assert.match(story, /^# never `child_meets_stranger`: violated in 3 steps/);
assert.match(story, /3\. \*\*Ann starts Group1 with Bea and Cal\*\*/);

// A change takes the verdict back, the next pause brings another; a rule that is never taken is greyed.
await client.replace(launch, "require no u: User", "require false\n  require no u: User");
assert.ok((await titles(launch)).every((title) => title.endsWith("checking …")));
await assert.rejects(client.ask("workspace/executeCommand", { command: "chaperone.story", arguments: [launch, "x"] }));
await client.until(() => codes(launch).includes("dead_rule"));
const dead = client.diagnostics.get(launch).find((each) => each.code === "dead_rule");
assert.deepEqual(dead.tags, [1]);

// Changes in the middle of a check: the last one counts.
for (let i = 0; i < 5; ++i) {
  await client.replace(launch, "require false", "require true ");
  await new Promise((resolve) => setTimeout(resolve, 450));
  await client.replace(launch, "require true ", "require false");
}
await client.replace(launch, "require false", "require true ");
told = await whenAllAreTold(launch);
assert.ok(told.includes("child_meets_stranger: violated in 3 steps: show"), told.join("\n"));

await assert.rejects(client.ask("textDocument/unheard"), (error) => error.code === -32601);
assert.equal(await client.stop(), 0);
