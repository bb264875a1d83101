//! A picture that players turn: said before the run where the container cannot say it.

mod support;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::plan::World;
use fwr_compiler::resolve::NoFiles;
use support::clip::{format, media};

const GRAPH: &str = "input clip: media\n\noutput \"out.mkv\" {\n  video: clip.video |> encode(ffv1)\n}\n";

#[test]
fn a_turn_that_is_lost_is_said() {
    assert_eq!(warnings(Some(90), false), [Code::STREAM_DROPPED]);
}

#[test]
fn a_turn_that_is_kept_is_not() {
    assert_eq!(warnings(Some(90), true), []);
    assert_eq!(warnings(None, false), []);
}

fn warnings(rotation: Option<i32>, can_rotate: bool) -> Vec<Code> {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source = sources.add("graph.fwr", GRAPH);
    let program = compile::load(source, &mut sources, &library, &NoFiles);
    let mut turned = media(&format(64, 48));
    turned.streams[0].rotation = rotation;
    let bindings = Bindings { media: [("clip".to_owned(), turned)].into(), ..Bindings::default() };
    let mut checked = compile::check(&program, &bindings);
    let plan = compile::plan(&program, &mut checked, &sources, &bindings, &Containers { can_rotate });
    assert!(plan.is_some(), "{:?}", checked.diagnostics);
    checked.diagnostics.iter().map(|found| found.code).collect()
}

#[derive(Debug)]
struct Containers {
    can_rotate: bool,
}

impl World for Containers {
    fn container_for(&self, _path: &str) -> Option<String> {
        Some("matroska".to_owned())
    }

    fn can_hold(&self, _container: &str, _codec: &str) -> bool {
        true
    }

    fn can_rotate(&self, _container: &str) -> bool {
        self.can_rotate
    }

    fn can_attach(&self, _container: &str) -> bool {
        true
    }
}
