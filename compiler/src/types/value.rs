//! What an expression stands for while a graph is elaborated.

use super::{Args, AudioType, Constant, Quantity};
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
    /// `{ clean: a, removed: b }`, in the order written.
    Record(Vec<(String, Value)>),
    /// Nothing: an optional thing that was not given, with its declaration, or `none` as written.
    None(Option<Span>),
    /// A media file, by its position among the inputs.
    Media(usize),
    /// A picture: the output of a node.
    Clip(NodeId),
    /// How much of a picture something is meant for, from 0 to 1: the gray output of a node.
    Mask(NodeId),
    /// Where the blocks of a picture were in the frames around it: the output of a node that looks for motion.
    Vectors(NodeId),
    /// The sound of a media file.
    Sound(Sound),
    /// A picture with the encoder that ends it.
    Stream(Stream),
}

/// The sound of an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// The input's position.
    pub input: usize,
    /// What is known of it.
    pub ty: AudioType,
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
            Self::Mask(_) => "a mask".to_owned(),
            Self::Vectors(_) => "motion vectors".to_owned(),
            Self::Record(fields) => {
                let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
                format!("a record of {}", names.join(", "))
            }
            Self::None(_) => "nothing".to_owned(),
            Self::Sound(_) => "sound".to_owned(),
            Self::Stream(_) => "an encoded picture".to_owned(),
        }
    }

    /// The node of a clip, mask or motion vectors.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::Clip(node) | Self::Mask(node) | Self::Vectors(node) => Some(*node),
            _ => None,
        }
    }

    /// The value of `name` in a record.
    pub fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Record(fields) => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value as a plan carries it, if it is a plain one.
    pub fn to_constant(&self) -> Option<Constant> {
        match self {
            Self::Number(quantity) => Some(Constant::Number(quantity.value(), quantity.dimension().base_unit())),
            Self::Bool(value) => Some(Constant::Bool(*value)),
            Self::Text(text) => Some(Constant::Text(text.clone())),
            Self::Name(name) => Some(Constant::Name(name.clone())),
            Self::None(_) => Some(Constant::Name("none".to_owned())),
            Self::List(items) => items.iter().map(Self::to_constant).collect::<Option<_>>().map(Constant::List),
            _ => None,
        }
    }
}

impl From<&Constant> for Value {
    fn from(constant: &Constant) -> Self {
        match constant {
            Constant::Number(value, unit) => Self::Number(Quantity::new(*value, *unit)),
            Constant::Bool(value) => Self::Bool(*value),
            Constant::Text(text) => Self::Text(text.clone()),
            Constant::Name(name) => Self::Name(name.clone()),
            Constant::List(items) => Self::List(items.iter().map(Self::from).collect()),
        }
    }
}
