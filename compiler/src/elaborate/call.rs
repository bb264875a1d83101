//! Turns calls into nodes.

use super::arguments::Bound;
use super::{Elaborator, Scope};
use crate::resolve::{Declaration, FUNCTIONS, encoder_argument};
use crate::syntax::Span;
use crate::syntax::ast::{Arg, Call, ExprKind, FilterKind};
use crate::types::{ParamType, Stream, Value};

impl Elaborator<'_> {
    /// The value of a call; `piped` is what comes in from the left of `|>`.
    pub(super) fn call(&mut self, call: &Call, piped: Option<(Value, Span)>, scope: &Scope) -> Value {
        let name = call.name.name.as_str();
        if call.module.is_some() {
            return Value::Unknown;
        }
        if name == "encode" {
            return self.encode(call, piped, scope);
        }
        let library = self.library;
        if let Some(declaration) = library.filter_at(&call.name) {
            let left = piped.as_ref().map(|(_, span)| *span);
            let bound = self.bind(declaration, call, piped, &call.args, scope);
            let steps = self.steps.len();
            let value = self.node(declaration, call, &bound);
            self.note_step(declaration, call, left, &bound, (&value, steps));
            return value;
        }
        if FUNCTIONS.contains(&name) && piped.is_none() {
            let args = call.args.iter().map(|arg| self.evaluate(&arg.value, scope)).collect();
            return self.function(call, args);
        }
        // Reported by `check_names`; the arguments are still looked at.
        for arg in &call.args {
            self.evaluate(&arg.value, scope);
        }
        Value::Unknown
    }

    fn encode(&mut self, call: &Call, piped: Option<(Value, Span)>, scope: &Scope) -> Value {
        let Some((position, codec)) = encoder_argument(call, piped.is_some()) else { return Value::Unknown };
        let ExprKind::Name(name) = &codec.value.kind else { return Value::Unknown };
        let library = self.library;
        let Some(declaration) = library.encoder(name) else { return Value::Unknown };
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
}

/// A node's clip as the mask that it is, where its declaration says so or a kernel works on masks alone.
fn as_declared(value: Value, declaration: &Declaration, bound: &Bound) -> Value {
    let planes: Vec<_> = declaration.params.iter().filter(|param| param.ty == ParamType::Plane).collect();
    let of_masks =
        !planes.is_empty() && planes.iter().all(|param| matches!(bound.values.get(&param.name), Some(Value::Mask(_))));
    match value {
        Value::Clip(node) if of_masks || declaration.returns.ty == ParamType::Mask => Value::Mask(node),
        other => other,
    }
}
