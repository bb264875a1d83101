//! Cells: what backends compile.

use crate::kernel::{Kernel, Stored};

/// A group lowered: one cell for each plane that is computed.
///
/// Contract:
/// - `cells` is in topological order.
/// - A cell's kernel has one value, and no load names a plane: `Load::input` counts the cell's `reads`, and that
///   says which plane of what. Loads of a [`Read::Input`] have the offset in frames from the frame that is
///   made; loads of a [`Read::Cell`] have none.
/// - Cells that read each other have planes of one size.
/// - Past the edges of its plane a cell is read like an input: the value that a load gets is one that the
///   cell has inside its plane.
/// - Reads of a cell see what comes back after its value was stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// The cells.
    pub cells: Vec<Cell>,
    /// For each output of the group, what each of its planes is.
    pub outputs: Vec<Vec<PlaneSource>>,
}

/// Position of a cell in [`Pipeline::cells`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub u32);

/// A plane that a kernel makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Which plane of its clip it is: its size is that of this plane, and random numbers depend on it.
    pub plane: usize,
    /// The pixel program.
    pub kernel: Kernel,
    /// What `Load::input` and `Statistic::input` of the kernel count.
    pub reads: Vec<Read>,
    /// How its samples are stored.
    pub stored: Stored,
}

/// What a cell reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Read {
    /// A plane of an input of the group, stored as said.
    Input {
        /// Which input.
        input: usize,
        /// Which plane of it.
        plane: usize,
        /// How its samples are stored.
        stored: Stored,
    },
    /// An earlier cell, at the frame that is made.
    Cell(CellId),
}

/// What a plane of an output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaneSource {
    /// A plane of the current frame of an input, untouched.
    Input {
        /// Which input.
        input: usize,
        /// Which plane of it.
        plane: usize,
    },
    /// What a cell makes.
    Cell(CellId),
}

impl Pipeline {
    /// The cell `id`.
    pub fn cell(&self, id: CellId) -> &Cell {
        &self.cells[id.0 as usize]
    }
}
