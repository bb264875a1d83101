//! A motion of the whole picture, fitted to the vectors of its blocks.

/// A block's middle, beside that of the picture, and where it was in the frame before, beside there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    pub(crate) at: [f64; 2],
    pub(crate) moved: [f64; 2],
}

/// How the frame before lies beside a frame: shifted, turned and larger.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Motion {
    pub(crate) shift: [f64; 2],
    pub(crate) turn: f64,
    pub(crate) zoom: f64,
}

/// Rounds of weighing and fitting.
const ROUNDS: usize = 6;
/// Samples that a vector may be off at least before it has no say.
const LEAST: f64 = 1.0;

impl Motion {
    /// Where something at a place was, beside there.
    fn of(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.shift[0] + self.zoom * x - self.turn * y, self.shift[1] + self.turn * x + self.zoom * y]
    }

    /// The motion that most of what is seen agrees on.
    pub(crate) fn fitted(sights: &[Sight]) -> Self {
        // Too few blocks tell nothing of a whole picture.
        if sights.len() < 6 {
            return Self::default();
        }
        let middle = |axis: usize| median(sights.iter().map(|sight| sight.moved[axis]).collect());
        let mut motion = Self { shift: [middle(0), middle(1)], ..Self::default() };
        for round in 0..ROUNDS {
            let off = |sight: &Sight| {
                let expected = motion.of(sight.at);
                let [x, y] = [0, 1].map(|axis| sight.moved[axis] - expected[axis]);
                (x * x + y * y).sqrt()
            };
            let wide = 4.0 * median(sights.iter().map(off).collect());
            let reach = wide.max(LEAST);
            let weights: Vec<f64> = sights
                .iter()
                .map(|sight| {
                    let part = off(sight) / reach;
                    if part < 1.0 { (1.0 - part * part) * (1.0 - part * part) } else { 0.0 }
                })
                .collect();
            let Some(found) = weighted(sights, &weights, round > 0) else { break };
            motion = found;
        }
        motion
    }
}

/// The motion of least squares, `turning` or shifted only; `None` if nothing has a say.
fn weighted(sights: &[Sight], weights: &[f64], turning: bool) -> Option<Motion> {
    let total: f64 = weights.iter().sum();
    if total < 3.0 {
        return None;
    }
    let mean = |value: &dyn Fn(&Sight) -> f64| {
        sights.iter().zip(weights).map(|(sight, weight)| weight * value(sight)).sum::<f64>() / total
    };
    let at = [mean(&|sight| sight.at[0]), mean(&|sight| sight.at[1])];
    let moved = [mean(&|sight| sight.moved[0]), mean(&|sight| sight.moved[1])];
    if !turning {
        return Some(Motion { shift: moved, ..Motion::default() });
    }
    let (mut power, mut along, mut across) = (0.0, 0.0, 0.0);
    for (sight, weight) in sights.iter().zip(weights) {
        let [x, y] = [sight.at[0] - at[0], sight.at[1] - at[1]];
        let [u, v] = [sight.moved[0] - moved[0], sight.moved[1] - moved[1]];
        power += weight * (x * x + y * y);
        along += weight * (x * u + y * v);
        across += weight * (x * v - y * u);
    }
    let (turn, zoom) = if power > 0.0 { (across / power, along / power) } else { (0.0, 0.0) };
    let shift = [moved[0] - zoom * at[0] + turn * at[1], moved[1] - turn * at[0] - zoom * at[1]];
    Some(Motion { shift, turn, zoom })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What blocks of a picture show that moves so, with one in five telling something else.
    fn seen(motion: Motion) -> Vec<Sight> {
        let places = (0..20).flat_map(|row| (0..30).map(move |column| (column, row)));
        places
            .map(|(column, row)| {
                let at = [f64::from(column) * 16.0 - 240.0, f64::from(row) * 16.0 - 160.0];
                let own = (column * 7 + row * 3) % 5 == 0;
                let moved = if own { [9.0, -f64::from(row)] } else { motion.of(at) };
                // Vectors are in quarters of a sample.
                Sight { at, moved: moved.map(|value| (value * 4.0).round() / 4.0) }
            })
            .collect()
    }

    #[test]
    fn what_most_blocks_agree_on_is_found() {
        for (shift, turn, zoom) in [([3.3, -7.1], 0.0, 0.0), ([0.0, 0.0], 0.01, 0.0), ([-12.6, 4.2], -0.004, 0.006)] {
            let motion = Motion { shift, turn, zoom };
            let found = Motion::fitted(&seen(motion));
            for axis in [0, 1] {
                assert!((found.shift[axis] - shift[axis]).abs() < 0.13, "{motion:?} {found:?}");
            }
            assert!((found.turn - turn).abs() < 2e-4 && (found.zoom - zoom).abs() < 2e-4, "{motion:?} {found:?}");
        }
    }

    #[test]
    fn nothing_seen_is_no_motion() {
        assert_eq!(Motion::fitted(&[]), Motion::default());
    }
}
