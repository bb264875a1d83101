//! From checked names to a typed graph: expressions are evaluated, every call becomes a node.
//!
//! Everything but pictures is known here, so `if`, `match`, `for`, arithmetic and
//! params disappear; what is left is pictures flowing between nodes, each edge with
//! what is known of its format. Where media is not known (a graph checked on its
//! own), both ways of an undecided choice are checked.

mod adapt;
mod alike;
mod arguments;
mod assumptions;
mod branch;
mod budget;
mod call;
mod choice;
mod clip;
mod comparable;
mod composed;
mod contracts;
mod domain;
mod expect;
mod expr;
mod field_order;
mod functions;
mod globals;
mod inputs;
mod kernels;
mod list;
mod literal;
mod measure;
mod module;
mod named_planes;
mod narrow;
mod native;
mod notes;
mod operate;
mod output;
mod pattern;
mod pin;
mod planned;
mod repeat;
mod returned;
mod scope;
mod steps;
mod unit;

use std::collections::{BTreeMap, HashSet};

pub use budget::{MAX_CALLS, MAX_DEPTH, MAX_STEPS};
pub use choice::{ChoiceSite, Site};
pub use expect::{Expectation, Sides};
pub use literal::read_literal;
pub use measure::{Measured, Request};
pub use notes::{Callee, Notes};
pub use pin::BACKENDS;
pub use planned::Planned;
pub use steps::Step;

use budget::Budget;
use choice::Choosing;
use measure::Measuring;
use scope::Scope;
use unit::Unit;

use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Graph, NodeId};
use crate::lints::Chosen;
use crate::media::MediaInfo;
use crate::plan::Backend;
use crate::plan::Excerpt;
use crate::resolve::{Library, Module, Quality};
use crate::syntax::Span;
use crate::syntax::ast::{File, FilterKind, Ident, Input, ItemKind, Param, TypeExpr, TypeKind};
use crate::types::Value;

/// What the world says about a graph: its media and what the command line chose.
#[derive(Debug, Clone, Default)]
pub struct Bindings {
    /// What probing said of each input's file, by the input's name.
    pub media: BTreeMap<String, MediaInfo>,
    /// Values of params as text, by name.
    pub params: BTreeMap<String, String>,
    /// Paths that override those of the outputs, in order.
    pub outputs: Vec<String>,
    /// What was measured so far, by [`Request::key`].
    pub measured: BTreeMap<String, Measured>,
    /// What the pictures of inputs show of their fields, by the input's name.
    pub fields: BTreeMap<String, Measured>,
    /// Whether conditions in `expect` are to be decided: what they need is measured then.
    pub expectations: bool,
    /// What the plan comes to, once there is one, for conditions in `expect`.
    pub planned: Option<Planned>,
    /// Levels of lints chosen on the command line.
    pub lints: Chosen,
    /// How good filters are to be of which there are several implementations: each is by the least that is as good as
    /// this, or by the best there is.
    pub quality: Quality,
    /// The part of the outputs that is made; all of them if there is none.
    pub excerpt: Option<Excerpt>,
    /// Implementations that are chosen for a place, by name, whatever their quality. Has no effect on a place where
    /// the graph itself says which, or where there is no such implementation.
    pub choices: BTreeMap<Site, String>,
}

/// What elaboration makes of a file.
#[derive(Debug, Default)]
pub struct Elaborated {
    /// The graph before the passes.
    pub graph: Graph,
    /// The uses of filters in the text, each after those that its arguments are made of.
    pub steps: Vec<Step>,
    /// What was learnt about places in the text.
    pub notes: Notes,
    /// What has to be measured before all of it is known.
    pub requests: Vec<Request>,
    /// The measured values that it depends on.
    pub measured: Vec<(Request, Measured)>,
    /// The conditions of its `expect` blocks, in order.
    pub expectations: Vec<Expectation>,
    /// The places where one of several implementations was chosen.
    pub sites: Vec<ChoiceSite>,
}

/// Evaluates `file`, the tree of `text`, into a graph; findings are added to `diagnostics`.
pub fn elaborate(
    (file, text): (&File, &str),
    library: &Library,
    bindings: &Bindings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Elaborated {
    let mut elaborator = Elaborator::new((file, text), library, bindings, diagnostics);
    elaborator.run();
    elaborator.check_outputs();
    elaborator.check_field_order();
    let Elaborator {
        graph,
        notes,
        measuring: Measuring { requests, used, .. },
        expectations,
        steps,
        choosing: Choosing { sites, .. },
        ..
    } = elaborator;
    Elaborated { graph, steps, notes, requests, measured: used, expectations, sites }
}

/// Looks for mistakes in a file that is used by another: by itself, with nothing known of what it will be given.
pub fn check_module(module: &Module, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let bindings = Bindings::default();
    let mut elaborator = Elaborator::new((&module.file, &module.text), library, &bindings, diagnostics);
    elaborator.run();
}

struct Elaborator<'a> {
    library: &'a Library,
    bindings: &'a Bindings,
    graph: Graph,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// What has been reported, so that it is once.
    reported: HashSet<Identity>,
    /// The file that is elaborated.
    main: &'a File,
    /// What is written in it.
    text: &'a str,
    /// Its inputs.
    inputs: Vec<&'a Input>,
    /// The node of each input's picture, made when first asked for.
    sources: BTreeMap<usize, NodeId>,
    /// The file whose top level is being evaluated: the main one, or a graph that is called as a filter.
    unit: Unit<'a>,
    /// The composed filters being evaluated, each inside the one before it.
    calling: Vec<Ident>,
    /// Where the user's text calls into the library, while inside it.
    site: Option<Entry>,
    /// Whether a filter is looked at by its definition alone, with nothing known of its arguments.
    by_definition: bool,
    measuring: Measuring,
    choosing: Choosing,
    /// What has to run the nodes that are being made, where a call around them says so.
    pin: Option<Backend>,
    expectations: Vec<Expectation>,
    /// The uses of filters so far.
    steps: Vec<Step>,
    /// What is known of each input.
    promised: BTreeMap<usize, contracts::Promised>,
    /// What filters have told of the clips that they are given.
    knowledge: narrow::Knowledge,
    budget: Budget,
    notes: Notes,
}

/// A call into the library.
#[derive(Debug, Clone)]
struct Entry {
    span: Span,
    /// The filter that is called: what its parts go by in messages and plans.
    filter: String,
}

impl<'a> Elaborator<'a> {
    fn new(
        (file, text): (&'a File, &'a str),
        library: &'a Library,
        bindings: &'a Bindings,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let inputs = file.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Input(input) => Some(input),
            _ => None,
        });
        Self {
            library,
            bindings,
            graph: Graph::default(),
            reported: diagnostics.iter().map(identity).collect(),
            diagnostics,
            main: file,
            text,
            inputs: inputs.collect(),
            sources: BTreeMap::new(),
            unit: Unit::new(file),
            calling: Vec::new(),
            site: None,
            by_definition: false,
            measuring: Measuring::of(file, bindings),
            choosing: Choosing::default(),
            pin: None,
            expectations: Vec::new(),
            steps: Vec::new(),
            promised: BTreeMap::new(),
            knowledge: narrow::Knowledge::default(),
            budget: Budget::default(),
            notes: Notes::default(),
        }
    }

    /// Where the user asked for what is written at `span`.
    fn place(&self, span: Span) -> Span {
        self.site.as_ref().map_or(span, |site| site.span)
    }

    /// What `name` is called to the user: parts of a filter of the library go by its name too.
    fn title(&self, name: &str) -> String {
        self.site.as_ref().map_or_else(|| name.to_owned(), |site| format!("{}/{name}", site.filter))
    }

    fn run(&mut self) {
        for name in self.bindings.params.keys() {
            self.check_param_exists(name);
        }
        for (index, input) in self.inputs.clone().into_iter().enumerate() {
            self.check_input(index, input);
        }
        // Every name is evaluated, used or not, so that no mistake hides behind disuse.
        for item in &self.main.items {
            match &item.kind {
                ItemKind::Param(param) => drop(self.global(&param.name.name)),
                ItemKind::Let(binding) => drop(self.global(&binding.name.name)),
                ItemKind::Filter(filter) if filter.kind == FilterKind::Composed => self.check_filter(&filter.name),
                ItemKind::Filter(filter) if filter.kind == FilterKind::Kernel => {
                    for finding in crate::kernel::check(filter) {
                        self.report(finding);
                    }
                }
                _ => {}
            }
        }
        for item in &self.main.items {
            if let ItemKind::Output(output) = &item.kind {
                self.output(output, item.span);
            }
        }
        for item in &self.main.items {
            if let ItemKind::Expect(expect) = &item.kind {
                self.expect(expect);
            }
        }
    }

    /// Whether all that a run knows is known: what is unknown now will stay so.
    fn is_settled(&self) -> bool {
        let has_value = |param: &Param| {
            param.default.is_some() || is_optional(&param.ty) || self.bindings.params.contains_key(&param.name.name)
        };
        let params =
            self.main.items.iter().all(|item| !matches!(&item.kind, ItemKind::Param(param) if !has_value(param)));
        params
            && self.measuring.requests.is_empty()
            && self.is_measured_here()
            && !self.inputs.is_empty()
            && self
                .inputs
                .iter()
                .all(|input| is_optional(&input.ty) || self.bindings.media.contains_key(&input.name.name))
            && !self.bindings.media.is_empty()
            && !crate::compile::has_errors(self.diagnostics)
    }

    /// Reports something that no file says.
    fn report_unsaid(&mut self, span: Span) -> Value {
        self.report(
            Diagnostic::new(Code::UNKNOWN_PROPERTY, "this depends on something that the file does not say")
                .label(self.place(span), "")
                .help("not every file says its number of frames or its rate: write the value, or give it with a param"),
        );
        Value::Unknown
    }

    /// Adds a finding once, however often the text it is about is evaluated.
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert(identity(&diagnostic)) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes back what was reported after the first `said` findings.
    fn take_back(&mut self, said: usize) {
        for found in self.diagnostics.drain(said..) {
            self.reported.remove(&identity(&found));
        }
    }
}

/// What makes two findings the same.
type Identity = (Code, Option<Span>, String, String);

fn identity(found: &Diagnostic) -> Identity {
    let (span, text) =
        found.labels.first().map_or((None, String::new()), |label| (Some(label.span), label.text.clone()));
    (found.code, span, text, found.message.clone())
}

/// Whether a type is one that may be left out.
fn is_optional(ty: &TypeExpr) -> bool {
    matches!(ty.kind, TypeKind::Optional(_))
}
