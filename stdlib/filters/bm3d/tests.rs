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
