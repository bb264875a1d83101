//! What all measures have in common: a meter that goes on from what another knew ends as if nothing had been in between.

mod support;

use fwr_compiler::media::{Layout, Scan, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};
use fwr_stdlib::SOURCES;
use support::{Clip, format};

/// Frames of a clip.
const FRAMES: usize = 9;

#[test]
fn a_meter_goes_on_from_what_another_knew() {
    let names: Vec<&str> =
        SOURCES.iter().filter(|source| source.path.starts_with("measures/")).map(|source| source.name()).collect();
    assert!(names.len() >= 8, "{names:?}");
    for sample in ["u8", "u10", "f32"] {
        let format = VideoFormat { scan: Scan::Tff, ..format(42, 26, sample, Layout::Yuv420) };
        let clips: Vec<Clip> = (0..FRAMES).map(|number| moving(&format, number)).collect();
        for name in &names {
            let args = Args([("share".to_owned(), Constant::Number(0.01, Unit::None))].into());
            let start = || fwr_stdlib::measure(name).expect("a measure").start(&args, &format);
            let mut whole = start();
            clips.iter().for_each(|clip| whole.see(&clip.view()));
            for cut in 0..=FRAMES {
                let (mut before, mut after) = (start(), start());
                clips[..cut].iter().for_each(|clip| before.see(&clip.view()));
                let known = before.save();
                assert!(after.restore(&known), "{name} of {sample} after {cut} frames");
                assert_eq!(after.save(), known, "{name} of {sample} after {cut} frames");
                clips[cut..].iter().for_each(|clip| after.see(&clip.view()));
                assert_eq!(after.reading(), whole.reading(), "{name} of {sample}, cut at {cut}");
                assert_eq!(after.save(), whole.save(), "{name} of {sample}, cut at {cut}");
            }
            // What is no meter's knowledge is refused, whatever its length.
            let known = whole.save();
            assert!(!start().restore(&[known.as_slice(), &[0, 1, 2]].concat()), "{name} of {sample}: too much");
            assert!(!start().restore(&known[..known.len() - 1]), "{name} of {sample}: too little");
        }
    }
}

/// A picture that moves by two fields a frame, with a cut in its middle.
fn moving(format: &VideoFormat, number: usize) -> Clip {
    let top = format.sample.max_code().map_or(1.0, f64::from);
    Clip::new(format, |plane, x, y| {
        let shift = 3 * (2 * number + y % 2) + if number > FRAMES / 2 { 17 } else { 0 };
        let wave = (plane * 5 + x + shift + y / 3) * 7919 % 97;
        let value = top * (0.1 + 0.8 * wave as f64 / 97.0);
        if format.sample.is_float() { value } else { value.floor() }
    })
}
