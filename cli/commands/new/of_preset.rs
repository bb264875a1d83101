//! The text of a graph that starts from a preset.

use std::fmt::Write as _;

use fwr_compiler::diagnostics::Sources;
use fwr_compiler::resolve::Parameter;
use fwr_compiler::syntax::ast::{Expr, ExprKind, ItemKind, Output};

use crate::presets::{Preset, default_of};

/// A graph that uses the preset, with what can be chosen in comments; `graph` is what it is called and
/// `path` what its first input reads.
pub(super) fn using(preset: &Preset, graph: &str, path: Option<&str>, sources: &Sources) -> String {
    let name = preset.name();
    let mut text = format!("//! {}\n//!\n", preset.summary());
    let media = if path.is_some() { "" } else { " capture.avi" };
    writeln!(text, "//!     fwr run {graph}{media}\n//!").expect("text grows");
    writeln!(text, "//! `fwr presets {name}` says what it does, and why in that order.").expect("text grows");
    writeln!(text, "\nedition 2026\n\nuse presets.{name}\n").expect("text grows");
    let mut path = path;
    for input in preset.inputs() {
        input.docs.iter().for_each(|line| writeln!(text, "/// {line}").expect("text grows"));
        let default = path.take().map_or_else(String::new, |path| format!(" = {}", text_of(path)));
        writeln!(text, "input {}: media{default}\n", input.name).expect("text grows");
    }
    writeln!(text, "// Take the slashes from a parameter's line to set it.").expect("text grows");
    writeln!(text, "let picture = {name}(").expect("text grows");
    preset.inputs().for_each(|input| writeln!(text, "  {},", input.name).expect("text grows"));
    preset.params().for_each(|param| text.push_str(&commented(param, sources)));
    writeln!(text, ")\n\noutput \"restored.mkv\" {{\n  video: picture{}\n}}", encoder(preset)).expect("text grows");
    text
}

/// The preset's own text; `path` is what its first input reads.
pub(super) fn inline(preset: &Preset, path: Option<&str>) -> String {
    let mut text = preset.module.text.to_string();
    let input = preset.module.file.items.iter().find_map(|item| match &item.kind {
        ItemKind::Input(input) => Some(input.ty.span),
        _ => None,
    });
    if let (Some(path), Some(ty)) = (path, input) {
        text.insert_str(ty.range().end, &format!(" = {}", text_of(path)));
    }
    text
}

/// A parameter as a comment: what it is for, what it takes, its default.
fn commented(param: &Parameter, sources: &Sources) -> String {
    let docs: String = param.docs.iter().map(|line| format!("\n  // {line}")).collect();
    let default = default_of(param, sources).unwrap_or_default();
    format!("{docs}\n  // Takes {}.\n  // {}: {default},\n", param.ty, param.name)
}

/// ` |> encode(…)` as the preset has it.
fn encoder(preset: &Preset) -> String {
    let outputs = preset.module.file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Output(output) => Some(output),
        _ => None,
    });
    let span = outputs.flat_map(|output: &Output| &output.fields).find_map(|field| match &field.value {
        Expr { kind: ExprKind::Pipe(_, call), .. } if call.name.name == "encode" => Some(call.span),
        _ => None,
    });
    span.map_or_else(String::new, |span| format!(" |> {}", &preset.module.text[span.range()]))
}

/// A path as a text of the language.
pub(super) fn text_of(path: &str) -> String {
    let path = path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{path}\"")
}
