//! A parameter of a filter or kernel that its body does not use.

use super::items::{is_meant, names_in_item};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::syntax::ast::{FilterKind, ItemKind, TypeKind};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in context.items() {
        let ItemKind::Filter(filter) = &item.kind else { continue };
        if !matches!(filter.kind, FilterKind::Composed | FilterKind::Kernel) {
            continue;
        }
        let used = names_in_item(item);
        for param in &filter.params {
            // Which planes a kernel runs on is said by the parameter itself.
            let planes = matches!(&param.ty.kind, TypeKind::Named(name, _) if name.name == "planes");
            let selects = planes && filter.kind == FilterKind::Kernel;
            if selects || used.contains(param.name.name.as_str()) || is_meant(&param.name) {
                continue;
            }
            found.push(
                Diagnostic::new(
                    Code::UNUSED_PARAMETER,
                    format!("`{}` of {} is never used", param.name.name, filter.name.name),
                )
                .label(param.name.span, "")
                .help(format!("remove it, use it, or call it `_{}` if that is meant", param.name.name))
                .fix(super::unused::renamed(&param.name)),
            );
        }
    }
    found
}
