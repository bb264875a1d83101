// Colours the texts in this folder and compares with what they say: a line `//= WORDS: SCOPE` names the
// scope of the first such words in the line above, and `! SCOPE` behind it one that they must not have.

const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const root = path.join(__dirname, "..");

async function grammar() {
  const wasm = fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => {
      const file = path.join(root, "syntaxes", "fwr.tmLanguage.json");
      return textmate.parseRawGrammar(fs.readFileSync(file, "utf8"), file);
    },
  });
  return registry.loadGrammar("source.fwr");
}

test("texts are coloured as they say", async () => {
  const coloured = await grammar();
  const files = fs.readdirSync(__dirname).filter((name) => name.endsWith(".fwr"));
  assert.ok(files.length > 0);
  for (const file of files) {
    const lines = fs.readFileSync(path.join(__dirname, file), "utf8").split("\n");
    let state = textmate.INITIAL;
    let above = { text: "", tokens: [] };
    let checked = 0;
    lines.forEach((line, index) => {
      const expected = line.match(/^\/\/= (.+): (\S+)(?: ! (\S+))?$/);
      if (!expected) {
        const result = coloured.tokenizeLine(line, state);
        state = result.ruleStack;
        above = { text: line, tokens: result.tokens };
        return;
      }
      const [, words, wanted, unwanted] = expected;
      const start = above.text.indexOf(words);
      assert.ok(start >= 0, `${file}:${index + 1}: there is no "${words}" in: ${above.text}`);
      for (let column = start; column < start + words.length; column += 1) {
        const token = above.tokens.find((one) => one.startIndex <= column && column < one.endIndex);
        const scopes = token ? token.scopes : [];
        const has = (scope) => scopes.some((one) => one === scope || one.startsWith(`${scope}.`));
        const where = `${file}:${index + 1}: "${words}" is ${scopes.join(" ")}`;
        assert.ok(has(wanted), `${where}, expected ${wanted}`);
        assert.ok(!unwanted || !has(unwanted), `${where}, not expected ${unwanted}`);
      }
      checked += 1;
    });
    assert.ok(checked > 0, `${file} checks nothing`);
  }
});

test("every snippet and setting is well formed", () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const { grammars, languages, snippets: snippetFiles } = manifest.contributes;
  const named = [manifest.main, languages[0].configuration, ...grammars.concat(snippetFiles).map((one) => one.path)];
  for (const file of named) {
    assert.ok(fs.existsSync(path.join(root, file)), `${file} is not there`);
  }
  const snippets = JSON.parse(fs.readFileSync(path.join(root, "snippets", "fwr.json"), "utf8"));
  for (const [name, snippet] of Object.entries(snippets)) {
    assert.ok(snippet.prefix && snippet.description && snippet.body.length > 0, name);
  }
  const configuration = fs.readFileSync(path.join(root, "language-configuration.json"), "utf8");
  assert.ok(JSON.parse(configuration).comments.lineComment === "//");
});
