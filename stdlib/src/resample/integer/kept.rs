//! Pairs of rows that are ready to be mixed: as many as an output row is made from.

use std::ops::Range;

use super::across::BLOCK;
use super::down::{Down, Pair, Pairs};

/// Memory for pairs of rows.
#[derive(Default)]
pub(super) struct Kept {
    pairs: Vec<Pairs>,
    /// Blocks of a row.
    stride: usize,
    /// Pairs that there is room for.
    room: usize,
    /// The pairs before this one are, or have been, here.
    made: usize,
}

impl Kept {
    /// Begins with rows of `width` columns, none of which is here.
    pub(super) fn start(&mut self, width: usize, down: &Down) {
        // Vectors of 64 columns are the widest.
        self.stride = width.next_multiple_of(4 * BLOCK) / BLOCK;
        self.room = down.most;
        self.made = 0;
        self.pairs.resize(self.pairs.len().max(self.stride * self.room), Pairs::default());
    }

    /// Mixes what output row `y` is made from, after `make` has made the pairs that are not here.
    pub(super) fn mix(
        &mut self,
        down: &Down,
        y: usize,
        mut make: impl FnMut(usize, &mut [Pairs]),
        mix: impl FnOnce(&[&[Pairs]], &[Pair]),
    ) {
        let (first, weights) = down.of(y);
        let end = first + weights.len();
        for pair in self.made.max(first)..end {
            let place = self.place(pair);
            make(pair, &mut self.pairs[place]);
        }
        self.made = self.made.max(end);
        // Few rows are the rule, and are not worth an allocation.
        let mut few: [&[Pairs]; 16] = [&[]; 16];
        let rows = (first..end).map(|pair| &self.pairs[self.place(pair)]);
        if let Some(few) = few.get_mut(..weights.len()) {
            few.iter_mut().zip(rows).for_each(|(place, row)| *place = row);
            mix(few, weights);
        } else {
            mix(&rows.collect::<Vec<_>>(), weights);
        }
    }

    fn place(&self, pair: usize) -> Range<usize> {
        let slot = pair % self.room;
        slot * self.stride..(slot + 1) * self.stride
    }
}
