//! What `nlmeans` leaves and takes, on pictures that are known.

use fwr_compiler::media::Layout;
use fwr_compiler::types::{Constant, Unit};

use crate::support::{Clip, format, grain, run, takes_noise_off};

fn args(noise: f64, radius: f64) -> Vec<(&'static str, Constant)> {
    vec![
        ("noise", Constant::Number(noise, Unit::None)),
        ("search", Constant::Number(2.0, Unit::Px)),
        ("radius", Constant::Number(radius, Unit::Frames)),
        ("chroma", Constant::Number(1.0, Unit::None)),
    ]
}

#[test]
fn noise_goes_and_edges_stay() {
    // Wider than an area, so that two of them meet.
    takes_noise_off("nlmeans", &args(10.0 / 219.0, 0.0), (500, 70));
}

#[test]
fn hardly_any_noise_leaves_a_picture_as_it_is() {
    for (sample, radius) in [("u8", 0.0), ("u10", 1.0)] {
        let of = format(37, 21, sample, Layout::Yuv420);
        let clip = Clip::ramp(&of);
        assert_eq!(run("nlmeans", &args(1e-5, radius), &[&clip], &of).planes, clip.planes);
        assert_eq!(run("nlmeans", &args(0.0, radius), &[&clip], &of).planes, clip.planes);
    }
}

#[test]
fn frames_around_take_off_more() {
    let of = format(64, 40, "u8", Layout::Gray);
    // The same noise in each frame is no news; it must do no harm either.
    let noisy = Clip::new(&of, |plane, x, y| 100.0 + 8.0 * grain(plane, x, y));
    let mean_error = |clip: &Clip| {
        clip.positions().iter().map(|(plane, x, y)| (clip.get(*plane, *x, *y) - 100.0).powi(2)).sum::<f64>().sqrt()
    };
    let [one, three] = [0.0, 1.0].map(|radius| mean_error(&run("nlmeans", &args(8.0 / 219.0, radius), &[&noisy], &of)));
    assert!(three < 1.1 * one && one < 0.4 * mean_error(&noisy), "{one} {three}");
}
