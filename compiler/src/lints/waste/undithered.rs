//! Fewer bits without dither: smooth shades turn into steps.

use super::literal::out_of_call;
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::media::SampleType;
use crate::types::Value;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for step in context.steps().filter(|step| step.filter == "convert") {
        let none = matches!(step.values.get("dither"), Some(Value::Name(name)) if name == "none");
        let to = step.results.first().and_then(|node| context.subject.graph.clip(*node).sample.known().copied());
        let from = context.input(step).and_then(|clip| clip.sample.known().copied());
        let (true, Some(from), Some(SampleType::Uint(bits))) = (none, from, to) else { continue };
        if matches!(from, SampleType::Uint(more) if more <= bits) {
            continue;
        }
        let written = context.written(step, "dither");
        let diagnostic = Diagnostic::new(
            Code::UNDITHERED,
            format!("{from} becomes u{bits} without dither, which makes steps of smooth shades"),
        )
        .label(written.map_or(step.call, |value| value.span), "rounds each sample by itself")
        .help("leave `dither` out: `ordered` keeps shades smooth");
        let cut = context.call(step).and_then(|call| out_of_call(context, call, "dither"));
        found.push(match cut {
            Some(span) => diagnostic.fix(Fix::maybe("leave `dither` out").remove(span)),
            None => diagnostic,
        });
    }
    found
}
