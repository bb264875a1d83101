//! Where between two code values rounding goes up.

/// How single-precision values become code values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dither {
    /// To the nearest.
    None,
    /// By an 8×8 pattern, so that an area keeps its mean: Bayer, "An optimum method for two-level
    /// rendition of continuous-tone pictures", IEEE ICC 1973.
    Ordered,
}

impl Dither {
    /// What is added before the fraction is cut off, for columns 0 to 7 of row `y`; repeats from there.
    pub(crate) fn thresholds(self, y: usize) -> [f32; 8] {
        match self {
            Self::None => [0.5; 8],
            Self::Ordered => std::array::from_fn(|x| (2 * bayer(x, y % 8) + 1) as f32 / 128.0),
        }
    }
}

/// The rank of a place in the pattern, 0 to 63: the bits of `x ^ y` and of `y` in turn, the lowest first in rank.
fn bayer(x: usize, y: usize) -> usize {
    (0..3).fold(0, |rank, bit| rank << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_threshold_comes_once() {
        let mut thresholds: Vec<_> = (0..8).flat_map(|y| Dither::Ordered.thresholds(y)).collect();
        thresholds.sort_by(f32::total_cmp);
        let expected: Vec<_> = (0..64).map(|rank| (2 * rank + 1) as f32 / 128.0).collect();
        assert_eq!(thresholds, expected);
    }
}
