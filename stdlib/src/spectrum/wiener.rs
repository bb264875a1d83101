//! How much of each frequency of a spectrum is kept.

use super::block::{Block, Row, SIDE};
use super::transform::forward;
use crate::sixteen::Sixteen;

/// How spectra are judged.
pub(super) struct Judge<V> {
    flat: Flat<V>,
    /// 0 for frequencies 0 and 8 of the first direction, which share a place and have no imaginary part; 1 for others.
    complex: V,
    /// Of which the part of each is its own, and half the sum or half the difference of two.
    share: V,
}

impl<V: Sixteen> Judge<V> {
    /// For spectra of blocks under a window.
    #[inline(always)]
    pub(super) fn new(window: &Row) -> Self {
        let (mut complex, mut share) = ([1.0; SIDE], [0.5; SIDE]);
        for place in [0, SIDE / 2] {
            (complex[place], share[place]) = (0.0, 1.0);
        }
        Self { flat: Flat::new(window), complex: V::load(&complex), share: V::load(&share) }
    }

    /// Multiplies each frequency of `spectrum` by its gain and `part`, and adds it to `sum`.
    ///
    /// With a `pilot`, an estimate of the signal, the gain is that of Wiener: p / (p + noise), where p is the pilot's
    /// power; without, p is the power of the spectrum itself, of which `noise` is taken off: (p − noise) / p, at least
    /// 0. The mean of the block is always kept.
    #[inline(always)]
    pub(super) fn keep(
        &self,
        mut spectrum: Block<V>,
        pilot: Option<Block<V>>,
        noise: f32,
        part: f32,
        sum: &mut Block<V>,
    ) {
        let mean = self.flat.take_from(&mut spectrum);
        self.flat.add_to(mean * part, sum);
        let (noise, part) = (V::splat(noise), V::splat(part));
        let tiny = V::splat(f32::MIN_POSITIVE);
        if let Some(mut pilot) = pilot {
            self.flat.take_from(&mut pilot);
            for row in 0..SIDE / 2 {
                self.rows(row, &spectrum, &pilot, part, sum, Wiener { noise, tiny });
            }
        } else {
            for row in 0..SIDE / 2 {
                self.rows(row, &spectrum, &spectrum, part, sum, Subtraction { noise, tiny });
            }
        }
    }

    /// Whether a block under the window has less than `power` in its frequencies on average, its mean set aside.
    #[inline(always)]
    pub(super) fn is_quiet(&self, block: &Block<V>, power: f32) -> bool {
        let mean = V::splat(self.flat.mean_of(block));
        let mut squares = V::splat(0.0);
        for (row, flat) in block.iter().zip(&self.flat.block) {
            let rest = *row - mean * *flat;
            squares = squares + rest * rest;
        }
        // As many frequencies as samples: the power of one is on average that of all samples (Parseval).
        total(squares) < power
    }

    /// Keeps the mean of a block under the window, and nothing else.
    #[inline(always)]
    pub(super) fn keep_mean(&self, block: &Block<V>, part: f32, sum: &mut Block<V>) {
        self.flat.add_to(self.flat.mean_of(block) * part, sum);
    }

    /// Keeps what `gain` says of row `row` and of the one that goes with it.
    #[inline(always)]
    fn rows(&self, row: usize, spectrum: &Block<V>, power: &Block<V>, part: V, sum: &mut Block<V>, gain: impl Gain<V>) {
        let other = row + SIDE / 2;
        if row == 0 {
            // Frequencies 0 and 8 along the second direction are real.
            for row in [row, other] {
                let square = power[row] * power[row];
                let gain = gain.of(square + self.complex * square.swapped());
                sum[row] = sum[row] + spectrum[row] * gain * part;
            }
            return;
        }
        let [one, two] = self.sides(power[row], power[other]);
        let gain = gain.of(one * one + two * two);
        let [one, two] = self.sides(spectrum[row], spectrum[other]);
        let (one, two) = (one * gain, two * gain);
        let real = self.share * (one + self.complex * two.swapped());
        let imaginary = self.share * (two - self.complex * one.swapped());
        sum[row] = sum[row] + real * part;
        sum[other] = sum[other] + imaginary * part;
    }

    /// A row of real and one of imaginary parts, as frequencies that run to the one and to the other side: in the first
    /// eight lanes the real and imaginary parts of the one, in the last the imaginary and real ones of the other.
    #[inline(always)]
    fn sides(&self, real: V, imaginary: V) -> [V; 2] {
        [real - self.complex * imaginary.swapped(), imaginary + self.complex * real.swapped()]
    }
}

/// What is kept of a frequency by its power.
trait Gain<V> {
    fn of(&self, power: V) -> V;
}

struct Wiener<V> {
    noise: V,
    tiny: V,
}

impl<V: Sixteen> Gain<V> for Wiener<V> {
    #[inline(always)]
    fn of(&self, power: V) -> V {
        power / (power + self.noise).max(self.tiny)
    }
}

struct Subtraction<V> {
    noise: V,
    tiny: V,
}

impl<V: Sixteen> Gain<V> for Subtraction<V> {
    #[inline(always)]
    fn of(&self, power: V) -> V {
        ((power - self.noise) / power.max(self.tiny)).max(V::splat(0.0))
    }
}

/// The spectrum of a flat block of 1 under the window: of frequencies 0 and 1 in the second direction, others have none.
///
/// The mean of a block is far stronger than its noise and, under a window, in nine frequencies: it is set aside so that
/// these are judged by what they have of their own.
struct Flat<V> {
    block: Block<V>,
    rows: [V; 3],
    first: f32,
}

/// Where its rows are in a spectrum.
const ROWS: [usize; 3] = [0, 1, 9];

impl<V: Sixteen> Flat<V> {
    #[inline(always)]
    fn new(window: &Row) -> Self {
        let across = V::load(window);
        let mut block = [across; SIDE];
        for (row, weight) in block.iter_mut().zip(window) {
            *row = across * V::splat(*weight);
        }
        let spectrum = forward(block);
        Self { block, rows: [spectrum[0], spectrum[1], spectrum[9]], first: first_of(spectrum[0]) }
    }

    /// The mean of a block under the window.
    #[inline(always)]
    fn mean_of(&self, block: &Block<V>) -> f32 {
        let mut sum = block[0];
        for row in &block[1..] {
            sum = sum + *row;
        }
        total(sum) / self.first
    }

    /// Takes the mean from a spectrum.
    #[inline(always)]
    fn take_from(&self, spectrum: &mut Block<V>) -> f32 {
        let mean = first_of(spectrum[0]) / self.first;
        self.add_to(-mean, spectrum);
        mean
    }

    /// Adds the spectrum of a flat block of `mean`.
    #[inline(always)]
    fn add_to(&self, mean: f32, spectrum: &mut Block<V>) {
        let mean = V::splat(mean);
        for (row, flat) in ROWS.into_iter().zip(self.rows) {
            spectrum[row] = spectrum[row] + flat * mean;
        }
    }
}

#[inline(always)]
fn first_of<V: Sixteen>(numbers: V) -> f32 {
    let mut row = [0.0; SIDE];
    numbers.store(&mut row);
    row[0]
}

/// The sum of all lanes, in an order that does not hang on the instructions.
#[inline(always)]
fn total<V: Sixteen>(lanes: V) -> f32 {
    let mut row = [0.0; SIDE];
    lanes.store(&mut row);
    let mut half = SIDE / 2;
    while half > 0 {
        for place in 0..half {
            row[place] += row[place + half];
        }
        half /= 2;
    }
    row[0]
}

#[cfg(test)]
mod tests {
    use fwr_compiler::kernel::math;

    use super::super::transform::back;
    use super::super::transform::tests::{block, rows};
    use super::*;
    use crate::sixteen::Baseline;

    /// A wave that runs obliquely.
    fn wave(across: f32, down: f32) -> [Row; SIDE] {
        std::array::from_fn(|y| {
            std::array::from_fn(|x| {
                math::cos(std::f32::consts::TAU * (across * x as f32 + down * y as f32) / SIDE as f32 + 0.3)
            })
        })
    }

    /// What is kept of a block.
    fn kept(original: [Row; SIDE], noise: f32) -> [Row; SIDE] {
        let mut kept = block([[0.0; SIDE]; SIDE]);
        Judge::new(&[1.0; SIDE]).keep(forward(block(original)), None, noise, 1.0, &mut kept);
        rows(back::<Baseline>(kept)).map(|row| row.map(|value| value / 256.0))
    }

    #[test]
    fn without_noise_all_is_kept() {
        let original = std::array::from_fn(|y| std::array::from_fn(|x| ((x * 31 + y * 57) % 41) as f32));
        for (a, b) in kept(original, 0.0).as_flattened().iter().zip(original.as_flattened()) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn waves_are_kept_or_dropped_by_their_own_power_whichever_way_they_run() {
        for (across, down) in [(3.0, 2.0), (3.0, -2.0), (0.0, 5.0), (5.0, 0.0), (8.0, 3.0), (2.0, 8.0), (7.0, -7.0)] {
            // The power of a wave of amplitude 1 is (256 / 2)²; the other way there is nothing.
            for (noise, expected) in [(100.0_f32, 1.0), (30000.0, 0.0)] {
                let is_real = across == 8.0 || down == 8.0;
                let noise = if is_real { noise.min(100.0) } else { noise };
                let expected = if is_real { 1.0 } else { expected };
                let kept = kept(wave(across, down), noise);
                for (a, b) in kept.as_flattened().iter().zip(wave(across, down).as_flattened()) {
                    assert!((a - b * expected).abs() < 0.03, "{across},{down} {noise}: {a} {b}");
                }
            }
        }
    }

    #[test]
    fn what_is_quiet_is_told_by_the_power_of_its_spectrum_without_its_mean() {
        let window: Row =
            std::array::from_fn(|x| 0.5 - 0.5 * math::cos(std::f32::consts::TAU * (x as f32 + 0.5) / 16.0));
        let judge = Judge::<Baseline>::new(&window);
        let under = |value: &dyn Fn(usize, usize) -> f32| {
            block(std::array::from_fn(|y| std::array::from_fn(|x| value(x, y) * window[x] * window[y])))
        };
        let flat = under(&|_, _| 180.0);
        assert!(judge.is_quiet(&flat, 1e-3));
        let wave = wave(3.0, -2.0);
        let waving = under(&|x, y| 180.0 + wave[y][x]);
        // Half of the window's power, of 36 in all.
        assert!(judge.is_quiet(&waving, 19.0) && !judge.is_quiet(&waving, 17.0));
        // Of the wave nothing is kept, of the mean all: as if there were much noise.
        let (mut mean, mut all) = (block([[0.0; SIDE]; SIDE]), block([[0.0; SIDE]; SIDE]));
        judge.keep_mean(&waving, 0.7, &mut mean);
        judge.keep(forward(waving), None, 1e9, 0.7, &mut all);
        for (mean, all) in rows(mean).as_flattened().iter().zip(rows(all).as_flattened()) {
            assert!((mean - all).abs() < 0.05, "{mean} {all}");
        }
    }
}
