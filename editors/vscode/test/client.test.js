// Starts the client with an editor that only takes notes, and sees what it would do.

const assert = require("node:assert");
const Module = require("node:module");
const path = require("node:path");
const test = require("node:test");

const notes = { commands: {}, errors: [], made: [], sent: [] };
const settings = { path: "/opt/fwr", "inlayHints.clipTypes": false };
let changed;

const vscode = {
  commands: {
    registerCommand: (name, run) => {
      notes.commands[name] = run;
      return { dispose() {} };
    },
    executeCommand: async () => {},
  },
  window: { showErrorMessage: async (text) => void notes.errors.push(text) },
  workspace: {
    getConfiguration: (section) => ({ get: (key) => (section === "fwr" ? settings[key] : undefined) }),
    onDidChangeConfiguration: (listener) => {
      changed = listener;
      return { dispose() {} };
    },
  },
};

class LanguageClient {
  constructor(id, name, server, options) {
    notes.made.push({ id, server, options });
  }
  async start() {
    if (notes.made.at(-1).server.command === "/missing") throw new Error("spawn /missing ENOENT");
  }
  async stop() {
    notes.stopped = true;
  }
  async sendNotification(method, params) {
    notes.sent.push({ method, params });
  }
}

const load = Module._load;
Module._load = (request, ...rest) => {
  if (request === "vscode") return vscode;
  if (request === "vscode-languageclient/node") return { LanguageClient };
  return load(request, ...rest);
};

const client = require(path.join(__dirname, "..", "client.js"));

test("it starts the server that the settings name, and passes settings on", async () => {
  await client.activate({ subscriptions: [] });
  const [{ server, options }] = notes.made;
  assert.deepStrictEqual(server, { command: "/opt/fwr", args: ["lsp"] });
  assert.deepStrictEqual(options.documentSelector, [{ language: "fwr" }]);
  assert.deepStrictEqual(options.initializationOptions, { inlayHints: { clipTypes: false } });

  settings["inlayHints.clipTypes"] = true;
  await changed({ affectsConfiguration: (name) => name === "fwr" });
  assert.deepStrictEqual(notes.sent, [
    { method: "workspace/didChangeConfiguration", params: { settings: { fwr: { inlayHints: { clipTypes: true } } } } },
  ]);
});

test("it starts anew when asked, and says why it cannot", async () => {
  await notes.commands["fwr.restart"]();
  assert.strictEqual(notes.made.length, 2);
  assert.ok(notes.stopped);
  settings.path = "/missing";
  await changed({ affectsConfiguration: () => true });
  assert.match(notes.errors[0], /does not start: spawn \/missing ENOENT/);
  await client.deactivate();
});
