// Plugs any rules into their generated tests: each call goes to rules_service, which plays the rules.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [program, ...args] = process.env.RULES_SERVICE.split(";");
const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
for (const each of [child, child.stdin, child.stdout]) each.unref(); // what runs the tests ends when they do
const waiting = [];
createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()(line));

const word = (value) => (Array.isArray(value) ? `{${value.join(",")}}` : value);
const call = (...words) =>
  new Promise((resolve) => {
    waiting.push(resolve);
    child.stdin.write(words.map(word).join("\t") + "\n");
  });

const told = (answer) => {
  const [first, reason] = answer.split("\t");
  if (first === "allowed" || first === "refused") return { isAllowed: first === "allowed", reason };
  return first.startsWith("=") ? first.slice(1) : first === "yes";
};

export const makeDriver = async () => {
  await call("new");
  return new Proxy({}, { get: (_, name) => (name === "then" ? undefined : async (...words) => told(await call(name, ...words))) });
};
