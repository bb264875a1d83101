//! Which implementation of a filter does the work of a call.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::resolve::{Declaration, Origin, Quality};
use crate::syntax::Span;
use crate::syntax::ast::{Call, FilterKind};
use crate::types::Value;

/// Names a place where one of several implementations is chosen: `deinterlace at line 7`.
///
/// It is the same as long as the text is: what is chosen elsewhere does not change it. Inside a filter of the library
/// it says so (`resize in sharpen_up at line 7`), in a file that the graph uses it names that (`at line 7 of tape`),
/// and where one place is used more than once, it counts (`deinterlace at line 7 #2`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Site(pub String);

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place where one of several implementations does the work of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceSite {
    /// Its name, as in [`Bindings::choices`](super::Bindings::choices).
    pub site: Site,
    /// The filter that is called.
    pub filter: String,
    /// The line of the graph that asks for it, from 1; `None` in another file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The implementation that was chosen.
    pub chosen: String,
    /// Every implementation with its quality, the chosen one and the filter itself among them, the least first.
    pub alternatives: Vec<(String, Quality)>,
    /// Whether the graph says which one, so that there is nothing to choose: `using: …`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pinned: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl ChoiceSite {
    /// How good the chosen implementation is.
    pub fn quality(&self) -> Quality {
        let chosen = self.alternatives.iter().find(|(name, _)| *name == self.chosen);
        chosen.map(|(_, quality)| *quality).unwrap_or_default()
    }
}

/// `deinterlace at line 7 by deinterlace_draft (draft), as the graph says; not by deinterlace (standard)`
impl std::fmt::Display for ChoiceSite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} by {} ({})", self.site, self.chosen, self.quality())?;
        if self.pinned {
            f.write_str(", as the graph says")?;
        }
        let others = self.alternatives.iter().filter(|(name, _)| *name != self.chosen);
        let others: Vec<String> = others.map(|(name, quality)| format!("{name} ({quality})")).collect();
        if others.is_empty() { Ok(()) } else { write!(f, "; not by {}", others.join(", ")) }
    }
}

/// What elaboration keeps about choices.
#[derive(Debug, Default)]
pub(super) struct Choosing {
    /// The places so far.
    pub(super) sites: Vec<ChoiceSite>,
    /// How often each place was come to, by its name without a count.
    seen: BTreeMap<String, usize>,
}

impl<'a> Elaborator<'a> {
    /// What does the work of a call of `filter`: itself, or another implementation; `using` is what the call says.
    pub(super) fn implementation(
        &mut self,
        filter: &'a Declaration,
        call: &Call,
        using: Option<(Value, Span)>,
    ) -> &'a Declaration {
        let callable = matches!(filter.origin, Origin::Item)
            && !matches!(filter.kind(), FilterKind::Encoder | FilterKind::Measure);
        let all =
            if callable { self.library.implementations(filter, self.place(call.span).source) } else { vec![filter] };
        let pinned = match using {
            Some((value, span)) => match self.implementation_named(filter, &all, &value, span) {
                Some(one) => Some(one),
                None => return filter,
            },
            None => None,
        };
        // Inside one of them, the filter's name stands for the filter itself: what they build on.
        let inside = self.calling.iter().any(|outer| all.iter().any(|one| one.filter.name.span == outer.span));
        if all.len() < 2 || self.by_definition || (inside && pinned.is_none()) {
            return pinned.unwrap_or(filter);
        }
        let asked = self.bindings.quality;
        // What may turn out not to be needed is no place to choose for.
        if !self.is_measured_here() {
            return pinned.unwrap_or_else(|| fitting(filter, &all, asked));
        }
        let site = self.site_of(filter, call.span);
        let choice = self.bindings.choices.get(&site).and_then(|name| all.iter().find(|one| one.name() == name));
        let chosen = pinned.or(choice.copied()).unwrap_or_else(|| fitting(filter, &all, asked));
        let place = self.place(call.span);
        self.choosing.sites.push(ChoiceSite {
            site,
            filter: filter.name().to_owned(),
            line: self.is_main(place).then(|| self.line(place)),
            chosen: chosen.name().to_owned(),
            alternatives: all.iter().map(|one| (one.name().to_owned(), one.quality())).collect(),
            pinned: pinned.is_some(),
        });
        self.notes.set_implementation(call.name.span, chosen.filter.name.span);
        chosen
    }

    /// The implementation that `using: value` names.
    fn implementation_named(
        &mut self,
        filter: &Declaration,
        all: &[&'a Declaration],
        value: &Value,
        span: Span,
    ) -> Option<&'a Declaration> {
        let names: Vec<&str> = all.iter().map(|one| one.name()).collect();
        let help = match names.as_slice() {
            [_] => format!("leave `using` out: `{}` is done in one way only", filter.name()),
            _ => format!("its implementations are {}", names.join(", ")),
        };
        let Value::Name(name) = value else {
            if *value != Value::Unknown {
                let message = format!("`using` takes the name of an implementation, found {}", value.describe());
                self.report(Diagnostic::new(Code::WRONG_TYPE, message).label(span, "").help(help));
            }
            return None;
        };
        let Some(one) = all.iter().copied().find(|one| one.name() == name) else {
            self.report(
                Diagnostic::new(Code::NOT_A_CHOICE, format!("`{name}` is no implementation of `{}`", filter.name()))
                    .label(span, "")
                    .help(help)
                    .did_you_mean(span, nearest(name, names)),
            );
            return None;
        };
        if self.calling.iter().any(|outer| outer.span == one.filter.name.span) {
            self.report(
                Diagnostic::new(Code::RECURSION, format!("filter `{name}` uses itself, through `{}`", filter.name()))
                    .label(span, "used again here")
                    .help(format!("leave `using` out: inside it, `{0}` is `{0}` itself", filter.name())),
            );
            return None;
        }
        Some(one)
    }

    /// The name of the place where `filter` is called at `span`.
    fn site_of(&mut self, filter: &Declaration, span: Span) -> Site {
        let place = self.place(span);
        let mut name = filter.name().to_owned();
        let own = self.calling.iter().filter(|outer| self.library.is_own(outer.span.source));
        let mut around: Vec<&str> = own.map(|outer| outer.name.as_str()).collect();
        // A preset that is called as a filter is no filter that is being evaluated.
        let outermost = self.site.as_ref().map(|site| site.filter.as_str());
        if let Some(outermost) = outermost.filter(|outermost| around.first() != Some(outermost)) {
            around.insert(0, outermost);
        }
        around.iter().rev().for_each(|filter| name.push_str(&format!(" in {filter}")));
        name.push_str(&format!(" at line {}", self.line(place)));
        if let Some(module) = self.library.module(place.source) {
            name.push_str(&format!(" of {}", module.name));
        }
        let count = self.choosing.seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name.push_str(&format!(" #{count}"));
        }
        Site(name)
    }

    fn is_main(&self, span: Span) -> bool {
        self.library.module(span.source).is_none() && !self.library.is_own(span.source)
    }

    /// The line of a place, from 1.
    fn line(&self, span: Span) -> usize {
        let text = match self.library.module(span.source) {
            Some(module) => &module.text,
            None => self.text,
        };
        let before = text.as_bytes().iter().take(span.start as usize);
        before.filter(|byte| **byte == b'\n').count() + 1
    }
}

/// Of implementations at least as good as `asked` the least; if none is, the best there is. Of equals the first.
fn fitting<'a>(filter: &'a Declaration, all: &[&'a Declaration], asked: Quality) -> &'a Declaration {
    let quality = all.iter().map(|one| one.quality()).find(|quality| *quality >= asked);
    let quality = quality.or_else(|| all.last().map(|one| one.quality()));
    all.iter().copied().find(|one| Some(one.quality()) == quality).unwrap_or(filter)
}
