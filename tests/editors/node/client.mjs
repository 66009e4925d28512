// A language client over vscode-jsonrpc, as the one of VS Code.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import rpc from "vscode-jsonrpc/node.js";

export class Client {
  #process;
  #texts = new Map();
  #waiting = [];
  #exit;
  diagnostics = new Map();
  refreshes = 0;

  constructor(chaperone) {
    this.#process = spawn(chaperone, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
    this.#exit = new Promise((resolve) => this.#process.once("exit", resolve));
    this.connection = rpc.createMessageConnection(
      new rpc.StreamMessageReader(this.#process.stdout),
      new rpc.StreamMessageWriter(this.#process.stdin),
    );
    this.connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
      this.diagnostics.set(uri, diagnostics);
      this.#look();
    });
    this.connection.onRequest("workspace/codeLens/refresh", () => {
      ++this.refreshes;
      this.#look();
      return null;
    });
    this.connection.onRequest("client/registerCapability", () => null);
    this.connection.listen();
  }

  async start(folder) {
    const result = await this.ask("initialize", {
      processId: process.pid,
      capabilities: {
        workspace: { codeLens: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
      },
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "rules" }],
    });
    await this.connection.sendNotification("initialized", {});
    return result;
  }

  ask(method, params, token) {
    return token ? this.connection.sendRequest(method, params, token) : this.connection.sendRequest(method, params);
  }

  async open(path, text = readFileSync(path, "utf8")) {
    const uri = pathToFileURL(path).href;
    this.#texts.set(uri, text);
    const textDocument = { uri, languageId: "chaperone", version: 1, text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
    return uri;
  }

  /** Puts `words` in place of the first `old`. */
  async replace(uri, old, words) {
    const text = this.#texts.get(uri);
    const begin = text.indexOf(old);
    if (begin < 0) throw new Error(`no ${old} in ${uri}`);
    const range = { start: place(text, begin), end: place(text, begin + old.length) };
    this.#texts.set(uri, text.slice(0, begin) + words + text.slice(begin + old.length));
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range, text: words }],
    });
  }

  at(uri, words) {
    return { textDocument: { uri }, position: place(this.#texts.get(uri), this.#texts.get(uri).indexOf(words)) };
  }

  /** Once `isSo` is true of what has been told. The test's own time limit ends a wait in vain. */
  until(isSo) {
    return new Promise((resolve) => {
      this.#waiting.push({ isSo, resolve });
      this.#look();
    });
  }

  /** The exit code. */
  async stop() {
    await this.ask("shutdown");
    await this.connection.sendNotification("exit");
    const code = await this.#exit;
    this.connection.dispose();
    return code;
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ isSo, resolve }) => {
      if (!isSo()) return true;
      resolve();
      return false;
    });
  }
}

function place(text, offset) {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1).length };
}
