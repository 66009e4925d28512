// The cases that the program dialect_cases writes, one after the other. CHAPERONE_AUDIT_COUNT and _FIRST choose other
// seeds.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

async function* casesOf(program, words) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  for await (const line of createInterface(child.stdout)) yield JSON.parse(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${program} ${words.join(" ")} gives ${code}`);
}

/// One of `every` cases: the rule files of specs/, and then random rules. No script that has more letters than `most`:
/// few have, and engines take minutes for them.
export async function* cases(program, root, every, most) {
  const specs = readdirSync(join(root, "specs"), { recursive: true })
    .filter((path) => path.endsWith(".chap") && !path.startsWith("broken/"))
    .sort()
    .map((path) => join(root, "specs", path));
  const { CHAPERONE_AUDIT_FIRST: first = "1", CHAPERONE_AUDIT_COUNT: count = "500" } = process.env;
  let index = 0;
  for (const words of [specs, [first, count]])
    for await (const it of casesOf(program, words)) {
      const size = it.scripts.sqlite.reduce((sum, { text }) => sum + text.length, 0);
      if (size <= most && index++ % every === 0) yield it;
    }
}
