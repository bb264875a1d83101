//! The tables of the vertical pass: which pairs of rows make an output row.

use super::across::BLOCK;
use super::aligned::Aligned;
use super::weights::Weights;

/// Pairs of a block of columns.
pub(super) type Pairs = Aligned<[Pair; BLOCK]>;

/// Two samples of one column in one word: that of the even row in the lower half.
pub(super) type Pair = i32;

/// Packs a pair.
pub(super) fn pair(even: i16, odd: i16) -> Pair {
    i32::from(odd) << 16 | i32::from(even as u16)
}

/// Takes a pair apart.
pub(super) fn halves(pair: Pair) -> [i32; 2] {
    [i32::from(pair as i16), pair >> 16]
}

/// How rows are mixed. Rows come in pairs, so that one instruction weighs two: 0 with 1, 2 with 3 and so on, or
/// 1 with 2, 3 with 4, whichever needs fewer pairs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Down {
    /// For each output row, its first pair of rows and where its weights begin.
    rows: Vec<(usize, usize)>,
    weights: Vec<Pair>,
    /// The most pairs that an output row is made from.
    pub(super) most: usize,
    /// Rows before row 0 in the first pair.
    lead: usize,
}

impl Down {
    pub(super) fn new(weights: &Weights) -> Self {
        let [even, odd] = [0, 1].map(|lead| Self::paired(weights, lead));
        if odd.weights.len() < even.weights.len() { odd } else { even }
    }

    fn paired(weights: &Weights, lead: usize) -> Self {
        let mut down = Self { rows: Vec::new(), weights: Vec::new(), most: 0, lead };
        for (y, first) in weights.first.iter().enumerate() {
            let taps = weights.of(y);
            let begin = taps.iter().position(|weight| *weight != 0).unwrap_or(0);
            let end = taps.iter().rposition(|weight| *weight != 0).map_or(1, |last| last + 1);
            let origin = *first as usize + lead;
            let (top, bottom) = (origin + begin, origin + end);
            let weight = |row: usize| if (top..bottom).contains(&row) { taps[row - origin] } else { 0 };
            down.rows.push((top / 2, down.weights.len()));
            down.weights.extend((top / 2..bottom.div_ceil(2)).map(|at| pair(weight(2 * at), weight(2 * at + 1))));
            down.most = down.most.max(bottom.div_ceil(2) - top / 2);
        }
        down
    }

    /// Output rows.
    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    /// Pairs of rows that are weighed, over all output rows.
    pub(super) fn pairs(&self) -> usize {
        self.weights.len()
    }

    /// The rows of pair `pair` among `height`; where one lies outside, it has no weight, and any will do.
    pub(super) fn rows(&self, pair: usize, height: usize) -> [usize; 2] {
        [0, 1].map(|half| (2 * pair + half).saturating_sub(self.lead).min(height - 1))
    }

    /// The first pair of rows that output row `y` is made from, and the weights of that and those that follow it.
    pub(super) fn of(&self, y: usize) -> (usize, &[Pair]) {
        let (first, start) = self.rows[y];
        let end = self.rows.get(y + 1).map_or(self.weights.len(), |next| next.1);
        (first, &self.weights[start..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_what_was_packed() {
        for (even, odd) in [(0, -1), (-1, 0), (i16::MIN, i16::MAX), (5, -7)] {
            assert_eq!(halves(pair(even, odd)), [i32::from(even), i32::from(odd)]);
        }
    }

    #[test]
    fn every_row_is_its_own_half() {
        let down = Down::new(&Weights::identity(3));
        assert_eq!(down.of(0), (0, &[pair(i16::MIN, 0)][..]));
        assert_eq!(down.of(1), (0, &[pair(0, i16::MIN)][..]));
        assert_eq!(down.of(2), (1, &[pair(i16::MIN, 0)][..]));
        assert_eq!([down.rows(0, 3), down.rows(1, 3)], [[0, 1], [2, 2]]);
    }

    #[test]
    fn rows_are_paired_as_they_are_needed() {
        let halving = Down::paired(&Weights::identity(4), 1);
        assert_eq!(halving.of(1), (1, &[pair(i16::MIN, 0)][..]));
        assert_eq!([halving.rows(0, 4), halving.rows(1, 4), halving.rows(2, 4)], [[0, 0], [1, 2], [3, 3]]);
    }
}
