//! `on: gpu`: what has to run a filter, where its call says so.

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::plan::Backend;
use crate::resolve::{Declaration, is_reserved_arg};
use crate::syntax::Span;
use crate::syntax::ast::Arg;
use crate::types::Value;

/// What runs filters, as calls name it.
pub const BACKENDS: &[(&str, Backend)] = &[("cpu", Backend::Cpu), ("gpu", Backend::Gpu)];

/// Other words for a graphics processor.
const GPU_WORDS: &[&str] = &["cuda", "vulkan", "opencl", "metal", "dx12", "nvidia", "graphics"];

/// The values of the reserved arguments of a call, each with its place.
#[derive(Debug, Default)]
pub(super) struct Reserved {
    /// `on: …`.
    pub(super) on: Option<(Value, Span)>,
    /// `using: …`.
    pub(super) using: Option<(Value, Span)>,
}

impl Elaborator<'_> {
    /// Evaluates the reserved arguments among `args`.
    pub(super) fn reserved(&mut self, declaration: &Declaration, args: &[Arg], scope: &Scope) -> Reserved {
        let mut reserved = Reserved::default();
        for arg in args.iter().filter(|arg| is_reserved_arg(declaration, arg)) {
            let value = self.evaluate(&arg.value, scope);
            let Some(name) = &arg.name else { continue };
            let place = if name.name == "on" { &mut reserved.on } else { &mut reserved.using };
            match place {
                Some((_, first)) => {
                    let first = *first;
                    self.report(
                        Diagnostic::new(
                            Code::EXTRA_ARGUMENT,
                            format!("{} is given `{}` twice", declaration.name(), name.name),
                        )
                        .label(arg.value.span, "the second")
                        .label(first, "the first")
                        .help("remove one of them"),
                    );
                }
                None => *place = Some((value, arg.value.span)),
            }
        }
        reserved
    }

    /// Evaluates what a call comes to while everything in it is pinned to what `on` says, if it says anything.
    pub(super) fn pinned(
        &mut self,
        declaration: &Declaration,
        on: Option<(Value, Span)>,
        evaluate: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let Some((on, span)) = on else { return evaluate(self) };
        let Some(backend) = self.backend(&on, span) else { return evaluate(self) };
        let (outer, before) = (self.pin.replace(backend), self.graph.dag.node_count());
        let value = evaluate(self);
        self.pin = outer;
        let is_pinned = self.graph.dag.node_weights().skip(before).any(|node| node.pin.is_some());
        if !is_pinned && value != Value::Unknown && !self.by_definition {
            self.report(
                Diagnostic::new(
                    Code::NOTHING_TO_PIN,
                    format!("{} computes nothing here that could run on one processor or another", declaration.name()),
                )
                .label(span, "")
                .help("leave `on` out"),
            );
        }
        value
    }

    fn backend(&mut self, value: &Value, span: Span) -> Option<Backend> {
        let Value::Name(name) = value else {
            if *value != Value::Unknown {
                let message = format!("`on` takes cpu or gpu, found {}", value.describe());
                self.report(Diagnostic::new(Code::WRONG_TYPE, message).label(span, "").help("write `on: gpu`"));
            }
            return None;
        };
        let found = BACKENDS.iter().find(|(known, _)| known == name).map(|(_, backend)| *backend);
        if found.is_none() {
            let lower = name.to_lowercase();
            let near = if GPU_WORDS.contains(&lower.as_str()) {
                Some("gpu")
            } else {
                nearest(name, BACKENDS.iter().map(|(known, _)| *known))
            };
            self.report(
                Diagnostic::new(Code::NOT_A_CHOICE, format!("`on` is one of cpu, gpu, found `{name}`"))
                    .label(span, "")
                    .help("cpu is the processor, gpu a graphics processor")
                    .did_you_mean(span, near),
            );
        }
        found
    }
}
