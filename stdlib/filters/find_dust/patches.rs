//! Patches of samples that stand out from both neighbours in time, and which of them are dust.

use super::luma::Luma;

/// What a sample is, beside the frames before and after.
const NOTHING: u8 = 0;
const BRIGHTER: u8 = 1;
const DARKER: u8 = 2;
/// It stands out so far that a patch begins with it.
const SEED: u8 = 4;
/// It has been looked at.
const SEEN: u8 = 8;

/// How far around a patch its surroundings go.
const AROUND: isize = 3;

/// What counts as dust.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// How far a patch stands out; white is 1.
    pub(crate) threshold: f32,
    /// The deviation of the noise.
    pub(crate) noise: f32,
    /// How many times as far it stands out as its surroundings do.
    pub(crate) contrast: f32,
    /// Samples of the largest patch.
    pub(crate) largest: usize,
}

/// Three pictures: a frame and those before and after, brought to its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Triple<'a> {
    pub(crate) here: &'a Luma,
    pub(crate) before: &'a Luma,
    pub(crate) after: &'a Luma,
}

impl Triple<'_> {
    /// Says of the samples of row `y` how they stand out.
    pub(crate) fn mark(&self, y: usize, limits: &Limits, marks: &mut [u8]) {
        let width = self.here.width;
        let rows = |luma: &'_ Luma| -> [usize; 3] {
            let last = luma.height - 1;
            [y.saturating_sub(1), y, (y + 1).min(last)].map(|row| row * width)
        };
        let starts = rows(self.here);
        let (mut low, mut high) = (vec![0.0_f32; width + 2], vec![0.0_f32; width + 2]);
        let [a, b, c] = starts.map(|start| &self.before.values[start..start + width]);
        let [d, e, f] = starts.map(|start| &self.after.values[start..start + width]);
        for (x, (low, high)) in low[1..].iter_mut().zip(&mut high[1..=width]).enumerate() {
            let least = |a: f32, b: f32| if a < b { a } else { b };
            let most = |a: f32, b: f32| if a > b { a } else { b };
            *low = least(least(least(a[x], b[x]), least(c[x], d[x])), least(e[x], f[x]));
            *high = most(most(most(a[x], b[x]), most(c[x], d[x])), most(e[x], f[x]));
        }
        (low[0], high[0]) = (low[1], high[1]);
        (low[width + 1], high[width + 1]) = (low[width], high[width]);
        let here = &self.here.values[starts[1]..][..width];
        let strong = limits.threshold + 3.0 * limits.noise;
        let weak = 0.4 * limits.threshold + 1.2 * limits.noise;
        for (x, (mark, here)) in marks.iter_mut().zip(here).enumerate() {
            let (before, after) = (b[x], e[x]);
            let apart = (before - after).abs();
            let around_low = low[x].min(low[x + 1]).min(low[x + 2]);
            let around_high = high[x].max(high[x + 1]).max(high[x + 2]);
            let (above, below) = (here - before.max(after), before.min(after) - here);
            let is_seed = (here - around_high).max(around_low - here) > strong + 0.6 * apart;
            let side = if above > weak + 0.3 * apart {
                BRIGHTER
            } else if below > weak + 0.3 * apart {
                DARKER
            } else {
                NOTHING
            };
            *mark = if side != NOTHING && is_seed { side | SEED } else { side };
        }
    }

    /// The samples of every patch that is dust, patch by patch; `marks` are those of all rows.
    pub(crate) fn dust(&self, limits: &Limits, marks: &mut [u8]) -> Vec<Vec<usize>> {
        let mut found = Vec::new();
        let mut surroundings = vec![0_u32; marks.len()];
        for start in 0..marks.len() {
            if marks[start] & (SEED | SEEN) != SEED {
                continue;
            }
            let patch = self.patch(start, marks);
            if patch.len() <= limits.largest && self.is_dust(&patch, limits, marks, &mut surroundings, start as u32 + 1)
            {
                found.push(patch);
            }
        }
        found
    }

    /// The samples that hang together with `start` and stand out to the same side.
    fn patch(&self, start: usize, marks: &mut [u8]) -> Vec<usize> {
        let side = marks[start] & (BRIGHTER | DARKER);
        let mut patch = vec![start];
        marks[start] |= SEEN;
        let mut next = 0;
        while let Some(place) = patch.get(next).copied() {
            next += 1;
            for other in self.near(place, 1) {
                if marks[other] & (BRIGHTER | DARKER | SEEN) == side {
                    marks[other] |= SEEN;
                    patch.push(other);
                }
            }
        }
        patch
    }

    /// The places within `far` of a place, itself among them.
    pub(crate) fn near(&self, place: usize, far: isize) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = (self.here.width as isize, self.here.height as isize);
        let (x, y) = (place as isize % width, place as isize / width);
        let rows = (y - far).max(0)..=(y + far).min(height - 1);
        rows.flat_map(move |y| {
            let columns = (x - far).max(0)..=(x + far).min(width - 1);
            columns.map(move |x| (y * width + x) as usize)
        })
    }

    /// Whether what is around a patch is as it was and will be, and the patch is not.
    fn is_dust(&self, patch: &[usize], limits: &Limits, marks: &[u8], seen: &mut [u32], number: u32) -> bool {
        let (here, before, after) = (&self.here.values, &self.before.values, &self.after.values);
        let (mut contrast, mut apart) = (0.0, 0.0);
        for place in patch {
            let mean = 0.5 * (before[*place] + after[*place]);
            contrast += (here[*place] - mean).abs();
            apart += (before[*place] - after[*place]).abs();
        }
        let (mut error, mut count) = (0.0, 0.0);
        for place in patch.iter().flat_map(|place| self.near(*place, AROUND)) {
            if seen[place] == number || marks[place] & (BRIGHTER | DARKER) != 0 {
                // What stands out itself, but in another patch, speaks against this one.
                if seen[place] != number && marks[place] & SEEN == 0 {
                    seen[place] = number;
                    error += (here[place] - 0.5 * (before[place] + after[place])).abs();
                    count += 1.0;
                }
                continue;
            }
            seen[place] = number;
            error += (here[place] - before[place]).abs().max((here[place] - after[place]).abs());
            count += 1.0;
        }
        let (contrast, apart) = (contrast / patch.len() as f32, apart / patch.len() as f32);
        let error = if count > 0.0 { error / count } else { 0.0 };
        let around = (error - 1.4 * limits.noise).max(0.0);
        contrast > limits.contrast * around + limits.threshold && contrast > 2.0 * apart
    }
}
