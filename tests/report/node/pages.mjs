// Which pages are looked at: a command for each, and what its exit code must be.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";

const story = 200_000;

/// Name, exit code, most bytes, and the arguments; `{}` is the page.
const pages = [
  ["launch", 1, story, "check specs/messenger_kids/launch.chap --report {}"],
  ["fixed", 0, story, "check specs/messenger_kids/fixed.chap --report {}"],
  ["together", 1, 2 * story, "check specs/messenger_kids/launch.chap specs/messenger_kids/fixed.chap --report {}"],
  ["crowd", 1, story, "check specs/group_limits/limit1024.chap --report {}"],
  ["knots", 1, story, "check specs/learning_switch/forgetful.chap --report {}"],
  ["hostile", 1, story, "check tests/report/hostile.chap --report {}"],
  ["mistakes", 2, story, "check specs/broken/unknown_relation.chap --report {}"],
];

/// Makes them, and gives the path of each by its name.
export function makePages(chaperone, root, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = new Map();
  for (const [name, code, most, words] of pages) {
    const path = join(folder, `${name}.html`);
    const args = words.split(" ").map((word) => word.replace("{}", path).replace("{folder}", join(folder, name)));
    const run = spawnSync(chaperone, args, { cwd: root, encoding: "utf8" });
    assert.equal(run.status, code, `${words}: ${run.stderr}`);
    assert.ok(statSync(path).size <= most, `${name} has ${statSync(path).size} bytes`);
    made.set(name, path);
  }
  return made;
}
