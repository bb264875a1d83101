//! The syntax tree of one `.fwr` file: what is written, in the order in which it is written.
//!
//! Contract: every node carries the span of its own text; names are not yet
//! resolved and numbers not yet checked. [`super::print`] turns a tree back into
//! text, and parsing that text gives an equal tree but for spans.

mod alike;
mod expressions;
mod types;

pub(crate) use alike::alike;
pub use expressions::{Arg, Arm, BinaryOp, Call, Carry, Expr, ExprKind, For, Match, Over, Reduce, UnaryOp};
pub use types::{Choice, Property, Size, TypeArg, TypeExpr, TypeField, TypeKind};

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
    /// `@role(dust)` and the like, between the documentation and the item.
    pub attributes: Vec<Attribute>,
    /// What it is.
    pub kind: ItemKind,
    /// The item with its attributes and without its documentation.
    pub span: Span,
}

/// `@role(dust)`: something said about an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name, without the `@`.
    pub name: Ident,
    /// Names, numbers and texts, some with a name of their own: `quality: draft`.
    pub args: Vec<Arg>,
    /// From the `@` to the end.
    pub span: Span,
}

/// The kinds of item.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// `edition 2026`
    Edition(Edition),
    /// `use presets.vhs`, `use "filters/tape.fwr" as tape`
    Use(Use),
    /// `lints { … }`
    Lints(Lints),
    /// `input tape: media = "capture.avi"`
    Input(Input),
    /// `param strength: 0..1 = 0.5`
    Param(Param),
    /// `let picture = …`
    Let(Let),
    /// `output "restored.mkv" { … }`
    Output(Output),
    /// `filter`, `extern filter`, `extern encoder`, `extern measure` or `kernel`.
    Filter(Filter),
    /// `model NAME { … }`
    Model(Model),
    /// `expect { … }`
    Expect(Expect),
}

/// The state of the language that a file is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// As written: `2026`.
    pub name: String,
    /// Where the number stands.
    pub span: Span,
}

/// Another file, made known under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// Which.
    pub path: UsePath,
    /// What this file calls it, where that is written.
    pub alias: Option<Ident>,
}

impl Use {
    /// What this file calls it: the alias, the preset's name, or the stem of the file.
    /// `None` where the stem is no name and there is no alias.
    pub fn module(&self) -> Option<&str> {
        match (&self.alias, &self.path) {
            (Some(alias), _) => Some(&alias.name),
            (None, UsePath::Library(names)) => names.last().map(|name| name.name.as_str()),
            (None, UsePath::File { path, .. }) => {
                let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
                let stem = file.strip_suffix(".fwr").unwrap_or(file);
                super::is_name(stem).then_some(stem)
            }
        }
    }
}

/// How a `use` says which file.
#[derive(Debug, Clone, PartialEq)]
pub enum UsePath {
    /// `presets.vhs`: in what comes with FrameWright.
    Library(Vec<Ident>),
    /// `"filters/tape.fwr"`: a path as written, relative to the file that says so.
    File {
        /// The path.
        path: String,
        /// Where the text stands, quotes included.
        span: Span,
    },
}

impl UsePath {
    /// Where it stands.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Library(names) => Some(names.first()?.span.to(names.last()?.span)),
            Self::File { span, .. } => Some(*span),
        }
    }
}

/// How serious the lints of a file are.
#[derive(Debug, Clone, PartialEq)]
pub struct Lints {
    /// In the order written.
    pub levels: Vec<LintLevel>,
}

/// `warn: [absolute_path, W0601]`
#[derive(Debug, Clone, PartialEq)]
pub struct LintLevel {
    /// `allow`, `warn` or `deny`.
    pub level: Ident,
    /// Names or codes of lints.
    pub lints: Vec<Ident>,
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
    /// What a graph that uses this one calls it.
    pub name: Option<Ident>,
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
    /// `extern measure`: something that is worked out over a whole clip.
    Measure,
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

/// A neural network: where it is and what it does to a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Its name.
    pub name: Ident,
    /// `file: "models/span.onnx"`, `values: 0..1` and the like.
    pub fields: Vec<Property>,
}

/// Conditions that `fwr test` checks on a fixture clip.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// One condition a line.
    pub conditions: Vec<Expr>,
}
