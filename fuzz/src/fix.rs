//! Certain fixes come to an end and never break a text.

use std::collections::BTreeSet;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::apply_certain;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::syntax::{self, SourceId};

use super::check::load;
use super::texts::Texts;

/// How many rounds are looked at; each makes all fixes that do not overlap, of the findings that are reported at once.
const ROUNDS: usize = 64;

/// Makes the certain fixes of a graph until there are none: none leads back to an earlier text, a text that reads
/// still reads, and one that checks without errors still does.
pub fn fix(bytes: &[u8]) {
    let texts = Texts::new(bytes);
    let mut text = texts.graph.clone();
    let mut seen = BTreeSet::from([text.clone()]);
    for _ in 0..ROUNDS {
        let (program, _) = load(&text, &texts);
        let found = compile::check(&program, &Bindings::default()).diagnostics;
        let fixed = apply_certain(&text, program.source, &found);
        if fixed.made.is_empty() {
            return;
        }
        assert!(seen.insert(fixed.text.clone()), "{:?} lead back to\n{}", fixed.made, fixed.text);
        assert!(fixed.text.len() <= 8 * (texts.graph.len() + 1000), "{:?} let the text grow", fixed.made);
        if reads(&text) {
            assert!(reads(&fixed.text), "{:?} broke the text\n{text}\n→\n{}", fixed.made, fixed.text);
        }
        if !compile::has_errors(&found) {
            let (program, _) = load(&fixed.text, &texts);
            let after = compile::check(&program, &Bindings::default()).diagnostics;
            assert!(!compile::has_errors(&after), "{:?} brought {after:?}\n{text}\n→\n{}", fixed.made, fixed.text);
        }
        text = fixed.text;
    }
}

fn reads(text: &str) -> bool {
    !compile::has_errors(&syntax::parse(SourceId(0), text).1)
}
