//! Values that are measured on whole clips: taken from the bindings, or asked for.
//!
//! Elaboration measures nothing. A call of a measure is looked up in
//! [`Bindings::measured`]; where it is not there yet its value is
//! [`Value::Unknown`], and a [`Request`] says what to look at. The caller carries
//! the requests out, adds the values to the bindings and elaborates again, until
//! nothing more is asked for. Each round knows more than the one before, so that ends.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::arguments::Bound;
use super::{Bindings, Elaborator};
use crate::graph::{Graph, NodeId, NodeKind};
use crate::media::VideoFormat;
use crate::resolve::Declaration;
use crate::syntax::Span;
use crate::syntax::ast::{Call, Expr, ExprKind, File, ItemKind};
use crate::syntax::walk::walk;
use crate::types::{Args, Constant, Value, property};

/// What was measured on one clip, or on several side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The value.
    pub value: Constant,
    /// How many frames were looked at.
    pub frames: u64,
    /// How many frames speak for what, where the value is a verdict.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tally: BTreeMap<String, u64>,
}

/// Something to be measured before all of the graph is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Names it in [`Bindings::measured`]: the same for the same measure of the same frames.
    pub key: String,
    /// The measure's name in the library.
    pub measure: String,
    /// Its arguments besides the clips.
    pub args: Args,
    /// The nodes whose frames are looked at, side by side, in the order of declaration.
    pub clips: Vec<NodeId>,
    /// Where each of these clips is written.
    pub clip_spans: Vec<Span>,
    /// The filter of the user's in whose body that is.
    pub within: Option<String>,
    /// The call.
    pub span: Span,
}

/// What elaboration keeps about measures.
#[derive(Debug, Default)]
pub(super) struct Measuring {
    /// What is not measured yet.
    pub(super) requests: Vec<Request>,
    /// What is.
    pub(super) used: Vec<(Request, Measured)>,
    /// The top-level names whose values something that is run depends on.
    wanted: BTreeSet<String>,
    /// The clips whose range has been looked at: it need not be said for every measure.
    ranged: BTreeSet<NodeId>,
    /// How many undecided conditions the expression stands under.
    supposing: usize,
    /// Whether the conditions of an `expect` are evaluated.
    pub(super) expecting: bool,
}

impl Measuring {
    /// For a file with these bindings: what only an unused name or an `expect` asks for is not measured.
    pub(super) fn of(file: &File, bindings: &Bindings) -> Self {
        Self { wanted: wanted(file, bindings.expectations), ..Self::default() }
    }
}

impl Elaborator<'_> {
    /// The value of a measure's call.
    pub(super) fn measure(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        let Some(clips) = self.clips(declaration, bound, call.span) else { return Value::Unknown };
        let (Some(clip), Some(args)) = (clips.first().copied(), bound.constants(declaration)) else {
            return Value::Unknown;
        };
        if let Some(found) = self.not_alongside(declaration, &clips, &bound.spans, call.span) {
            self.report(found);
            return Value::Unknown;
        }
        // A stated length is believed, but not by tests.
        if declaration.name() == "frames"
            && !self.bindings.expectations
            && let Some(known @ Value::Number(_)) = property::get(self.graph.clip(clip), "frames")
        {
            return known;
        }
        // Where black and white are makes no odds to these.
        let by_range = !matches!(declaration.name(), "frames" | "field_order");
        for clip in &clips {
            if by_range && self.is_measured_here() && self.measuring.ranged.insert(*clip) {
                let measured = self.graph.clip(*clip).clone();
                self.check_range(declaration, &measured, call.span);
            }
        }
        let Some(key) = self.key(declaration.name(), &args, &clips) else { return Value::Unknown };
        let clip_params = declaration.params.iter().filter(|param| param.ty.is_clip());
        let clip_spans =
            clip_params.map(|param| self.place(bound.spans.get(&param.name).copied().unwrap_or(call.span))).collect();
        let request = Request {
            key,
            measure: declaration.name().to_owned(),
            args,
            clips,
            clip_spans,
            within: self.calling.last().filter(|_| self.site.is_none()).map(|filter| filter.name.clone()),
            span: self.place(call.span),
        };
        let wanted = self.is_measured_here();
        let bindings = self.bindings;
        if let Some(measured) = bindings.measured.get(&request.key) {
            let known = self.measuring.used.iter().any(|(other, _)| other.key == request.key);
            if wanted && !known {
                self.measuring.used.push((request, measured.clone()));
            }
            return Value::from(&measured.value);
        }
        if wanted && !self.measuring.requests.iter().any(|other| other.key == request.key) {
            self.measuring.requests.push(request);
        }
        Value::Unknown
    }

    /// Evaluates what may turn out not to be used, as its condition is not decided: nothing is measured for it, and
    /// nothing learnt of its clips.
    pub(super) fn supposing<T>(&mut self, evaluate: impl FnOnce(&mut Self) -> T) -> T {
        self.measuring.supposing += 1;
        let value = self.undecided_choice(evaluate);
        self.measuring.supposing -= 1;
        value
    }

    /// Whether what is evaluated is needed for certain, so that it is worth looking at a whole clip.
    pub(super) fn is_measured_here(&self) -> bool {
        let measuring = &self.measuring;
        let expected = !measuring.expecting || self.bindings.expectations;
        // Of a graph that is called only what its outputs need is evaluated.
        let name = if self.unit.is_called { None } else { self.unit.evaluating.last() };
        let wanted = self.unit.is_wanted && name.is_none_or(|name| measuring.wanted.contains(name));
        expected && wanted && measuring.supposing == 0 && !self.by_definition
    }

    /// A name for a measure of the frames of `clips`: all that they come from, down to the media.
    ///
    /// `None` while something of that is not known.
    fn key(&self, measure: &str, args: &Args, clips: &[NodeId]) -> Option<String> {
        let mut key = format!("{measure}({args})");
        // Numbered among themselves, as other parts of the graph may change from round to round.
        let nodes = upstream(&self.graph, clips);
        let looked: Vec<_> = clips.iter().filter_map(|clip| nodes.iter().position(|other| other == clip)).collect();
        // Writing into a text cannot fail.
        let _ = write!(key, " of {looked:?}");
        for (number, id) in nodes.iter().enumerate() {
            let node = self.graph.node(*id);
            let format: VideoFormat = node.clip.exact()?;
            let inputs = self.graph.inputs(*id);
            let inputs: Vec<_> =
                inputs.iter().filter_map(|input| nodes.iter().position(|other| other == input)).collect();
            let _ = match &node.kind {
                NodeKind::Undecided { .. } | NodeKind::Model { .. } => return None,
                NodeKind::Source { input, stream } => {
                    let media = self.bindings.media.get(&self.inputs.get(*input)?.name.name)?;
                    write!(key, "\n{number} stream {stream} of {media:?}")
                }
                kind => write!(key, "\n{number} {kind:?} of {inputs:?} as {format:?}"),
            };
        }
        Some(key)
    }
}

/// `clips` and everything that they are made of, each after what it reads.
fn upstream(graph: &Graph, clips: &[NodeId]) -> Vec<NodeId> {
    let (mut found, mut open) = (BTreeSet::new(), clips.to_vec());
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(graph.inputs(id));
        }
    }
    // A node is made after the nodes that it reads.
    found.into_iter().collect()
}

/// The top-level names that the outputs of a file depend on, and its conditions if they are to be decided.
fn wanted(file: &File, expectations: bool) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    let mut open: Vec<&Expr> = Vec::new();
    let mut values: BTreeMap<&str, Vec<&Expr>> = BTreeMap::new();
    for item in &file.items {
        match &item.kind {
            ItemKind::Let(binding) => values.entry(&binding.name.name).or_default().push(&binding.value),
            ItemKind::Param(param) => values.entry(&param.name.name).or_default().extend(&param.default),
            ItemKind::Output(output) => {
                open.extend(&output.path);
                open.extend(output.fields.iter().map(|field| &field.value));
            }
            ItemKind::Expect(expect) if expectations => open.extend(&expect.conditions),
            _ => {}
        }
    }
    while let Some(expr) = open.pop() {
        walk(expr, &mut |expr| {
            let ExprKind::Name(name) = &expr.kind else { return };
            if wanted.insert(name.clone()) {
                open.extend(values.get(name.as_str()).into_iter().flatten());
            }
        });
    }
    wanted
}
