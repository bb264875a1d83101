//! The syntax tree of one `.fwr` file: what is written, in the order in which it is written.
//!
//! Contract: every node carries the span of its own text; names are not yet
//! resolved and numbers not yet checked. [`super::print`] turns a tree back into
//! text, and parsing that text gives an equal tree but for spans.

use crate::types::Unit;

use super::Span;

/// A whole file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// The `//!` lines at the top, without the marker and one leading space.
    pub docs: Vec<String>,
    /// Items in order.
    pub items: Vec<Item>,
    /// Every `//` comment that is not documentation, in order.
    pub comments: Vec<Comment>,
}

/// A `//` comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The text after `//`, trimmed at the end.
    pub text: String,
    /// Where it stands, marker included.
    pub span: Span,
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Ident {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// A top-level item.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The `///` lines above, without the marker and one leading space.
    pub docs: Vec<String>,
    /// What it is.
    pub kind: ItemKind,
    /// The item without its documentation.
    pub span: Span,
}

/// The kinds of item.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// `input tape: media = "capture.avi"`
    Input(Input),
    /// `param strength: 0..1 = 0.5`
    Param(Param),
    /// `let picture = …`
    Let(Let),
    /// `output "restored.mkv" { … }`
    Output(Output),
    /// `filter`, `extern filter`, `extern encoder` or `kernel`.
    Filter(Filter),
    /// `expect { … }`
    Expect(Expect),
}

/// A media file that the graph reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What the graph calls it.
    pub name: Ident,
    /// What it must be.
    pub ty: TypeExpr,
    /// Where it is, unless the command line says otherwise.
    pub default: Option<Expr>,
}

/// A value that the caller may choose: of a graph (`param`) or of a filter (in its parentheses).
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Documentation lines above it.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// What it accepts.
    pub ty: TypeExpr,
    /// The value when the caller gives none.
    pub default: Option<Expr>,
    /// From the name to the end of the default.
    pub span: Span,
}

/// A named value.
#[derive(Debug, Clone, PartialEq)]
pub struct Let {
    /// Its name.
    pub name: Ident,
    /// What it stands for.
    pub value: Expr,
}

/// A file that the graph writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Where to write, unless the command line says otherwise; a text expression.
    pub path: Option<Expr>,
    /// `video: …`, `audio: …`, `copy: …`, `drop: …`.
    pub fields: Vec<Field>,
}

/// `name: value`
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What is set.
    pub name: Ident,
    /// To what.
    pub value: Expr,
}

/// How a filter is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// `filter`: made of other filters.
    Composed,
    /// `kernel`: pixel arithmetic.
    Kernel,
    /// `extern filter`: native code beside the declaration.
    Extern,
    /// `extern encoder`: the end of a picture, turned into a stream.
    Encoder,
}

/// The definition of a filter of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// How it is defined.
    pub kind: FilterKind,
    /// Its name.
    pub name: Ident,
    /// What it takes, in order.
    pub params: Vec<Param>,
    /// What it gives.
    pub returns: TypeExpr,
    /// `None` for the extern kinds.
    pub body: Option<Block>,
}

/// `{ let … let … value }`
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Local names, in order.
    pub lets: Vec<Let>,
    /// What the block stands for.
    pub value: Box<Expr>,
    /// The braces and all between.
    pub span: Span,
}

/// Conditions that `fwr test` checks on a fixture clip.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// One condition a line.
    pub conditions: Vec<Expr>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeExpr {
    /// Its form.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// `0..4`, `-16px..16px`: a number between two bounds, both included.
    Range(Box<Expr>, Box<Expr>),
    /// `one_of(same, double)`
    OneOf(Vec<Expr>),
    /// `media`, `video<interlaced>`, `int<1..5>`, `number<px>`.
    Named(Ident, Vec<TypeArg>),
}

/// What stands between `<` and `>` of a type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeArg {
    /// `like clip`
    Like(Ident),
    /// `progressive`, or with alternatives `u8 | u10`.
    AnyOf(Vec<Ident>),
    /// `width: clip.width * 2`
    Set(Ident, Expr),
    /// `1..5`
    Range(Expr, Expr),
}

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
    /// `src[dx, dy]`, `src[dx, dy, dt]`
    Index(Ident, Vec<Expr>),
    /// `sum for dy in -1..1, dx in -1..1 { src[dx, dy] }`
    Reduce(Reduce),
}

/// A use of a filter or function: a node of the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its name.
    pub name: Ident,
    /// What it is given, in the order written.
    pub args: Vec<Arg>,
    /// The name and the parentheses.
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
