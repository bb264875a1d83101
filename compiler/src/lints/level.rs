//! How serious a lint is, and what the command line chose.

use crate::media::Named;

crate::media::named_enum! {
    /// What happens where a lint finds something, from least to most.
    Level {
        /// Nothing.
        Allow = "allow",
        /// It is said, and work goes on.
        Warn = "warn",
        /// It is an error.
        Deny = "deny",
    }
}

/// Levels chosen on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// For lints by name or code.
    pub lints: Vec<(String, Level)>,
    /// For whatever is a warning after the levels of file and item: `--deny warnings`.
    pub warnings: Option<Level>,
}

impl Chosen {
    /// Adds `name`, a lint's name or code, or `warnings`.
    ///
    /// # Errors
    /// The name nearest to it, if there is one, where there is no such lint.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), Option<&'static str>> {
        if name == "warnings" {
            self.warnings = Some(self.warnings.map_or(level, |other| other.max(level)));
            return Ok(());
        }
        let lint = super::Lint::named(name).ok_or_else(|| nearest_lint(name))?;
        self.lints.push((lint.name.to_owned(), level));
        Ok(())
    }

    /// The level chosen for the lint `name`; of several, the gravest.
    pub(super) fn level(&self, name: &str) -> Option<Level> {
        self.lints.iter().filter(|(lint, _)| lint == name).map(|(_, level)| *level).max()
    }
}

/// The name or code of a lint nearest to `name`.
pub(super) fn nearest_lint(name: &str) -> Option<&'static str> {
    let upper = name.to_ascii_uppercase();
    let is_code = upper.starts_with('W') && upper[1..].starts_with(|c: char| c.is_ascii_digit());
    let codes = super::LINTS.iter().map(|lint| lint.code.id());
    let names = super::LINTS.iter().map(|lint| lint.name).chain(["warnings"]);
    if is_code { crate::diagnostics::nearest(&upper, codes) } else { crate::diagnostics::nearest(name, names) }
}

impl Level {
    /// The level written `name`.
    pub fn from_word(name: &str) -> Option<Self> {
        Self::from_name(name)
    }
}
