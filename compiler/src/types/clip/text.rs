//! A clip's type for people: what is known, in the order in which a video engineer says it.

use std::fmt;

use super::ClipType;
use crate::media::{ChromaLocation, Layout, Matrix, Named, Range};
use crate::types::{Fact, Value, property};

/// As [`VideoFormat`](crate::media::VideoFormat) where all of that is known; otherwise what is, with `|`
/// between the values that one property may have and `…` for what is open:
/// `720x576 25fps yuv420 u8|u10 tff|bff …`.
impl fmt::Display for ClipType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(format) = self.exact() {
            return format.fmt(f);
        }
        let mut words = Vec::new();
        let mut open = false;
        let mut say = |word: Option<String>| match word {
            Some(word) => words.push(word),
            None => open = true,
        };
        say(self.size());
        say(self.rate());
        say(self.planes());
        say(some(&self.sample));
        let float = self.sample.known().is_some_and(|sample| sample.is_float());
        if !float {
            say(tag(&self.range, "range", Range::Unspecified));
        }
        if self.layout.known().is_none_or(|layout| layout.is_yuv()) {
            say(tag(&self.matrix, "matrix", Matrix::Unspecified));
        }
        if self.layout.known().is_none_or(|layout| layout.chroma_shift() != (0, 0)) {
            say(tag(&self.chroma_location, "siting", ChromaLocation::Unspecified));
        }
        say(some(&self.scan));
        match &self.sar {
            Fact::Known(None) => {}
            Fact::Known(Some(sar)) => say(Some(format!("sar {sar}"))),
            _ => say(None),
        }
        if words.is_empty() {
            return f.write_str("any format");
        }
        f.write_str(&words.join(" "))?;
        if open { f.write_str(" …") } else { Ok(()) }
    }
}

impl ClipType {
    fn size(&self) -> Option<String> {
        if self.width.is_open() && self.height.is_open() {
            return None;
        }
        let text = match (&self.width, &self.height) {
            (Fact::Known(width), Fact::Known(height)) => format!("{width}x{height}"),
            (width, Fact::Open) => format!("width {width}"),
            (Fact::Open, height) => format!("height {height}"),
            (width, height) => format!("width {width} height {height}"),
        };
        Some(text)
    }

    fn rate(&self) -> Option<String> {
        let fps = match &self.fps {
            Fact::Open => None,
            Fact::Known(None) => return Some("no-rate".to_owned()),
            Fact::Known(Some(fps)) => Some(format!("{fps}fps")),
            Fact::Between(low, high) => Some(format!("{}..{}fps", number(low), number(high))),
            Fact::OneOf(values) => Some(format!("{}fps", values.iter().map(number).collect::<Vec<_>>().join("|"))),
        };
        match (fps, &self.variable) {
            (Some(fps), Fact::Known(true)) => Some(format!("~{fps} variable")),
            (None, Fact::Known(true)) => Some("variable".to_owned()),
            (None, Fact::Known(false)) => Some("constant".to_owned()),
            (fps, _) => fps,
        }
    }

    fn planes(&self) -> Option<String> {
        let layout = match &self.layout {
            // Shorter by what it is not.
            Fact::OneOf(few) if few.len() * 2 > Layout::ALL.len() => {
                let others = Layout::ALL.iter().filter(|layout| !few.contains(layout));
                format!("not-{}", others.map(|layout| layout.name()).collect::<Vec<_>>().join("|"))
            }
            layout => some(layout)?,
        };
        Some(format!("{layout}{}", if self.alpha == Fact::Known(true) { "+alpha" } else { "" }))
    }
}

impl ClipType {
    /// What a clip is as far as one property goes: `is tff`, `is 720x576`, `does not say its rate`.
    pub fn said(&self, property: &str) -> String {
        let unsaid = || format!("does not say its {property}");
        match property {
            "width" | "height" => format!("is {}x{}", self.width, self.height),
            "scan" => format!("is {}", self.scan),
            "layout" => format!("is {}", self.layout),
            "sample" => format!("is {}", self.sample),
            "variable" if self.variable == Fact::Known(true) => "is of variable rate".to_owned(),
            "variable" => "is of constant rate".to_owned(),
            "rate" => match self.rate().filter(|_| self.fps != Fact::Known(None)) {
                Some(rate) => format!("is {rate}"),
                None => unsaid(),
            },
            property => match property::get(self, property) {
                None | Some(Value::Unknown) => unsaid(),
                Some(Value::Name(name)) if name == "unspecified" => unsaid(),
                Some(value) => format!("has {property} {}", value.describe()),
            },
        }
    }
}

fn number(value: &Option<crate::media::Ratio>) -> String {
    value.map_or_else(|| "untagged".to_owned(), |value| value.to_string())
}

fn some<T: fmt::Display>(fact: &Fact<T>) -> Option<String> {
    (!matches!(fact, Fact::Open)).then(|| fact.to_string())
}

/// A tag's value, or which tag is missing; `None` while it is open.
fn tag<T: fmt::Display + PartialEq>(fact: &Fact<T>, what: &str, unspecified: T) -> Option<String> {
    match fact {
        Fact::Known(value) if *value == unspecified => Some(format!("{what}-untagged")),
        fact => some(fact),
    }
}
