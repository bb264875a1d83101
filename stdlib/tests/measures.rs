//! What all measures have in common: a meter that goes on from what another knew ends as if nothing had been in between.

mod support;

use fwr_compiler::media::{Layout, Scan, VideoFormat};
use fwr_stdlib::SOURCES;
use fwr_stdlib::measure::Meter;
use support::{Clip, format, start_of};

/// Frames of a clip.
const FRAMES: usize = 9;

#[test]
fn a_meter_goes_on_from_what_another_knew() {
    let measures: Vec<_> = SOURCES.iter().filter(|source| source.path.starts_with("measures/")).collect();
    assert!(measures.len() >= 10, "{measures:?}");
    for sample in ["u8", "u10", "f32"] {
        let format = VideoFormat { scan: Scan::Tff, ..format(42, 26, sample, Layout::Yuv420) };
        let clips: Vec<Clip> = (0..FRAMES).map(|number| moving(&format, number)).collect();
        let originals: Vec<Clip> = (0..FRAMES).map(|number| moving(&format, number + 1)).collect();
        for source in &measures {
            let name = source.name();
            let (formats, args) = start_of(source, &format);
            let start = || fwr_stdlib::measure(name).expect("a measure").start(&args, &formats);
            let show = |meter: &mut dyn Meter, numbers: std::ops::Range<usize>| {
                for number in numbers {
                    let pictures = [clips[number].view(), originals[number].view()];
                    meter.see(&pictures[..formats.len()]);
                }
            };
            let mut whole = start();
            show(&mut *whole, 0..FRAMES);
            if whole.save().is_empty() {
                // It does not go on: what it would have to keep is too much.
                assert!(!start().restore(&[]), "{name}");
                continue;
            }
            for cut in 0..=FRAMES {
                let (mut before, mut after) = (start(), start());
                show(&mut *before, 0..cut);
                let known = before.save();
                assert!(after.restore(&known), "{name} of {sample} after {cut} frames");
                assert_eq!(after.save(), known, "{name} of {sample} after {cut} frames");
                show(&mut *after, cut..FRAMES);
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
