//! Presets on their fixtures: what each promises holds, and no longer when a step is taken out of it.
//!
//! A fixture, `tests/presets/NAME.fwr`, damages a real clip on purpose, restores it with the preset, and
//! expects the result to be nearer to what the clip was, by every measure that it names.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use fwr_compiler::diagnostics::Sources;
use fwr_compiler::resolve::Library;
use fwr_compiler::syntax::ast::{Call, Expr, ExprKind, File, ItemKind};
use fwr_compiler::syntax::{self, walk::walk_item};
use serde_json::Value;
use support::files_at_once::run_all;
use support::graphs::graphs;

#[test]
fn every_preset_keeps_its_promises_on_its_fixture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (presets, fixtures) = (graphs("presets"), graphs("tests/presets"));
    let names = |files: &[PathBuf]| -> Vec<String> { files.iter().map(|file| name(file)).collect() };
    assert_eq!(names(&fixtures), names(&presets), "a fixture for each preset, and no other");
    run_all(&fixtures, |fixture| {
        let (code, document) = test(fixture, root);
        match code {
            0 => Vec::new(),
            _ => vec![format!("{} does not hold:\n{document:#}", name(fixture))],
        }
    });
}

#[test]
fn no_step_of_a_preset_can_be_left_out() {
    run_all(&graphs("presets"), |preset| {
        let text = std::fs::read_to_string(preset).expect("presets are readable");
        let steps = steps(&text);
        assert!(steps.len() > 1, "{} has steps", name(preset));
        steps.iter().filter_map(|step| needless(preset, &text, step)).collect()
    });
}

/// A use of a filter in a text: what it is called, where it stands, and what it works on.
struct Step {
    filter: String,
    line: usize,
    whole: std::ops::Range<usize>,
    without: std::ops::Range<usize>,
}

/// What is wrong if the fixture holds without `step` as well.
fn needless(preset: &Path, text: &str, step: &Step) -> Option<String> {
    let name = name(preset);
    let folder = tempfile::tempdir().expect("a folder");
    let mut less = text.to_owned();
    less.replace_range(step.whole.clone(), &text[step.without.clone()]);
    std::fs::write(folder.path().join(format!("{name}.fwr")), less).expect("writable");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/presets/{name}.fwr"));
    let fixture = std::fs::read_to_string(fixture).expect("fixtures are readable");
    let used = fixture.replace(&format!("use presets.{name}\n"), &format!("use \"{name}.fwr\"\n"));
    assert!(used != fixture, "the fixture of {name} uses the preset");
    let graph = folder.path().join("fixture.fwr");
    std::fs::write(&graph, used).expect("writable");

    let (code, document) = test(&graph, folder.path());
    let Step { filter, line, .. } = step;
    let is_false = |expectation: &Value| expectation["holds"] == Value::Bool(false);
    let fails = document["expectations"].as_array().is_some_and(|all| all.iter().any(is_false));
    // Without a step that makes another size or whole frames, there may be no result.
    let stands = |found: &Value| found["code"] == "E0401" || found["code"] == "E0403";
    let differs = document.as_array().is_some_and(|all| all.iter().any(stands));
    let other = code != 1 || !(fails || differs);
    other.then(|| format!("{name} without `{filter}` in line {line}: exit {code}, {document:#}"))
}

/// The uses of the library's filters that a text can do without, as far as its syntax goes.
fn steps(text: &str) -> Vec<Step> {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source = sources.add("preset", text);
    let (File { items, .. }, found) = syntax::parse(source, text);
    assert!(found.is_empty(), "presets have no mistakes");
    let mut steps: Vec<Step> = Vec::new();
    for item in items.iter().filter(|item| matches!(item.kind, ItemKind::Let(_))) {
        walk_item(item, &mut |expr| {
            let Some((call, without)) = removable(expr, &library) else { return };
            let whole = expr.span.range();
            // The record of a filter and the use itself are one step.
            if steps.iter().any(|step| step.without == without.span.range()) {
                return;
            }
            let line = text[..call.span.range().start].lines().count();
            steps.push(Step { filter: call.name.name.clone(), line, whole, without: without.span.range() });
        });
    }
    steps
}

/// The call that `expr` is, with what would stand there without it.
fn removable<'a>(expr: &'a Expr, library: &Library) -> Option<(&'a Call, &'a Expr)> {
    let (call, without) = match &expr.kind {
        ExprKind::Member(base, _) => {
            return removable(base, library).filter(|_| !matches!(base.kind, ExprKind::Name(_)));
        }
        ExprKind::Pipe(left, call) => (call, &**left),
        ExprKind::Call(call) => (call, &call.args.first()?.value),
        _ => return None,
    };
    (call.module.is_none() && library.filter(&call.name.name).is_some()).then_some((call, without))
}

/// What `fwr test` says of a fixture on the real clip.
fn test(graph: &Path, folder: &Path) -> (i32, Value) {
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .arg("test")
        .args([graph, &clip])
        .args(["--json", "--quiet"])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let document = serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{}: {text}{}", graph.display(), String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap_or(-1), document)
}

fn name(file: &Path) -> String {
    file.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned()
}
