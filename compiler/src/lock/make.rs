//! From a checked graph to its lock.

use std::collections::BTreeMap;

use super::choices::locked_choices;
use super::definitions::{Called, used};
use super::document::Lock;
use super::ops::locked_plan;
use super::recipe::{Recipe, params, recipe};
use super::{PIXELS, VERSION};
use crate::compile::{self, Program};
use crate::diagnostics::Sources;
use crate::elaborate::Bindings;
use crate::graph::NodeKind;
use crate::media::Named;
use crate::plan::{OpKind, Plan};
use crate::resolve::edition;
use crate::syntax::Span;

/// What a lock is made of.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The graph.
    pub program: &'a Program,
    /// All texts.
    pub sources: &'a Sources,
    /// Its media, params and chosen implementations.
    pub bindings: &'a Bindings,
    /// Its plan before anything is fused, if its media is known.
    pub plan: Option<&'a Plan>,
    /// What encodes, by the encoder's name in the library.
    pub encoders: &'a BTreeMap<String, EncoderBuild>,
}

/// The build of an encoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncoderBuild {
    /// The library with its version: `libavcodec 61.19.101`.
    pub by: String,
    /// Whether what is decoded is not what was encoded.
    pub lossy: bool,
    /// Threads that it will be given.
    pub threads: u32,
}

/// Where the things of a lock are in the text.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Of each step, its call.
    pub steps: Vec<Span>,
    /// Of each output.
    pub outputs: Vec<Span>,
    /// Of each choice, its line, from 1.
    pub choices: Vec<Option<usize>>,
    /// Of each op, the line of the graph that asks for it, from 1.
    pub ops: Vec<Option<usize>>,
}

/// The lock of a graph that checks clean, and where in the text its steps are.
pub fn make(subject: &Subject<'_>) -> (Lock, Places) {
    let Subject { program, sources, bindings, plan, encoders } = subject;
    // What a recipe says does not depend on the clip that it is locked with.
    let alone =
        Bindings { media: BTreeMap::new(), measured: BTreeMap::new(), fields: BTreeMap::new(), ..(*bindings).clone() };
    let checked = compile::check(program, &alone);
    let Recipe { steps, outputs } = recipe(&program.file, &checked, encoders);

    let in_plan = plan.iter().flat_map(|plan| &plan.ops).filter_map(|op| match &op.kind {
        OpKind::Native { filter, .. } => Some(filter.as_str()),
        _ => None,
    });
    let graph = checked.after.last().map_or(&checked.graph, |(_, graph)| graph);
    let in_graph = graph.dag.node_weights().filter_map(|node| match &node.kind {
        NodeKind::Native { filter, .. } => Some(filter.as_str()),
        _ => None,
    });
    let sites = checked.sites.iter().chain(plan.iter().flat_map(|plan| &plan.implementations));
    let called = Called {
        inserted: in_graph.chain(in_plan).map(str::to_owned).collect(),
        chosen: sites.map(|site| site.chosen.clone()).collect(),
    };
    let found = used((&program.file, program.source), &program.library, sources, &called);
    let name = &sources.get(program.source).name;
    let (steps, step_places): (Vec<_>, Vec<Span>) = steps.into_iter().unzip();
    let (outputs, output_places): (Vec<_>, Vec<Span>) = outputs.into_iter().unzip();
    let places = Places {
        steps: step_places,
        outputs: output_places,
        choices: checked.sites.iter().map(|site| site.line).collect(),
        ops: plan.iter().flat_map(|plan| &plan.ops).map(|op| op.line).collect(),
    };
    let lock = Lock {
        version: VERSION,
        graph: name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(),
        framewright: env!("CARGO_PKG_VERSION").to_owned(),
        edition: edition(&program.file).to_owned(),
        pixels: PIXELS,
        quality: bindings.quality.name().to_owned(),
        files: found.files,
        definitions: found.definitions,
        models: found.models,
        choices: locked_choices(&checked.sites),
        steps,
        outputs,
        params: params(program, sources, bindings),
        plan: plan.map(locked_plan),
    };
    (lock, places)
}
