//! The memory of one computation: registers, and the input rows kept in single precision.

use super::buffer::Lines;
use super::instruction::{LANES, REGISTER, Ring};

/// Registers and rings in one piece of memory.
pub(super) struct Arena {
    values: Lines,
    rings: Vec<Slots>,
}

/// The rows of a ring: row `y` is in slot `y` modulo their number.
struct Slots {
    start: usize,
    length: usize,
    rows: Vec<usize>,
}

/// Not the number of any row.
const EMPTY: usize = usize::MAX;

impl Arena {
    /// Room for `registers` strips and the rows of `rings`.
    pub(super) fn new(registers: usize, rings: &[Ring]) -> Self {
        let mut start = registers * REGISTER;
        let mut slots = Vec::with_capacity(rings.len());
        for ring in rings {
            let length = ring.row_length();
            slots.push(Slots { start, length, rows: vec![EMPTY; ring.slots] });
            start += length * ring.slots;
        }
        Self { values: Lines::zeroed((start + LANES) * size_of::<f32>()), rings: slots }
    }

    /// Forgets all rows, for a new column of strips.
    pub(super) fn forget_rows(&mut self) {
        for ring in &mut self.rings {
            ring.rows.fill(EMPTY);
        }
    }

    /// Where row `y` of ring `ring` is, and the memory to fill if it is not there yet.
    #[inline(always)]
    pub(super) fn row(&mut self, ring: usize, y: usize) -> (usize, Option<&mut [f32]>) {
        let slots = &mut self.rings[ring];
        let slot = y % slots.rows.len();
        let start = slots.start + slot * slots.length;
        if slots.rows[slot] == y {
            return (start, None);
        }
        slots.rows[slot] = y;
        let length = slots.length;
        (start, Some(&mut self.values_mut()[start..start + length]))
    }

    /// All of the memory.
    #[inline(always)]
    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(self.values.bytes_mut())
    }
}
