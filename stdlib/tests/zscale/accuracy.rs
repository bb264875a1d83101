//! How far both resizers are from exact arithmetic.

use std::f64::consts::PI;

use super::compare::{Case, zscale};
use super::picture::picture;
use crate::support::{Clip, run};

/// Distance of samples from the exact values, in code values.
#[derive(Debug)]
pub(crate) struct Error {
    pub(crate) mean: f64,
    pub(crate) most: f64,
}

/// The errors of ours and of zimg's, in the first plane.
pub(crate) fn errors(case: &Case, kernel: fn(f64) -> f64) -> [Error; 2] {
    let clip = picture(&case.input);
    let exact = resized(&clip, case.output.width as usize, case.output.height as usize, kernel);
    let ours = run(case.filter, &case.args, &[&clip], &case.output);
    let theirs = zscale(&clip, &case.output, &case.zscale);
    [ours, theirs].map(|found| {
        let errors: Vec<f64> = found
            .positions()
            .into_iter()
            .filter(|(plane, ..)| *plane == 0)
            .map(|(plane, x, y)| (found.get(plane, x, y) - exact[y * case.output.width as usize + x]).abs())
            .collect();
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        Error { mean, most: errors.into_iter().fold(0.0, f64::max) }
    })
}

/// The picture in double precision, straight from the definition: every weight by itself, nothing kept.
fn resized(clip: &Clip, width: usize, height: usize, kernel: fn(f64) -> f64) -> Vec<f64> {
    let (from_width, from_height) = clip.format.plane_size(0);
    let most = f64::from(clip.format.sample.max_code().expect("integers"));
    let columns: Vec<_> = (0..width).map(|x| taps(x, from_width, width, kernel)).collect();
    let rows: Vec<_> = (0..height).map(|y| taps(y, from_height, height, kernel)).collect();
    let narrow: Vec<Vec<f64>> = (0..from_height)
        .map(|y| columns.iter().map(|taps| taps.iter().map(|(x, weight)| weight * clip.get(0, *x, y)).sum()).collect())
        .collect();
    let sample =
        |taps: &[(usize, f64)], x: usize| -> f64 { taps.iter().map(|(y, weight)| weight * narrow[*y][x]).sum() };
    rows.iter()
        .flat_map(|taps| (0..width).map(move |x| (taps, x)))
        .map(|(taps, x)| sample(taps, x).clamp(0.0, most))
        .collect()
}

/// The samples that make sample `index`, each with its weight.
fn taps(index: usize, from: usize, to: usize, kernel: fn(f64) -> f64) -> Vec<(usize, f64)> {
    let ratio = from as f64 / to as f64;
    let (centre, wide) = ((index as f64 + 0.5) * ratio, ratio.max(1.0));
    let reach = (3.0 * wide).ceil() as i64 + 1;
    let mut taps: Vec<(usize, f64)> = (centre as i64 - reach..=centre as i64 + reach)
        .map(|place| {
            // Past an edge the picture goes on as its mirror image.
            let mirrored = if place < 0 { -place - 1 } else { place.min(2 * from as i64 - 1 - place) };
            (mirrored as usize, kernel((place as f64 + 0.5 - centre) / wide))
        })
        .collect();
    let sum: f64 = taps.iter().map(|(_, weight)| weight).sum();
    taps.iter_mut().for_each(|(_, weight)| *weight /= sum);
    taps
}

/// Lanczos over three samples.
pub(crate) fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
    if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}

/// The spline through six samples.
pub(crate) fn spline36(x: f64) -> f64 {
    let (piece, x) = (x.abs() as usize, x.abs().fract());
    match piece {
        0 => ((13.0 / 11.0 * x - 453.0 / 209.0) * x - 3.0 / 209.0) * x + 1.0,
        1 => ((-6.0 / 11.0 * x + 270.0 / 209.0) * x - 156.0 / 209.0) * x,
        2 => ((1.0 / 11.0 * x - 45.0 / 209.0) * x + 26.0 / 209.0) * x,
        _ => 0.0,
    }
}
