//! Expressions: pipes, `if`, and the operators by how tightly they bind.

use super::super::Span;
use super::super::ast::{BinaryOp, Call, Expr, ExprKind, Ident, UnaryOp};
use super::super::lex::{Kind, Token};
use super::{Failed, HEIGHT, Parsed, Parser, is_name, is_symbol};
use crate::diagnostics::{Code, Diagnostic, Fix};

/// An expression and how tall its tree is: the height is what recursion over it costs.
pub(super) struct Tree {
    pub(super) expr: Expr,
    pub(super) height: u32,
}

impl Parser<'_, '_> {
    /// Any expression.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.tree().map(|tree| tree.expr)
    }

    /// An expression without `|>`, `if`, `and`, `or`, `not` and comparisons: what a bound of a range is.
    pub(super) fn arithmetic(&mut self) -> Parsed<Expr> {
        self.binary(BinaryOp::Add.precedence()).map(|tree| tree.expr)
    }

    /// The value of a property between `<` and `>`: arithmetic, or an `if` that ends in some, so that
    /// the closing `>` is never taken for a comparison.
    pub(super) fn setting(&mut self) -> Parsed<Expr> {
        self.choice_of(BinaryOp::Add.precedence()).map(|tree| tree.expr)
    }

    /// Any expression, with its height.
    pub(super) fn tree(&mut self) -> Parsed<Tree> {
        self.nested(|parser| {
            let start = parser.at;
            let mut left = parser.choice()?;
            if parser.at_symbol("?") && !parser.token().starts_line {
                left = parser.ternary(left, start)?;
            }
            while let Some(pipe) = parser.pipe_sign() {
                let (call, height) = parser.step(pipe)?;
                let span = left.expr.span.to(call.span);
                let height = left.height.max(height);
                left = parser.node(ExprKind::Pipe(Box::new(left.expr), call), span, height)?;
            }
            Ok(left)
        })
    }

    /// A node over parts of at most `height`.
    pub(super) fn node(&mut self, kind: ExprKind, span: Span, height: u32) -> Parsed<Tree> {
        let expr = Expr { kind, span };
        if height >= HEIGHT {
            return Err(self.too_long(span));
        }
        Ok(Tree { expr, height: height + 1 })
    }

    /// `|>`, or a `|` that must be meant for one.
    fn pipe_sign(&mut self) -> Option<Span> {
        if let Some(pipe) = self.eat_symbol("|>") {
            return Some(pipe);
        }
        let bar = self.token();
        if is_symbol(bar, "|") && is_name(self.peek(1)) {
            self.report(
                Diagnostic::new(Code::SYNTAX, "found `|` between two steps, expected `|>`")
                    .label(bar.span, "write `|>` here")
                    .help(format!("write `|> {}`", self.peek(1).text))
                    .fix(Fix::certain("write `|>`").replace(bar.span, "|>")),
            );
            return self.eat_symbol("|");
        }
        None
    }

    /// What follows `|>`: a call.
    fn step(&mut self, pipe: Span) -> Parsed<(Call, u32)> {
        if !self.at_name() {
            return Err(self.expected("a filter", "after `|>`", Some("|> unsharp(amount: 0.5)")));
        }
        if let Some(call) = self.at_filter_string(true) {
            return Err(self.refuse_filter_string(&call, true));
        }
        let (module, name) = self.called_name()?;
        if self.at_symbol("(") {
            return self.call(module, name);
        }
        self.report(
            Diagnostic::new(
                Code::SYNTAX,
                format!("found `{}` without parentheses, expected `{}()`", name.name, name.name),
            )
            .label(name.span, "a filter is called")
            .label(pipe, "by this pipe")
            .help(format!("write `|> {}()`", name.name))
            .fix(Fix::certain(format!("write `{}()`", name.name)).insert_after(name.span, "()")),
        );
        let span = module.as_ref().map_or(name.span, |module| module.span.to(name.span));
        Ok((Call { module, name, args: Vec::new(), span }, 0))
    }

    /// `if c then a else b`, or what binds more tightly.
    fn choice(&mut self) -> Parsed<Tree> {
        self.choice_of(BinaryOp::Or.precedence())
    }

    /// [`Self::choice`] whose last part binds at least as tightly as `least`.
    pub(super) fn choice_of(&mut self, least: u8) -> Parsed<Tree> {
        if self.at_word("if") { self.conditional(least) } else { self.binary(least) }
    }

    /// A value that could stand beside `op` without parentheses.
    pub(super) fn operand_of(&mut self, op: BinaryOp) -> Parsed<Expr> {
        self.binary(op.precedence() + 1).map(|tree| tree.expr)
    }

    /// Operators that bind at least as tightly as `least`.
    pub(super) fn binary(&mut self, least: u8) -> Parsed<Tree> {
        let mut left = self.prefixed(least)?;
        while let Some((op, op_span)) = self.operator(least) {
            let right = self.right_of(op)?;
            let span = left.expr.span.to(right.expr.span);
            let height = left.height.max(right.height);
            let kind = ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr));
            left = self.node(kind, span, height)?;
            if op.precedence() == BinaryOp::Eq.precedence() {
                self.refuse_chain(op_span)?;
            }
        }
        Ok(left)
    }

    fn right_of(&mut self, op: BinaryOp) -> Parsed<Tree> {
        // `x ** 2` and `x == = y`: the second sign is the slip.
        let token = self.token();
        if op == BinaryOp::Lt && is_symbol(token, ">") && !token.spaced {
            let found = self.previous().span.to(token.span);
            self.advance();
            self.slip(found, "<>", "!=");
            return self.binary(op.precedence() + 1);
        }
        if token.kind == Kind::Symbol && !matches!(token.text, "(" | "[" | "{" | "-" | "+") {
            return Err(self.expected("a value", &format!("after `{}`", op.symbol()), None));
        }
        self.binary(op.precedence() + 1)
    }

    /// The operator here, if it binds tightly enough.
    fn operator(&mut self, least: u8) -> Option<(BinaryOp, Span)> {
        let token = self.token();
        let op = match (token.kind, token.text) {
            (Kind::Word, "or") => BinaryOp::Or,
            (Kind::Word, "and") => BinaryOp::And,
            (Kind::Symbol, "==") => BinaryOp::Eq,
            (Kind::Symbol, "!=") => BinaryOp::Ne,
            (Kind::Symbol, "<") => BinaryOp::Lt,
            (Kind::Symbol, "<=") => BinaryOp::Le,
            (Kind::Symbol, ">") => BinaryOp::Gt,
            (Kind::Symbol, ">=") => BinaryOp::Ge,
            (Kind::Symbol, "+") => BinaryOp::Add,
            (Kind::Symbol, "-") if self.starts_statement(token) => return None,
            (Kind::Symbol, "-") => BinaryOp::Sub,
            (Kind::Symbol, "*") => BinaryOp::Mul,
            (Kind::Symbol, "/") => BinaryOp::Div,
            (Kind::Symbol, "%") => BinaryOp::Rem,
            _ => return None,
        };
        (op.precedence() >= least).then(|| (op, self.advance().span))
    }

    /// `-x` at the start of a line, outside of parentheses, is a value of its own; `- x` goes on.
    fn starts_statement(&self, minus: Token<'_>) -> bool {
        minus.starts_line && self.brackets == 0 && !self.peek(1).spaced
    }

    /// `a < b < c`
    fn refuse_chain(&mut self, first: Span) -> Parsed<()> {
        let Some((op, second)) = self.operator(BinaryOp::Eq.precedence()) else { return Ok(()) };
        self.report(
            Diagnostic::new(Code::SYNTAX, format!("found a second comparison, `{}`, expected one", op.symbol()))
                .label(second, "a second comparison")
                .label(first, "the first")
                .help("write `a < b and b < c`"),
        );
        Err(Failed)
    }

    /// `not x`, `-x`, or what binds more tightly.
    fn prefixed(&mut self, least: u8) -> Parsed<Tree> {
        let token = self.token();
        if self.at_word("not") {
            if least > BinaryOp::Eq.precedence() {
                self.report(
                    Diagnostic::new(Code::SYNTAX, "found `not` inside arithmetic or a comparison, expected a value")
                        .label(token.span, "`not` binds less tightly than what is around it")
                        .help("write parentheses: `(not x)`"),
                );
                return Err(Failed);
            }
            return self.nested(|parser| {
                parser.advance();
                // `not` binds between `and` and the comparisons.
                let value = parser.binary(BinaryOp::Eq.precedence())?;
                let span = token.span.to(value.expr.span);
                parser.node(ExprKind::Unary(UnaryOp::Not, Box::new(value.expr)), span, value.height)
            });
        }
        if self.at_symbol("-") {
            return self.nested(|parser| {
                parser.advance();
                let value = parser.prefixed(BinaryOp::Mul.precedence() + 1)?;
                let span = token.span.to(value.expr.span);
                parser.node(ExprKind::Unary(UnaryOp::Neg, Box::new(value.expr)), span, value.height)
            });
        }
        self.postfix()
    }

    /// `name` or `module.name`; `core.std.Name` is taken for `Name`.
    fn called_name(&mut self) -> Parsed<(Option<Ident>, Ident)> {
        let mut names = vec![self.name("the filter", "unsharp")?];
        while self.at_symbol(".") && is_name(self.peek(1)) {
            self.advance();
            names.push(self.name("the filter", "unsharp")?);
        }
        let (Some(first), Some(last)) = (names.first().cloned(), names.last().cloned()) else { return Err(Failed) };
        match names.len() {
            1 => Ok((None, last)),
            2 => Ok((Some(first), last)),
            _ => {
                let path: Vec<&str> = names.iter().map(|name| name.name.as_str()).collect();
                let span = first.span.to(last.span);
                self.report(self.filters_have_no_namespace(&path.join("."), &last.name, span));
                Ok((None, last))
            }
        }
    }

    /// `core.std.Levels(…)`: filters are not members of anything.
    pub(super) fn filters_have_no_namespace(&self, path: &str, name: &str, span: Span) -> Diagnostic {
        let snake = snake(name);
        // What is in front is a clip, and perhaps a plugin: `clip.std.Levels`, `tape.video.std.Levels`.
        let mut object: Vec<&str> = path.split('.').collect();
        object.pop();
        object.pop_if(|plugin| *plugin != "video");
        let clip =
            if matches!(object.first(), None | Some(&("core" | "vs"))) { "clip".to_owned() } else { object.join(".") };
        Diagnostic::new(Code::FOREIGN, format!("found `{path}(`, but filters are called by their name alone"))
            .label(span, "not a filter's name")
            .help(format!("write `{clip} |> {snake}(…)`, or `{snake}({clip}, …)`; `fwr filters` lists them"))
    }
}

/// `BlankClip` as a filter here would be called: `blank_clip`.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for c in name.chars() {
        if c.is_uppercase() && lower {
            out.push('_');
        }
        lower = c.is_lowercase();
        out.extend(c.to_lowercase());
    }
    out
}
