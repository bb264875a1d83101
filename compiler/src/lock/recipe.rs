//! The half of a lock that is the same for every clip: params, steps and outputs.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{LockedOutput, LockedStep, Params};
use super::make::EncoderBuild;
use crate::compile::{Checked, Program};
use crate::diagnostics::Sources;
use crate::elaborate::{Bindings, Step, read_literal};
use crate::graph::{Graph, NodeId, NodeKind, Output, StreamClass};
use crate::media::Named;
use crate::syntax::Span;
use crate::syntax::ast::{ExprKind, File, ItemKind};
use crate::types::{Args, Value};

/// Steps and outputs, each with its place in the text.
pub(super) struct Recipe {
    pub(super) steps: Vec<(LockedStep, Span)>,
    pub(super) outputs: Vec<(LockedOutput, Span)>,
}

/// The steps that an output of `checked` is made of, and the outputs.
///
/// `checked` is to be without media: what a recipe says does not depend on it.
pub(super) fn recipe(file: &File, checked: &Checked, encoders: &BTreeMap<String, EncoderBuild>) -> Recipe {
    let graph = &checked.graph;
    let needed = upstream(graph, graph.outputs.iter().filter_map(|output| Some(output.video.as_ref()?.clip)));
    let steps: Vec<&Step> =
        checked.steps.iter().filter(|step| step.results.iter().any(|node| needed.contains(node))).collect();
    let inputs = file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Input(input) => Some(input.name.name.as_str()),
        _ => None,
    });
    let references = References { graph, steps: &steps, inputs: inputs.collect() };
    let locked = steps.iter().enumerate().map(|(position, step)| {
        let mut of = references.of(&step.inputs, position);
        of.extend(step.values.values().filter_map(|value| references.media(value)));
        let with = step.values.iter().filter_map(|(name, value)| Some((name.clone(), written(value)?)));
        (LockedStep { does: step.filter.clone(), of, with: with.collect() }, step.call)
    });
    let outputs = graph.outputs.iter().filter_map(|output| {
        let video = output.video.as_ref()?;
        let of = references.of(&[video.clip], steps.len());
        let build = encoders.get(&video.encoder);
        Some((
            LockedOutput {
                of,
                encoder: video.encoder.clone(),
                with: written_args(&video.args),
                by: build.map(|build| build.by.clone()),
                lossy: build.is_some_and(|build| build.lossy),
                threads: build.filter(|build| build.lossy).map(|build| build.threads),
                copy: copied(output),
                drop: names(&output.drop),
            },
            video.span.unwrap_or(output.span),
        ))
    });
    Recipe { steps: locked.collect(), outputs: outputs.collect() }
}

/// The values of the params of a graph.
pub(super) fn params(program: &Program, sources: &Sources, bindings: &Bindings) -> Params {
    let mut params = Params::default();
    for item in &program.file.items {
        let ItemKind::Param(param) = &item.kind else { continue };
        let name = param.name.name.clone();
        match (bindings.params.get(&name), &param.default) {
            (Some(given), _) => drop(params.given.insert(name, plain(given))),
            (None, Some(default)) => {
                let text = &sources.get(default.span.source).text[default.span.range()];
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let value = if matches!(default.kind, ExprKind::Text(_)) { text } else { plain(&text) };
                params.default.insert(name, value);
            }
            (None, None) => {}
        }
    }
    params
}

/// A value as the command line or the graph writes it, in one spelling where it is a number.
fn plain(text: &str) -> String {
    match read_literal(text) {
        value @ Value::Number(_) => value.to_constant().map_or_else(|| text.to_owned(), |value| value.to_string()),
        _ => text.trim().to_owned(),
    }
}

/// All settings as text.
pub(super) fn written_args(args: &Args) -> BTreeMap<String, String> {
    args.0.iter().map(|(name, value)| (name.clone(), value.brief())).collect()
}

/// The value of an argument; `None` for clips, which are known by where they come from.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Clip(_) | Value::Mask(_) | Value::Vectors(_) | Value::Media(_) | Value::Sound(_) | Value::Stream(_) => {
            None
        }
        Value::Unknown => Some("?".to_owned()),
        Value::List(items) => {
            let items: Vec<String> = items.iter().filter_map(written).collect();
            Some(format!("[{}]", items.join(", ")))
        }
        Value::Record(fields) => {
            let field = |(name, value): &(String, Value)| Some(format!("{name}: {}", written(value)?));
            Some(format!("{{ {} }}", fields.iter().filter_map(field).collect::<Vec<_>>().join(", ")))
        }
        other => other.to_constant().map(|constant| constant.to_string()),
    }
}

fn copied(output: &Output) -> Option<Vec<String>> {
    let mut copied = names(output.copy.as_ref()?);
    // Sound is chosen by itself.
    if output.audio.as_ref().is_none_or(|audio| !audio.is_empty()) {
        copied.push(StreamClass::Audio.name().to_owned());
    }
    copied.sort();
    copied.dedup();
    Some(copied)
}

fn names(classes: &[StreamClass]) -> Vec<String> {
    let mut names: Vec<String> = classes.iter().map(|class| class.name().to_owned()).collect();
    names.sort();
    names
}

/// The nodes that `from` are made of, themselves among them.
fn upstream(graph: &Graph, from: impl Iterator<Item = NodeId>) -> BTreeSet<NodeId> {
    let mut waiting: Vec<NodeId> = from.collect();
    let mut found = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        if found.insert(node) {
            waiting.extend(graph.inputs(node));
        }
    }
    found
}

struct References<'a> {
    graph: &'a Graph,
    steps: &'a [&'a Step],
    inputs: Vec<&'a str>,
}

impl References<'_> {
    /// The input that a value is, if it is a whole file.
    fn media(&self, value: &Value) -> Option<String> {
        match value {
            Value::Media(input) => self.inputs.get(*input).map(|name| (*name).to_owned()),
            _ => None,
        }
    }

    /// Where `nodes` come from, each once: the last of the steps before `before` that gives it, or an input.
    fn of(&self, nodes: &[NodeId], before: usize) -> Vec<String> {
        let mut found = Vec::new();
        for node in nodes {
            self.origin(*node, before, &mut BTreeSet::new(), &mut found);
        }
        found
    }

    fn origin(&self, node: NodeId, before: usize, seen: &mut BTreeSet<NodeId>, found: &mut Vec<String>) {
        if !seen.insert(node) {
            return;
        }
        let step = self.steps[..before].iter().rposition(|step| step.results.contains(&node));
        let name = match (step, &self.graph.node(node).kind) {
            (Some(step), _) => Some(format!("step {}", step + 1)),
            (None, NodeKind::Source { input, .. }) => {
                Some(format!("{}.video", self.inputs.get(*input).copied().unwrap_or("?")))
            }
            (None, _) => None,
        };
        match name {
            Some(name) if !found.contains(&name) => found.push(name),
            Some(_) => {}
            // What the compiler put between them.
            None => self.graph.inputs(node).into_iter().for_each(|input| self.origin(input, before, seen, found)),
        }
    }
}
