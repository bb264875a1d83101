//! Answers of the server in words that a person can read over.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The texts that the editor has, and those on disk.
pub(crate) struct Texts {
    root: PathBuf,
    open: BTreeMap<String, (String, i64)>,
}

impl Texts {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), open: BTreeMap::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        let path = self.path(name).display().to_string();
        let encoded: String = path
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        format!("file://{encoded}")
    }

    pub(crate) fn set(&mut self, name: &str, text: String) {
        let version = self.open.get(name).map_or(1, |(_, version)| *version);
        self.open.insert(name.to_owned(), (text, version));
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        &self.open[name].0
    }

    pub(crate) fn version(&self, name: &str) -> i64 {
        self.open[name].1
    }

    pub(crate) fn next_version(&mut self, name: &str) -> i64 {
        let entry = self.open.get_mut(name).expect("an open text");
        entry.1 += 1;
        entry.1
    }

    /// A place for the protocol, whose columns are UTF-16 units.
    pub(crate) fn position(&self, name: &str, offset: usize) -> Value {
        let before = &self.text(name)[..offset];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or("").encode_utf16().count();
        json!({ "line": line, "character": column })
    }

    pub(crate) fn range(&self, name: &str, range: Range<usize>) -> Value {
        json!({ "start": self.position(name, range.start), "end": self.position(name, range.end) })
    }

    /// The name by which a case knows a URI, and its text.
    fn named(&self, uri: &str) -> (String, String) {
        if let Some((name, (text, _))) = self.open.iter().find(|(name, _)| self.uri(name) == uri) {
            return (name.clone(), text.clone());
        }
        let path = PathBuf::from(uri.strip_prefix("file://").expect("a file"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{uri}: {error}"));
        let inside = path.strip_prefix(&self.root).expect("inside the case's folder");
        let version = format!("cache/framewright/{}/", env!("CARGO_PKG_VERSION"));
        let name = inside.display().to_string();
        match name.strip_prefix(&version) {
            Some(library) => {
                let writable = !std::fs::metadata(&path).expect("it is there").permissions().readonly();
                assert!(!writable, "{name} can be written");
                (format!("LIBRARY/{library}"), text)
            }
            None => (name, text),
        }
    }

    /// `name:1:5`, and the line that is there.
    pub(crate) fn show_location(&self, location: &Value) -> String {
        if location.is_null() {
            return "nowhere".to_owned();
        }
        let (name, text) = self.named(location["uri"].as_str().expect("a URI"));
        let start = &location["range"]["start"];
        let line = text.lines().nth(number(&start["line"])).unwrap_or_default();
        format!("{name}:{} {line}", place(start))
    }

    pub(crate) fn show_locations(&self, locations: &Value) -> String {
        let locations = locations.as_array().map(Vec::as_slice).unwrap_or_default();
        locations.iter().map(|location| self.show_location(location)).collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn show_diagnostics(&self, found: &Value) -> String {
        let mut out = String::new();
        for one in found.as_array().expect("a list") {
            let severity = ["", "error", "warning", "information", "hint"][number(&one["severity"])];
            let code = one["code"].as_str().unwrap_or_default();
            let message = one["message"].as_str().unwrap_or_default().replace('\n', "\n  ");
            let _ = writeln!(out, "{} {severity} {code}: {message}", span(&one["range"]));
            if let Some(tags) = one["tags"].as_array() {
                let _ = writeln!(out, "  tags {}", Value::Array(tags.clone()));
            }
            let page = one["codeDescription"]["href"].as_str().unwrap_or_default();
            assert!(page.ends_with(&format!("/{code}.md")), "{code} has the page {page}");
            for related in one["relatedInformation"].as_array().map(Vec::as_slice).unwrap_or_default() {
                let place = self.show_location(&related["location"]);
                let _ = writeln!(out, "  {}: {place}", related["message"].as_str().unwrap_or_default());
            }
        }
        if out.is_empty() { "nothing".to_owned() } else { out }
    }

    /// The texts that an edit changes, as they are then.
    pub(crate) fn show_edited(&self, edit: &Value) -> String {
        let changes = edit["changes"].as_object().expect("changes by document");
        let mut shown = BTreeMap::new();
        for (uri, edits) in changes {
            let (name, text) = self.named(uri);
            shown.insert(name, apply(&text, edits.as_array().expect("a list of edits")));
        }
        let one = |(name, text): (String, String)| format!("{name}\n{}", indented(text.trim_end()));
        shown.into_iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

/// The text after edits that are all meant for it as it was.
fn apply(text: &str, edits: &[Value]) -> String {
    let mut edits: Vec<(Range<usize>, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().expect("a text");
            (offset(text, &range["start"])..offset(text, &range["end"]), new)
        })
        .collect();
    edits.sort_by_key(|(range, _)| range.start);
    for pair in edits.windows(2) {
        assert!(pair[0].0.end <= pair[1].0.start, "edits overlap: {pair:?}");
    }
    let mut out = text.to_owned();
    for (range, new) in edits.into_iter().rev() {
        out.replace_range(range, new);
    }
    out
}

fn offset(text: &str, position: &Value) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(number(&position["line"])).map(str::len).sum();
    let mut units = number(&position["character"]);
    let mut at = line_start;
    for character in text[line_start..].chars() {
        if units == 0 || character == '\n' {
            break;
        }
        units = units.checked_sub(character.len_utf16()).expect("no place inside a character");
        at += character.len_utf8();
    }
    at
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))).expect("a small number")
}

/// `1:5`, from 1.
fn place(position: &Value) -> String {
    format!("{}:{}", number(&position["line"]) + 1, number(&position["character"]) + 1)
}

/// `1:5-1:9`, from 1.
fn span(range: &Value) -> String {
    format!("{}-{}", place(&range["start"]), place(&range["end"]))
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("  {line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

pub(crate) fn error(answer: &Value) -> String {
    format!("refused: {}", answer["error"]["message"].as_str().unwrap_or_default())
}

pub(crate) fn hover(answer: &Value) -> String {
    if answer.is_null() {
        return "nothing".to_owned();
    }
    let text = answer["contents"]["value"].as_str().unwrap_or_default();
    // One thing at a time: the examples in the documentation are long.
    let short: Vec<&str> = text.lines().take(12).collect();
    let more = if text.lines().count() > 12 { "\n  …" } else { "" };
    format!("{}\n{}{more}", span(&answer["range"]), indented(&short.join("\n")))
}

const KINDS: &[&str] = &[
    "",
    "text",
    "method",
    "function",
    "constructor",
    "field",
    "variable",
    "class",
    "interface",
    "module",
    "property",
    "unit",
    "value",
    "enum",
    "keyword",
    "snippet",
    "color",
    "file",
    "reference",
    "folder",
    "enum member",
    "constant",
];

/// `first N` items, those `among` some words in the order in which they come, or one item `of` that name in full.
pub(crate) fn completion(answer: &Value, rest: &str, text: &str) -> String {
    let mut items = answer.as_array().expect("a list of completions").clone();
    items.sort_by_key(|item| item["sortText"].as_str().unwrap_or_default().to_owned());
    let label = |item: &Value| item["label"].as_str().unwrap_or_default().to_owned();
    let (how, what) = rest.split_once(' ').unwrap_or((rest, ""));
    let line = |item: &Value| {
        let detail = item["detail"].as_str().unwrap_or_default();
        format!("{} ({}) {detail}", label(item), KINDS[number(&item["kind"])]).trim_end().to_owned()
    };
    match how {
        "first" => {
            let count = what.parse().expect("a number");
            items.iter().take(count).map(line).collect::<Vec<_>>().join("\n")
        }
        "among" => {
            let wanted: Vec<&str> = what.split(' ').collect();
            let found = items.iter().map(label).filter(|label| wanted.contains(&label.as_str()));
            found.collect::<Vec<_>>().join(" ")
        }
        "of" => {
            let Some(item) = items.iter().find(|item| label(item) == what) else { return "not offered".to_owned() };
            let edited = apply(text, std::slice::from_ref(&item["textEdit"]));
            let changed = number(&item["textEdit"]["range"]["start"]["line"]);
            let new = item["textEdit"]["newText"].as_str().unwrap_or_default();
            let lines: Vec<&str> = edited.lines().skip(changed).take(new.lines().count().max(1)).collect();
            let docs = item["documentation"]["value"].as_str().unwrap_or_default();
            let docs: Vec<&str> = docs.lines().take(8).collect();
            format!("{}\nwrites\n{}\n{}", line(item), indented(&lines.join("\n")), docs.join("\n"))
        }
        _ => panic!("completion first N, among WORDS or of NAME"),
    }
}

/// The signature with the active parameter in `«»`.
pub(crate) fn signature(answer: &Value) -> String {
    let Some(found) = answer["signatures"].get(0) else { return "nothing".to_owned() };
    let label = found["label"].as_str().unwrap_or_default();
    let Some(active) = found["activeParameter"].as_u64() else { return label.to_owned() };
    let parameter = &found["parameters"][active as usize];
    let units: Vec<u16> = label.encode_utf16().collect();
    let ends: Vec<usize> = parameter["label"].as_array().expect("two offsets").iter().map(number).collect();
    let part = |range: Range<usize>| String::from_utf16_lossy(&units[range]);
    let (before, inside, behind) = (part(0..ends[0]), part(ends[0]..ends[1]), part(ends[1]..units.len()));
    let docs = parameter["documentation"]["value"].as_str().unwrap_or_default();
    format!("{before}«{inside}»{behind}\n{docs}")
}

pub(crate) fn highlights(answer: &Value) -> String {
    let list = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    let one =
        |found: &Value| format!("{} {}", span(&found["range"]), if found["kind"] == 3 { "defined" } else { "used" });
    list.iter().map(one).collect::<Vec<_>>().join("\n")
}

pub(crate) fn titles(actions: &Value) -> String {
    let list = actions.as_array().map(Vec::as_slice).unwrap_or_default();
    let one = |action: &Value| {
        let preferred = if action["isPreferred"] == true { ", preferred" } else { "" };
        let kind = action["kind"].as_str().unwrap_or_default();
        format!("{} ({kind}{preferred})", action["title"].as_str().unwrap_or_default())
    };
    list.iter().map(one).collect::<Vec<_>>().join("\n")
}

pub(crate) fn inlay(answer: &Value) -> String {
    let list = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    let one = |hint: &Value| format!("{} {}", place(&hint["position"]), hint["label"].as_str().unwrap_or_default());
    list.iter().map(one).collect::<Vec<_>>().join("\n")
}

pub(crate) fn symbols(answer: &Value, depth: usize) -> String {
    let mut out = String::new();
    for symbol in answer.as_array().map(Vec::as_slice).unwrap_or_default() {
        let text = |key: &str| symbol[key].as_str().unwrap_or_default().to_owned();
        let (name, detail) = (text("name"), text("detail"));
        let _ = writeln!(out, "{}{name} ({detail}) {}", "  ".repeat(depth), span(&symbol["selectionRange"]));
        out += &symbols(&symbol["children"], depth + 1);
    }
    out
}

pub(crate) fn folding(answer: &Value) -> String {
    let list = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    let one = |range: &Value| {
        let kind = range["kind"].as_str().unwrap_or_default();
        format!("{}-{} {kind}", number(&range["startLine"]) + 1, number(&range["endLine"]) + 1).trim_end().to_owned()
    };
    list.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The names of a text with the kind that each has.
pub(crate) fn tokens(answer: &Value, text: &str) -> String {
    let kinds = ["function", "parameter", "variable", "property", "enum member", "type", "namespace", "decorator"];
    let data: Vec<usize> = answer["data"].as_array().expect("numbers").iter().map(number).collect();
    let lines: Vec<Vec<u16>> = text.lines().map(|line| line.encode_utf16().collect()).collect();
    let (mut line, mut column) = (0, 0);
    let mut out = Vec::new();
    for token in data.chunks(5) {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let word = String::from_utf16_lossy(&lines[line][column..column + token[2]]);
        let modifiers: Vec<&str> = ["declared", "library", "constant"]
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| token[4] & (1 << bit) != 0)
            .map(|(_, name)| name)
            .collect();
        out.push(format!("{}:{} {word}: {} {}", line + 1, column + 1, kinds[token[3]], modifiers.join(" ")));
    }
    out.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}
