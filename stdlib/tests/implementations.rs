//! Which implementation of a filter does its work: by quality, by place, by what the call says.

use fwr_compiler::compile::{self, Checked, Program};
use fwr_compiler::diagnostics::{Severity, Sources};
use fwr_compiler::elaborate::{Bindings, Site};
use fwr_compiler::plan::Backend;
use fwr_compiler::resolve::{FileText, Files, NoFiles, Quality, Unreadable};

fn load(text: &str, files: &dyn Files) -> Program {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source = sources.add("graph.fwr", text);
    compile::load(source, &mut sources, &library, files)
}

fn check(text: &str, bindings: &Bindings) -> Checked {
    let checked = compile::check(&load(text, &NoFiles), bindings);
    let errors: Vec<_> = checked.diagnostics.iter().filter(|found| found.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    checked
}

fn of_quality(quality: Quality) -> Bindings {
    Bindings { quality, ..Bindings::default() }
}

/// Each place with what was chosen there.
fn sites(checked: &Checked) -> Vec<(String, String)> {
    checked.sites.iter().map(|site| (site.site.to_string(), site.chosen.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(site, chosen)| ((*site).to_owned(), (*chosen).to_owned())).collect()
}

const INPUT: &str = "input tape: video<interlaced tff, 720x576, yuv420, 25fps, u8>\n";

/// A filter of the file, and three ways to do it.
const OWN: &str = "
filter plain(clip: video) -> video { blur(clip) }
@implements(plain, quality: draft)
filter quick(clip: video) -> video { clip }
@implements(plain, quality: best)
filter slow(clip: video) -> video { plain(clip) |> blur(radius: 3px) }
";

fn own(call: &str) -> String {
    format!("input tape: media\n{OWN}output \"out.mkv\" {{ video: tape.video |> {call} }}\n")
}

#[test]
fn the_least_that_is_good_enough_is_taken() {
    for (quality, chosen) in [(Quality::Draft, "quick"), (Quality::Standard, "plain"), (Quality::Best, "slow")] {
        let checked = check(&own("plain()"), &of_quality(quality));
        assert_eq!(sites(&checked), pairs(&[("plain at line 8", chosen)]));
        let site = &checked.sites[0];
        assert_eq!((site.quality(), site.line, site.pinned), (quality, Some(8), false));
        let names: Vec<&str> = site.alternatives.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["quick", "plain", "slow"]);
    }
}

#[test]
fn where_nothing_is_good_enough_the_best_there_is_is_taken() {
    let text = "input tape: media
filter plain(clip: video) -> video { clip }
@implements(plain, quality: draft)
filter quick(clip: video) -> video { clip }
output \"out.mkv\" { video: tape.video |> plain() }
";
    assert_eq!(sites(&check(text, &of_quality(Quality::Best))), pairs(&[("plain at line 5", "plain")]));
}

#[test]
fn a_filter_can_say_that_it_is_a_draft_itself() {
    let text = "input tape: media
@quality(draft)
filter plain(clip: video) -> video { clip }
@implements(plain, quality: standard)
filter good(clip: video) -> video { clip }
output \"out.mkv\" { video: tape.video |> plain() }
";
    assert_eq!(sites(&check(text, &Bindings::default())), pairs(&[("plain at line 6", "good")]));
    assert_eq!(sites(&check(text, &of_quality(Quality::Draft))), pairs(&[("plain at line 6", "plain")]));
}

#[test]
fn a_choice_holds_for_its_place_and_no_other() {
    let text = own("plain() |> plain()");
    let mut bindings = Bindings::default();
    bindings.choices.insert(Site("plain at line 8 #2".to_owned()), "quick".to_owned());
    bindings.choices.insert(Site("plain at line 9".to_owned()), "quick".to_owned());
    bindings.choices.insert(Site("plain at line 8".to_owned()), "nothing".to_owned());
    let expected = pairs(&[("plain at line 8", "plain"), ("plain at line 8 #2", "quick")]);
    assert_eq!(sites(&check(&text, &bindings)), expected);
}

#[test]
fn what_the_call_says_comes_before_quality_and_choice() {
    let mut bindings = of_quality(Quality::Draft);
    bindings.choices.insert(Site("plain at line 8".to_owned()), "plain".to_owned());
    let checked = check(&own("plain(using: slow)"), &bindings);
    assert_eq!(sites(&checked), pairs(&[("plain at line 8", "slow")]));
    assert!(checked.sites[0].pinned);
}

#[test]
fn inside_an_implementation_the_filter_is_itself() {
    // `slow` builds on `plain`, which is no second place and no circle.
    let checked = check(&own("plain()"), &of_quality(Quality::Best));
    assert_eq!(checked.sites.len(), 1);
    let names: Vec<&str> = checked.graph.dag.node_weights().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["tape", "blur", "blur"]);
}

#[test]
fn uses_inside_filters_are_places_of_their_own() {
    let text = format!(
        "{INPUT}
filter whole(clip: video<interlaced>) -> video {{
  clip |> deinterlace()
}}
let one = whole(tape)
let two = whole(tape |> crop(left: 8px, right: 8px))
output \"one.mkv\" {{ video: one }}
output \"two.mkv\" {{ video: two }}
"
    );
    let expected =
        pairs(&[("deinterlace at line 4", "deinterlace_draft"), ("deinterlace at line 4 #2", "deinterlace_draft")]);
    assert_eq!(sites(&check(&text, &of_quality(Quality::Draft))), expected);
}

#[test]
fn what_is_not_needed_is_no_place() {
    let text =
        format!("{INPUT}let unused = deinterlace(tape)\noutput \"out.mkv\" {{ video: tape |> deinterlace() }}\n");
    let expected = pairs(&[("deinterlace at line 3", "deinterlace")]);
    assert_eq!(sites(&check(&text, &Bindings::default())), expected);
}

struct OneFile(&'static str);

impl Files for OneFile {
    fn read(&self, _from: &str, path: &str) -> Result<FileText, Unreadable> {
        Ok(FileText { name: path.to_owned(), text: self.0.to_owned() })
    }
}

#[test]
fn implementations_of_a_file_count_where_it_is_used() {
    let used = "
@implements(deinterlace, quality: best)
filter slow(clip: video<interlaced>, rate: one_of(same, double) = double) -> video<
  like clip, progressive,
  rate: if rate == double then clip.rate * 2 else clip.rate,
  time_base: if rate == double then clip.time_base / 2 else clip.time_base,
  frames: if rate == double then clip.frames * 2 else clip.frames,
> { deinterlace(clip, rate: rate) }

filter whole(clip: video<interlaced>) -> video {
  deinterlace(clip, rate: same)
}
";
    let text = format!(
        "{INPUT}use \"parts.fwr\" as parts\noutput \"a.mkv\" {{ video: tape |> deinterlace() }}\noutput \"b.mkv\" {{ video: parts.whole(tape) }}\n"
    );
    let program = load(&text, &OneFile(used));
    let checked = compile::check(&program, &of_quality(Quality::Best));
    assert!(!compile::has_errors(&checked.diagnostics), "{:?}", checked.diagnostics);
    let expected = pairs(&[("deinterlace at line 3", "slow"), ("deinterlace at line 11 of parts", "slow")]);
    assert_eq!(sites(&checked), expected);
    assert_eq!(checked.sites[1].line, None);
}

/// The nodes with the pin that each has.
fn pins(checked: &Checked) -> Vec<(String, Option<Backend>)> {
    checked.graph.dag.node_weights().map(|node| (node.name.clone(), node.pin)).collect()
}

#[test]
fn a_pin_holds_for_what_a_call_computes_and_ends_with_it() {
    let text = format!("{INPUT}output \"out.mkv\" {{ video: tape |> deinterlace(on: gpu) |> blur() }}\n");
    let gpu = Some(Backend::Gpu);
    let expected = [
        ("tape", None),
        ("deinterlace/fill_field", gpu),
        ("deinterlace/fill_field", gpu),
        ("deinterlace/interleave", None),
        ("blur", None),
    ];
    let mut found = pins(&check(&text, &Bindings::default()));
    // Until the media is known it may do more than give another tag.
    found.retain(|(name, _)| name != "deinterlace/assume");
    assert_eq!(found, expected.map(|(name, pin)| (name.to_owned(), pin)));
}

#[test]
fn a_pin_can_be_a_param_and_the_inner_one_holds() {
    let text = "input tape: media
/// Where.
param where: one_of(cpu, gpu) = gpu
filter both(clip: video) -> video { clip |> blur(on: cpu) |> unsharp() }
output \"out.mkv\" { video: tape.video |> both(on: where) }
";
    let found = pins(&check(text, &Bindings::default()));
    assert_eq!(found[1..], [("blur".to_owned(), Some(Backend::Cpu)), ("unsharp".to_owned(), Some(Backend::Gpu))]);
}
