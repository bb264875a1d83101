//! `if`, `match` and `for`.

use super::super::ast::{Arm, BinaryOp, Expr, ExprKind, Field, For, Match, Over};
use super::comments::Margins;
use super::layout::{Doc, align, concat, group, hardline, if_broken, indent, line, text};
use super::lists::Layout;

impl Margins<'_> {
    /// `if … then … else if … then … else …`, the last value with parentheses if it binds less than `least`.
    pub(super) fn choice(&mut self, expr: &Expr, least: u8) -> Doc {
        let mut head = Vec::new();
        let mut tail = Vec::new();
        let mut rest = expr;
        while let ExprKind::If(condition, yes, no) = &rest.kind
            && (std::ptr::eq(rest, expr) || rest.span.start < condition.span.start)
            && (std::ptr::eq(rest, expr) || !self.starts_with_parenthesis(rest))
        {
            if std::ptr::eq(rest, expr) {
                head.push(self.stragglers(condition.span.start));
                head.extend(self.clause(condition, yes));
            } else {
                let gap = self.gap(self.back(condition.span.start, 2), 0);
                tail.extend([gap.trailing, line(), gap.own, text("else ")]);
                tail.extend(self.clause(condition, yes));
            }
            rest = no;
        }
        let gap = self.gap(self.back(rest.span.start, 1), 0);
        tail.extend([gap.trailing, line(), gap.own, text("else "), self.operand(rest, least)]);
        group(concat([concat(head), indent(concat(tail))]))
    }

    /// `if condition then value`
    fn clause(&mut self, condition: &Expr, value: &Expr) -> [Doc; 4] {
        let condition = self.operand(condition, BinaryOp::Or.precedence());
        let stragglers = self.stragglers(value.span.start);
        let value = if self.is_short_pipe(value) {
            // Steps on lines of their own need parentheses.
            let pipe = align(0, self.pipe(value));
            group(concat([if_broken("("), pipe, if_broken(")")]))
        } else {
            self.operand(value, BinaryOp::Or.precedence())
        };
        [text("if "), condition, text(" then "), concat([stragglers, value])]
    }

    /// `match subject { … }`, a case a line.
    pub(super) fn matching(&mut self, matching: &Match, end: u32) -> Doc {
        let subject = self.operand(&matching.subject, BinaryOp::Or.precedence());
        let arms = matching.arms.iter().map(|arm| (arm.span.start, arm));
        let arms = self.lines(arms, end, |margins, arm: &Arm| {
            let patterns = if arm.is_else() { text("else") } else { margins.choices(&arm.patterns) };
            let gap = margins.gap(arm.value.span.start, 0);
            let value = margins.expression(&arm.value);
            if gap.any {
                let value = concat([gap.trailing, hardline(), gap.own, value]);
                return concat([patterns, text(" =>"), indent(value)]);
            }
            concat([patterns, text(" => "), value])
        });
        concat([text("match "), subject, text(" "), arms])
    }

    /// `for name in … carry … { … }`
    pub(super) fn for_each(&mut self, each: &For) -> Doc {
        let over = match &each.over {
            Over::Values(values) => self.operand(values, BinaryOp::Add.precedence()),
            Over::Range(low, high) => self.range(low, high),
        };
        let mut head = vec![text(format!("for {} in ", each.name.name)), over];
        if let Some(carry) = &each.carry {
            head.extend([text(format!(" carry {} = ", carry.name.name)), self.expression(&carry.start)]);
        }
        head.push(text(" "));
        concat([concat(head), self.short_body(&each.body)])
    }

    /// `{ name: value }`
    pub(super) fn record(&mut self, fields: &[Field], end: u32) -> Doc {
        let fields = fields.iter().map(|field| (field.name.span.start, 0, field));
        let record = self.list(("{", "}"), fields, end, Layout::Spaced, |margins, field: &Field| {
            let name = text(format!("{}: ", field.name.name));
            concat([name, margins.expression(&field.value)])
        });
        record.0
    }
}
