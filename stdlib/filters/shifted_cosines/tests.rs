//! What `shifted_cosines` leaves and takes, on pictures that are known.

use fwr_compiler::media::Layout;
use fwr_compiler::types::{Constant, Unit};

use crate::support::{Clip, format, run};

fn threshold(part: f64) -> Vec<(&'static str, Constant)> {
    vec![("threshold", Constant::Number(part, Unit::None))]
}

#[test]
fn without_a_threshold_nothing_changes() {
    for sample in ["u8", "u10"] {
        for (width, height) in [(37, 21), (130, 121), (5, 3)] {
            let of = format(width, height, sample, Layout::Yuv420);
            let clip = Clip::ramp(&of);
            for part in [0.0, 1e-6] {
                assert_eq!(run("shifted_cosines", &threshold(part), &[&clip], &of).planes, clip.planes, "{sample}");
            }
        }
    }
}

#[test]
fn steps_between_blocks_go_and_edges_of_the_picture_stay() {
    // More rows than a task makes.
    let of = format(96, 130, "u8", Layout::Gray);
    let blocks = |x: usize, y: usize| if (x / 8 + y / 8).is_multiple_of(2) { 2.0 } else { -2.0 };
    let picture = |x: usize| if x < 44 { 60.0 } else { 180.0 };
    let clip = Clip::new(&of, |_, x, y| picture(x) + blocks(x, y));
    let out = run("shifted_cosines", &threshold(0.08), &[&clip], &of);
    for (plane, x, y) in out.positions() {
        let (found, expected) = (out.get(plane, x, y), picture(x));
        assert!((found - expected).abs() <= 2.0, "{x},{y}: {found} {expected}");
        // Beyond the borders the picture is taken to repeat, and next to its edge there are fewer blocks without.
        let is_beside = (36..52).contains(&x) || x.min(y) < 8 || x >= 88 || y >= 122;
        assert!(is_beside || (found - expected).abs() <= 1.0, "{x},{y}: {found} {expected}");
    }
}

#[test]
fn floats_are_smoothed_like_codes() {
    let (codes, floats) = (format(64, 40, "u8", Layout::Gray), format(64, 40, "f32", Layout::Gray));
    let value = |x: usize, y: usize| 100.0 + ((x * 7 + y * 3) % 11) as f64 + if x > 30 { 60.0 } else { 0.0 };
    let of_codes = Clip::new(&codes, |_, x, y| value(x, y));
    let of_floats = Clip::new(&floats, |_, x, y| (value(x, y) - 16.0) / 219.0);
    let one = run("shifted_cosines", &threshold(0.06), &[&of_codes], &codes);
    let other = run("shifted_cosines", &threshold(0.06), &[&of_floats], &floats);
    for (plane, x, y) in one.positions() {
        let (one, other) = (one.get(plane, x, y), other.get(plane, x, y) * 219.0 + 16.0);
        assert!((one - other).abs() < 0.51, "{x},{y}: {one} {other}");
    }
}
