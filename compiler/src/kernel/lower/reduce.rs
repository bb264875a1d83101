//! Unrolling of `sum`, `min`, `max`, `median` and `sort` over constant ranges.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::kernel::{BinaryOp, ExprId, MAX_NODES};
use crate::syntax::Span;
use crate::syntax::ast::{self, Ident, Reduce};

use super::Lowering;
use super::median::MAX_MEDIAN;
use super::scope::Value;

const OPERATIONS: [&str; 5] = ["sum", "min", "max", "median", "sort"];

impl<'a> Lowering<'a> {
    /// The values of the body for every setting of the variables, joined in order: the last variable runs fastest.
    pub(super) fn reduce(&mut self, reduce: &'a Reduce, span: Span) -> Option<Value> {
        let op = reduce.op.name.as_str();
        if !OPERATIONS.contains(&op) {
            self.unknown_operation(&reduce.op);
            return None;
        }
        let ranges: Vec<Option<Loop<'a>>> =
            reduce.over.iter().map(|(name, from, to)| self.range(name, from, to)).collect();
        let ranges: Vec<Loop<'a>> = ranges.into_iter().collect::<Option<_>>()?;
        let count = ranges.iter().fold(1_usize, |count, range| count.saturating_mul(range.count()));
        if count > MAX_NODES {
            self.report(
                Diagnostic::new(
                    Code::KERNEL_SIZE,
                    format!("this `{op}` runs over {count} settings, at most {MAX_NODES} operations are possible"),
                )
                .label(span, format!("{count} times"))
                .help("make the ranges shorter"),
            );
            return None;
        }
        if op == "median" && (count > MAX_MEDIAN || count.is_multiple_of(2)) {
            self.report(
                Diagnostic::new(
                    Code::KERNEL_MEDIAN,
                    format!("a median of {count} values, but the count must be odd and at most {MAX_MEDIAN}"),
                )
                .label(span, format!("{count} values"))
                .help("take a range that is symmetric, such as -1..1 by -1..1"),
            );
            return None;
        }
        if op == "sort" && count > MAX_MEDIAN {
            self.report(
                Diagnostic::new(
                    Code::KERNEL_SIZE,
                    format!("{count} values are to be sorted, at most {MAX_MEDIAN} are possible"),
                )
                .label(span, format!("{count} values"))
                .help("make the ranges shorter: -4..4 by -4..4 are 81"),
            );
            return None;
        }
        let mut values = Vec::with_capacity(count);
        self.loops.push(span);
        let done = self.unroll(&ranges, reduce, &mut values);
        self.loops.pop();
        done?;
        if op == "sort" {
            return Some(Value::List(self.sort(&values).into_iter().map(Value::Number).collect()));
        }
        let value = match op {
            "sum" => self.fold(BinaryOp::Add, &values),
            "min" => self.fold(BinaryOp::Min, &values),
            "max" => self.fold(BinaryOp::Max, &values),
            _ => self.median(&values),
        };
        Some(Value::Number(value))
    }

    fn unroll(&mut self, ranges: &[Loop<'a>], reduce: &'a Reduce, values: &mut Vec<ExprId>) -> Option<()> {
        let Some((range, inner)) = ranges.split_first() else {
            let value = self.block(&reduce.body)?;
            let role = format!("what `{}` runs over", reduce.op.name);
            values.push(self.number(value, reduce.body.value.span, &role)?);
            return Some(());
        };
        let depth = self.scope.depth();
        for value in range.from..=range.to {
            let id = self.builder.constant(value as f32);
            self.define(range.name, Value::Number(id));
            let done = self.unroll(inner, reduce, values);
            self.scope.truncate(depth);
            done?;
        }
        Some(())
    }

    fn range(&mut self, name: &'a Ident, from: &'a ast::Expr, to: &'a ast::Expr) -> Option<Loop<'a>> {
        let (low, high) = (self.bound(from), self.bound(to));
        let (low, high) = (low?, high?);
        if low > high {
            self.report(
                Diagnostic::new(
                    Code::EMPTY_RANGE,
                    format!("`{}` runs from {low} to {high}, which is nothing", name.name),
                )
                .label(from.span.to(to.span), "the first bound is above the second")
                .help(format!("write `{high}..{low}`")),
            );
            return None;
        }
        Some(Loop { name, from: low, to: high })
    }

    fn bound(&mut self, expr: &'a ast::Expr) -> Option<i32> {
        let value = self.expression(expr)?;
        let id = self.number(value, expr.span, "the bound of a range")?;
        let value = self.known(id, expr.span, "the bound of a range")?;
        if value.fract() != 0.0 || value.abs() > 1e6 {
            self.report(
                Diagnostic::new(
                    Code::KERNEL_OFFSET,
                    format!("the bound of a range is {value}, but must be a whole number within ±1000000"),
                )
                .label(expr.span, format!("this is {value}"))
                .help("round it: `floor(…)`; give its parameter a type of whole numbers, such as `int<1px..4px>`"),
            );
            return None;
        }
        Some(value as i32)
    }

    fn unknown_operation(&mut self, op: &Ident) {
        let help = match nearest(&op.name, OPERATIONS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", OPERATIONS.join(", ")),
        };
        self.report(
            Diagnostic::new(Code::UNKNOWN_FILTER, format!("kernels cannot run `{}` over a range", op.name))
                .label(op.span, "not a reduction")
                .help(help),
        );
    }
}

/// A variable and its range, both ends included.
struct Loop<'a> {
    name: &'a Ident,
    from: i32,
    to: i32,
}

impl Loop<'_> {
    fn count(&self) -> usize {
        (self.to - self.from) as usize + 1
    }
}
