//! Limits that an estimate has to keep.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::estimate::{Estimate, words};
use fwr_compiler::machine::Figure;

use crate::arguments::EstimateArgs;

/// What of `args` the run may not keep, one finding each.
///
/// Time and money are held against the upper end of their intervals: who sets a limit wants to rely on it.
pub(super) fn broken(estimate: &Estimate, args: &EstimateArgs) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(limit) = args.max_time {
        let gate = Gate { option: "--max-time", limit: limit.as_secs_f64(), what: "take", unit: &words::duration };
        found.extend(gate.check(estimate.seconds, estimate));
    }
    if let Some(limit) = args.max_memory {
        let gate = Gate { option: "--max-memory", limit: limit as f64, what: "need", unit: &words::memory };
        found.extend(gate.check(estimate.memory.most, estimate));
    }
    if let Some(limit) = args.max_cost {
        let (money, currency) = estimate.money.clone().unwrap_or((Figure::Unknown, String::new()));
        let unit = |amount: f64| format!("{amount:.2} {currency}");
        let gate = Gate { option: "--max-cost", limit, what: "cost", unit: &unit };
        found.extend(gate.check(money, estimate));
    }
    found
}

struct Gate<'a> {
    option: &'a str,
    limit: f64,
    /// What the run does with it: `take`.
    what: &'a str,
    unit: &'a dyn Fn(f64) -> String,
}

impl Gate<'_> {
    fn check(&self, figure: Figure, estimate: &Estimate) -> Option<Diagnostic> {
        let Self { option, limit, what, unit } = self;
        let machine = words::machine(&estimate.machine);
        let Some((likely, high)) = figure.likely().zip(figure.high()) else {
            let diagnostic = Diagnostic::new(
                Code::OVER_LIMIT,
                format!("it is not known what the run will {what} on {machine}, and {option} allows {}", unit(*limit)),
            );
            let why = match (*option, estimate.unknown.first()) {
                ("--max-cost", _) if estimate.money.is_none() => {
                    format!(
                        "the profile of {machine} has no price: add `[price]` to a copy of it, and name it with --on"
                    )
                }
                (_, Some(why)) => format!("not known: {why}"),
                _ => format!("leave out {option}"),
            };
            return Some(diagnostic.help(why));
        };
        if high <= *limit {
            return None;
        }
        // In smaller units, where both would read the same.
        let may = if likely > *limit { "will" } else { "may" };
        let amount = if likely > *limit { likely } else { high };
        let help = match may {
            "may" => format!("it most likely will {what} {}; the limit is held against the upper end", unit(likely)),
            _ => "`fwr explain` with the same arguments says what would change that".to_owned(),
        };
        let message =
            format!("the run {may} {what} {} on {machine}, and {option} allows {}", unit(amount), unit(*limit));
        Some(Diagnostic::new(Code::OVER_LIMIT, message).help(help))
    }
}
