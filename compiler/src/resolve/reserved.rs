//! The arguments that every call of a filter takes, whatever it declares: what does the work, and where.

use super::Declaration;
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{Arg, FilterKind, Ident};

/// The reserved arguments, each with what it says.
pub const RESERVED: &[(&str, &str)] = &[
    ("on", "What has to run it: `cpu` or `gpu`. Without it, whichever costs less."),
    ("using", "Which of its implementations has to do it. Without it, one that is as good as is asked for."),
];

/// Whether `name` is the name of a reserved argument.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|(reserved, _)| *reserved == name)
}

/// Whether an argument of a call of `declaration` is a reserved one; a param of a graph that goes by its name comes first.
pub(crate) fn is_reserved_arg(declaration: &Declaration, arg: &Arg) -> bool {
    arg.name.as_ref().is_some_and(|name| is_reserved(&name.name) && declaration.param(&name.name).is_none())
}

/// The finding about a parameter with a reserved name.
pub(super) fn check_parameter(name: &Ident) -> Option<Diagnostic> {
    is_reserved(&name.name).then(|| {
        Diagnostic::new(
            Code::BAD_DECLARATION,
            format!("a parameter is called `{}`, which every call takes already", name.name),
        )
        .label(name.span, "")
        .help("give it another name: `on` says what runs a filter, `using` which implementation")
    })
}

/// The finding about a reserved argument in a call of something that has no use for it.
pub(super) fn check_argument(declaration: &Declaration, arg: &Arg) -> Option<Diagnostic> {
    let name = arg.name.as_ref()?;
    let what = match declaration.kind() {
        FilterKind::Encoder => "an encoder",
        FilterKind::Measure => "a measure",
        _ => return None,
    };
    let message = format!("{} is {what}, which takes no `{}`", declaration.name(), name.name);
    Some(
        Diagnostic::new(Code::UNKNOWN_ARGUMENT, message)
            .label(name.span, "")
            .help("leave it out: only filters can be pinned"),
    )
}
