//! Expressions as written.

use super::super::Span;
use super::{Block, Choice, Field, Ident};
use crate::types::Unit;

/// An expression with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `12`, `0.5`, `35%`, `2frames`: the number as written and its unit.
    Number {
        /// The value in the written unit.
        value: f64,
        /// The digits as written, so that printing keeps `0.50` and `1e-3`.
        text: String,
        /// `Unit::None` where none is written.
        unit: Unit,
    },
    /// `"text"`; escapes `\"`, `\\`, `\n`, `\t` already replaced.
    Text(String),
    /// `true`, `false`
    Bool(bool),
    /// A name: a `let`, a param, an input, or a symbol such as `double`.
    Name(String),
    /// `tape.video`
    Member(Box<Expr>, Ident),
    /// `denoise(sigma: 12)`
    Call(Call),
    /// `left |> call`
    Pipe(Box<Expr>, Call),
    /// `-x`, `not x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `if cond then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `src[dx, dy]`, `src.u[dx, dy, dt]`, and `weights[2]` of a list
    Index(Box<Expr>, Vec<Expr>),
    /// `sum for dy in -1..1, dx in -1..1 { src[dx, dy] }`
    Reduce(Reduce),
    /// `match clip.scan { progressive => a  else => b }`
    Match(Match),
    /// `for r in [1px, 2px] { … }`, `for r in 1..4 carry picture = … { … }`
    For(For),
    /// `{ clean: a, removed: b }`
    Record(Vec<Field>),
}

impl Expr {
    /// The name that the expression is, if it is one alone.
    pub fn as_name(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// A use of a filter or function: a node of the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What [`super::Use`] called the file that the filter is in: `vhs` in `vhs.crisp(clip)`.
    pub module: Option<Ident>,
    /// Its name.
    pub name: Ident,
    /// What it is given, in the order written.
    pub args: Vec<Arg>,
    /// From the module or name to the closing parenthesis.
    pub span: Span,
}

/// `value` or `name: value`
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// Absent for a positional argument.
    pub name: Option<Ident>,
    /// The value.
    pub value: Expr,
}

/// One value made of many, over constant ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Reduce {
    /// `sum`, `min`, `max` or `median`.
    pub op: Ident,
    /// The loop variables, the first outermost; both ends of a range are included.
    pub over: Vec<(Ident, Expr, Expr)>,
    /// The value for one setting of the variables.
    pub body: Box<Block>,
}

/// One of several values, by what a value is.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// What is looked at.
    pub subject: Box<Expr>,
    /// The cases in order; the first that fits is taken.
    pub arms: Vec<Arm>,
}

/// `tff | bff => b`
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// What it is for: names, numbers, texts, `true`, `false` and ranges; none for `else`.
    pub patterns: Vec<Choice>,
    /// The value in this case.
    pub value: Expr,
    /// From the first pattern, or `else`, to the end of the value.
    pub span: Span,
}

impl Arm {
    /// Whether it is the `else` arm.
    pub fn is_else(&self) -> bool {
        self.patterns.is_empty()
    }
}

/// One thing for each element of a list or range: a list of results, or with `carry` the last.
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// The name of the element.
    pub name: Ident,
    /// What is gone through.
    pub over: Over,
    /// What goes from one round to the next.
    pub carry: Option<Carry>,
    /// The result of one round.
    pub body: Box<Block>,
}

/// What a `for` goes through.
#[derive(Debug, Clone, PartialEq)]
pub enum Over {
    /// The elements of a list.
    Values(Box<Expr>),
    /// The whole numbers from one end to the other, both included.
    Range(Box<Expr>, Box<Expr>),
}

/// `carry picture = tape.video`: the value before the first round; a round's result is that of the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Carry {
    /// What the rounds call it.
    pub name: Ident,
    /// Before the first round.
    pub start: Box<Expr>,
}

/// Operators before a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-x`
    Neg,
    /// `not x`
    Not,
}

/// Operators between two values, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `a or b`
    Or,
    /// `a and b`
    And,
    /// `a == b`
    Eq,
    /// `a != b`
    Ne,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a > b`
    Gt,
    /// `a >= b`
    Ge,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a % b`, with the sign of `b`
    Rem,
}

impl BinaryOp {
    /// How the operator is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
        }
    }

    /// How tightly it binds; all are left-associative, and comparisons do not chain.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge => 3,
            Self::Add | Self::Sub => 4,
            Self::Mul | Self::Div | Self::Rem => 5,
        }
    }
}
