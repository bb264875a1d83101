//! What of the frames around goes into the spectra of a block, and back.
//!
//! The cosine transform over time, of which only the even frequencies have a part in the frame in the middle: it takes
//! sums of the frames that are equally far before and after, so that half of the spectra need not be worked out.

use fwr_compiler::kernel::math;

/// Frames before and after that can be used, at most.
pub(crate) const RADIUS: usize = 3;

/// How frames around one are joined.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Temporal {
    /// For each frequency, the weight of the frame in the middle and of the sum of those so far before and after.
    pub(super) weights: Vec<[f32; RADIUS + 1]>,
    /// For each frequency, its part in the frame in the middle.
    pub(super) part: Vec<f32>,
    /// For each frequency, the variance of noise in it, of noise of variance 1.
    pub(super) noise: Vec<f32>,
}

impl Temporal {
    /// For `radius` frames before and after, of which `there` says which there are: the frame so far before, and after.
    ///
    /// Where one is missing the other stands for both; where both are, the frame in the middle does.
    pub(super) fn new(radius: usize, there: &[[bool; 2]]) -> Self {
        let frames = 2 * radius + 1;
        let basis = |k: usize, t: usize| {
            let scale = if k == 0 { 1.0 } else { 2.0 };
            let angle = std::f32::consts::PI * ((2 * t + 1) * k) as f32 / (2 * frames) as f32;
            f64::from(math::cos(angle)) * (scale / frames as f64).sqrt()
        };
        let even = || (0..frames).step_by(2);
        let weights =
            |k: usize| std::array::from_fn(|away| if away <= radius { basis(k, radius + away) as f32 } else { 0.0 });
        let noise = |k: usize| {
            let mut middle = basis(k, radius);
            let mut sum = 0.0;
            for (away, there) in (1..).zip(there) {
                let weight = basis(k, radius + away);
                match there {
                    [true, true] => sum += 2.0 * weight * weight,
                    [false, false] => middle += 2.0 * weight,
                    _ => sum += 4.0 * weight * weight,
                }
            }
            sum + middle * middle
        };
        Self {
            weights: even().map(weights).collect(),
            part: even().map(|k| basis(k, radius) as f32).collect(),
            noise: even().map(|k| noise(k) as f32).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_in_the_middle() {
        for radius in 0..=RADIUS {
            let Temporal { weights, part, noise } = Temporal::new(radius, &vec![[true, true]; radius]);
            let values: Vec<f32> = (0..=radius).map(|away| 1.0 + (away * away) as f32).collect();
            let middle: f32 = weights
                .iter()
                .zip(&part)
                .map(|(weights, part)| {
                    part * weights.iter().zip(&values).map(|(weight, value)| weight * value).sum::<f32>()
                })
                .sum();
            // Sums of two equal frames count twice the value of one; only the middle is left.
            assert!((middle - 1.0).abs() < 1e-4, "{radius}: {middle}");
            assert!(noise.iter().all(|noise| (noise - 1.0).abs() < 1e-5));
        }
    }

    #[test]
    fn a_frame_that_stands_for_another_brings_its_noise_twice() {
        let one = Temporal::new(1, &[[true, false]]);
        assert!((one.noise[0] - 5.0 / 3.0).abs() < 1e-5);
        let none = Temporal::new(1, &[[false, false]]);
        assert!((none.noise[0] - 3.0).abs() < 1e-5 && none.noise[1].abs() < 1e-5);
    }
}
