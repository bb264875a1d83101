//! `fwr filters`: what a graph can call.

use fwr_compiler::diagnostics::Sources;
use fwr_compiler::resolve::{Declaration, Library};
use serde_json::{Value, json};

use crate::arguments::FiltersArgs;
use crate::exit::Exit;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &FiltersArgs) -> Exit {
    let mut sources = Sources::default();
    let library = match fwr_stdlib::library(&mut sources) {
        Ok(library) => library,
        Err(found) => return findings::show(&found, &sources, false),
    };
    if args.json {
        let list = |declarations: Vec<&Declaration>| {
            Value::Array(declarations.into_iter().map(|declaration| to_json(declaration, &library)).collect())
        };
        let filters = list(library.filters().collect());
        let measures = list(library.measures().collect());
        let encoders = list(library.encoders().collect());
        let lists = json!({ "filters": filters, "measures": measures, "encoders": encoders });
        stdout::print_line(format_args!("{lists:#}"));
        return Exit::Fine;
    }
    let all = library.filters().chain(library.measures()).chain(library.encoders());
    let width = all.map(|declaration| declaration.name().len()).max().unwrap_or(0);
    stdout::print_line("Filters");
    for filter in library.filters() {
        let of = filter.attributes.implements.as_ref();
        let of = of.map(|of| format!(" ({} of {})", of.quality, of.filter.name)).unwrap_or_default();
        stdout::print_line(format_args!("  {:<width$}  {}{of}", filter.name(), filter.summary()));
    }
    stdout::print_line("\nMeasures: values that are worked out over a whole clip before the run");
    for measure in library.measures() {
        stdout::print_line(format_args!("  {:<width$}  {}", measure.name(), measure.summary()));
    }
    stdout::print_line("\nEncoders, for `encode(…)`");
    for encoder in library.encoders() {
        stdout::print_line(format_args!("  {:<width$}  {}", encoder.name(), encoder.summary()));
    }
    stdout::print_line("\n`fwr doc NAME` says more.");
    Exit::Fine
}

fn to_json(declaration: &Declaration, library: &Library) -> Value {
    let params: Vec<Value> = declaration
        .params
        .iter()
        .map(|param| {
            json!({
                "name": param.name,
                "type": param.ty.to_string(),
                "required": param.default.is_none(),
                "docs": param.docs.join("\n"),
            })
        })
        .collect();
    let mut entry = json!({
        "name": declaration.name(),
        "summary": declaration.summary(),
        "docs": declaration.docs.join("\n"),
        "params": params,
    });
    if let Some(implements) = &declaration.attributes.implements {
        entry["implements"] = json!({ "filter": implements.filter.name, "quality": implements.quality });
    }
    let implementations = library.implementations(declaration, declaration.filter.name.span.source);
    if implementations.len() > 1 {
        let one = |one: &&Declaration| json!({ "name": one.name(), "quality": one.quality() });
        entry["implementations"] = implementations.iter().map(one).collect();
    }
    entry
}
