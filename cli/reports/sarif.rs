//! Findings as SARIF 2.1.0 (OASIS, 2020): what code scanning services and editors read.

use std::collections::BTreeSet;

use fwr_compiler::diagnostics::{Code, Diagnostic, Fix, Severity, Sources};
use fwr_compiler::lints::{Level, Lint};
use fwr_compiler::syntax::Span;
use serde_json::{Value, json};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A SARIF log with one run.
pub(super) fn to_sarif(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|found| found.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|found| {
            let position = codes.iter().position(|code| *code == found.code);
            result(found, position, sources)
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "fwr",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    let repository = env!("CARGO_PKG_REPOSITORY");
    let lint = Lint::of(code);
    let level = match lint.map(|lint| lint.level) {
        Some(Level::Allow) => "none",
        Some(Level::Warn) => "warning",
        Some(Level::Deny) => "error",
        None => level(code.severity()),
    };
    json!({
        "id": code.id(),
        "name": lint.map_or(code.id(), |lint| lint.name),
        "shortDescription": { "text": code.title() },
        "help": { "text": code.page(), "markdown": code.page() },
        "helpUri": format!("{repository}/blob/main/compiler/src/diagnostics/pages/{code}.md"),
        "defaultConfiguration": { "level": level },
    })
}

fn result(found: &Diagnostic, rule: Option<usize>, sources: &Sources) -> Value {
    let text = match &found.help {
        Some(help) => format!("{}\n{help}", found.message),
        None => found.message.clone(),
    };
    let mut result = json!({
        "ruleId": found.code.id(),
        "ruleIndex": rule,
        "level": level(found.severity()),
        "message": { "text": text },
    });
    let mut places = found.labels.iter();
    if let Some(first) = places.next() {
        result["locations"] = json!([{ "physicalLocation": physical(first.span, sources) }]);
    }
    let related: Vec<Value> = places
        .enumerate()
        .map(|(position, label)| {
            json!({
                "id": position + 1,
                "message": { "text": label.text },
                "physicalLocation": physical(label.span, sources),
            })
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if !found.fixes.is_empty() {
        result["fixes"] = found.fixes.iter().map(|fix| change(fix, sources)).collect();
    }
    result
}

/// A fix, its edits by file.
fn change(fix: &Fix, sources: &Sources) -> Value {
    let files: BTreeSet<_> = fix.edits.iter().map(|edit| edit.span.source).collect();
    let changes: Vec<Value> = files
        .into_iter()
        .map(|file| {
            let edits = fix.edits.iter().filter(|edit| edit.span.source == file);
            let replacements: Vec<Value> = edits
                .map(|edit| {
                    json!({ "deletedRegion": region(edit.span, sources), "insertedContent": { "text": edit.text } })
                })
                .collect();
            json!({ "artifactLocation": { "uri": uri(&sources.get(file).name) }, "replacements": replacements })
        })
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

fn physical(span: Span, sources: &Sources) -> Value {
    json!({ "artifactLocation": { "uri": uri(&sources.get(span.source).name) }, "region": region(span, sources) })
}

fn region(span: Span, sources: &Sources) -> Value {
    let ((line, column), (end_line, end_column)) = super::ends(span, sources);
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "byteOffset": span.start,
        "byteLength": span.end - span.start,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A path as a URI reference (RFC 3986): relative as it is given, absolute with its scheme.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = match (path.starts_with('/'), path.as_bytes().get(1)) {
        (true, _) => "file://".to_owned(),
        (false, Some(b':')) => "file:///".to_owned(),
        _ => String::new(),
    };
    let scheme = !uri.is_empty();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte.into()),
            b':' if scheme => uri.push(':'),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two findings in a text with a letter of two bytes, one of them with a fix and a second place.
    fn log() -> Value {
        let mut sources = Sources::default();
        let source = sources.add("my graph.fwr", "// é\nlet a = 1\nlet b = 2\n");
        let at = |start, end| Span::new(source, start, end);
        let found = [
            Diagnostic::new(Code::UNUSED, "`a` is never used")
                .label(at(10, 11), "")
                .label(at(20, 21), "here")
                .help("remove it")
                .fix(Fix::certain("remove `a`").remove(at(6, 16))),
            Diagnostic::new(Code::SYNTAX, "no place"),
        ];
        to_sarif(&found, &sources)
    }

    #[test]
    fn a_log_says_its_version_and_its_tool() {
        let log = log();
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(log["$schema"], SCHEMA);
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["name"], "fwr");
        assert_eq!(run["tool"]["driver"]["semanticVersion"], env!("CARGO_PKG_VERSION"));
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(run["results"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn every_rule_is_explained_and_every_result_has_its_rule() {
        let log = log();
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.len(), 2);
        for rule in rules {
            let id = rule["id"].as_str().expect("an id");
            assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.starts_with("https://") && uri.contains(id)));
            assert!(rule["shortDescription"]["text"].as_str().is_some_and(|text| !text.is_empty()));
            assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.contains(id)));
        }
        assert_eq!(rules[1]["name"], "unused");
        assert_eq!(rules[1]["defaultConfiguration"]["level"], "warning");
        for result in log["runs"][0]["results"].as_array().expect("results") {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }

    #[test]
    fn places_are_counted_in_code_points_and_bytes() {
        let log = log();
        let result = &log["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20graph.fwr");
        let expected = json!({
            "startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 6, "byteOffset": 10, "byteLength": 1,
        });
        assert_eq!(place["region"], expected);
        assert_eq!(result["relatedLocations"][0]["message"]["text"], "here");
        assert_eq!(result["message"]["text"], "`a` is never used\nremove it");
        assert!(log["runs"][0]["results"][1].get("locations").is_none());
    }

    #[test]
    fn fixes_are_replacements_by_file() {
        let log = log();
        let fix = &log["runs"][0]["results"][0]["fixes"][0];
        assert_eq!(fix["description"]["text"], "remove `a`");
        let change = &fix["artifactChanges"][0];
        assert_eq!(change["artifactLocation"]["uri"], "my%20graph.fwr");
        assert_eq!(change["replacements"][0]["insertedContent"]["text"], "");
        assert_eq!(change["replacements"][0]["deletedRegion"]["byteOffset"], 6);
        assert_eq!(change["replacements"][0]["deletedRegion"]["endLine"], 3);
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("graphs/ä.fwr"), "graphs/%C3%A4.fwr");
        assert_eq!(uri("/srv/a b.fwr"), "file:///srv/a%20b.fwr");
        assert_eq!(uri("C:\\tapes\\a.fwr"), "file:///C:/tapes/a.fwr");
        assert_eq!(uri("a:b/c"), "file:///a:b/c");
    }
}
