//! Certain fixes come to an end and never break a text.

use fwr_compiler::compile;
use fwr_compiler::diagnostics::apply_certain;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::syntax::{self, SourceId};

use super::check::load;
use super::texts::Texts;

/// How often fixes may bring up others; each round makes all that do not overlap.
const ROUNDS: usize = 64;

/// Makes the certain fixes of a graph until there are none: a text that reads still reads, and one that
/// checks without errors still does.
pub fn fix(bytes: &[u8]) {
    let texts = Texts::new(bytes);
    let mut text = texts.graph.clone();
    for _ in 0..ROUNDS {
        let (program, _) = load(&text, &texts);
        let found = compile::check(&program, &Bindings::default()).diagnostics;
        let fixed = apply_certain(&text, program.source, &found);
        if fixed.made.is_empty() {
            return;
        }
        assert_ne!(fixed.text, text, "{:?} change nothing", fixed.made);
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
    panic!("fixes do not come to an end");
}

fn reads(text: &str) -> bool {
    !compile::has_errors(&syntax::parse(SourceId(0), text).1)
}
