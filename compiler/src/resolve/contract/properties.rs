//! Clauses that name their property: `matrix: bt709`, `width: 704px..720px`.

use super::sound::{sound_dimension, sound_with};
use super::{Alternative, Found, InputKind, constant, mistake, set};
use crate::diagnostics::{Code, Diagnostic, Fix, nearest};
use crate::resolve::declaration::literal;
use crate::syntax::Span;
use crate::syntax::ast::Choice;
use crate::types::property::{self, PROPERTIES};
use crate::types::{AudioType, Fact, Quantity, Requirement, SOUND_PROPERTIES, Value};

/// `matrix: bt709`, `width: 704px..720px`.
pub(super) fn with_name(name: &str, at: Span, choice: &Choice, kind: InputKind) -> Found<Alternative> {
    let properties = if kind == InputKind::Audio { SOUND_PROPERTIES } else { PROPERTIES };
    if !properties.contains(&name) {
        let what = if kind == InputKind::Audio { "sounds" } else { "clips" };
        let help = nearest(name, properties.iter().copied()).map_or_else(
            || format!("the properties are {}", properties.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let diagnostic = Diagnostic::new(Code::UNKNOWN_PROPERTY, format!("{what} have no property `{name}`"));
        return Err(Box::new(diagnostic.label(at, "").help(help)));
    }
    let not_constant = || {
        let help = "write a number, a name, a range such as `704px..720px`, or alternatives with `|`";
        mistake(choice.span(), format!("what an input's `{name}` is has to be written out"), help)
    };
    let wrong_unit = |value: Quantity| {
        let dimension = if kind == InputKind::Audio { sound_dimension(name) } else { property::dimension(name) };
        let wanted = dimension.filter(|wanted| *wanted != value.dimension())?;
        Some(Box::new(
            Diagnostic::new(
                Code::WRONG_UNIT,
                format!("`{name}` is {value}, {}, but {} goes here", value.dimension().describe(), wanted.describe()),
            )
            .label(choice.span(), "")
            .help(format!("write {}{}", value.value(), wanted.base_unit())),
        ))
    };
    match choice {
        Choice::Value(expr) => {
            let value = constant(expr).ok_or_else(not_constant)?;
            if let Value::Number(number) = value
                && let Some(found) = wrong_unit(number)
            {
                return Err(found);
            }
            if kind == InputKind::Audio {
                return sound_with(name, &value).map(Alternative::from).ok_or_else(|| {
                    let help = "write for example `rate: 48kHz`, `channels: 2`, `layout: stereo`, `sample: s16`";
                    mistake(expr.span, format!("a sound's `{name}` cannot be {}", value.describe()), help)
                });
            }
            if let Value::Name(word) = &value
                && let Some(requirement) = Requirement::from_name(word)
                && requirement.subject().property() == Some(property_name(name))
                && let Some(facts) = requirement.facts()
            {
                return Ok(facts.into());
            }
            check_name(name, &value, expr.span)?;
            set(expr.span, |clip| property::set(clip, name, &value))
        }
        Choice::Range(low, high) => {
            let (from, to) = (literal(low).ok_or_else(not_constant)?, literal(high).ok_or_else(not_constant)?);
            if let Some(found) = wrong_unit(from).or_else(|| wrong_unit(to)) {
                return Err(found);
            }
            if kind == InputKind::Audio {
                let bound = |value: Quantity| value.value().max(0.0).round() as u32;
                let fact = Fact::between(bound(from), bound(to)).ok_or_else(not_constant)?;
                let sound = match name {
                    "rate" => AudioType { sample_rate: fact, ..AudioType::any() },
                    "channels" => AudioType { channels: fact, ..AudioType::any() },
                    _ => return Err(not_constant()),
                };
                return Ok(sound.into());
            }
            set(low.span.to(high.span), |clip| property::set_between(clip, name, from, to))
        }
        Choice::Size(_) => Err(not_constant()),
    }
}

fn property_name(name: &str) -> &'static str {
    PROPERTIES.iter().copied().find(|property| *property == name).unwrap_or("")
}

/// Refuses a name that is none of the values of a property.
fn check_name(property: &str, value: &Value, span: Span) -> Found<()> {
    let (Value::Name(word), Some(names)) = (value, property::names(property)) else { return Ok(()) };
    if names.contains(&word.as_str()) {
        return Ok(());
    }
    let found = Diagnostic::new(Code::NOT_A_CHOICE, format!("`{property}` is never `{word}`"))
        .label(span, "none of its values");
    Err(Box::new(match nearest(word, names.iter().copied()) {
        Some(near) => {
            found.help(format!("did you mean `{near}`?")).fix(Fix::maybe(format!("write `{near}`")).replace(span, near))
        }
        None => found.help(format!("it can be {}", names.join(", "))),
    }))
}
