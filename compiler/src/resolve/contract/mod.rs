//! Reads what the type of an input says of the file.

mod properties;
mod sound;
mod words;

use properties::with_name;
use words::without_name;

use super::declaration::literal;
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{BinaryOp, Choice, Expr, ExprKind, TypeArg, TypeExpr, TypeKind};
use crate::types::{AudioType, Clause, ClipType, Contract, Says, Value};

/// What an input's type is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// A file: its picture, its sound, everything.
    Media,
    /// The picture of a file.
    Video,
    /// The sound of a file.
    Audio,
}

/// The kind of an input of type `ty`; `None` if that is no type of an input.
pub fn input_kind(ty: &TypeExpr) -> Option<InputKind> {
    match &ty.kind {
        TypeKind::Optional(inner) => input_kind(inner),
        TypeKind::Named(name, _) => match name.name.as_str() {
            "media" => Some(InputKind::Media),
            "video" => Some(InputKind::Video),
            "audio" => Some(InputKind::Audio),
            _ => None,
        },
        _ => None,
    }
}

/// What a clause or a part of it says, or what is wrong with it.
type Found<T> = Result<T, Box<Diagnostic>>;

/// What `ty`, the type of an input, says; mistakes are added to `diagnostics`.
pub fn read_contract(ty: &TypeExpr, diagnostics: &mut Vec<Diagnostic>) -> Contract {
    let (Some(kind), Some(args)) = (input_kind(ty), arguments(ty)) else { return Contract::default() };
    let mut contract = Contract::default();
    for arg in args {
        match clause(arg, kind, ty.span) {
            Ok(clause) => match contradicted(&contract, &clause) {
                None => contract.clauses.push(clause),
                Some(earlier) => diagnostics.push(
                    Diagnostic::new(
                        Code::BAD_DECLARATION,
                        format!("no file is both `{}` and `{}`", earlier.text(), clause.text()),
                    )
                    .label(clause.span, "this")
                    .label(earlier.span, "and this cannot be true of one file")
                    .help("write alternatives with `|`: `tff | bff`"),
                ),
            },
            Err(found) => diagnostics.push(*found),
        }
    }
    contract
}

fn arguments(ty: &TypeExpr) -> Option<&[TypeArg]> {
    match &ty.kind {
        TypeKind::Optional(inner) => arguments(inner),
        TypeKind::Named(_, args) => Some(args),
        _ => None,
    }
}

/// The clause among `contract` that cannot be true if `clause` is.
fn contradicted<'a>(contract: &'a Contract, clause: &Clause) -> Option<&'a Clause> {
    contract.clauses.iter().find(|earlier| {
        !earlier.clip().differences(&clause.clip()).is_empty()
            || !earlier.sound().differences(&clause.sound()).is_empty()
    })
}

/// Reads one clause of the type at `whole`.
fn clause(arg: &TypeArg, kind: InputKind, whole: Span) -> Found<Clause> {
    let (property, choices) = match arg {
        TypeArg::Like(name) => {
            let help = "say what it is: `video<progressive, 25fps>`";
            return Err(mistake(name.span, "an input is not like anything: it comes first", help));
        }
        TypeArg::Any(choices) => (None, choices),
        TypeArg::Property(property) => (Some(&property.name), &property.choices),
    };
    let spans = property.map(|name| name.span).into_iter().chain(choices.iter().map(Choice::span));
    let span = spans.reduce(Span::to).unwrap_or(whole);
    let (mut clips, mut sounds, mut size, mut texts) = (Vec::new(), Vec::new(), false, Vec::new());
    for choice in choices {
        let says = match property {
            Some(name) => with_name(&name.name, name.span, choice, kind)?,
            None => without_name(choice, kind)?,
        };
        match says {
            Alternative::Clip(clip) => clips.push(*clip),
            Alternative::Sound(sound) => sounds.push(*sound),
            Alternative::WholeChroma => size = true,
        }
        texts.push(written(choice));
    }
    let kinds = [!clips.is_empty(), !sounds.is_empty(), size].iter().filter(|some| **some).count();
    let one_subject = clips.windows(2).all(|pair| pair[0].stated() == pair[1].stated());
    if kinds != 1 || !one_subject {
        let message = "alternatives are about one property, but these are about several";
        return Err(mistake(span, message, "separate what has to be true together with a comma"));
    }
    let says = if size {
        Says::WholeChroma
    } else if sounds.is_empty() {
        Says::Clip(clips)
    } else {
        Says::Sound(sounds)
    };
    Ok(Clause { span, property: property.map(|name| name.name.clone()), texts, says })
}

/// One of several things that may be true.
enum Alternative {
    Clip(Box<ClipType>),
    Sound(Box<AudioType>),
    WholeChroma,
}

impl From<ClipType> for Alternative {
    fn from(clip: ClipType) -> Self {
        Self::Clip(Box::new(clip))
    }
}

impl From<AudioType> for Alternative {
    fn from(sound: AudioType) -> Self {
        Self::Sound(Box::new(sound))
    }
}

/// A value that stands for itself: a number, a quotient of two, a name or a text.
fn constant(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Name(name) => Some(Value::Name(name.clone())),
        ExprKind::Text(text) => Some(Value::Text(text.clone())),
        ExprKind::Binary(BinaryOp::Div, left, right) => match (constant(left)?, constant(right)?) {
            (Value::Number(a), Value::Number(b)) if b.value() != 0.0 => a.over(b).ok().map(Value::Number),
            _ => None,
        },
        _ => literal(expr).map(Value::Number),
    }
}

fn written(choice: &Choice) -> String {
    let value = |expr: &Expr| match (&expr.kind, constant(expr)) {
        (ExprKind::Number { text, unit, .. }, _) => format!("{text}{unit}"),
        (_, Some(Value::Number(number))) => number.to_string(),
        (_, Some(Value::Name(name))) => name,
        (_, Some(Value::Text(text))) => format!("{text:?}"),
        _ => "…".to_owned(),
    };
    match choice {
        Choice::Value(expr) => value(expr),
        Choice::Range(low, high) => format!("{}..{}", value(low), value(high)),
        Choice::Size(size) => format!("{}x{}", size.width, size.height),
    }
}

fn mistake(span: Span, message: impl Into<String>, help: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::BAD_DECLARATION, message).label(span, "").help(help))
}

fn set(span: Span, say: impl FnOnce(&mut ClipType) -> Result<(), String>) -> Found<Alternative> {
    let mut clip = ClipType::any();
    match say(&mut clip) {
        Ok(()) => Ok(clip.into()),
        Err(reason) => Err(mistake(span, reason, "write what the file is")),
    }
}
