//! Turns calls into nodes.

use super::arguments::Bound;
use super::native::Use;
use super::pin::Reserved;
use super::returned::Returned;
use super::{Callee, Elaborator, Scope};
use crate::graph::NodeKind;
use crate::plan::Window;
use crate::resolve::{Contract, Declaration, FUNCTIONS, Origin, encoder_argument};
use crate::syntax::Span;
use crate::syntax::ast::{Arg, Call, ExprKind, FilterKind};
use crate::types::{ParamType, Stream, Value};

impl<'a> Elaborator<'a> {
    /// The value of a call; `piped` is what comes in from the left of `|>`.
    pub(super) fn call(&mut self, call: &Call, piped: Option<(Value, Span)>, scope: &Scope) -> Value {
        if !self.count_call(call.span) {
            return Value::Unknown;
        }
        let name = call.name.name.as_str();
        if name == "encode" && call.module.is_none() {
            return self.encode(call, piped, scope);
        }
        let library = self.library;
        if let Some(declaration) = library.callee(call) {
            let left = piped.as_ref().map(|(_, span)| *span);
            let Reserved { on, using } = self.reserved(declaration, &call.args, scope);
            let bound = self.bind(declaration, call, piped, &call.args, scope);
            let chosen = self.implementation(declaration, call, using);
            let steps = self.steps.len();
            let value = self.pinned(declaration, on, |elaborator| match declaration.origin {
                Origin::Graph(source) => library
                    .module(source)
                    .map_or(Value::Unknown, |module| elaborator.graph_call(module, declaration, call, &bound)),
                _ => elaborator.definition_call(declaration, chosen, call, &bound),
            });
            // How the steps of another file follow each other is judged in that file.
            if declaration.filter.name.span.source != call.name.span.source {
                self.steps.truncate(steps);
            }
            self.note_step(declaration, call, left, &bound, (&value, steps));
            return value;
        }
        if FUNCTIONS.contains(&name) && call.module.is_none() {
            return self.function(call, piped, scope);
        }
        // Reported by `check_names`; the arguments are still looked at.
        for arg in &call.args {
            self.evaluate(&arg.value, scope);
        }
        Value::Unknown
    }

    /// A call of something that a text defines, whose work `chosen` does.
    fn definition_call(
        &mut self,
        declaration: &Declaration,
        chosen: &Declaration,
        call: &Call,
        bound: &Bound,
    ) -> Value {
        let defined = declaration.filter.name.span;
        self.notes.set_callee(call.name.span, Callee::Declared(defined));
        // What is wrong with a file is said there, and not again here.
        if self.library.module(defined.source).is_some_and(|module| module.is_broken) {
            return Value::Unknown;
        }
        self.node(chosen, call, bound)
    }

    fn encode(&mut self, call: &Call, piped: Option<(Value, Span)>, scope: &Scope) -> Value {
        let Some((position, codec)) = encoder_argument(call, piped.is_some()) else { return Value::Unknown };
        let ExprKind::Name(name) = &codec.value.kind else { return Value::Unknown };
        let library = self.library;
        let Some(declaration) = library.encoder(name) else { return Value::Unknown };
        self.notes.set_callee(codec.value.span, Callee::Declared(declaration.filter.name.span));
        // A graph that is called gives its picture as it is before it is encoded.
        if self.unit.is_called && !self.by_definition {
            return match (piped, call.args.first()) {
                (Some((clip, _)), _) => clip,
                (None, Some(clip)) => self.evaluate(&clip.value, scope),
                (None, None) => Value::Unknown,
            };
        }
        let rest: Vec<Arg> =
            call.args.iter().enumerate().filter(|(index, _)| *index != position).map(|(_, arg)| arg.clone()).collect();
        let bound = self.bind(declaration, call, piped, &rest, scope);
        self.encoded(declaration, &bound, call.span).map_or(Value::Unknown, Value::Stream)
    }

    /// The picture among `bound` on its way through an encoder, converted to what the encoder takes.
    pub(super) fn encoded(&mut self, declaration: &Declaration, bound: &Bound, span: Span) -> Option<Stream> {
        let clips = self.clips(declaration, bound, span)?;
        let args = bound.constants(declaration)?;
        Some(Stream { clip: *clips.first()?, encoder: declaration.name().to_owned(), args, span: Some(span) })
    }

    fn node(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        if let Origin::Model(contract) = &declaration.origin {
            return self.network(declaration, contract, call, bound);
        }
        match declaration.kind() {
            FilterKind::Composed => self.composed(declaration, call, bound),
            FilterKind::Kernel => {
                let clip = self.kernel(declaration, call, bound);
                as_declared(clip, declaration, bound)
            }
            FilterKind::Extern => {
                let clip = self.native(declaration, call, bound);
                as_declared(clip, declaration, bound)
            }
            FilterKind::Measure => self.measure(declaration, call, bound),
            FilterKind::Encoder => Value::Unknown,
        }
    }

    /// A call of a network: its contract says what comes out.
    fn network(&mut self, declaration: &Declaration, contract: &Contract, call: &Call, bound: &Bound) -> Value {
        let Some(clips) = self.clips(declaration, bound, call.span) else { return Value::Unknown };
        let Some(clip) = clips.first() else { return Value::Unknown };
        // A contract without a file is one with mistakes, which have been reported.
        if contract.file.is_empty() {
            return Value::Unknown;
        }
        let changed = ["width", "height", "sample", "layout"].map(str::to_owned).to_vec();
        let returned = Returned { clip: contract.result(self.graph.clip(*clip)), model: *clip, changed };
        let kind = NodeKind::Model { name: declaration.name().to_owned(), file: contract.file.clone() };
        let at = Use { declaration, clips: &clips, spans: &bound.spans, span: call.span };
        self.add(&at, kind, returned, Window::default())
    }
}

/// A node's clip as the mask that it is, where its declaration says so or a kernel works on masks alone.
fn as_declared(value: Value, declaration: &Declaration, bound: &Bound) -> Value {
    let planes: Vec<_> = declaration.params.iter().filter(|param| param.ty == ParamType::Plane).collect();
    let of_masks =
        !planes.is_empty() && planes.iter().all(|param| matches!(bound.values.get(&param.name), Some(Value::Mask(_))));
    match value {
        Value::Clip(node) if of_masks || declaration.returns.ty == ParamType::Mask => Value::Mask(node),
        Value::Clip(node) if declaration.returns.ty == ParamType::Vectors => Value::Vectors(node),
        other => other,
    }
}
