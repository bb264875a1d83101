//! Properties of clips: what `clip.width` reads and `video<width: …>` sets.

use super::{ClipType, Dimension, Fact, Quantity, Unit, Value};
use crate::media::{ChromaLocation, Layout, Matrix, Named, Primaries, Range, Ratio, SampleType, Scan, Transfer};

/// The properties that a clip has, as written after the dot.
pub const PROPERTIES: &[&str] = &[
    "width",
    "height",
    "sar",
    "rate",
    "variable",
    "time_base",
    "frames",
    "sample",
    "layout",
    "matrix",
    "primaries",
    "transfer",
    "range",
    "chroma_location",
    "scan",
];

/// The value of `clip.name`: [`Value::Unknown`] while it is not known, `None` if clips have no such property.
pub fn get(clip: &ClipType, name: &str) -> Option<Value> {
    possible(clip, name).map(|values| match values {
        Some(mut values) if values.len() == 1 => values.pop().unwrap_or(Value::Unknown),
        _ => Value::Unknown,
    })
}

/// The few values that `clip.name` may have, the inner `None` if they cannot be listed; the outer `None` if
/// clips have no such property.
pub fn possible(clip: &ClipType, name: &str) -> Option<Option<Vec<Value>>> {
    Some(match name {
        "width" => listed(&clip.width, |width| whole(u64::from(*width), Unit::Px)),
        "height" => listed(&clip.height, |height| whole(u64::from(*height), Unit::Px)),
        // A source that does not say is square, as every player takes it.
        "sar" => listed(&clip.sar, |sar| number(sar.unwrap_or(Ratio::ONE), Dimension::Number)),
        "rate" => listed(&clip.fps, |fps| fps.map_or(Value::Unknown, |fps| number(fps, Dimension::Rate))),
        "variable" => listed(&clip.variable, |variable| Value::Bool(*variable)),
        "time_base" => listed(&clip.time_base, |time_base| number(*time_base, Dimension::Time)),
        "frames" => listed(&clip.frames, |frames| frames.map_or(Value::Unknown, |count| whole(count, Unit::Frames))),
        "sample" => listed(&clip.sample, name_of),
        "layout" => listed(&clip.layout, name_of),
        "matrix" => listed(&clip.matrix, name_of),
        "primaries" => listed(&clip.primaries, name_of),
        "transfer" => listed(&clip.transfer, name_of),
        "range" => listed(&clip.range, name_of),
        "chroma_location" => listed(&clip.chroma_location, name_of),
        "scan" => listed(&clip.scan, name_of),
        _ => return None,
    })
}

fn listed<T>(fact: &Fact<T>, value: impl Fn(&T) -> Value) -> Option<Vec<Value>> {
    let mut values: Vec<Value> = match fact {
        Fact::Open | Fact::Between(..) => return None,
        Fact::OneOf(values) => values.iter().map(value).collect(),
        Fact::Known(known) => vec![value(known)],
    };
    values.dedup();
    Some(values)
}

fn number(ratio: Ratio, dimension: Dimension) -> Value {
    Value::Number(Quantity::exact(ratio, dimension))
}

fn whole(count: u64, unit: Unit) -> Value {
    number(Ratio::new(count as i64, 1), unit.dimension())
}

fn name_of<T: std::fmt::Display>(value: &T) -> Value {
    Value::Name(value.to_string())
}

/// Sets a property from a declaration's `video<name: value>`; with [`Value::Unknown`] it is open afterwards.
///
/// # Errors
/// What the property accepts, if `value` is not that.
pub fn set(clip: &mut ClipType, name: &str, value: &Value) -> Result<(), String> {
    match (name, value) {
        // A rate that is not known is as constant as it was.
        ("rate", Value::Unknown) => clip.fps = Fact::Open,
        (_, Value::Unknown) => {
            clip.take(name, &ClipType::any());
        }
        ("width", Value::Number(size)) => clip.width = Fact::Known(pixels(name, *size)?),
        ("height", Value::Number(size)) => clip.height = Fact::Known(pixels(name, *size)?),
        // An untagged clip is square already: it stays untagged until it is not.
        ("sar", Value::Number(sar)) => {
            let sar = Some(sar.ratio());
            clip.sar = match &clip.sar {
                Fact::Known(None) if sar == Some(Ratio::ONE) => Fact::Known(None),
                Fact::Known(_) => Fact::Known(sar),
                _ if sar == Some(Ratio::ONE) => Fact::OneOf(vec![None, sar]),
                _ => Fact::Known(sar),
            };
        }
        ("rate", Value::Number(fps)) => clip.fps = Fact::Known(Some(fps.ratio())),
        ("variable", Value::Bool(variable)) => clip.variable = Fact::Known(*variable),
        ("time_base", Value::Number(seconds)) => clip.time_base = Fact::Known(seconds.ratio()),
        ("frames", Value::Number(count)) => clip.frames = Fact::Known(Some(count.value().max(0.0) as u64)),
        ("sample", Value::Name(sample)) => {
            let sample = SampleType::from_name(sample).ok_or_else(|| expected("a sample type", sample))?;
            clip.sample = Fact::Known(sample);
        }
        ("layout", Value::Name(name)) => clip.layout = named(name)?,
        ("matrix", Value::Name(name)) => clip.matrix = named(name)?,
        ("primaries", Value::Name(name)) => clip.primaries = named(name)?,
        ("transfer", Value::Name(name)) => clip.transfer = named(name)?,
        ("range", Value::Name(name)) => clip.range = named(name)?,
        ("chroma_location", Value::Name(name)) => clip.chroma_location = named(name)?,
        ("scan", Value::Name(name)) => clip.scan = named(name)?,
        _ => return Err(format!("`{name}` cannot be set to {}", value.describe())),
    }
    Ok(())
}

/// Says that a property is from `low` to `high`.
///
/// # Errors
/// If it is no number, or nothing is in between.
pub fn set_between(clip: &mut ClipType, name: &str, low: Quantity, high: Quantity) -> Result<(), String> {
    let empty = || format!("`{name}` cannot be from {low} to {high}");
    let counts = (low.value().max(0.0) as u64, high.value().max(0.0) as u64);
    match name {
        "width" => clip.width = Fact::between(pixels(name, low)?, pixels(name, high)?).ok_or_else(empty)?,
        "height" => clip.height = Fact::between(pixels(name, low)?, pixels(name, high)?).ok_or_else(empty)?,
        "sar" => clip.sar = Fact::between(Some(low.ratio()), Some(high.ratio())).ok_or_else(empty)?,
        "rate" => clip.fps = Fact::between(Some(low.ratio()), Some(high.ratio())).ok_or_else(empty)?,
        "time_base" => clip.time_base = Fact::between(low.ratio(), high.ratio()).ok_or_else(empty)?,
        "frames" => clip.frames = Fact::between(Some(counts.0), Some(counts.1)).ok_or_else(empty)?,
        _ => return Err(format!("`{name}` is no number: it has alternatives, not a range")),
    }
    Ok(())
}

/// The values of a property that is one of some names; `None` for those that are not.
pub fn names(property: &str) -> Option<Vec<&'static str>> {
    fn all<T: Named + 'static>() -> Option<Vec<&'static str>> {
        Some(T::ALL.iter().map(|value| value.name()).collect())
    }
    match property {
        "layout" => all::<Layout>(),
        "matrix" => all::<Matrix>(),
        "primaries" => all::<Primaries>(),
        "transfer" => all::<Transfer>(),
        "range" => all::<Range>(),
        "chroma_location" => all::<ChromaLocation>(),
        "scan" => all::<Scan>(),
        _ => None,
    }
}

/// What a property that is a number measures.
pub fn dimension(name: &str) -> Option<Dimension> {
    match name {
        "width" | "height" => Some(Dimension::Length),
        "sar" => Some(Dimension::Number),
        "rate" => Some(Dimension::Rate),
        "time_base" => Some(Dimension::Time),
        "frames" => Some(Dimension::Frames),
        _ => None,
    }
}

/// Settles what is still open of a clip whose sources are all known: what nothing sets is as in `model`, and a
/// rate or a number of frames that follows from nothing is one that no source says.
pub fn settle(clip: &mut ClipType, model: &ClipType) {
    for property in clip.open() {
        match property {
            "rate" => (clip.fps, clip.variable) = (Fact::Known(None), Fact::Known(false)),
            "frames" => clip.frames = Fact::Known(None),
            property => {
                clip.take(property, model);
            }
        }
    }
}

fn pixels(name: &str, size: Quantity) -> Result<u32, String> {
    let value = size.value();
    if value.is_nan() || value < 1.0 {
        return Err(format!("no picture would be left: its {name} would be {size}"));
    }
    if value > 65_536.0 {
        return Err(format!("a picture {size} across is more than the 65536px that can be worked on"));
    }
    Ok(value.round() as u32)
}

fn named<T: Named>(name: &str) -> Result<Fact<T>, String> {
    T::from_name(name).map(Fact::Known).ok_or_else(|| {
        let names: Vec<_> = T::ALL.iter().map(|value| value.name()).collect();
        expected(&names.join(", "), name)
    })
}

fn expected(what: &str, found: &str) -> String {
    format!("expected {what}, found `{found}`")
}

impl Subject {
    /// The property of a clip that it is; a size is several.
    pub fn property(self) -> Option<&'static str> {
        match self {
            Self::Scan => Some("scan"),
            Self::Layout => Some("layout"),
            Self::Sample => Some("sample"),
            Self::Range => Some("range"),
            Self::Transfer => Some("transfer"),
            Self::Size => None,
        }
    }
}

/// What a requirement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Progressive or interlaced.
    Scan,
    /// Colour model and subsampling.
    Layout,
    /// Sample type.
    Sample,
    /// Width and height.
    Size,
    /// Which code values carry nominal black and white.
    Range,
    /// Transfer characteristic.
    Transfer,
}
