//! Levels of lints from the command line: `--allow`, `--warn`, `--deny`.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::lints::{Chosen, Level};

use crate::arguments::LevelArgs;

/// The levels that `args` choose; names that no lint has are added to `diagnostics`.
pub(crate) fn chosen(args: &LevelArgs, diagnostics: &mut Vec<Diagnostic>) -> Chosen {
    let mut chosen = Chosen::default();
    for (level, names) in [(Level::Allow, &args.allow), (Level::Warn, &args.warn), (Level::Deny, &args.deny)] {
        for name in names {
            let Err(near) = chosen.set(name, level) else { continue };
            let help = match (Code::from_id(name), near) {
                (Some(code), _) => {
                    format!("{code} is no lint: errors cannot be turned off; `fwr lints` lists what can")
                }
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => "`fwr lints` lists them".to_owned(),
            };
            diagnostics.push(
                Diagnostic::new(Code::NOT_FOUND, format!("`--{level} {name}`: there is no lint `{name}`")).help(help),
            );
        }
    }
    chosen
}
