// The language client: starts `fwr lsp` and lets it speak with the editor.

const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

// What of the settings the server reads.
function settings() {
  const section = workspace.getConfiguration("fwr");
  return { inlayHints: { clipTypes: section.get("inlayHints.clipTypes") } };
}

async function start() {
  const command = workspace.getConfiguration("fwr").get("path") || "fwr";
  const server = { command, args: ["lsp"] };
  const options = {
    documentSelector: [{ language: "fwr" }],
    initializationOptions: settings(),
  };
  client = new LanguageClient("fwr", "FrameWright", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await window.showErrorMessage(
      `FrameWright's language server does not start: ${error.message}`,
      "Set the path of fwr",
    );
    if (choice) {
      await commands.executeCommand("workbench.action.openSettings", "fwr.path");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("fwr.restart", restart),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("fwr.path")) {
        await restart();
      } else if (event.affectsConfiguration("fwr")) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: { fwr: settings() } });
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
