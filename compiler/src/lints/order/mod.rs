//! What comes before what: one file a lint, by the roles of the steps that a picture comes through.

pub(super) mod crop_late;
pub(super) mod deband_before_denoise;
pub(super) mod deblock_late;
pub(super) mod deflicker_before_stabilise;
pub(super) mod deinterlace_late;
pub(super) mod denoise_while_interlaced;
pub(super) mod dust_before_deflicker;
pub(super) mod dust_before_stabilise;
pub(super) mod grain_before_denoise;
pub(super) mod grain_before_scale;
pub(super) mod scale_while_interlaced;
pub(super) mod sharpen_before_denoise;
pub(super) mod sharpen_before_scale;

use super::context::Context;
use crate::diagnostics::{Code, Diagnostic};
use crate::elaborate::Step;
use crate::media::Named;
use crate::media::Scan;
use crate::resolve::Role;

/// Two steps in the wrong order, and how that is said.
struct Order {
    code: Code,
    /// What must not come first.
    first: &'static [Role],
    /// What must not come after it.
    then: &'static [Role],
    /// The headline and the labels of both; `{first}` and `{then}` stand for the names of the two.
    headline: &'static str,
    at_first: &'static str,
    at_then: &'static str,
    /// What to do; `{first}` and `{then}` as well.
    help: &'static str,
}

/// The steps of a graph that stand in the order that `order` is about.
fn out_of_order(context: &Context<'_>, order: &Order) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut said = Vec::new();
    for then in context.steps() {
        if !then.role.is_some_and(|role| order.then.contains(&role)) || said.contains(&then.call) {
            continue;
        }
        let Some(first) = context.upstream(then, order.first) else { continue };
        said.push(then.call);
        let fill = |text: &str| text.replace("{first}", &first.filter).replace("{then}", &then.filter);
        let diagnostic = Diagnostic::new(order.code, fill(order.headline))
            .label(then.call, fill(order.at_then))
            .label(first.call, fill(order.at_first))
            .help(fill(order.help));
        found.push(match context.swap(first, then) {
            Some(fix) => diagnostic.fix(fix),
            None => diagnostic,
        });
    }
    found
}

/// Whether what goes into a step is certain to be interlaced.
fn is_interlaced(context: &Context<'_>, step: &Step) -> bool {
    let Some(clip) = context.input(step) else { return false };
    clip.scan.values(Scan::ALL).iter().all(|scan| scan.is_interlaced())
}
