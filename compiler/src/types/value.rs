//! What an expression stands for while a graph is elaborated.

use super::{Args, Constant, Quantity};
use crate::graph::NodeId;
use crate::syntax::Span;

/// The value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not known yet: it depends on media that is not there, or on something already reported.
    Unknown,
    /// A number with a unit.
    Number(Quantity),
    /// `true` or `false`.
    Bool(bool),
    /// Text in quotes.
    Text(String),
    /// A bare name that nothing defines: a symbol, if its place expects one.
    Name(String),
    /// `[a, b]`
    List(Vec<Value>),
    /// A media file, by its position among the inputs.
    Media(usize),
    /// A picture: the output of a node.
    Clip(NodeId),
    /// The sound of a media file.
    Sound(usize),
    /// A picture with the encoder that ends it.
    Stream(Stream),
}

/// A picture on its way into a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The node whose frames are encoded.
    pub clip: NodeId,
    /// The encoder's name in the library.
    pub encoder: String,
    /// Its settings.
    pub args: Args,
    /// The call that asked for it; `None` where the default encoder was taken.
    pub span: Option<Span>,
}

impl Value {
    /// What it is, for people: `a clip`, `the number 2.5`.
    pub fn describe(&self) -> String {
        match self {
            Self::Unknown => "something not yet known".to_owned(),
            Self::Number(quantity) => quantity.to_string(),
            Self::Bool(value) => value.to_string(),
            Self::Text(text) => format!("the text {text:?}"),
            Self::Name(name) => format!("`{name}`"),
            Self::List(_) => "a list".to_owned(),
            Self::Media(_) => "a media file".to_owned(),
            Self::Clip(_) => "a clip".to_owned(),
            Self::Sound(_) => "sound".to_owned(),
            Self::Stream(_) => "an encoded picture".to_owned(),
        }
    }

    /// The value as a plan carries it, if it is a plain one.
    pub fn to_constant(&self) -> Option<Constant> {
        match self {
            Self::Number(quantity) => Some(Constant::Number(quantity.value(), quantity.dimension().base_unit())),
            Self::Bool(value) => Some(Constant::Bool(*value)),
            Self::Text(text) => Some(Constant::Text(text.clone())),
            Self::Name(name) => Some(Constant::Name(name.clone())),
            _ => None,
        }
    }
}
