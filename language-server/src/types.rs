//! What names and expressions stand for, as checking worked it out.

use fwr_compiler::elaborate::Notes;
use fwr_compiler::graph::{NodeId, NodeKind};
use fwr_compiler::syntax::Span;
use fwr_compiler::syntax::ast::{Expr, ExprKind, Input, ItemKind};
use fwr_compiler::types::{ClipType, Value};

use crate::analysis::Analysis;
use crate::names::{self, Meaning, Occurrence};
use crate::words;

/// Of a long list only so many elements are shown.
const MOST_ELEMENTS: usize = 8;

/// What an expression stands for, to be put behind it: `: clip of 720x576 …`, ` = 16px`; `None` if it is not known.
pub(crate) fn of_expr(analysis: &Analysis, expr: &Expr) -> Option<String> {
    at(analysis, expr.span)
}

fn at(analysis: &Analysis, span: Span) -> Option<String> {
    let value = notes(analysis).value(span)?;
    let described = describe(analysis, value)?;
    let is_value = matches!(value, Value::Number(_) | Value::Bool(_) | Value::Text(_) | Value::Name(_));
    Some(if is_value { format!(" = {described}") } else { format!(": {described}") })
}

fn notes(analysis: &Analysis) -> &Notes {
    &analysis.checked.notes
}

/// A value for people; `None` where nothing is known.
fn describe(analysis: &Analysis, value: &Value) -> Option<String> {
    let or_unknown = |value| describe(analysis, value).unwrap_or_else(|| "?".to_owned());
    Some(match value {
        Value::Unknown => return None,
        Value::Clip(node) => format!("clip{}", format_of(analysis, *node)),
        Value::Mask(node) => format!("mask{}", format_of(analysis, *node)),
        Value::Text(text) => format!("{text:?}"),
        Value::Name(name) => name.clone(),
        Value::None(_) => "none".to_owned(),
        Value::Media(_) => "media file".to_owned(),
        Value::Sound(_) => "sound".to_owned(),
        Value::Stream(stream) => format!("{} stream{}", stream.encoder, format_of(analysis, stream.clip)),
        Value::List(items) => {
            let shown: Vec<String> = items.iter().take(MOST_ELEMENTS).map(or_unknown).collect();
            let more = if items.len() > MOST_ELEMENTS { ", …" } else { "" };
            format!("[{}{more}]", shown.join(", "))
        }
        Value::Record(fields) => {
            let shown: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}: {}", or_unknown(value))).collect();
            format!("{{ {} }}", shown.join(", "))
        }
        other => other.describe(),
    })
}

/// ` of 720x576 …`; nothing where nothing is known.
fn format_of(analysis: &Analysis, node: NodeId) -> String {
    clip(analysis, node).map_or_else(String::new, |format| format!(" of {format}"))
}

fn clip(analysis: &Analysis, node: NodeId) -> Option<String> {
    let clip = analysis.checked.graph.clip(node);
    (*clip != ClipType::any()).then(|| clip.to_string())
}

/// What a name stands for where it is written.
pub(crate) fn of_name(analysis: &Analysis, found: &Occurrence<'_>) -> Option<String> {
    match found.meaning {
        Meaning::Let(_, binding) => at(analysis, binding.value.span),
        _ => at(analysis, found.span),
    }
}

/// The format of an input's picture.
pub(crate) fn of_input(analysis: &Analysis, input: &Input) -> Option<String> {
    let inputs = analysis.program.file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Input(other) => Some(other),
        _ => None,
    });
    let index = inputs.enumerate().find(|(_, other)| other.name.span == input.name.span)?.0;
    let graph = &analysis.checked.graph;
    let is_source = |id: &NodeId| matches!(graph.node(*id).kind, NodeKind::Source { input, .. } if input == index);
    let node = graph.topological().into_iter().find(is_source)?;
    clip(analysis, node)
}

/// What the call gives whose name stands here.
pub(crate) fn of_call(analysis: &Analysis, found: &Occurrence<'_>) -> Option<String> {
    let expr = names::expressions(analysis).into_iter().find(|expr| match &expr.kind {
        ExprKind::Call(call) | ExprKind::Pipe(_, call) => call.name.span == found.span,
        _ => false,
    })?;
    // That a filter gives a clip is no news.
    describe(analysis, notes(analysis).value(expr.span)?).filter(|described| described != "clip")
}

/// What the property is whose name stands at `span`.
pub(crate) fn of_member(analysis: &Analysis, span: Span) -> Option<String> {
    let expr = names::expressions(analysis)
        .into_iter()
        .find(|expr| matches!(&expr.kind, ExprKind::Member(_, member) if member.span == span))?;
    of_expr(analysis, expr)
}

/// The format of what an expression gives, if that is a clip of which anything is known.
pub(crate) fn clip_of(analysis: &Analysis, expr: &Expr) -> Option<String> {
    clip(analysis, notes(analysis).value(expr.span)?.node()?)
}

/// What the value written at `base` has behind its dot, with a word on each; `None` if the value is not known.
pub(crate) fn members(analysis: &Analysis, base: std::ops::Range<usize>) -> Option<Vec<(String, String)>> {
    let value = notes(analysis).value(Span::new(analysis.source, base.start, base.end))?;
    let table = match value {
        Value::Unknown => return None,
        Value::Media(_) => words::MEDIA,
        Value::Clip(_) | Value::Mask(_) => words::PROPERTIES,
        Value::Record(fields) => {
            let field = |(name, value): &(String, Value)| (name.clone(), describe(analysis, value).unwrap_or_default());
            return Some(fields.iter().map(field).collect());
        }
        _ => &[],
    };
    Some(listed(table))
}

/// Words with their meanings, as [`members`] gives them.
pub(crate) fn listed(table: words::Words) -> Vec<(String, String)> {
    table.iter().map(|(name, meaning)| ((*name).to_owned(), (*meaning).to_owned())).collect()
}
