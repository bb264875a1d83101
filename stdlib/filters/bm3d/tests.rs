//! What `bm3d` leaves and takes, on pictures that are known.

use fwr_compiler::media::Layout;
use fwr_compiler::types::{Constant, Unit};

use crate::support::{Clip, format, run, takes_noise_off};

fn args(noise: f64, step: f64) -> Vec<(&'static str, Constant)> {
    vec![
        ("noise", Constant::Number(noise, Unit::None)),
        ("step", Constant::Number(step, Unit::None)),
        ("chroma", Constant::Number(1.0, Unit::None)),
    ]
}

#[test]
fn noise_goes_and_edges_stay() {
    // Higher than a task, so that two of them meet.
    takes_noise_off("bm3d", &args(10.0 / 219.0, 6.0), (110, 150));
}

#[test]
fn hardly_any_noise_leaves_a_picture_as_it_is() {
    for (sample, step) in [("u8", 4.0), ("u10", 7.0), ("u8", 8.0)] {
        let of = format(37, 21, sample, Layout::Yuv420);
        let clip = Clip::ramp(&of);
        assert_eq!(run("bm3d", &args(1e-5, step), &[&clip], &of).planes, clip.planes);
        assert_eq!(run("bm3d", &args(0.0, step), &[&clip], &of).planes, clip.planes);
    }
}

#[test]
fn light_above_white_stays_and_what_is_no_number_spoils_nothing_else() {
    let of = format(60, 50, "f32", Layout::Yuv420);
    let light = |plane: usize, x: usize, y: usize| match plane {
        0 => 0.05 * (x + 2 * y) as f64,
        _ => 0.02 * x as f64 - 0.3,
    };
    let whole = Clip::new(&of, light);
    let holed = Clip::new(&of, |plane, x, y| if (plane, x, y) == (0, 31, 20) { f64::NAN } else { light(plane, x, y) });
    let made = run("bm3d", &args(1e-6, 6.0), &[&holed], &of);
    for (plane, x, y) in made.positions() {
        let (found, expected) = (made.get(plane, x, y), whole.get(plane, x, y));
        let is_hole = (plane, x, y) == (0, 31, 20);
        assert!(
            found.is_finite() && (is_hole || (found - expected).abs() < 1e-3),
            "{plane} {x},{y}: {found} {expected}"
        );
    }
}
