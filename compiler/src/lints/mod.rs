//! Lints: what a graph may do and had better not, as people who restore pictures know.
//!
//! A lint is one file with one function, in `order/` (what comes before what),
//! `waste/` (work and precision thrown away) or `style/` (how a graph is
//! written), and one line in [`LINTS`], which gives it its name, its code and its
//! level. Its page in `diagnostics/pages/` says why, with a bad and a better graph.
//!
//! Levels are set in a file (`lints { … }`), on an item (`@allow(…)`) and on the
//! command line, each over the one before: [`Levels`].

mod context;
mod level;
mod levels;
mod list;
mod order;
mod steps;
mod style;
mod trial;
mod waste;

use context::Context;
pub use level::{Chosen, Level};
pub use levels::Levels;
pub use list::LINTS;

use crate::diagnostics::{Code, Diagnostic};
use crate::elaborate::Step;
use crate::graph::Graph;
use crate::resolve::Library;
use crate::syntax::ast::File;
use crate::syntax::{SourceId, Span};

/// One lint.
pub struct Lint {
    /// Its name, as in `@allow(NAME)`.
    pub name: &'static str,
    /// Its code.
    pub code: Code,
    /// What happens where no level is set.
    pub level: Level,
    check: Check,
}

/// When a lint looks, and what at.
enum Check {
    /// Even where there are errors.
    Always(fn(&Context<'_>) -> Vec<Diagnostic>),
    /// Where there are none: what is wrong may be the cause of what it would find.
    Sound(fn(&Context<'_>) -> Vec<Diagnostic>),
    /// It is reported where it is found out: while the graph is made or planned.
    Elsewhere,
}

impl Lint {
    /// The lint with this name or code.
    pub fn named(name: &str) -> Option<&'static Self> {
        LINTS.iter().find(|lint| lint.name == name || lint.code.id().eq_ignore_ascii_case(name))
    }

    /// The lint with this code.
    pub fn of(code: Code) -> Option<&'static Self> {
        LINTS.iter().find(|lint| lint.code == code)
    }
}

/// What the lints look at.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The syntax tree.
    pub file: &'a File,
    /// Its text.
    pub text: &'a str,
    /// Which text that is.
    pub source: SourceId,
    /// Everything that can be called.
    pub library: &'a Library,
    /// The graph, before the passes.
    pub graph: &'a Graph,
    /// The uses of filters in it.
    pub steps: &'a [Step],
}

/// Runs every lint; most of them only where there are no errors.
///
/// All findings are added to `diagnostics`, whatever their level; [`Levels::apply`] sorts that out.
pub fn run(subject: Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let sound = !crate::compile::has_errors(diagnostics);
    let context = Context::new(subject);
    for lint in LINTS {
        let found = match lint.check {
            Check::Always(check) => check(&context),
            Check::Sound(check) if sound => check(&context),
            Check::Sound(_) | Check::Elsewhere => continue,
        };
        for finding in found {
            let said = |other: &Diagnostic| other.code == finding.code && other.labels == finding.labels;
            if !diagnostics.iter().any(said) {
                diagnostics.push(finding);
            }
        }
    }
    prefer_the_plainer(diagnostics);
}

/// Where two lints have the same cause, the one that says more about it stands alone.
fn prefer_the_plainer(diagnostics: &mut Vec<Diagnostic>) {
    for (weaker, plainer) in list::SAME_CAUSE {
        let places: Vec<Span> = diagnostics.iter().filter(|found| found.code == *plainer).filter_map(place).collect();
        let covered = |span: Span| {
            places.iter().any(|place| place.source == span.source && place.start <= span.start && span.end <= place.end)
        };
        diagnostics.retain(|found| found.code != *weaker || !found.labels.iter().any(|label| covered(label.span)));
    }
}

fn place(found: &Diagnostic) -> Option<Span> {
    found.labels.first().map(|label| label.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_that_a_check_can_give_is_a_lint() {
        let warnings = Code::ALL.iter().filter(|code| code.id().starts_with('W'));
        for code in warnings.filter(|code| {
            ![Code::DAMAGE_ALLOWED, Code::SOFTWARE_GPU, Code::LOCK_AGED, Code::SUSPICIOUS, Code::OLD_IMAGES]
                .contains(code)
        }) {
            assert!(Lint::of(*code).is_some(), "{code} has no line in the list");
        }
    }

    #[test]
    fn names_are_snake_case_and_none_is_used_twice() {
        for (position, lint) in LINTS.iter().enumerate() {
            assert!(lint.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", lint.name);
            let twin = |other: &Lint| other.name == lint.name || other.code == lint.code;
            assert!(!LINTS[..position].iter().any(twin), "{} is there twice", lint.name);
        }
    }

    #[test]
    fn the_list_is_in_the_order_of_the_codes() {
        assert!(LINTS.is_sorted_by_key(|lint| lint.code.id()));
    }
}
