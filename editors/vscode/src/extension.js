// Starts `chaperone lsp` for rule files, and shows the story of a verdict beside them.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const storyCommand = "chaperone.story";
const storyScheme = "chaperone-story";

/** Stories by URI: documents that nobody can edit, for the Markdown preview. */
class Stories {
  #texts = new Map();
  #changed = new vscode.EventEmitter();
  onDidChange = this.#changed.event;

  provideTextDocumentContent(uri) {
    return this.#texts.get(uri.toString()) ?? "";
  }

  async show(name, text) {
    const uri = vscode.Uri.from({ scheme: storyScheme, path: `/${name}.md` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }
}

let client;

exports.activate = async function (context) {
  const stories = new Stories();
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(storyScheme, stories));
  const command = vscode.workspace.getConfiguration("chaperone").get("command");
  client = new LanguageClient(
    "chaperone",
    "Chaperone",
    { command, args: ["lsp"] },
    {
      documentSelector: [{ language: "chaperone" }],
      middleware: {
        async executeCommand(name, args, next) {
          const result = await next(name, args);
          if (name === storyCommand && typeof result === "string") await stories.show(args[1], result);
          return result;
        },
      },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
