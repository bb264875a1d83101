//! What `@NAME(…)` above a definition says of it.

use super::implementation::{Implements, Quality, read_quality};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::media::Named;
use crate::syntax::ast::{Attribute, Expr, ExprKind};
use crate::types::{Dimension, Quantity};

/// What the attributes of a filter, kernel, model, encoder or measure say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// `@role(dust)`: what it is for in a restoration.
    pub role: Option<Role>,
    /// `@class(exact)`: how alike two runs are.
    pub class: Option<Class>,
    /// `@warm_up(8frames)`: frames of history that it needs before its result is exact.
    pub warm_up: Option<WarmUp>,
    /// `@deprecated("use `blur` instead")`: why it should not be used any more.
    pub deprecated: Option<String>,
    /// `@known_as("std.BoxBlur")`: what other programs call it.
    pub known_as: Vec<String>,
    /// `@implements(deinterlace, quality: draft)`: the filter whose place it can take.
    pub implements: Option<Implements>,
    /// `@quality(best)`: how good it is, where others implement it.
    pub quality: Option<Quality>,
}

crate::media::named_enum! {
    /// What a step is for: what the lints about order go by.
    Role {
        /// Makes whole frames of fields.
        Deinterlace = "deinterlace",
        /// Takes noise away.
        Denoise = "denoise",
        /// Makes edges steeper.
        Sharpen = "sharpen",
        /// Changes the size of the picture.
        Scale = "scale",
        /// Adds grain.
        Grain = "grain",
        /// Takes away what is in one frame only: dust, dropouts.
        Dust = "dust",
        /// Takes away weave and shake.
        Stabilise = "stabilise",
        /// Evens out brightness over time.
        Deflicker = "deflicker",
        /// Takes away the blocks of a codec.
        Deblock = "deblock",
        /// Takes away steps in smooth shades.
        Deband = "deband",
        /// Changes brightness and colour.
        Grade = "grade",
        /// Cuts off edges.
        Crop = "crop",
        /// Changes how samples are stored, or what they are taken for.
        Convert = "convert",
    }
}

crate::media::named_enum! {
    /// How alike two runs of a filter are.
    Class {
        /// The same bits everywhere.
        Exact = "exact",
        /// Alike within a tolerance.
        Tolerance = "tolerance",
        /// The same bits for the same seed.
        Seeded = "seeded",
    }
}

/// How much of what came before a recursive filter remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarmUp {
    /// So many frames, after which the result is exact.
    Frames(u32),
    /// Everything.
    All,
}

/// Attributes that say something of a definition.
const OF_DEFINITIONS: &[&str] = &["role", "class", "warm_up", "deprecated", "known_as", "implements", "quality"];
/// Attributes that set the level of lints for any item.
pub const LEVELS: &[&str] = &["allow", "warn", "deny"];

impl Attributes {
    /// Reads the attributes of a definition; mistakes are added to `diagnostics`.
    pub fn read(attributes: &[Attribute], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut read = Self::default();
        for (position, attribute) in attributes.iter().enumerate() {
            let name = attribute.name.name.as_str();
            let before = attributes[..position].iter().find(|other| other.name.name == name);
            if let Some(first) = before.filter(|_| OF_DEFINITIONS.contains(&name)) {
                diagnostics.push(
                    Diagnostic::new(Code::DUPLICATE_NAME, format!("`@{name}` is said twice of one definition"))
                        .label(attribute.span, "the second")
                        .label(first.span, "the first")
                        .help("remove one of them"),
                );
                continue;
            }
            let result = match name {
                "role" => one_named(attribute, "for example `@role(denoise)`").map(|role| read.role = Some(role)),
                "class" => one_named(attribute, "for example `@class(exact)`").map(|class| read.class = Some(class)),
                "implements" => Implements::read(attribute).map(|implements| read.implements = Some(implements)),
                "quality" => match values(attribute).as_deref() {
                    Some([value]) => read_quality(value).map(|quality| read.quality = Some(quality)),
                    _ => Err(takes(attribute, "one of draft, standard, best", "`@quality(best)`")),
                },
                "warm_up" => warm_up(attribute).map(|frames| read.warm_up = Some(frames)),
                "deprecated" => match texts(attribute).as_deref() {
                    Some([reason]) => {
                        read.deprecated = Some(reason.clone());
                        Ok(())
                    }
                    _ => {
                        Err(takes(attribute, "one text: what to use instead", "`@deprecated(\"use `blur` instead\")`"))
                    }
                },
                "known_as" => match texts(attribute) {
                    Some(names) if !names.is_empty() => {
                        read.known_as = names;
                        Ok(())
                    }
                    _ => Err(takes(attribute, "names in quotes", "`@known_as(\"std.BoxBlur\")`")),
                },
                name if LEVELS.contains(&name) => Ok(()),
                _ => Err(unknown(attribute)),
            };
            diagnostics.extend(result.err());
        }
        let said = attributes.iter().find(|attribute| attribute.name.name == "quality");
        if let (Some(implements), Some(said)) = (&read.implements, said) {
            diagnostics.push(
                Diagnostic::new(Code::DUPLICATE_NAME, "`@quality` says again how good an implementation is")
                    .label(said.span, "the second")
                    .label(implements.span, "the first")
                    .help("remove `@quality`: it is for the filter that others implement"),
            );
        }
        read
    }
}

/// Reports attributes above an item that is no definition: only levels of lints can stand there.
pub fn check_other(attributes: &[Attribute], diagnostics: &mut Vec<Diagnostic>) {
    for attribute in attributes {
        let name = attribute.name.name.as_str();
        if OF_DEFINITIONS.contains(&name) {
            diagnostics.push(
                Diagnostic::new(Code::BAD_DECLARATION, format!("`@{name}` stands above an item that is no filter"))
                    .label(attribute.span, "")
                    .help("put it above a `filter`, `kernel` or `model`"),
            );
        } else if !LEVELS.contains(&name) {
            diagnostics.push(unknown(attribute));
        }
    }
}

fn unknown(attribute: &Attribute) -> Diagnostic {
    let name = &attribute.name.name;
    let all: Vec<&str> = OF_DEFINITIONS.iter().chain(LEVELS).copied().collect();
    Diagnostic::new(Code::UNKNOWN_NAME, format!("there is no attribute `@{name}`"))
        .label(attribute.name.span, "")
        .help(format!("the attributes are @{}", all.join(", @")))
        .did_you_mean(attribute.name.span, nearest(name, all.iter().copied()))
}

/// The one argument as one of the values of `T`.
fn one_named<T: Named>(attribute: &Attribute, example: &str) -> Result<T, Diagnostic> {
    let names: Vec<&str> = T::ALL.iter().map(|value| value.name()).collect();
    let values = values(attribute).unwrap_or_default();
    let [Expr { kind: ExprKind::Name(name), span }] = values.as_slice() else {
        return Err(takes(attribute, &format!("one of {}", names.join(", ")), example));
    };
    T::from_name(name).ok_or_else(|| {
        Diagnostic::new(
            Code::NOT_A_CHOICE,
            format!("`{name}` is no {}, which is one of {}", attribute.name.name, names.join(", ")),
        )
        .label(*span, "")
        .help(example.to_owned())
        .did_you_mean(*span, nearest(name, names.iter().copied()))
    })
}

fn warm_up(attribute: &Attribute) -> Result<WarmUp, Diagnostic> {
    if let Some([Expr { kind, .. }]) = values(attribute).as_deref() {
        match kind {
            ExprKind::Name(name) if name == "all" => return Ok(WarmUp::All),
            ExprKind::Number { value, unit, .. } => {
                let frames = Quantity::new(*value, *unit);
                let whole = frames.value().fract() == 0.0 && (0.0..=1e6).contains(&frames.value());
                if frames.dimension() == Dimension::Frames && whole {
                    return Ok(WarmUp::Frames(frames.value() as u32));
                }
            }
            _ => {}
        }
    }
    Err(takes(attribute, "a whole number of frames, or `all`", "`@warm_up(8frames)`"))
}

fn texts(attribute: &Attribute) -> Option<Vec<String>> {
    let text = |value: &Expr| match &value.kind {
        ExprKind::Text(text) => Some(text.clone()),
        _ => None,
    };
    values(attribute)?.into_iter().map(text).collect()
}

/// The arguments of an attribute that takes none by name.
fn values(attribute: &Attribute) -> Option<Vec<&Expr>> {
    attribute.args.iter().map(|arg| arg.name.is_none().then_some(&arg.value)).collect()
}

fn takes(attribute: &Attribute, what: &str, example: &str) -> Diagnostic {
    Diagnostic::new(Code::BAD_DECLARATION, format!("`@{}` takes {what}", attribute.name.name))
        .label(attribute.span, "")
        .help(format!("write {example}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{self, SourceId};

    fn read(text: &str) -> (Attributes, Vec<Diagnostic>) {
        let text = format!("{text}\nkernel k(src: plane) -> plane {{ src }}\n");
        let (file, mut found) = syntax::parse(SourceId(0), &text);
        assert!(found.is_empty(), "{found:?}");
        let read = Attributes::read(&file.items[0].attributes, &mut found);
        (read, found)
    }

    #[test]
    fn each_attribute_is_read() {
        let (read, found) = read(
            "@role(dust) @class(seeded) @warm_up(8frames)\n@deprecated(\"use x\") @known_as(\"a\", \"b\") @allow(unused)",
        );
        assert!(found.is_empty(), "{found:?}");
        assert_eq!((read.role, read.class), (Some(Role::Dust), Some(Class::Seeded)));
        assert_eq!(read.warm_up, Some(WarmUp::Frames(8)));
        assert_eq!(read.deprecated.as_deref(), Some("use x"));
        assert_eq!(read.known_as, ["a", "b"]);
    }

    #[test]
    fn implementations_say_of_what_and_how_good() {
        let (read, found) = self::read("@implements(blur, quality: draft)");
        assert!(found.is_empty(), "{found:?}");
        let implements = read.implements.expect("is read");
        assert_eq!((implements.filter.name.as_str(), implements.quality), ("blur", Quality::Draft));
        assert_eq!(self::read("@quality(best)").0.quality, Some(Quality::Best));
    }

    #[test]
    fn mistakes_are_said() {
        for (text, code) in [
            ("@rolle(dust)", Code::UNKNOWN_NAME),
            ("@role(dusty)", Code::NOT_A_CHOICE),
            ("@role", Code::BAD_DECLARATION),
            ("@warm_up(8px)", Code::BAD_DECLARATION),
            ("@warm_up(1.5frames)", Code::BAD_DECLARATION),
            ("@known_as(median)", Code::BAD_DECLARATION),
            ("@role(dust) @role(grain)", Code::DUPLICATE_NAME),
            ("@role(it: dust)", Code::BAD_DECLARATION),
            ("@implements(blur)", Code::BAD_DECLARATION),
            ("@implements(\"blur\", quality: draft)", Code::BAD_DECLARATION),
            ("@implements(blur, draft)", Code::BAD_DECLARATION),
            ("@implements(blur, quality: fast)", Code::NOT_A_CHOICE),
            ("@quality(good)", Code::NOT_A_CHOICE),
            ("@quality", Code::BAD_DECLARATION),
            ("@implements(blur, quality: draft) @quality(best)", Code::DUPLICATE_NAME),
        ] {
            let (_, found) = read(text);
            assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), [code], "{text}");
        }
    }
}
