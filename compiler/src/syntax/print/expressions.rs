//! Expressions: with the parentheses that they need, and those that help.

use super::super::Span;
use super::super::ast::{BinaryOp, Block, Call, Expr, ExprKind, Reduce, UnaryOp};
use super::comments::Margins;
use super::layout::{Doc, align, concat, fill, group, hardline, indent, line, text};
use crate::types::Unit;

/// Steps that a pipe may have on one line.
const STEPS_ON_A_LINE: usize = 2;

impl Margins<'_> {
    /// An expression where any may stand.
    pub(super) fn expression(&mut self, expr: &Expr) -> Doc {
        match &expr.kind {
            ExprKind::Pipe(..) => self.pipe(expr),
            ExprKind::If(..) => self.choice(expr, BinaryOp::Or.precedence()),
            ExprKind::Binary(..) => {
                let (first, rest) = self.chain(expr, true);
                group(concat([first, indent(rest)]))
            }
            _ => self.operand(expr, 0),
        }
    }

    /// An expression as part of another, in which only operators of at least `least` need no parentheses.
    pub(super) fn operand(&mut self, expr: &Expr, least: u8) -> Doc {
        let stragglers = self.stragglers(expr.span.start);
        let doc = match &expr.kind {
            ExprKind::Number { text: digits, unit, .. } => text(format!("{digits}{}", self.unit(*unit, expr.span))),
            ExprKind::Text(value) => text(quoted(value)),
            ExprKind::Bool(value) => text(value.to_string()),
            ExprKind::Name(name) => text(name.clone()),
            ExprKind::Member(object, name) => {
                let object = self.operand(object, u8::MAX);
                let stragglers = self.stragglers(name.span.start);
                concat([object, text(format!(".{}", name.name)), stragglers])
            }
            ExprKind::Call(call) => self.call(call),
            ExprKind::List(values) => self.values(("[", "]"), values, expr.span.end.saturating_sub(1)),
            ExprKind::Index(base, offsets) => self.index(base, offsets),
            ExprKind::Reduce(_) | ExprKind::Match(_) | ExprKind::For(_)
                if least > 0 && self.starts_with_parenthesis(expr) =>
            {
                self.parenthesised(expr)
            }
            ExprKind::Reduce(reduce) => self.reduce(reduce),
            ExprKind::Match(matching) => self.matching(matching, expr.span.end.saturating_sub(1)),
            ExprKind::For(each) => self.for_each(each),
            ExprKind::Record(fields) => self.record(fields, expr.span.end.saturating_sub(1)),
            ExprKind::Unary(op, value) => {
                let (sign, own) = match op {
                    UnaryOp::Neg => ("-", u8::MAX - 1),
                    UnaryOp::Not => ("not ", BinaryOp::Eq.precedence()),
                };
                if *op == UnaryOp::Not && least > BinaryOp::Eq.precedence() || least == u8::MAX {
                    self.parenthesised(expr)
                } else {
                    concat([text(sign), self.operand(value, own)])
                }
            }
            ExprKind::Binary(op, left, _) => {
                let written = expr.span.start < left.span.start;
                if op.precedence() < least || (least > 0 && least < u8::MAX - 1 && written) {
                    self.parenthesised(expr)
                } else {
                    self.unbroken(expr)
                }
            }
            ExprKind::Pipe(..) | ExprKind::If(..) => self.parenthesised(expr),
        };
        concat([doc, stragglers])
    }

    pub(super) fn parenthesised(&mut self, expr: &Expr) -> Doc {
        let inner = match &expr.kind {
            // Operators stand to the left of the values, so that these line up.
            ExprKind::Binary(op, ..) if op.precedence() >= BinaryOp::Add.precedence() => {
                let (first, rest) = self.chain(expr, true);
                align(2, concat([first, rest]))
            }
            ExprKind::Binary(..) => {
                let (first, rest) = self.chain(expr, true);
                align(0, concat([first, rest]))
            }
            ExprKind::Pipe(..) => align(0, self.pipe(expr)),
            ExprKind::If(..) => align(0, self.choice(expr, BinaryOp::Or.precedence())),
            _ => self.operand(expr, 0),
        };
        let stragglers = self.stragglers(expr.span.end.saturating_sub(1));
        group(concat([text("("), inner, stragglers, text(")")]))
    }

    fn unbroken(&mut self, expr: &Expr) -> Doc {
        let (first, rest) = self.chain(expr, false);
        concat([first, rest])
    }

    /// Operators of one precedence: the first value, and the rest. If `outermost`, a line may end
    /// before each operator.
    fn chain(&mut self, expr: &Expr, outermost: bool) -> (Doc, Doc) {
        let ExprKind::Binary(op, ..) = &expr.kind else { return (self.operand(expr, 0), concat([])) };
        let precedence = op.precedence();
        let mut parts = Vec::new();
        let mut first = expr;
        let comparison = precedence == BinaryOp::Eq.precedence();
        // Parentheses in the text around the left part end the chain: they may be there to help the reader.
        while let ExprKind::Binary(op, left, right) = &first.kind
            && op.precedence() == precedence
            && (!comparison || std::ptr::eq(first, expr))
            && (std::ptr::eq(first, expr) || first.span.start >= left.span.start)
        {
            parts.push((*op, &**left, &**right));
            first = left;
        }
        parts.reverse();
        let least = if comparison { precedence + 1 } else { precedence };
        let first = self.operand(first, least);
        let mut docs = Vec::new();
        for (op, left, right) in parts {
            let broken = self.broken_between(left.span.end, right.span.start);
            let gap = self.gap(self.back(right.span.start, 1), 0);
            let stuck = op == BinaryOp::Mul && is_weight(left) && matches!(right.kind, ExprKind::Index(..));
            let right = self.operand(right, precedence + 1);
            let sign = op.symbol();
            if gap.any {
                docs.extend([gap.trailing, hardline(), gap.own, text(format!("{sign} ")), right]);
            } else if stuck && !broken {
                docs.extend([text(sign), right]);
            } else {
                let space = match (outermost, broken, precedence < BinaryOp::Add.precedence()) {
                    (false, ..) => text(" "),
                    (true, true, false) => hardline(),
                    (true, _, true) => line(),
                    (true, false, false) => fill(),
                };
                docs.extend([space, text(format!("{sign} ")), right]);
            }
        }
        (first, concat(docs))
    }

    pub(super) fn pipe(&mut self, expr: &Expr) -> Doc {
        let (base, steps) = Self::steps(expr);
        let broken = self.is_broken(&steps);
        // Precedence 0 takes no parentheses, but operators before a pipe are easier to read with them.
        let base = match &base.kind {
            ExprKind::Binary(..) | ExprKind::Pipe(..) => self.parenthesised_from(base),
            _ => self.operand(base, 0),
        };
        let mut docs = Vec::new();
        for (_, call) in steps {
            let gap = self.gap(self.back(call.span.start, 1), 0);
            docs.push(if broken || gap.any { hardline() } else { line() });
            docs.insert(docs.len() - 1, gap.trailing.clone());
            docs.extend([gap.between(), text("|> "), self.call(call)]);
        }
        group(concat([base, indent(concat(docs))]))
    }

    /// What a pipe starts from, and its steps: what goes into each, and the call.
    fn steps(expr: &Expr) -> (&Expr, Vec<(&Expr, &Call)>) {
        let mut steps: Vec<(&Expr, &Call)> = Vec::new();
        let mut base = expr;
        while let ExprKind::Pipe(left, call) = &base.kind
            && (std::ptr::eq(base, expr) || base.span.start >= left.span.start)
        {
            steps.push((left, call));
            base = left;
        }
        steps.reverse();
        (base, steps)
    }

    /// Whether each step of a pipe stands on a line of its own.
    fn is_broken(&self, steps: &[(&Expr, &Call)]) -> bool {
        steps.len() > STEPS_ON_A_LINE
            || steps.iter().any(|(left, call)| self.broken_between(left.span.end, call.span.start))
    }

    /// Whether `expr` is a pipe that the author wrote on one line without parentheses.
    pub(super) fn is_short_pipe(&self, expr: &Expr) -> bool {
        // What it starts from may have parentheses of its own.
        matches!(&expr.kind, ExprKind::Pipe(base, _) if base.span.start <= expr.span.start)
            && !self.is_broken(&Self::steps(expr).1)
    }

    fn parenthesised_from(&mut self, expr: &Expr) -> Doc {
        let stragglers = self.stragglers(expr.span.start);
        concat([self.parenthesised(expr), stragglers])
    }

    /// The value of a property between `<` and `>`: what could be taken for the closing `>` has parentheses.
    pub(super) fn setting(&mut self, expr: &Expr) -> Doc {
        let least = BinaryOp::Add.precedence();
        match &expr.kind {
            ExprKind::If(..) => self.choice(expr, least),
            ExprKind::Binary(op, ..) if op.precedence() >= least => self.expression(expr),
            _ => self.operand(expr, least),
        }
    }

    pub(super) fn starts_with_parenthesis(&self, expr: &Expr) -> bool {
        self.text_of(expr.span).starts_with('(')
    }

    /// `src[0,-1]` for plain numbers, `src[dx, dy]` else.
    fn index(&mut self, base: &Expr, offsets: &[Expr]) -> Doc {
        let plain = offsets.iter().all(is_weight);
        let base = match &base.kind {
            ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_) => self.parenthesised(base),
            _ => self.operand(base, u8::MAX),
        };
        let mut docs = vec![base, text("[")];
        for (position, offset) in offsets.iter().enumerate() {
            if position > 0 {
                docs.push(text(if plain { "," } else { ", " }));
            }
            docs.push(self.stragglers(offset.span.start));
            docs.push(if plain { self.operand(offset, 0) } else { self.flat(offset) });
        }
        docs.push(text("]"));
        concat(docs)
    }

    /// An expression that is not broken at its operators.
    fn flat(&mut self, expr: &Expr) -> Doc {
        match &expr.kind {
            ExprKind::Binary(..) => self.unbroken(expr),
            _ => self.expression(expr),
        }
    }

    fn reduce(&mut self, reduce: &Reduce) -> Doc {
        let mut head = vec![text(format!("{} for ", reduce.op.name))];
        for (position, (name, low, high)) in reduce.over.iter().enumerate() {
            if position > 0 {
                head.push(text(", "));
            }
            head.extend([text(format!("{} in ", name.name)), self.range(low, high)]);
        }
        head.push(text(" "));
        concat([concat(head), self.short_body(&reduce.body)])
    }

    /// A body on one line, if it is short.
    pub(super) fn short_body(&mut self, body: &Block) -> Doc {
        let end = body.span.end.saturating_sub(1);
        if !body.lets.is_empty() || self.comment_before(end) {
            return self.body(body);
        }
        let value = self.expression(&body.value);
        group(concat([text("{"), indent(concat([line(), value])), line(), text("}")]))
    }

    /// The unit as written: `1frame` stays.
    fn unit(&self, unit: Unit, span: Span) -> &'static str {
        if unit == Unit::Frames && self.text_of(span).ends_with("frame") { "frame" } else { unit.name() }
    }
}

/// A plain number, with a sign or without.
fn is_weight(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number { unit, .. } => *unit == Unit::None,
        ExprKind::Unary(UnaryOp::Neg, value) => matches!(&value.kind, ExprKind::Number { unit: Unit::None, .. }),
        _ => false,
    }
}

/// A text between quotes.
pub(super) fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            plain => out.push(plain),
        }
    }
    out.push('"');
    out
}
