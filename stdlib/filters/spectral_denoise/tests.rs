//! What the denoisers leave and take, on pictures that are known.

use fwr_compiler::media::{Layout, VideoFormat};
use fwr_compiler::types::{Constant, Unit};

use crate::support::{Clip, format, grain, run};

fn args(noise: f64) -> Vec<(&'static str, Constant)> {
    vec![
        ("noise", Constant::Number(noise, Unit::None)),
        ("radius", Constant::Number(0.0, Unit::Frames)),
        ("step", Constant::Number(8.0, Unit::None)),
        ("chroma", Constant::Number(1.0, Unit::None)),
    ]
}

fn error(a: &Clip, b: &Clip, plane: usize) -> f64 {
    let places: Vec<_> = a.positions().into_iter().filter(|(at, _, _)| *at == plane).collect();
    let sum: f64 = places.iter().map(|(plane, x, y)| (a.get(*plane, *x, *y) - b.get(*plane, *x, *y)).powi(2)).sum();
    (sum / places.len() as f64).sqrt()
}

#[test]
fn noise_goes_and_edges_stay() {
    for (sample, white) in [("u8", 255.0), ("u10", 1023.0), ("f32", 1.0)] {
        let of: VideoFormat = format(96, 80, sample, Layout::Yuv420);
        let middle = if sample == "f32" { 0.5 } else { (white + 1.0) / 2.0 };
        let shape = |plane: usize, x: usize, _y: usize| {
            let level = if plane == 0 && x >= 40 { 0.75 } else { 0.5 };
            level / 0.5 * middle
        };
        let clean = Clip::new(&of, |plane, x, y| if plane == 0 { shape(plane, x, y) } else { middle });
        let deviation = 0.03 * white;
        let noisy = Clip::new(&of, |plane, x, y| {
            let value = if plane == 0 { shape(plane, x, y) } else { middle };
            value + grain(plane, x, y) * deviation
        });
        let result =
            run("spectral_denoise", &args(0.03 * if sample == "f32" { 1.0 } else { 255.0 / 219.0 }), &[&noisy], &of);
        for plane in 0..3 {
            let (before, after) = (error(&noisy, &clean, plane), error(&result, &clean, plane));
            assert!(after < 0.4 * before, "{sample} plane {plane}: {after} of {before}");
        }
        let edge = result.get(0, 43, 40) - result.get(0, 36, 40);
        assert!(edge > 0.45 * middle, "{sample}: {edge}");
    }
}

#[test]
fn without_noise_a_picture_comes_back() {
    let of = format(50, 33, "u8", Layout::Yuv420);
    let clip = Clip::ramp(&of);
    let result = run("spectral_denoise", &args(1e-5), &[&clip], &of);
    assert_eq!(result.planes, clip.planes);
    // None at all is not even worked out.
    assert_eq!(run("spectral_denoise", &args(0.0), &[&clip], &of).planes, clip.planes);
}
