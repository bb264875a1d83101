//! Lowering of operators, conditions, names and numbers.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::kernel::{BinaryOp, ExprId, MAX_NODES, UnaryOp};
use crate::syntax::Span;
use crate::syntax::ast::{self, ExprKind};

use super::Lowering;
use super::scope::Value;

/// What may well be broken by values for which a branch is not meant.
const LIMITS: [Code; 6] = [
    Code::BAD_KERNEL,
    Code::EMPTY_RANGE,
    Code::KERNEL_OFFSET,
    Code::KERNEL_REACH,
    Code::KERNEL_SIZE,
    Code::KERNEL_MEDIAN,
];

impl<'a> Lowering<'a> {
    /// What `expr` stands for; `None` after a diagnostic.
    pub(super) fn expression(&mut self, expr: &'a ast::Expr) -> Option<Value> {
        self.steps += 1;
        if !self.loops.is_empty() && (self.steps > 10 * MAX_NODES || self.builder.len() > 4 * MAX_NODES) {
            self.too_large();
            return None;
        }
        match &expr.kind {
            ExprKind::Number { value, unit, .. } => Some(Value::Number(self.finite(value * unit.factor(), expr.span)?)),
            ExprKind::Bool(value) => Some(Value::Truth(self.builder.constant(if *value { 1.0 } else { 0.0 }))),
            ExprKind::Text(text) => Some(Value::Symbol(text.clone())),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Index(base, offsets) => self.read(base, offsets, expr.span),
            ExprKind::Unary(op, operand) => self.unary(*op, operand),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::If(condition, then, other) => self.choose(condition, then, other),
            ExprKind::Call(call) => self.call(None, call),
            ExprKind::Pipe(first, call) => self.call(Some(first), call),
            ExprKind::Reduce(reduce) => self.reduce(reduce, expr.span),
            ExprKind::Member(base, name) => self.member(base, name, expr.span),
            ExprKind::List(items) => {
                let items = items.iter().map(|item| self.expression(item).unwrap_or(Value::Failed));
                Some(Value::List(items.collect()))
            }
            ExprKind::Match(_) => {
                self.not_in_a_kernel(expr.span, "a `match`", "write `if a then b else c`");
                None
            }
            ExprKind::For(_) => {
                self.not_in_a_kernel(
                    expr.span,
                    "a list made by `for`",
                    "write `sum for`, `min for`, `max for`, `median for` or `sort for`",
                );
                None
            }
            ExprKind::Record(fields) => Some(self.record(fields)),
        }
    }

    pub(super) fn not_in_a_kernel(&mut self, span: Span, what: &str, help: &str) {
        self.report(
            Diagnostic::new(Code::BAD_KERNEL, format!("{what} in a kernel, which computes with numbers only"))
                .label(span, "not possible here")
                .help(help),
        );
    }

    /// Reports, once, that the loops of the kernel make too much of it.
    fn too_large(&mut self) {
        let message = format!("this kernel unrolls to more than {MAX_NODES} operations");
        let Some(&span) = self.loops.first() else { return };
        if !self.diagnostics.iter().any(|known| known.message == message) {
            self.report(
                Diagnostic::new(Code::KERNEL_SIZE, message)
                    .label(span, "this loop and those inside it")
                    .help("make its loops shorter: a separable filter can run as two kernels, rows and columns"),
            );
        }
    }

    fn unary(&mut self, op: ast::UnaryOp, operand: &'a ast::Expr) -> Option<Value> {
        let value = self.expression(operand)?;
        Some(match op {
            ast::UnaryOp::Neg => {
                let number = self.number(value, operand.span, "what `-` negates")?;
                Value::Number(self.builder.unary(UnaryOp::Neg, number))
            }
            ast::UnaryOp::Not => {
                let truth = self.truth(value, operand.span, "what `not` turns round")?;
                Value::Truth(self.builder.unary(UnaryOp::Not, truth))
            }
        })
    }

    fn binary(&mut self, op: ast::BinaryOp, left: &'a ast::Expr, right: &'a ast::Expr) -> Option<Value> {
        use ast::BinaryOp as Source;
        if matches!(op, Source::Eq | Source::Ne) {
            return self.equality(op == Source::Eq, left, right);
        }
        let role = format!("an operand of `{}`", op.symbol());
        let (a, b) = (self.expression(left), self.expression(right));
        let (a, b) = (a?, b?);
        if matches!(op, Source::And | Source::Or) {
            let (a, b) = (self.truth(a, left.span, &role), self.truth(b, right.span, &role));
            let op = if op == Source::And { BinaryOp::And } else { BinaryOp::Or };
            return Some(Value::Truth(self.builder.binary(op, a?, b?)));
        }
        let (a, b) = (self.number(a, left.span, &role), self.number(b, right.span, &role));
        let (op, compares) = match op {
            Source::Add => (BinaryOp::Add, false),
            Source::Sub => (BinaryOp::Sub, false),
            Source::Mul => (BinaryOp::Mul, false),
            Source::Div => (BinaryOp::Div, false),
            Source::Rem => (BinaryOp::Rem, false),
            Source::Lt => (BinaryOp::Lt, true),
            Source::Le => (BinaryOp::Le, true),
            Source::Gt => (BinaryOp::Gt, true),
            _ => (BinaryOp::Ge, true),
        };
        let id = self.builder.binary(op, a?, b?);
        Some(if compares { Value::Truth(id) } else { Value::Number(id) })
    }

    /// `a == b` and `a != b`: of numbers, of conditions, or of symbols.
    fn equality(&mut self, equal: bool, left: &'a ast::Expr, right: &'a ast::Expr) -> Option<Value> {
        let (a, b) = (self.side(left, right), self.side(right, left));
        let (a, b) = (a?, b?);
        let op = if equal { BinaryOp::Eq } else { BinaryOp::Ne };
        let role = if equal { "an operand of `==`" } else { "an operand of `!=`" };
        let id = match (a, b) {
            (Value::Symbol(a), Value::Symbol(b)) => self.builder.constant(if (a == b) == equal { 1.0 } else { 0.0 }),
            (Value::Truth(a), Value::Truth(b)) => self.builder.binary(op, a, b),
            (Value::Symbol(_), other) => {
                self.wrong_type(
                    &other,
                    right.span,
                    role,
                    "a name like the other",
                    "compare it with one of its choices",
                );
                return None;
            }
            (other, Value::Symbol(_)) => {
                self.wrong_type(&other, left.span, role, "a name like the other", "compare it with one of its choices");
                return None;
            }
            (Value::Truth(_), other) => self.truth(other, right.span, role)?,
            (other, Value::Truth(_)) => self.truth(other, left.span, role)?,
            (a, b) => {
                let (a, b) = (self.number(a, left.span, role), self.number(b, right.span, role));
                self.builder.binary(op, a?, b?)
            }
        };
        Some(Value::Truth(id))
    }

    /// One side of an equality: beside a parameter with choices, a bare name is one of them first of all.
    fn side(&mut self, expr: &'a ast::Expr, beside: &ast::Expr) -> Option<Value> {
        let (ExprKind::Name(name), ExprKind::Name(param)) = (&expr.kind, &beside.kind) else {
            return self.expression(expr);
        };
        let choices = self.scope.choices(param).to_vec();
        if choices.contains(name) {
            return Some(Value::Symbol(name.clone()));
        }
        if choices.is_empty() || self.scope.find(name).is_some() {
            return self.expression(expr);
        }
        let help = match nearest(name, choices.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it can be {}", choices.join(", ")),
        };
        self.report(
            Diagnostic::new(Code::NOT_A_CHOICE, format!("`{param}` is never `{name}`"))
                .label(expr.span, "not one of its choices")
                .help(help),
        );
        None
    }

    fn choose(&mut self, condition: &'a ast::Expr, then: &'a ast::Expr, other: &'a ast::Expr) -> Option<Value> {
        let value = self.expression(condition);
        let truth = value.and_then(|value| self.truth(value, condition.span, "the condition of `if`"));
        let Some(condition) = truth else {
            self.look_at(then);
            self.look_at(other);
            return None;
        };
        if let Some(known) = self.builder.constant_value(condition) {
            let (taken, left_out) = if known != 0.0 { (then, other) } else { (other, then) };
            if self.thorough {
                self.look_at(left_out);
            }
            return self.expression(taken);
        }
        let (a, b) = (self.expression(then), self.expression(other));
        match (a?, b?) {
            (Value::Truth(a), Value::Truth(b)) => Some(Value::Truth(self.builder.select(condition, a, b))),
            (a, b) => {
                let role = "a branch of `if`";
                let (a, b) = (self.number(a, then.span, role), self.number(b, other.span, role));
                Some(Value::Number(self.builder.select(condition, a?, b?)))
            }
        }
    }

    /// Lowers a branch that is not taken, for its names and types only.
    fn look_at(&mut self, branch: &'a ast::Expr) {
        let (before, planes) = (self.diagnostics.len(), self.planes.clone());
        self.expression(branch);
        self.planes = planes;
        let found = self.diagnostics.split_off(before);
        self.diagnostics.extend(found.into_iter().filter(|diagnostic| !LIMITS.contains(&diagnostic.code)));
    }

    /// A constant whole number within ±limit.
    pub(super) fn offset(&mut self, expr: &'a ast::Expr, what: &str, limit: i16) -> Option<i16> {
        let value = self.expression(expr)?;
        let id = self.number(value, expr.span, "an offset")?;
        let value = self.known(id, expr.span, "an offset")?;
        if value.fract() != 0.0 {
            self.report(
                Diagnostic::new(Code::KERNEL_OFFSET, format!("an offset is {value}, but must be a whole number"))
                    .label(expr.span, format!("this is {value}"))
                    .help("read both neighbours and mix them: `mix(src[0, 0], src[1, 0], 0.5)`"),
            );
            return None;
        }
        if value.abs() > f32::from(limit) {
            self.report(
                Diagnostic::new(
                    Code::KERNEL_REACH,
                    format!("an offset is {value} {what}, at most {limit} are possible"),
                )
                .label(expr.span, format!("this is {value}"))
                .help(format!("stay within -{limit}..{limit}; what is further away needs a filter of its own")),
            );
            return None;
        }
        Some(value as i16)
    }

    /// The value of a number that has to be known before samples are.
    pub(super) fn known(&mut self, id: ExprId, span: Span, role: &str) -> Option<f32> {
        let value = self.builder.constant_value(id);
        if value.is_none() {
            self.report(
                Diagnostic::new(Code::KERNEL_OFFSET, format!("{role} depends on samples or on their place"))
                    .label(span, "must be known before the first frame")
                    .help("use numbers, parameters and loop variables; choose between reads with `if … then … else …`"),
            );
        }
        value
    }
}
