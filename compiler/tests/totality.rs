//! Every graph ends: what a text expands to is bounded, and depth never becomes depth of the stack.

use std::fmt::Write as _;

use fwr_compiler::compile::{self, Checked};
use fwr_compiler::diagnostics::{Code, Severity, Sources};
use fwr_compiler::elaborate::{Bindings, MAX_CALLS};
use fwr_compiler::resolve::{
    FileText, Files, Library, NativeCall, NativeTraits, Natives, NoFiles, Problem, Unreadable,
};

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

fn check_with(text: &str, files: &(dyn Files + Sync)) -> Checked {
    // The stack that threads have by default: a library has no say in how large it is.
    std::thread::scope(|scope| {
        let work = || {
            let mut sources = Sources::default();
            let source = sources.add("graph.fwr", text);
            let program = compile::load(source, &mut sources, &Library::new(&NoNatives), files);
            compile::check(&program, &Bindings::default())
        };
        std::thread::Builder::new().stack_size(2 << 20).spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

/// The codes of the errors in a graph, each once in a row.
fn codes(text: &str) -> Vec<Code> {
    let found = check_with(text, &NoFiles).diagnostics;
    let errors = found.iter().filter(|found| found.severity() == Severity::Error);
    let mut codes: Vec<Code> = errors.map(|found| found.code).collect();
    codes.dedup();
    codes
}

const KERNEL: &str = "input tape: media\nkernel k(src: plane) -> plane { src }\n";

#[test]
fn filters_that_call_each_other_twice_do_not_explode() {
    let mut text = format!("{KERNEL}filter f0(clip: video) -> video {{ k(clip) }}\n");
    for n in 1..40 {
        let _ = writeln!(text, "filter f{n}(clip: video) -> video {{ f{m}(f{m}(clip)) }}", m = n - 1);
    }
    text.push_str("output { video: f39(tape.video) }\n");
    let checked = check_with(&text, &NoFiles);
    assert_eq!(checked.diagnostics.len(), 1, "one cause, one error: {:?}", checked.diagnostics);
    assert_eq!(checked.diagnostics[0].code, Code::TOO_LARGE);
    assert!(checked.graph.dag.node_count() <= MAX_CALLS);
}

#[test]
fn loops_inside_loops_end() {
    let text = "input tape: media\nlet a = for x in 1..1000 { for y in 1..1000 { for z in 1..1000 { x + y + z } } }\n\
                output { video: tape.video }\n";
    assert_eq!(codes(text), [Code::TOO_LARGE]);
}

#[test]
fn a_long_chain_of_filters_is_no_deep_stack() {
    let mut text = format!("{KERNEL}filter f0(clip: video) -> video {{ k(clip) }}\n");
    for n in 1..2000 {
        let _ = writeln!(text, "filter f{n}(clip: video) -> video {{ let a = f{m}(clip)\n a }}", m = n - 1);
    }
    text.push_str("output { video: f1999(tape.video) }\n");
    assert_eq!(codes(&text), [Code::TOO_LARGE]);
}

#[test]
fn names_may_be_defined_in_any_order_however_many() {
    let mut text = KERNEL.to_owned();
    text.push_str("output { video: a1999 }\n");
    for n in (1..2000).rev() {
        let _ = writeln!(text, "let a{n} = k(a{})", n - 1);
    }
    text.push_str("let a0 = tape.video\n");
    assert_eq!(codes(&text), []);
}

#[test]
fn what_the_parser_takes_does_not_overflow_the_stack() {
    let wide = |open: &str, inner: &str, close: &str, times: usize| {
        format!(
            "{KERNEL}let a = {}{inner}{}\noutput {{ video: tape.video }}\n",
            open.repeat(times),
            close.repeat(times)
        )
    };
    for times in [10, 60, 100, 5000] {
        for text in [
            wide("(", "1", ")", times),
            wide("[", "1", "]", times),
            wide("{ x: ", "1", " }", times),
            wide("k(", "tape.video", ")", times),
            wide("-", "1", "", times),
            wide("if true then 1 else ", "1", "", times),
            wide("match 1 { else => ", "1", " }", times),
            wide("for x in 1..1 { ", "1", " }", times),
            wide("1 + ", "1", "", times),
            wide("tape.video |> k() ", "", "|> k()", times),
        ] {
            // Whatever comes out: it comes out.
            codes(&text);
        }
    }
}

#[test]
fn filters_in_a_circle_are_found_among_many() {
    let mut text = KERNEL.to_owned();
    for n in 0..60 {
        let _ = writeln!(
            text,
            "filter f{n}(clip: video) -> video {{ f{a}(f{b}(clip)) }}",
            a = (n + 1) % 60,
            b = (n + 2) % 60
        );
    }
    text.push_str("output { video: f0(tape.video) }\n");
    assert_eq!(codes(&text), [Code::RECURSION]);
}

/// Files that each use two more, without end.
struct Endless;

impl Files for Endless {
    fn read(&self, from: &str, path: &str) -> Result<FileText, Unreadable> {
        let name = format!("{}/{path}", from.trim_end_matches(".fwr"));
        Ok(FileText {
            name,
            text: "use \"a.fwr\"\nuse \"b.fwr\"\nfilter f(clip: video) -> video { a.f(b.f(clip)) }\n".to_owned(),
        })
    }
}

#[test]
fn files_without_end_are_an_error() {
    let text = "use \"a.fwr\"\ninput tape: media\noutput { video: a.f(tape.video) }\n";
    let checked = check_with(text, &Endless);
    assert!(checked.diagnostics.iter().any(|found| found.code == Code::TOO_LARGE), "{:?}", checked.diagnostics);
}
