// Lets Node import dt-sql-parser, which is written for bundlers: its imports are of folders, and of files without an
// ending. A hook for `register` of node:module.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const isBundled = (url) => url?.includes("/node_modules/dt-sql-parser/");

export async function resolve(name, context, next) {
  if (!isBundled(context.parentURL) || !name.startsWith(".")) return next(name, context);
  const url = new URL(name, context.parentURL).href;
  const ending = [".js", "/index.js", ""].find((each) => existsSync(fileURLToPath(url + each)));
  return { url: url + ending, shortCircuit: true };
}

export async function load(url, context, next) {
  if (!isBundled(url)) return next(url, context);
  return { format: "module", source: readFileSync(fileURLToPath(url)), shortCircuit: true };
}
