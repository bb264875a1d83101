//! Verdicts on moving pictures that are made up: fields of known moments.

use fwr_compiler::media::{Layout, VideoFormat};
use fwr_compiler::types::Constant;

use crate::measure::Reading;
use crate::support::{Clip, format, reading};

/// A ball and a bar that move in front of a textured wall, at a time in frames.
fn scene(x: usize, y: usize, time: f64) -> f64 {
    let wall = 90.0 + ((x * 37 + y * 91) % 23) as f64 + 20.0 * f64::from(u8::from((x / 9 + y / 7).is_multiple_of(2)));
    let bar = (20.0 + 4.0 * time) % 180.0;
    let (dx, dy) = (x as f64 - 60.0 - 5.0 * time, y as f64 - 70.0 + 3.0 * time);
    let (x, y) = (x as f64, y as f64);
    if dx * dx + dy * dy < 300.0 {
        200.0
    } else if (bar..bar + 14.0).contains(&x) && y > 30.0 {
        40.0
    } else {
        wall
    }
}

fn shape() -> VideoFormat {
    format(180, 144, "u8", Layout::Yuv420)
}

/// Frames whose top and bottom lines are of these moments.
fn woven(frames: usize, moments: impl Fn(f64) -> (f64, f64), pixel: impl Fn(usize, usize, f64) -> f64) -> Vec<Clip> {
    let frame = |number: usize| {
        let (top, bottom) = moments(number as f64);
        let sample = |plane: usize, x, y| match plane {
            0 => pixel(x, y, if y % 2 == 0 { top } else { bottom }),
            _ => 128.0,
        };
        Clip::new(&shape(), sample)
    };
    (0..frames).map(frame).collect()
}

fn verdict(clips: &[Clip]) -> (String, Reading) {
    let clips: Vec<&Clip> = clips.iter().collect();
    let reading = reading("field_order", &[], &clips).expect("frames");
    let Constant::Name(name) = &reading.value else { panic!("{reading:?}") };
    (name.clone(), reading)
}

#[test]
fn top_field_first() {
    let (name, reading) = verdict(&woven(12, |n| (n, n + 0.5), scene));
    assert_eq!(name, "tff", "{reading:?}");
    assert_eq!(reading.tally, [("progressive", 0), ("tff", 11), ("bff", 0), ("unclear", 0)]);
}

#[test]
fn bottom_field_first() {
    let (name, reading) = verdict(&woven(12, |n| (n + 0.5, n), scene));
    assert_eq!(name, "bff", "{reading:?}");
    assert_eq!(reading.tally, [("progressive", 0), ("tff", 0), ("bff", 11), ("unclear", 0)]);
}

#[test]
fn whole_frames() {
    let (name, reading) = verdict(&woven(12, |n| (n, n), scene));
    assert_eq!(name, "progressive", "{reading:?}");
    assert_eq!(reading.tally, [("progressive", 11), ("tff", 0), ("bff", 0), ("unclear", 0)]);
}

#[test]
fn a_still_picture_says_nothing() {
    let (name, reading) = verdict(&woven(12, |_| (0.0, 0.0), scene));
    assert_eq!((name.as_str(), reading.tally[3]), ("unclear", ("unclear", 11)));
}

#[test]
fn one_frame_says_nothing() {
    assert_eq!(verdict(&woven(1, |n| (n, n), scene)).0, "unclear");
}

#[test]
fn cuts_between_stills_say_nothing() {
    let slides = |n: f64| ((n / 4.0).floor() * 11.0, (n / 4.0).floor() * 11.0);
    let other = |x: usize, y: usize, time: f64| 60.0 + ((x + 3 * y) as f64 * (1.0 + time)).rem_euclid(120.0);
    let (name, reading) = verdict(&woven(24, slides, other));
    assert_eq!(name, "unclear", "{reading:?}");
}

#[test]
fn noise_says_nothing() {
    let noise = |x: usize, y: usize, time: f64| {
        let mixed = (x as u64 * 40_503 + y as u64 * 2_654_435_761 + (time * 2.0) as u64 * 97_777_777)
            .wrapping_mul(6_364_136_223_846_793_005);
        80.0 + (mixed >> 59) as f64
    };
    let (name, reading) = verdict(&woven(16, |n| (n, n + 0.5), noise));
    assert_eq!(name, "unclear", "{reading:?}");
}

#[test]
fn noise_does_not_hide_the_order() {
    let noisy = |x: usize, y: usize, time: f64| {
        let mixed = (x as u64 * 40_503 + y as u64 * 2_654_435_761 + (time * 2.0) as u64 * 97_777_777)
            .wrapping_mul(6_364_136_223_846_793_005);
        scene(x, y, time) + (mixed >> 59) as f64 - 16.0
    };
    assert_eq!(verdict(&woven(12, |n| (n, n + 0.5), noisy)).0, "tff");
    assert_eq!(verdict(&woven(12, |n| (n + 0.5, n), noisy)).0, "bff");
    assert_eq!(verdict(&woven(12, |n| (n, n), noisy)).0, "progressive");
}

#[test]
fn pulldown_is_interlaced() {
    // Four frames of film in ten fields, top field first.
    let film = |field: f64| {
        [0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 3.0][field as usize % 10] + 4.0 * (field / 10.0).floor()
    };
    let (name, reading) = verdict(&woven(30, |n| (film(2.0 * n), film(2.0 * n + 1.0)), scene));
    assert_eq!(name, "tff", "{reading:?}");
}
