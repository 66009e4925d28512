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
  ["suite", 0, 2_000_000, "generate tests/conformance/club.chap --cover all --to json -o {folder} --report {}"],
  ["regressions", 0, story, "generate specs/messenger_kids/launch.chap --to json -o {folder} --report {}"],
  ["large_suite", 0, 2_000_000, "generate specs/chat_room/chat_room.chap --cover rules,requirements,effects --to json -o {folder} --report {}"],
  ["differs", 1, 2 * story, "conform tests/conformance/club.chap --driver {faulty} --report {}"],
  ["conforms", 0, story, "conform tests/conformance/club.chap --driver {faithful} --report {}"],
  ["diff", 1, 2 * story, "diff specs/messenger_kids/launch.chap specs/messenger_kids/fixed.chap --report {}"],
  ["explain", 0, 2_000_000, "explain specs/messenger_kids/fixed.chap --report {}"],
  ["explain_broken", 1, story, "explain specs/messenger_kids/launch.chap --property child_meets_stranger --report {}"],
  ["evidence", 1, story, "evidence specs/messenger_kids/launch.chap specs/messenger_kids/fixed.chap --cover rules,mutants " +
    "--date 2026-11-29 -o {folder}"],
  ["mistakes", 2, story, "check specs/broken/unknown_relation.chap --report {}"],
];

/// Makes them, and gives the path of each by its name.
export function makePages(chaperone, root, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = new Map();
  for (const [name, code, most, words] of pages) {
    const path = words.startsWith("evidence") ? join(folder, name, "evidence.html") : join(folder, `${name}.html`);
    const args = words.split(" ").map((word) => word.replace("{}", path).replace("{folder}", join(folder, name))
      .replace("{faithful}", "python3 -B tests/conformance/club_adapter.py")
      .replace("{faulty}", "python3 -B tests/conformance/club_adapter.py one_is_enough one_leaves"));
    const run = spawnSync(chaperone, args, { cwd: root, encoding: "utf8" });
    assert.equal(run.status, code, `${words}: ${run.stderr}`);
    assert.ok(statSync(path).size <= most, `${name} has ${statSync(path).size} bytes`);
    made.set(name, path);
  }
  return made;
}
