//! `fwr presets [NAME]`: the recipes that come with the program.

use fwr_compiler::diagnostics::Sources;
use fwr_compiler::resolve::Parameter;
use serde_json::{Value, json};

use super::doc::describe;
use crate::arguments::{Format, PresetsArgs};
use crate::exit::Exit;
use crate::presets::{Preset, Presets, default_of};
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &PresetsArgs) -> Exit {
    let presets = match Presets::read() {
        Ok(presets) => presets,
        Err(failure) => return failure.show(if args.json { Format::Json } else { Format::Human }),
    };
    match &args.name {
        None => list(&presets, args.json),
        Some(name) => match presets.find(name) {
            Ok(preset) => show(&preset, &presets.sources, args.json),
            Err(found) => return findings::show_one(found),
        },
    }
    Exit::Fine
}

fn list(presets: &Presets, as_json: bool) {
    let all = presets.all();
    if as_json {
        let list: Vec<Value> = all.iter().map(|preset| to_json(preset, &presets.sources)).collect();
        stdout::print_line(format_args!("{:#}", Value::Array(list)));
        return;
    }
    let width = all.iter().map(|preset| preset.name().len()).max().unwrap_or(0);
    for preset in &all {
        stdout::print_line(format_args!("{:<width$}  {}", preset.name(), preset.summary()));
    }
    stdout::print_line("\n`fwr presets NAME` says more; `fwr new --from NAME` writes a graph that uses one.");
}

fn show(preset: &Preset, sources: &Sources, as_json: bool) {
    if as_json {
        let mut document = to_json(preset, sources);
        document["text"] = json!(&*preset.module.text);
        stdout::print_line(format_args!("{document:#}"));
        return;
    }
    stdout::print_line(preset.name());
    stdout::print_line(format_args!("{}\n", "=".repeat(preset.name().len())));
    stdout::print_line(preset.graph.docs.join("\n"));
    stdout::print_line("\nInputs");
    preset.inputs().for_each(|input| stdout::print_line(describe(input, sources)));
    stdout::print_line("\nParameters");
    preset.params().for_each(|param| stdout::print_line(describe(param, sources)));
    stdout::print_line(format_args!("\nText: `fwr new --from {} --inline` writes it to a file\n", preset.name()));
    // What is said above is not said twice.
    let text = preset.module.text.lines().skip_while(|line| line.starts_with("//!") || line.is_empty());
    stdout::print_line(text.collect::<Vec<_>>().join("\n"));
}

fn to_json(preset: &Preset, sources: &Sources) -> Value {
    let one = |param: &Parameter| {
        json!({
            "name": param.name,
            "type": param.ty.to_string(),
            "default": default_of(param, sources),
            "docs": param.docs.join("\n"),
        })
    };
    json!({
        "name": preset.name(),
        "summary": preset.summary(),
        "docs": preset.graph.docs.join("\n"),
        "inputs": preset.inputs().map(one).collect::<Vec<_>>(),
        "params": preset.params().map(one).collect::<Vec<_>>(),
    })
}
