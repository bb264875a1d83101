//! The types that parameters declare, and which values they accept.

use std::fmt;

use super::{Constant, Dimension, Quantity, Requirement, Value};
use crate::diagnostics::{Code, nearest};

/// What a parameter accepts.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamType {
    /// A number.
    Number(NumberType),
    /// One of some symbols, numbers or texts.
    OneOf(Vec<Constant>),
    /// `true` or `false`.
    Bool,
    /// Text in quotes.
    Text,
    /// A media file.
    Media,
    /// A clip; each inner list is a choice of which one must hold.
    Video(Vec<Vec<Requirement>>),
    /// A mask: a gray clip of how much of a picture is meant.
    Mask,
    /// Motion vectors: for each block of a picture, where it was in the frames around.
    Vectors,
    /// Several of one type, of a certain count if there is one.
    List(Box<ParamType>, Option<usize>),
    /// Something that may be left out.
    Optional(Box<ParamType>),
    /// Several results, each with its name.
    Record(Vec<(String, ParamType)>),
    /// A plane of a clip, in a kernel; at a call, the whole clip.
    Plane,
    /// Which planes a kernel works on.
    Planes,
    /// Sound.
    Audio,
    /// An encoded picture.
    Stream,
}

/// Numbers of one dimension, perhaps bounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberType {
    /// What is measured; `None` accepts any unit.
    pub dimension: Option<Dimension>,
    /// Lowest and highest value in base units, both included.
    pub bounds: Option<(Quantity, Quantity)>,
    /// Whether only whole numbers will do.
    pub whole: bool,
}

/// The planes that a kernel can be told to work on.
pub const PLANE_CHOICES: &[&str] = &["all", "luma", "chroma"];

/// Why a value is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of mistake.
    pub code: Code,
    /// What was found and what is accepted: `is 2.5, but 0..1 is accepted`.
    pub reason: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl ParamType {
    /// Whether values of this type are known without looking at media.
    pub fn is_plain(&self) -> bool {
        match self {
            Self::List(inner, _) | Self::Optional(inner) => inner.is_plain(),
            other => matches!(other, Self::Number(_) | Self::OneOf(_) | Self::Bool | Self::Text | Self::Planes),
        }
    }

    /// Whether a clip goes here.
    pub fn is_clip(&self) -> bool {
        matches!(self.given(), Self::Video(_) | Self::Plane | Self::Mask | Self::Vectors)
    }

    /// The type of what is given where something may be left out; otherwise the type itself.
    pub fn given(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.given(),
            other => other,
        }
    }

    /// Whether it may be left out.
    pub fn is_optional(&self) -> bool {
        matches!(self, Self::Optional(_))
    }

    /// A value that is accepted, as written in a graph; for messages.
    pub fn example(&self) -> String {
        match self {
            Self::Number(NumberType { bounds: Some((low, _)), .. }) => low.to_string(),
            Self::Number(NumberType { dimension, .. }) => {
                format!("1{}", dimension.unwrap_or(Dimension::Number).base_unit())
            }
            Self::OneOf(choices) => choices.first().map_or(String::new(), ToString::to_string),
            Self::Bool => "true".to_owned(),
            Self::Planes => PLANE_CHOICES[0].to_owned(),
            Self::List(inner, count) => {
                format!("[{}]", vec![inner.example(); count.unwrap_or(2)].join(", "))
            }
            Self::Optional(inner) => inner.example(),
            _ => "…".to_owned(),
        }
    }

    /// The value as this type has it: `none` is nothing, but also a choice of some parameters.
    ///
    /// # Errors
    /// What is wrong with it, as [`Self::accept`] says.
    pub fn fit(&self, value: Value) -> Result<Value, Refusal> {
        let none = || "none".to_owned();
        let value = match (self, value) {
            (Self::OneOf(choices), Value::None(None)) if choices.contains(&Constant::Name(none())) => {
                Value::Name(none())
            }
            (Self::Optional(_), Value::Name(name)) if name == none() => Value::None(None),
            (_, value) => value,
        };
        self.accept(&value).map(|()| value)
    }

    /// Checks a value; [`Value::Unknown`] is always accepted, and of clips only that they are clips.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn accept(&self, value: &Value) -> Result<(), Refusal> {
        match (self, value) {
            (_, Value::Unknown)
            | (Self::Bool, Value::Bool(_))
            | (Self::Text, Value::Text(_))
            | (Self::Media, Value::Media(_))
            | (Self::Video(_) | Self::Plane, Value::Clip(_))
            | (Self::Mask | Self::Plane, Value::Mask(_))
            | (Self::Vectors, Value::Vectors(_))
            | (Self::Optional(_), Value::None(_))
            | (Self::Audio, Value::Sound(_))
            | (Self::Stream, Value::Stream(_)) => Ok(()),
            (Self::Number(number), Value::Number(quantity)) => number.accept(*quantity),
            (Self::OneOf(choices), value) => accept_choice(choices, value),
            (Self::Optional(inner), value) => inner.accept(value),
            (Self::List(inner, count), Value::List(items)) => accept_list(inner, *count, items),
            (Self::Record(fields), Value::Record(values)) => accept_record(fields, values),
            (Self::Planes, Value::Name(name)) if PLANE_CHOICES.contains(&name.as_str()) => Ok(()),
            (Self::Planes, value) => {
                Err(not_a_choice(value, PLANE_CHOICES.iter().map(|name| (*name).to_owned()).collect()))
            }
            (_, Value::Name(name)) => Err(Refusal {
                code: Code::UNKNOWN_NAME,
                reason: format!("is `{name}`, which nothing defines; {self} goes here"),
                help: None,
            }),
            (_, value) => Err(Refusal {
                code: Code::WRONG_TYPE,
                reason: format!("is {}, but {self} goes here", value.describe()),
                help: Some(self.help_for(value)),
            }),
        }
    }

    fn help_for(&self, value: &Value) -> String {
        match (self, value) {
            (Self::Video(_) | Self::Plane, Value::Media(_)) => {
                "take the picture of the media file: write `.video` after its name".to_owned()
            }
            (Self::Video(_) | Self::Plane, Value::Stream(_)) => {
                "`encode` ends a picture: put it last in the pipe".to_owned()
            }
            (Self::Video(_), Value::Mask(_)) => "to see a mask as a clip, write `as_clip(mask)`".to_owned(),
            (Self::Video(_), Value::Vectors(_)) => "to see vectors as a clip, write `show_motion(vectors)`".to_owned(),
            (Self::Vectors, Value::Clip(_) | Value::Mask(_)) => {
                "`motion(clip)` finds the motion vectors of a clip".to_owned()
            }
            (Self::Mask, Value::Clip(_)) => {
                "`as_mask(clip)` makes a mask of a clip's luma; `edge_mask` and `luma_mask` make others".to_owned()
            }
            (Self::List(..), value) if value.to_constant().is_some() => {
                format!(
                    "put it in brackets: `[{}]`",
                    value.to_constant().map_or(String::new(), |value| value.to_string())
                )
            }
            (Self::Video(_) | Self::Plane, Value::Sound(_)) => {
                "filters work on pictures; sound is copied as it is: `audio: tape.audio` in the output".to_owned()
            }
            (Self::Bool, _) => "write `true` or `false`".to_owned(),
            (Self::Text, _) => "put it in quotes".to_owned(),
            (Self::Number(_), Value::Text(text)) if self.takes_number(text) => {
                format!("write it without quotes: {text}")
            }
            (Self::Number(_), Value::Clip(_)) => {
                format!("write a number, such as {}, or ask the clip for one: `.width`", self.example())
            }
            _ => match self.example().as_str() {
                "…" => format!("write {self}"),
                example => format!("write {self}, such as `{example}`"),
            },
        }
    }

    /// Whether `text` would be accepted if it were not in quotes.
    fn takes_number(&self, text: &str) -> bool {
        text.parse().is_ok_and(|value| self.accept(&Value::Number(Quantity::plain(value))).is_ok())
    }
}

impl NumberType {
    fn accept(&self, found: Quantity) -> Result<(), Refusal> {
        if let Some(dimension) = self.dimension
            && dimension != found.dimension()
        {
            return Err(self.wrong_unit(found, dimension));
        }
        if let Some((low, high)) = self.bounds
            && !(low.value()..=high.value()).contains(&found.value())
        {
            let nearest = if found.value() < low.value() { low } else { high };
            // A share of one is often meant in percent, and the end of the range hardly ever.
            let share = found.value() / 100.0;
            let percent = found.dimension() == Dimension::Number
                && found.value() >= 2.0
                && high.value() <= 1.5
                && (low.value()..=high.value()).contains(&share);
            let help = if percent {
                format!("did you mean `{}%`? The largest value accepted is {nearest}", found.value())
            } else {
                format!("the nearest value accepted is {nearest}")
            };
            return Err(Refusal {
                code: Code::OUT_OF_RANGE,
                reason: format!("is {found}, but {low} to {high} is accepted"),
                help: Some(help),
            });
        }
        if self.whole && !found.is_whole() {
            return Err(Refusal {
                code: Code::WRONG_TYPE,
                reason: format!("is {found}, but only whole numbers are accepted"),
                help: Some(format!(
                    "write {} or {}",
                    found.with_value(found.value().floor()),
                    found.with_value(found.value().ceil())
                )),
            });
        }
        Ok(())
    }

    fn wrong_unit(&self, found: Quantity, dimension: Dimension) -> Refusal {
        let fits = !self.whole || found.is_whole();
        let help = if found.dimension() == Dimension::Number && fits {
            format!("add the unit: {}{}", found, dimension.base_unit())
        } else if dimension == Dimension::Number {
            format!("write it without a unit: {}", found.value())
        } else if dimension == Dimension::Frames && found.dimension() == Dimension::Time {
            format!("multiply it by the clip's rate: `{found} * tape.video.rate`; or count the frames")
        } else if fits {
            format!("did you mean `{}{}`?", found.value(), dimension.base_unit())
        } else {
            format!("write {}, such as `1{}`", dimension.describe(), dimension.base_unit())
        };
        Refusal {
            code: Code::WRONG_UNIT,
            reason: format!("is {found}, {}, but {} goes here", found.dimension().describe(), dimension.describe()),
            help: Some(help),
        }
    }
}

fn accept_list(inner: &ParamType, count: Option<usize>, items: &[Value]) -> Result<(), Refusal> {
    if let Some(count) = count
        && items.len() != count
    {
        return Err(Refusal {
            code: Code::WRONG_TYPE,
            reason: format!("has {} elements, but {count} are accepted", items.len()),
            help: Some(format!(
                "give it {count}, as in {}",
                ParamType::List(Box::new(inner.clone()), Some(count)).example()
            )),
        });
    }
    for (position, item) in items.iter().enumerate() {
        inner.accept(item).map_err(|refusal| Refusal {
            reason: format!("has at position {position} what {}", refusal.reason),
            ..refusal
        })?;
    }
    Ok(())
}

fn accept_record(fields: &[(String, ParamType)], values: &[(String, Value)]) -> Result<(), Refusal> {
    for (name, ty) in fields {
        let Some((_, value)) = values.iter().find(|(other, _)| other == name) else {
            return Err(Refusal {
                code: Code::MISSING_ARGUMENT,
                reason: format!("has no `{name}`, {ty}"),
                help: Some(format!("add `{name}: …` to the record")),
            });
        };
        ty.accept(value)
            .map_err(|refusal| Refusal { reason: format!("has a `{name}` that {}", refusal.reason), ..refusal })?;
    }
    if let Some((name, _)) = values.iter().find(|(name, _)| fields.iter().all(|(other, _)| other != name)) {
        return Err(Refusal {
            code: Code::UNKNOWN_ARGUMENT,
            reason: format!("has `{name}`, which is not declared"),
            help: nearest(name, fields.iter().map(|(name, _)| name.as_str()))
                .map(|near| format!("did you mean `{near}`?")),
        });
    }
    Ok(())
}

fn accept_choice(choices: &[Constant], value: &Value) -> Result<(), Refusal> {
    let matches = |choice: &Constant| match (choice, value) {
        (Constant::Number(expected, unit), Value::Number(found)) => {
            found.dimension() == unit.dimension() && *expected == found.value()
        }
        (choice, value) => value.to_constant().as_ref() == Some(choice),
    };
    if choices.iter().any(matches) {
        return Ok(());
    }
    Err(not_a_choice(value, choices.iter().map(ToString::to_string).collect()))
}

fn not_a_choice(value: &Value, choices: Vec<String>) -> Refusal {
    let help = match value {
        Value::Text(text) if choices.contains(text) => format!("write it without quotes: {text}"),
        Value::Name(word) | Value::Text(word) => did_you_mean(word, &choices),
        Value::Number(number) => did_you_mean(&number.to_string(), &choices),
        _ => did_you_mean("", &choices),
    };
    Refusal {
        code: Code::NOT_A_CHOICE,
        reason: format!("is {}, but the choices are {}", value.describe(), choices.join(", ")),
        help: Some(help),
    }
}

fn did_you_mean(word: &str, choices: &[String]) -> String {
    match nearest(word, choices.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of them, such as `{}`", choices.first().map_or("", String::as_str)),
    }
}

/// As in messages: `a number from 0 to 4`.
impl fmt::Display for ParamType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => {
                f.write_str(if number.whole { "a whole number" } else { "a number" })?;
                match (number.bounds, number.dimension) {
                    (Some((low, high)), _) => write!(f, " from {low} to {high}"),
                    (None, Some(dimension)) if dimension != Dimension::Number => {
                        write!(f, " of {}", dimension.base_unit())
                    }
                    _ => Ok(()),
                }
            }
            Self::OneOf(choices) => {
                let names: Vec<_> = choices.iter().map(ToString::to_string).collect();
                write!(f, "one of {}", names.join(", "))
            }
            Self::Bool => f.write_str("true or false"),
            Self::Text => f.write_str("a text in quotes"),
            Self::Media => f.write_str("a media file"),
            Self::Video(_) | Self::Plane => f.write_str("a clip"),
            Self::Mask => f.write_str("a mask"),
            Self::Vectors => f.write_str("motion vectors"),
            Self::List(inner, Some(count)) => write!(f, "a list of {count}, each {inner}"),
            Self::List(inner, None) => write!(f, "a list, each of it {inner}"),
            Self::Optional(inner) => write!(f, "{inner}"),
            Self::Record(fields) => {
                let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
                write!(f, "a record of {}", names.join(", "))
            }
            Self::Planes => write!(f, "one of {}", PLANE_CHOICES.join(", ")),
            Self::Audio => f.write_str("sound"),
            Self::Stream => f.write_str("an encoded picture"),
        }
    }
}
