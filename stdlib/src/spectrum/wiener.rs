//! How much of each frequency of a spectrum is kept.

use super::block::{Block, Row, SIDE};
use super::transform::Way;

/// Multiplies each frequency of `spectrum` by its gain and `part`, and adds it to `sum`.
///
/// With a `pilot`, an estimate of the signal, the gain is that of Wiener: p / (p + noise), where p is the pilot's power;
/// without, p is the power of the spectrum itself, of which `noise` is taken off: (p − noise) / p, at least 0. The mean
/// of the block is always kept. Both are left without their means.
#[inline(always)]
pub(super) fn keep_signal(
    spectrum: &mut Block,
    pilot: Option<&mut Block>,
    flat: &Flat,
    noise: f32,
    part: f32,
    sum: &mut Block,
) {
    let mean = flat.take_from(spectrum);
    flat.add_to(mean * part, sum);
    if let Some(pilot) = pilot {
        flat.take_from(pilot);
        keep(spectrum, pilot, |power| power / (power + noise).max(f32::MIN_POSITIVE), part, sum);
    } else {
        let left = |power: f32| ((power - noise) / power.max(f32::MIN_POSITIVE)).max(0.0);
        keep(spectrum, spectrum, left, part, sum);
    }
}

/// The spectrum of a flat block of 1 under the window.
///
/// The mean of a block is far stronger than its noise and, under a window, in nine frequencies: it is set aside so that
/// these are judged by what they have of their own.
pub(super) struct Flat(Block);

impl Flat {
    #[inline(always)]
    pub(super) fn new<W: Way>(window: &Row) -> Self {
        let mut spectrum = std::array::from_fn(|y| std::array::from_fn(|x| window[x] * window[y]));
        W::forward(&mut spectrum);
        Self(spectrum)
    }

    /// Takes the mean from a spectrum.
    #[inline(always)]
    fn take_from(&self, spectrum: &mut Block) -> f32 {
        let mean = spectrum[0][0] / self.0[0][0];
        self.add_to(-mean, spectrum);
        mean
    }

    #[inline(always)]
    fn add_to(&self, mean: f32, spectrum: &mut Block) {
        // Frequencies 0 and 1 along the second direction.
        for row in [0, 1, 9] {
            for x in 0..SIDE {
                spectrum[row][x] += self.0[row][x] * mean;
            }
        }
    }
}

#[inline(always)]
fn keep(spectrum: &Block, power: &Block, gain: impl Fn(f32) -> f32 + Copy, part: f32, sum: &mut Block) {
    // Frequencies 0 and 8 along the second direction are real: rows 0 and 8.
    for row in [0, 8] {
        let gains = along(&power[row], gain);
        for x in 0..SIDE {
            sum[row][x] += spectrum[row][x] * gains[x] * part;
        }
    }
    for row in 1..8 {
        let [real, imaginary] = oblique(&power[row], &power[8 + row], &spectrum[row], &spectrum[8 + row], gain);
        for x in 0..SIDE {
            sum[row][x] += real[x] * part;
            sum[8 + row][x] += imaginary[x] * part;
        }
    }
}

/// Half a row: frequencies 0 to 7 of the first direction, or 8 and the imaginary parts of 1 to 7.
type Half = [f32; 8];

/// 0 for frequencies 0 and 8 of the first direction, which share a place and have no imaginary part; 1 for others.
const COMPLEX: Half = [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
/// Of which the part of each is its own, and half the sum or half the difference of two.
const SHARE: Half = [1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];

#[inline(always)]
fn halves(row: &Row) -> [Half; 2] {
    [std::array::from_fn(|k| row[k]), std::array::from_fn(|k| row[8 + k])]
}

/// The gains of a row that is real in the second direction: each frequency of the first has a real and an imaginary part.
#[inline(always)]
fn along(power: &Row, gain: impl Fn(f32) -> f32) -> Row {
    let [real, imaginary] = halves(power);
    let squares: [Half; 2] =
        [std::array::from_fn(|k| real[k] * real[k]), std::array::from_fn(|k| imaginary[k] * imaginary[k])];
    let mut gains = [0.0; SIDE];
    for k in 0..8 {
        gains[k] = gain(squares[0][k] + COMPLEX[k] * squares[1][k]);
        gains[8 + k] = gain(COMPLEX[k] * squares[0][k] + squares[1][k]);
    }
    gains
}

/// The frequencies of a row and of its mirror image, which run to the one and to the other side, times their gains.
#[inline(always)]
fn oblique(
    power_real: &Row,
    power_imaginary: &Row,
    real: &Row,
    imaginary: &Row,
    gain: impl Fn(f32) -> f32,
) -> [Row; 2] {
    let sides = |real: &Row, imaginary: &Row| -> [Half; 4] {
        let ([rr, ir], [ri, ii]) = (halves(real), halves(imaginary));
        [
            std::array::from_fn(|k| rr[k] - COMPLEX[k] * ii[k]),
            std::array::from_fn(|k| ri[k] + COMPLEX[k] * ir[k]),
            std::array::from_fn(|k| COMPLEX[k] * rr[k] + ii[k]),
            std::array::from_fn(|k| ir[k] - COMPLEX[k] * ri[k]),
        ]
    };
    let [a, b, c, d] = sides(power_real, power_imaginary);
    let one: Half = std::array::from_fn(|k| gain(a[k] * a[k] + b[k] * b[k]));
    let other: Half = std::array::from_fn(|k| gain(c[k] * c[k] + d[k] * d[k]));
    let [a, b, c, d] = sides(real, imaginary);
    let mut kept = [[0.0; SIDE]; 2];
    for k in 0..8 {
        let [a, b, c, d] = [a[k] * one[k], b[k] * one[k], c[k] * other[k], d[k] * other[k]];
        kept[0][k] = SHARE[k] * (a + COMPLEX[k] * c);
        kept[0][8 + k] = SHARE[k] * (d + COMPLEX[k] * b);
        kept[1][k] = SHARE[k] * (b - COMPLEX[k] * d);
        kept[1][8 + k] = SHARE[k] * (c - COMPLEX[k] * a);
    }
    kept
}

#[cfg(test)]
mod tests {
    use fwr_compiler::kernel::math;

    use super::super::transform::Plain;
    use super::*;

    /// A wave that runs obliquely.
    fn wave(across: f32, down: f32) -> Block {
        std::array::from_fn(|y| {
            std::array::from_fn(|x| {
                math::cos(std::f32::consts::TAU * (across * x as f32 + down * y as f32) / SIDE as f32 + 0.3)
            })
        })
    }

    #[test]
    fn without_noise_all_is_kept() {
        let original: Block = std::array::from_fn(|y| std::array::from_fn(|x| ((x * 31 + y * 57) % 41) as f32));
        let mut spectrum = original;
        Plain::forward(&mut spectrum);
        let mut kept = [[0.0; SIDE]; SIDE];
        keep_signal(&mut spectrum, None, &Flat::new::<Plain>(&[1.0; SIDE]), 0.0, 1.0, &mut kept);
        Plain::back(&mut kept);
        for (a, b) in kept.as_flattened().iter().zip(original.as_flattened()) {
            assert!((a / 256.0 - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn waves_are_kept_or_dropped_by_their_own_power_whichever_way_they_run() {
        for (across, down) in [(3.0, 2.0), (3.0, -2.0), (0.0, 5.0), (5.0, 0.0), (8.0, 3.0), (2.0, 8.0), (7.0, -7.0)] {
            // The power of a wave of amplitude 1 is (256 / 2)²; the other way there is nothing.
            for (noise, expected) in [(100.0_f32, 1.0), (30000.0, 0.0)] {
                let mut spectrum = wave(across, down);
                Plain::forward(&mut spectrum);
                let mut kept = [[0.0; SIDE]; SIDE];
                let is_real = across == 8.0 || down == 8.0;
                let flat = Flat::new::<Plain>(&[1.0; SIDE]);
                let noise = if is_real { noise.min(100.0) } else { noise };
                keep_signal(&mut spectrum, None, &flat, noise, 1.0, &mut kept);
                Plain::back(&mut kept);
                let expected = if is_real { 1.0 } else { expected };
                for (a, b) in kept.as_flattened().iter().zip(wave(across, down).as_flattened()) {
                    assert!((a / 256.0 - b * expected).abs() < 0.03, "{across},{down} {noise}: {a} {b}");
                }
            }
        }
    }
}
