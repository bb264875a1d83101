//! Dust in pictures that are known.

use fwr_compiler::media::{Layout, Range};
use fwr_compiler::types::{Constant, Unit};

use crate::support::{Clip, format, run};

/// The mask that is found in a frame between two others.
fn found(here: &Clip, before: &Clip, after: &Clip) -> Clip {
    let mut of = format(64, 48, "u8", Layout::Gray);
    of.range = Range::Full;
    let number = |value: f64| Constant::Number(value, Unit::None);
    let args = [("threshold", number(0.05)), ("noise", number(0.003)), ("largest", number(0.01))];
    run("find_dust", &args, &[here, before, after], &of)
}

/// A picture with texture, and a bright patch of some size at (20, 20).
fn picture(size: usize) -> Clip {
    let of = format(64, 48, "u8", Layout::Gray);
    Clip::new(&of, |_, x, y| {
        let is_patch = (20..20 + size).contains(&x) && (20..20 + size).contains(&y);
        if is_patch { 200.0 } else { (60 + (x * 7 + y * 5) % 11) as f64 }
    })
}

#[test]
fn a_patch_of_one_frame_is_dust() {
    let mask = found(&picture(4), &picture(0), &picture(0));
    for (_, x, y) in mask.positions() {
        let inside = (20..24).contains(&x) && (20..24).contains(&y);
        let far = !(17..27).contains(&x) || !(17..27).contains(&y);
        let level = mask.get(0, x, y);
        assert!(!inside || level == 255.0, "{x},{y}: {level}");
        assert!(!far || level == 0.0, "{x},{y}: {level}");
    }
}

#[test]
fn what_stays_or_is_large_is_none() {
    for [here, before, after] in [[4, 4, 4], [4, 4, 0], [4, 0, 4], [0, 4, 4], [0, 0, 0], [12, 0, 0]] {
        let mask = found(&picture(here), &picture(before), &picture(after));
        let count = mask.planes[0].iter().filter(|level| **level > 0).count();
        // A hole of one frame is as odd as a speck.
        assert_eq!(count > 0, [here, before, after] == [0, 4, 4], "{here} {before} {after}");
    }
}

#[test]
fn the_last_samples_of_a_picture_are_looked_at_like_others() {
    let of = format(64, 48, "u8", Layout::Gray);
    let spotted = Clip::new(&of, |_, x, y| if x > 61 && y > 45 { 220.0 } else { 50.0 });
    let clean = Clip::new(&of, |_, _, _| 50.0);
    assert_eq!(found(&spotted, &clean, &clean).get(0, 63, 47), 255.0);
}
