//! A call of something that should not be used any more.

use crate::diagnostics::{Applicability, Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::resolve::Declaration;
use crate::syntax::ast::{Call, Ident};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for call in context.calls() {
        let Some(declaration) = context.declaration(call) else { continue };
        let Some(reason) = &declaration.attributes.deprecated else { continue };
        let diagnostic = Diagnostic::new(Code::DEPRECATED, format!("`{}` should not be used any more", call.name.name))
            .label(call.name.span, "")
            .help(reason.clone());
        found.push(match instead(context, reason, call) {
            Some((new, applicability)) => {
                let title = format!("write `{}`", new.name());
                diagnostic.fix(Fix { applicability, ..Fix::certain(title) }.replace(call.name.span, new.name()))
            }
            None => diagnostic,
        });
    }
    found
}

/// The filter that a reason names in `` `…` ``, and whether it takes what the call gives.
fn instead<'a>(context: &Context<'a>, reason: &str, call: &Call) -> Option<(&'a Declaration, Applicability)> {
    let name = reason.split('`').nth(1)?;
    let new = context.subject.library.filter_at(&Ident { name: name.to_owned(), ..call.name.clone() })?;
    let fits = call.args.iter().filter_map(|arg| arg.name.as_ref()).all(|name| new.param(&name.name).is_some());
    Some((new, if fits { Applicability::Certain } else { Applicability::Maybe }))
}
