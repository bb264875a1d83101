//! Types as written, and the values that they and `match` choose among.

use super::super::Span;
use super::{Expr, Ident};

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
    /// `media?`: may be left out, and is `none` then.
    Optional(Box<TypeExpr>),
    /// `list<0..1>`, `list<number, 9>`: the type of the elements, and how many there are.
    List(Box<TypeExpr>, Option<Box<Expr>>),
    /// `{ clean: video, removed: mask }`: several results, each with its name.
    Record(Vec<TypeField>),
}

/// One result of several: `clean: video`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeField {
    /// Its name.
    pub name: Ident,
    /// What it is.
    pub ty: TypeExpr,
}

/// What stands between `<` and `>` of a type. All of it holds at once, whether a comma or a blank
/// stands between two of them.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeArg {
    /// `like clip`
    Like(Ident),
    /// `progressive`, `u8 | u10`, `720x576`, `25fps`, `1..5`: any of these.
    Any(Vec<Choice>),
    /// `width: clip.width * 2`, `matrix: bt709 | smpte170m`, `width: 704px..720px`
    Property(Property),
}

/// `name: value`, `name: value | value | low..high`
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// What is said something about.
    pub name: Ident,
    /// What it may be, at least one; a single [`Choice::Value`] sets it.
    pub choices: Vec<Choice>,
}

impl Property {
    /// The one value that is set, if there are no alternatives and no range.
    pub fn value(&self) -> Option<&Expr> {
        match self.choices.as_slice() {
            [Choice::Value(value)] => Some(value),
            _ => None,
        }
    }
}

/// One alternative of a type, a property or a `match`.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// `progressive`, `25fps`, `"text"`, `clip.width * 2`: this value.
    Value(Expr),
    /// `704px..720px`: any number in it, both ends included.
    Range(Expr, Expr),
    /// `720x576`
    Size(Size),
}

impl Choice {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Value(value) => value.span,
            Self::Range(low, high) => low.span.to(high.span),
            Self::Size(size) => size.span,
        }
    }

    /// The name that it is, if it is one alone.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Value(value) => value.as_name(),
            _ => None,
        }
    }
}

/// `720x576`: a width and a height in pixels, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Samples in a line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Where it stands.
    pub span: Span,
}
