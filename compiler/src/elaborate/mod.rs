//! From checked names to a typed graph: expressions are evaluated, every call becomes a node.
//!
//! Everything but pictures is known here, so `if`, arithmetic and params
//! disappear; what is left is pictures flowing between nodes, each edge with what
//! is known of its format: all of it with media, and without (a graph checked on
//! its own) what contracts and filters say. What stays open is left unchecked.

mod adapt;
mod arguments;
mod assumptions;
mod call;
mod clip;
mod composed;
mod expect;
mod expr;
mod field_order;
mod kernels;
mod literal;
mod measure;
mod narrow;
mod native;
mod operate;
mod output;
mod returned;
mod steps;

use std::collections::BTreeMap;

pub use expect::{Expectation, Sides};
pub use literal::read_literal;
use measure::Measuring;
pub use measure::{Measured, Request};
pub use steps::Step;

use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Graph, NodeId};
use crate::media::MediaInfo;
use crate::resolve::{Library, read_type};
use crate::syntax::Span;
use crate::syntax::ast::{Expr, ExprKind, File, FilterKind, Input, ItemKind, Param};
use crate::types::{ParamType, Value};

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
}

/// What elaboration makes of a file.
#[derive(Debug, Default)]
pub struct Elaborated {
    /// The graph.
    pub graph: Graph,
    /// The uses of filters in the text, each after those that its arguments are made of.
    pub steps: Vec<Step>,
    /// What has to be measured before all of it is known.
    pub requests: Vec<Request>,
    /// The measured values that it depends on.
    pub measured: Vec<(Request, Measured)>,
    /// The conditions of its `expect` blocks, in order.
    pub expectations: Vec<Expectation>,
}

/// Evaluates `file` into a graph; findings are added to `diagnostics`.
pub fn elaborate(file: &File, library: &Library, bindings: &Bindings, diagnostics: &mut Vec<Diagnostic>) -> Elaborated {
    let mut elaborator = Elaborator {
        file,
        library,
        bindings,
        graph: Graph::default(),
        diagnostics,
        inputs: file
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Input(input) => Some(input),
                _ => None,
            })
            .collect(),
        sources: BTreeMap::new(),
        globals: BTreeMap::new(),
        evaluating: Vec::new(),
        calling: Vec::new(),
        site: None,
        by_definition: false,
        measuring: Measuring::of(file, bindings),
        expectations: Vec::new(),
        steps: Vec::new(),
        knowledge: narrow::Knowledge::default(),
    };
    elaborator.run();
    let Elaborator { graph, measuring: Measuring { requests, used, .. }, expectations, steps, .. } = elaborator;
    Elaborated { graph, steps, requests, measured: used, expectations }
}

/// The names that an expression can see.
#[derive(Debug, Clone)]
enum Scope {
    /// The top level of the file: its inputs, params and lets.
    File,
    /// Inside a filter: its parameters and lets, and nothing of the file's.
    Filter(BTreeMap<String, Value>),
}

struct Elaborator<'a> {
    file: &'a File,
    library: &'a Library,
    bindings: &'a Bindings,
    graph: Graph,
    diagnostics: &'a mut Vec<Diagnostic>,
    inputs: Vec<&'a Input>,
    /// The node of each input's picture, made when first asked for.
    sources: BTreeMap<usize, NodeId>,
    /// Values of top-level names; `None` while being evaluated.
    globals: BTreeMap<String, Option<Value>>,
    /// The top-level names being evaluated, each for the one before it.
    evaluating: Vec<String>,
    /// The composed filters being evaluated, each inside the one before it.
    calling: Vec<String>,
    /// Where the user's text calls into the library, while inside it.
    site: Option<Site>,
    /// Whether a filter is looked at by its definition alone, with nothing known of its arguments.
    by_definition: bool,
    measuring: Measuring,
    expectations: Vec<Expectation>,
    /// The uses of filters so far.
    steps: Vec<Step>,
    /// What filters have told of the clips that they are given.
    knowledge: narrow::Knowledge,
}

/// A call into the library.
#[derive(Debug, Clone)]
struct Site {
    span: Span,
    /// The filter that is called: what its parts go by in messages and plans.
    filter: String,
}

impl<'a> Elaborator<'a> {
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
        for item in &self.file.items {
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
        for item in &self.file.items {
            if let ItemKind::Output(output) = &item.kind {
                self.output(output, item.span);
            }
        }
        for item in &self.file.items {
            if let ItemKind::Expect(expect) = &item.kind {
                self.expect(expect);
            }
        }
        self.check_outputs();
        self.check_field_order();
    }

    /// Whether all that a run knows is known: what is unknown now will stay so.
    fn is_settled(&self) -> bool {
        let has_value = |param: &Param| param.default.is_some() || self.bindings.params.contains_key(&param.name.name);
        let params =
            self.file.items.iter().all(|item| !matches!(&item.kind, ItemKind::Param(param) if !has_value(param)));
        params
            && self.measuring.requests.is_empty()
            && self.is_measured_here()
            && !self.inputs.is_empty()
            && self.inputs.iter().all(|input| self.bindings.media.contains_key(&input.name.name))
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
        let same = |other: &Diagnostic| {
            (other.code, &other.message, other.labels.first())
                == (diagnostic.code, &diagnostic.message, diagnostic.labels.first())
        };
        if !self.diagnostics.iter().any(same) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The value of a top-level name, if it is one.
    fn global(&mut self, name: &str) -> Option<Value> {
        if let Some(known) = self.globals.get(name) {
            let known = known.clone();
            if known.is_none() {
                self.report_circle(name);
            }
            return Some(known.unwrap_or(Value::Unknown));
        }
        if let Some(index) = self.inputs.iter().position(|input| input.name.name == name) {
            let input = self.inputs[index];
            let mut ignored = Vec::new();
            return Some(match read_type(&input.ty, &mut ignored) {
                ParamType::Video(_) => self.source(index, input.name.span),
                _ => Value::Media(index),
            });
        }
        let file = self.file;
        let item = file.items.iter().find(|item| match &item.kind {
            ItemKind::Param(param) => param.name.name == name,
            ItemKind::Let(binding) => binding.name.name == name,
            _ => false,
        })?;
        self.globals.insert(name.to_owned(), None);
        self.evaluating.push(name.to_owned());
        let value = match &item.kind {
            ItemKind::Param(param) => self.param(param),
            ItemKind::Let(binding) => {
                self.check_self_reference(name, &binding.value);
                self.decided(|this| this.evaluate(&binding.value, &Scope::File))
            }
            _ => Value::Unknown,
        };
        self.evaluating.pop();
        self.globals.insert(name.to_owned(), Some(value.clone()));
        Some(value)
    }

    /// Reports names that are defined by each other; one that is defined by itself alone has been reported.
    fn report_circle(&mut self, name: &str) {
        let start = self.evaluating.iter().position(|other| other == name).unwrap_or(0);
        let circle = self.evaluating[start..].to_vec();
        if circle.len() < 2 {
            return;
        }
        let message = format!("`{name}` is defined by itself, through `{}`", circle[1..].join("`, `"));
        let mut diagnostic = Diagnostic::new(Code::RECURSION, message)
            .help("a graph always ends: begin with an input, and give each step a name of its own");
        for (position, one) in circle.iter().enumerate() {
            let next = &circle[(position + 1) % circle.len()];
            let definition = self.file.items.iter().find_map(|item| match &item.kind {
                ItemKind::Let(binding) if binding.name.name == *one => Some(binding.name.span),
                _ => None,
            });
            if let Some(span) = definition {
                diagnostic = diagnostic.label(span, format!("needs `{next}`"));
            }
        }
        self.report(diagnostic);
    }

    fn check_self_reference(&mut self, name: &str, value: &Expr) {
        let mut found = None;
        crate::syntax::walk::walk(value, &mut |expr| {
            if matches!(&expr.kind, ExprKind::Name(other) if other == name) {
                found.get_or_insert(expr.span);
            }
        });
        if let Some(span) = found {
            self.report(
                Diagnostic::new(Code::RECURSION, format!("`{name}` is defined by itself"))
                    .label(span, "")
                    .help("give the result another name than what goes in"),
            );
        }
    }

    fn param(&mut self, param: &Param) -> Value {
        let ty = read_type(&param.ty, self.diagnostics);
        if !ty.is_plain() {
            self.report(
                Diagnostic::new(Code::BAD_DECLARATION, format!("param `{}` asks for {ty}", param.name.name))
                    .label(param.ty.span, "")
                    .help("a param is a number, a choice, a bool or a text; media comes in through `input`"),
            );
            return Value::Unknown;
        }
        let default = param.default.as_ref().map(|expr| {
            let value = self.evaluate(expr, &Scope::File);
            if let Err(refusal) = ty.accept(&value) {
                self.report(
                    Diagnostic::new(refusal.code, format!("the default of `{}` {}", param.name.name, refusal.reason))
                        .label(expr.span, "")
                        .label(param.ty.span, "declared here")
                        .help(refusal.help.unwrap_or_else(|| "change the default or the range".to_owned())),
                );
                return Value::Unknown;
            }
            value
        });
        let Some(text) = self.bindings.params.get(&param.name.name) else {
            // Without a value the graph can be checked but not run; the plan asks for it.
            return default.unwrap_or(Value::Unknown);
        };
        let value = read_literal(text);
        match ty.accept(&value) {
            Ok(()) => value,
            Err(refusal) => {
                let help = refusal
                    .help
                    .unwrap_or_else(|| format!("write for example `-p {}={}`", param.name.name, ty.example()));
                self.report(
                    Diagnostic::new(
                        Code::BAD_PARAM,
                        format!("`-p {}={text}`: {} {}", param.name.name, param.name.name, refusal.reason),
                    )
                    .label(param.span, "the param")
                    .help(help),
                );
                Value::Unknown
            }
        }
    }

    fn check_param_exists(&mut self, name: &str) {
        let params: Vec<&str> = self
            .file
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Param(param) => Some(param.name.name.as_str()),
                _ => None,
            })
            .collect();
        if params.contains(&name) {
            return;
        }
        let help = match crate::diagnostics::nearest(name, params.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if params.is_empty() => "this graph has no params".to_owned(),
            None => format!("its params are {}", params.join(", ")),
        };
        self.report(Diagnostic::new(Code::BAD_PARAM, format!("the graph has no param `{name}`")).help(help));
    }

    fn check_input(&mut self, index: usize, input: &'a Input) {
        let before = self.diagnostics.len();
        match read_type(&input.ty, self.diagnostics) {
            ParamType::Media => {}
            // The type is not one: reported.
            _ if self.diagnostics.len() > before => {}
            ParamType::Video(requirements) => {
                if let Value::Clip(clip) = self.source(index, input.name.span) {
                    self.check_requirements(
                        clip,
                        &requirements,
                        input.name.span,
                        &format!("input `{}`", input.name.name),
                    );
                }
            }
            other => self.report(
                Diagnostic::new(Code::BAD_DECLARATION, format!("input `{}` asks for {other}", input.name.name))
                    .label(input.ty.span, "")
                    .help("an input is `media` or `video<…>`; values come in through `param`"),
            ),
        }
    }
}
