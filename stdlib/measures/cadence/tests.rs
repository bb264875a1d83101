//! Cadences of pictures that are made up.

use fwr_compiler::media::{Layout, Scan};
use fwr_compiler::types::Constant;

use crate::support::{Clip, format, reading};

/// A grating that moves over a textured wall.
fn scene(x: usize, y: usize, moment: usize) -> f64 {
    let wall = 60 + (x * 37 + y * 91) % 40;
    let bar = (x + 2 * moment + y / 3) % 48 < 14;
    if bar && y > 12 { 200.0 } else { wall as f64 }
}

/// Frames whose first and second fields are of these moments.
fn clip(scan: Scan, moments: &[usize]) -> Vec<Clip> {
    let mut format = format(128, 96, "u8", Layout::Yuv420);
    format.scan = scan;
    let first = usize::from(scan == Scan::Bff);
    let frame = |fields: &[usize]| {
        let fields = [fields[0], fields[1]];
        Clip::new(&format, move |plane, x, y| {
            let scale = if plane == 0 { 1 } else { 2 };
            scene(x * scale, y * scale, fields[usize::from(y % 2 != first)])
        })
    };
    moments.chunks_exact(2).map(frame).collect()
}

fn cadence(clips: &[Clip]) -> Constant {
    reading("cadence", &[], &clips.iter().collect::<Vec<_>>()).expect("there are frames").value
}

#[test]
fn film_in_either_field_order_is_found_again() {
    // 12 frames of film in fields, two and three in turn.
    let moments: Vec<usize> = (0..12).flat_map(|frame| vec![frame; 2 + frame % 2]).collect();
    let starts: Constant = (0..12).map(|frame| 5 * (frame / 2) + 2 * (frame % 2)).collect();
    for scan in [Scan::Tff, Scan::Bff] {
        assert_eq!(cadence(&clip(scan, &moments)), starts, "{scan}");
    }
}

#[test]
fn video_is_told_from_film() {
    let moments: Vec<usize> = (0..24).collect();
    assert_eq!(cadence(&clip(Scan::Tff, &moments)), (0..12).map(|frame| -1 - 2 * frame).collect());
}
