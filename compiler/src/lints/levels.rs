//! Which level holds where: of the lint, of the file, of the item, of the command line, each over the one before.

use super::level::nearest_lint;
use super::{Chosen, Level, Lint};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::syntax::ast::{ExprKind, File, ItemKind};
use crate::syntax::{SourceId, Span};

/// The levels of one file, and of the command line.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    source: Option<SourceId>,
    /// `lints { … }`
    file: Vec<(&'static str, Level)>,
    /// `@allow(…)` with the item that it is above.
    items: Vec<(Span, &'static str, Level)>,
    chosen: Chosen,
}

impl Levels {
    /// Reads the levels that `file` sets, under those of the command line; mistakes are added to `diagnostics`.
    pub fn read(file: &File, source: SourceId, chosen: &Chosen, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut levels = Self { source: Some(source), chosen: chosen.clone(), ..Self::default() };
        for item in &file.items {
            if let ItemKind::Lints(lints) = &item.kind {
                for set in &lints.levels {
                    let Some(level) = Level::from_word(&set.level.name) else { continue };
                    for lint in &set.lints {
                        if let Some(name) = known(&lint.name, lint.span, diagnostics) {
                            levels.file.push((name, level));
                        }
                    }
                }
            }
            for attribute in &item.attributes {
                let Some(level) = Level::from_word(&attribute.name.name) else { continue };
                if attribute.args.is_empty() {
                    diagnostics.push(
                        Diagnostic::new(Code::BAD_DECLARATION, format!("`@{level}` does not say which lint"))
                            .label(attribute.span, "")
                            .help(format!("name one: `@{level}(unused)`; `fwr lints` lists them")),
                    );
                }
                for arg in &attribute.args {
                    match (&arg.name, &arg.value.kind) {
                        (None, ExprKind::Name(name)) => {
                            if let Some(name) = known(name, arg.value.span, diagnostics) {
                                levels.items.push((item.span, name, level));
                            }
                        }
                        _ => diagnostics.push(
                            Diagnostic::new(Code::UNKNOWN_LINT, format!("`@{level}` takes names of lints"))
                                .label(arg.value.span, "")
                                .help("write a name or code as it is, without quotes; `fwr lints` lists them"),
                        ),
                    }
                }
            }
        }
        levels
    }

    /// Gives every finding its level, and takes away what is allowed. Doing it twice changes nothing.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain_mut(|found| {
            if found.code.severity() == Severity::Error {
                return true;
            }
            let level = self.level(found);
            found.severity = if level == Level::Deny { Severity::Error } else { Severity::Warning };
            level != Level::Allow
        });
    }

    fn level(&self, found: &Diagnostic) -> Level {
        let Some(lint) = Lint::of(found.code) else { return self.of_warnings(Level::Warn) };
        if let Some(level) = self.chosen.level(lint.name) {
            return level;
        }
        // Any place that it is about may set it, the first label's before the others'.
        let here = found.labels.iter().filter(|label| Some(label.span.source) == self.source).find_map(|label| {
            let holds = |span: &Span| span.start <= label.span.start && label.span.end <= span.end;
            self.items
                .iter()
                .rev()
                .find(|(span, name, _)| *name == lint.name && holds(span))
                .map(|(_, _, level)| *level)
        });
        let in_file = || self.file.iter().rev().find(|(name, _)| *name == lint.name).map(|(_, level)| *level);
        self.of_warnings(here.or_else(in_file).unwrap_or(lint.level))
    }

    /// `--deny warnings` and the like are about what would be a warning without them.
    fn of_warnings(&self, level: Level) -> Level {
        if level == Level::Warn { self.chosen.warnings.unwrap_or(level) } else { level }
    }
}

/// The name of the lint that is written `written`.
fn known(written: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<&'static str> {
    if let Some(lint) = Lint::named(written) {
        return Some(lint.name);
    }
    let finding = match Code::from_id(written) {
        Some(code) => Diagnostic::new(Code::UNKNOWN_LINT, format!("{code} is no lint, so it has no level"))
            .help("errors cannot be turned off; `fwr lints` lists what can"),
        None => Diagnostic::new(Code::UNKNOWN_LINT, format!("there is no lint `{written}`"))
            .help("`fwr lints` lists them")
            .did_you_mean(span, nearest_lint(written)),
    };
    diagnostics.push(finding.label(span, ""));
    None
}
