//! Locks as documents: what is written is read again, and implementations are chosen as they were.

use std::collections::BTreeMap;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::Sources;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::lock::{self, EncoderBuild, Lock, Places, Subject, compare};
use fwr_compiler::resolve::{Library, NativeCall, NativeTraits, Natives, NoFiles, Problem, Quality};
use fwr_compiler::syntax::parse;
use proptest::prelude::*;

struct NoNatives;

impl Natives for NoNatives {
    fn contains(&self, _filter: &str) -> bool {
        false
    }

    fn measures(&self, _name: &str) -> bool {
        false
    }

    fn check(&self, _filter: &str, _call: &NativeCall<'_>) -> Result<(), Problem> {
        Ok(())
    }

    fn traits(&self, _filter: &str, _call: &NativeCall<'_>) -> NativeTraits {
        NativeTraits::default()
    }
}

const ENCODER: &str = "extern encoder plain(clip: video) -> stream\n";

const SMOOTH: &str = "input tape: media

/// Takes noise away.
@quality(standard)
kernel smooth(src: plane, amount: 0..1 = 0.5) -> plane { src * amount }

/// The same, roughly.
@implements(smooth, quality: draft)
kernel rough(src: plane, amount: 0..1 = 0.5) -> plane { src }

output \"out.mkv\" {
  video: tape.video |> smooth() |> smooth(amount: 0.25) |> encode(plain)
}
";

/// The lock of a graph with these bindings, kept to another one's choices if there is one.
fn locked(text: &str, mut bindings: Bindings, keep: Option<&Lock>) -> (Lock, Places) {
    let mut sources = Sources::default();
    let mut library = Library::new(&NoNatives);
    let source = sources.add("stdlib/encoders/plain.fwr", ENCODER);
    let mut found = Vec::new();
    library.add_own(&parse(source, ENCODER).0, "plain", &mut found);
    let source = sources.add("graph.fwr", text);
    let program = compile::load(source, &mut sources, &library, &NoFiles);
    let mut checked = compile::check(&program, &bindings);
    while keep.is_some_and(|lock| lock::keep_choices(lock, &mut bindings, &checked.sites)) {
        checked = compile::check(&program, &bindings);
    }
    assert!(!compile::has_errors(&checked.diagnostics), "{:?}", checked.diagnostics);
    let build = EncoderBuild { by: "plain 1".to_owned(), lossy: false, threads: 1 };
    let encoders = BTreeMap::from([("plain".to_owned(), build)]);
    let subject =
        Subject { program: &program, sources: &sources, bindings: &bindings, plan: None, encoders: &encoders };
    lock::make(&subject)
}

#[test]
fn implementations_are_chosen_as_they_were() {
    let draft = Bindings { quality: Quality::Draft, ..Bindings::default() };
    let (rough, _) = locked(SMOOTH, draft, None);
    let by: Vec<&str> = rough.choices.iter().map(|choice| choice.by.as_str()).collect();
    assert_eq!(by, ["rough", "rough"]);
    assert!(rough.definitions.iter().any(|definition| definition.name == "rough"));

    let (standard, places) = locked(SMOOTH, Bindings::default(), None);
    let comparison = compare(&rough, &standard, &places);
    assert!(!comparison.holds());
    let said: Vec<&str> = comparison.causes.iter().map(|difference| difference.message.as_str()).collect();
    assert_eq!(said, ["`smooth` is done by `smooth` instead of `rough`"; 2]);
    assert_eq!(comparison.causes[1].line, Some(12));

    // Lines that move the places, and a step before them, change nothing of that.
    let moved = format!("//! Moved.\n\n{SMOOTH}");
    let (kept, places) = locked(&moved, Bindings::default(), Some(&rough));
    assert_eq!(kept, rough);
    assert!(compare(&rough, &kept, &places).is_empty());
}

#[test]
fn what_is_written_is_read_again() {
    let (lock, _) = locked(SMOOTH, Bindings::default(), None);
    assert_eq!(lock::read("graph.fwr.lock", &lock.to_string()), Ok(lock));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever texts there are in a lock, and names of the language, it can be read again.
    #[test]
    fn any_text_is_read_again(name in "[a-z_][a-z0-9_]{0,19}", value in "(?s).{0,40}") {
        let (mut lock, _) = locked(SMOOTH, Bindings::default(), None);
        lock.steps[0].does.clone_from(&name);
        lock.steps[0].with.insert(name.clone(), value.clone());
        lock.params.given.insert(name, value);
        prop_assert_eq!(lock::read("graph.fwr.lock", &lock.to_string()), Ok(lock));
    }
}
