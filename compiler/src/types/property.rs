//! Properties of clips: what `clip.width` reads, `video<progressive>` asks and `video<width: …>` sets.

use super::{Dimension, Quantity, Unit, Value};
use crate::media::{FrameRate, Layout, Named, Ratio, SampleType, Scan, VideoFormat};

/// The properties that a clip has, as written after the dot.
pub const PROPERTIES: &[&str] = &[
    "width",
    "height",
    "sar",
    "rate",
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

/// The value of `clip.name`; `None` if clips have no such property.
pub fn get(format: &VideoFormat, name: &str) -> Option<Value> {
    let number = |ratio: Ratio, dimension| Value::Number(Quantity::exact(ratio, dimension));
    let whole = |count: u64, unit: Unit| number(Ratio::new(count as i64, 1), unit.dimension());
    Some(match name {
        "width" => whole(u64::from(format.width), Unit::Px),
        "height" => whole(u64::from(format.height), Unit::Px),
        // A source that does not say is square, as every player takes it.
        "sar" => number(format.sar.unwrap_or(Ratio::ONE), Dimension::Number),
        "rate" => format.rate.map_or(Value::Unknown, |rate| number(rate.fps, Dimension::Rate)),
        "time_base" => number(format.time_base, Dimension::Time),
        "frames" => format.frames.map_or(Value::Unknown, |frames| whole(frames, Unit::Frames)),
        "sample" => Value::Name(format.sample.to_string()),
        "layout" => Value::Name(format.layout.to_string()),
        "matrix" => Value::Name(format.matrix.to_string()),
        "primaries" => Value::Name(format.primaries.to_string()),
        "transfer" => Value::Name(format.transfer.to_string()),
        "range" => Value::Name(format.range.to_string()),
        "chroma_location" => Value::Name(format.chroma_location.to_string()),
        "scan" => Value::Name(format.scan.to_string()),
        _ => return None,
    })
}

/// Sets a property from a declaration's `video<name: value>`.
///
/// # Errors
/// What the property accepts, if `value` is not that.
pub fn set(format: &mut VideoFormat, name: &str, value: &Value) -> Result<(), String> {
    match (name, value) {
        (_, Value::Unknown) => clear(format, name),
        ("width", Value::Number(size)) => format.width = pixels(name, *size)?,
        ("height", Value::Number(size)) => format.height = pixels(name, *size)?,
        // An untagged clip is square already: it stays untagged until it is not.
        ("sar", Value::Number(sar)) => {
            format.sar = Some(sar.ratio()).filter(|sar| format.sar.is_some() || *sar != Ratio::ONE);
        }
        ("rate", Value::Number(fps)) => {
            let variable = format.rate.is_some_and(|rate| rate.variable);
            format.rate = Some(FrameRate { fps: fps.ratio(), variable });
        }
        ("time_base", Value::Number(seconds)) => format.time_base = seconds.ratio(),
        ("frames", Value::Number(count)) => format.frames = Some(count.value().max(0.0) as u64),
        ("sample", Value::Name(sample)) => {
            format.sample = SampleType::from_name(sample).ok_or_else(|| expected("a sample type", sample))?;
        }
        ("layout", Value::Name(name)) => format.layout = named(name)?,
        ("matrix", Value::Name(name)) => format.matrix = named(name)?,
        ("primaries", Value::Name(name)) => format.primaries = named(name)?,
        ("transfer", Value::Name(name)) => format.transfer = named(name)?,
        ("range", Value::Name(name)) => format.range = named(name)?,
        ("chroma_location", Value::Name(name)) => format.chroma_location = named(name)?,
        ("scan", Value::Name(name)) => format.scan = named(name)?,
        _ => return Err(format!("`{name}` cannot be set to {}", value.describe())),
    }
    Ok(())
}

fn clear(format: &mut VideoFormat, name: &str) {
    match name {
        "rate" => format.rate = None,
        "frames" => format.frames = None,
        _ => {}
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

fn named<T: Named>(name: &str) -> Result<T, String> {
    T::from_name(name).ok_or_else(|| {
        let names: Vec<_> = T::ALL.iter().map(|value| value.name()).collect();
        expected(&names.join(", "), name)
    })
}

fn expected(what: &str, found: &str) -> String {
    format!("expected {what}, found `{found}`")
}

/// One requirement of a signature: `progressive`, `yuv420`, `u8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// All lines from one moment.
    Progressive,
    /// Two fields.
    Interlaced,
    /// This scan.
    Scan(Scan),
    /// Any Y'CbCr layout.
    Yuv,
    /// This layout.
    Layout(Layout),
    /// This sample type.
    Sample(SampleType),
    /// Any integer sample type.
    Integer,
    /// Any floating-point sample type.
    Float,
    /// A size that ends with a whole chroma sample, on interlaced clips in both fields.
    WholeChroma,
}

impl Requirement {
    /// The requirement written `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "progressive" => Self::Progressive,
            "interlaced" => Self::Interlaced,
            "yuv" => Self::Yuv,
            "integer" => Self::Integer,
            "float" => Self::Float,
            "whole_chroma" => Self::WholeChroma,
            _ => {
                if let Some(sample) = SampleType::from_name(name) {
                    Self::Sample(sample)
                } else if let Some(layout) = Layout::from_name(name) {
                    Self::Layout(layout)
                } else {
                    Self::Scan(Scan::from_name(name)?)
                }
            }
        })
    }

    /// Whether clips of this format satisfy it.
    pub fn holds(self, format: &VideoFormat) -> bool {
        match self {
            Self::Progressive => !format.scan.is_interlaced(),
            Self::Interlaced => format.scan.is_interlaced(),
            Self::Scan(scan) => format.scan == scan,
            Self::Yuv => format.layout.is_yuv(),
            Self::Layout(layout) => format.layout == layout,
            Self::Sample(sample) => format.sample == sample,
            Self::Integer => !format.sample.is_float(),
            Self::Float => format.sample.is_float(),
            Self::WholeChroma => {
                let (x, y) = format.chroma_block();
                format.width.is_multiple_of(x) && format.height.is_multiple_of(y)
            }
        }
    }

    /// What it is about; requirements about the same thing are alternatives.
    pub fn subject(self) -> Subject {
        match self {
            Self::Progressive | Self::Interlaced | Self::Scan(_) => Subject::Scan,
            Self::Yuv | Self::Layout(_) => Subject::Layout,
            Self::Sample(_) | Self::Integer | Self::Float => Subject::Sample,
            Self::WholeChroma => Subject::Size,
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
}

impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Progressive => f.write_str("progressive"),
            Self::Interlaced => f.write_str("interlaced"),
            Self::Scan(scan) => write!(f, "{scan}"),
            Self::Yuv => f.write_str("yuv"),
            Self::Layout(layout) => write!(f, "{layout}"),
            Self::Sample(sample) => write!(f, "{sample}"),
            Self::Integer => f.write_str("integer"),
            Self::Float => f.write_str("float"),
            Self::WholeChroma => f.write_str("whole_chroma"),
        }
    }
}
