//! The interpolation kernels: weight by distance from the output sample.

use std::f64::consts::PI;

/// An interpolation kernel, scaled so that source samples are one apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kernel {
    /// The nearest sample.
    Point,
    /// A triangle.
    Bilinear,
    /// The cubics of Mitchell & Netravali, "Reconstruction Filters in Computer Graphics", SIGGRAPH 1988.
    Bicubic { b: f64, c: f64 },
    /// A sinc, windowed by the central lobe of a sinc `taps` times as wide: Duchon,
    /// "Lanczos Filtering in One and Two Dimensions", J. Applied Meteorology 18, 1979.
    Lanczos { taps: u32 },
    /// The cubic spline through 4 samples, from Helmut Dersch's Panorama Tools.
    Spline16,
    /// The cubic spline through 6 samples, from Helmut Dersch's Panorama Tools.
    Spline36,
}

impl Kernel {
    pub(crate) const MITCHELL: Self = Self::Bicubic { b: 1.0 / 3.0, c: 1.0 / 3.0 };
    pub(crate) const CATMULL_ROM: Self = Self::Bicubic { b: 0.0, c: 0.5 };

    /// The kernel named so in a graph, where the name alone says it all.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "point" => Self::Point,
            "bilinear" => Self::Bilinear,
            "mitchell" => Self::MITCHELL,
            "catmull_rom" => Self::CATMULL_ROM,
            "lanczos" => Self::Lanczos { taps: 3 },
            "spline16" => Self::Spline16,
            "spline36" => Self::Spline36,
            _ => return None,
        })
    }

    /// Distance from which on the weight is zero.
    pub(crate) fn support(self) -> u32 {
        match self {
            Self::Point => 0,
            Self::Bilinear => 1,
            Self::Bicubic { .. } | Self::Spline16 => 2,
            Self::Spline36 => 3,
            Self::Lanczos { taps } => taps,
        }
    }

    /// The weight of a sample `x` away.
    pub(crate) fn weight(self, x: f64) -> f64 {
        let x = x.abs();
        match self {
            Self::Point => 1.0,
            Self::Bilinear => (1.0 - x).max(0.0),
            Self::Bicubic { b, c } => bicubic(x, b, c),
            Self::Lanczos { taps } => {
                let taps = f64::from(taps);
                if x < taps { sinc(x) * sinc(x / taps) } else { 0.0 }
            }
            Self::Spline16 => {
                spline(x, &[[1.0, -1.0 / 5.0, -9.0 / 5.0, 1.0], [0.0, -7.0 / 15.0, 4.0 / 5.0, -1.0 / 3.0]])
            }
            Self::Spline36 => spline(
                x,
                &[
                    [1.0, -3.0 / 209.0, -453.0 / 209.0, 13.0 / 11.0],
                    [0.0, -156.0 / 209.0, 270.0 / 209.0, -6.0 / 11.0],
                    [0.0, 26.0 / 209.0, -45.0 / 209.0, 1.0 / 11.0],
                ],
            ),
        }
    }
}

fn bicubic(x: f64, b: f64, c: f64) -> f64 {
    let value = if x < 1.0 {
        polynomial(x, [6.0 - 2.0 * b, 0.0, -18.0 + 12.0 * b + 6.0 * c, 12.0 - 9.0 * b - 6.0 * c])
    } else if x < 2.0 {
        polynomial(x, [8.0 * b + 24.0 * c, -12.0 * b - 48.0 * c, 6.0 * b + 30.0 * c, -b - 6.0 * c])
    } else {
        0.0
    };
    value / 6.0
}

/// A cubic for each unit of distance, in the fraction of that unit.
fn spline(x: f64, pieces: &[[f64; 4]]) -> f64 {
    pieces.get(x as usize).map_or(0.0, |piece| polynomial(x.fract(), *piece))
}

fn polynomial(x: f64, [a, b, c, d]: [f64; 4]) -> f64 {
    a + x * (b + x * (c + x * d))
}

/// `sin(πx) / πx`.
fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { sin_pi(x) / (PI * x) }
}

/// `sin(πx)` by its series about the nearest zero: the same bits on every platform, which `f64::sin` does not promise.
fn sin_pi(x: f64) -> f64 {
    let nearest = x.round();
    let angle = PI * (x - nearest);
    let square = angle * angle;
    // |angle| ≤ π/2: ten terms leave less than 1e-17.
    let mut sum = 0.0;
    for term in (0..10).rev() {
        let n = f64::from(2 * term + 2);
        sum = 1.0 - square / (n * (n + 1.0)) * sum;
    }
    let sine = angle * sum;
    if nearest.rem_euclid(2.0) == 0.0 { sine } else { -sine }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Kernel; 6] = [
        Kernel::Bilinear,
        Kernel::MITCHELL,
        Kernel::CATMULL_ROM,
        Kernel::Lanczos { taps: 3 },
        Kernel::Spline16,
        Kernel::Spline36,
    ];

    #[test]
    fn sine_is_right() {
        for step in -400..400 {
            let x = f64::from(step) / 37.0;
            assert!((sin_pi(x) - (PI * x).sin()).abs() < 1e-14, "at {x}");
        }
    }

    #[test]
    fn interpolating_kernels_keep_the_samples() {
        for kernel in ALL.into_iter().filter(|kernel| *kernel != Kernel::MITCHELL) {
            assert!((kernel.weight(0.0) - 1.0).abs() < 1e-12, "{kernel:?}");
            for distance in 1..4 {
                assert!(kernel.weight(f64::from(distance)).abs() < 1e-12, "{kernel:?} at {distance}");
            }
        }
    }

    #[test]
    fn kernels_are_continuous_and_end_at_their_support() {
        for kernel in ALL {
            for piece in 1..=kernel.support() {
                let x = f64::from(piece);
                let jump = kernel.weight(x - 1e-9) - kernel.weight(x + 1e-9);
                assert!(jump.abs() < 1e-7, "{kernel:?} jumps by {jump} at {x}");
            }
            assert_eq!(kernel.weight(f64::from(kernel.support()) + 0.01), 0.0);
        }
    }
}
