//! Lists in kernels, whose elements are read by constant positions.

use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{self, Call, Expr};

use super::Lowering;
use super::scope::Value;

impl<'a> Lowering<'a> {
    /// `weights[2]`: the element at a position that is known before the run, the first at 0.
    pub(super) fn element(
        &mut self,
        name: &str,
        items: &[Value],
        positions: &'a [ast::Expr],
        span: Span,
    ) -> Option<Value> {
        let [position] = positions else {
            self.report(
                Diagnostic::new(
                    Code::BAD_KERNEL,
                    format!("`{name}` is read at {} positions, but a list takes one", positions.len()),
                )
                .label(span, "")
                .help(format!("the first element is `{name}[0]`")),
            );
            return None;
        };
        let value = self.expression(position)?;
        let id = self.number(value, position.span, "a position in a list")?;
        if self.builder.constant_value(id).is_none() {
            self.report(
                Diagnostic::new(Code::KERNEL_OFFSET, "a position in a list depends on samples or on their place")
                    .label(position.span, "must be known before the first frame")
                    .help(format!(
                        "`table({name}, …)` reads a list of known numbers at a position that differs from sample to sample"
                    )),
            );
            return None;
        }
        let at = self.known(id, position.span, "a position in a list")?;
        let known = (at.fract() == 0.0 && at >= 0.0).then(|| items.get(at as usize)).flatten();
        if known.is_none() {
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("`{name}[{at}]` is read, but the list has {} elements", items.len()),
                )
                .label(position.span, format!("this is {at}"))
                .help("positions count from 0; `len(list)` is how many there are"),
            );
        }
        known.cloned()
    }

    /// `len(weights)`: how many elements a list has.
    pub(super) fn length(&mut self, call: &'a Call, args: &[&'a Expr]) -> Option<Value> {
        let [list] = args else { return None };
        match self.expression(list)? {
            Value::List(items) => return Some(Value::Number(self.builder.constant(items.len() as f32))),
            Value::Failed => return None,
            _ => {}
        }
        self.report(
            Diagnostic::new(Code::WRONG_TYPE, "`len` takes a list")
                .label(call.span, "")
                .help("declare it as for example `weights: list<-1..1, 3>`"),
        );
        None
    }
}
