//! Cells: what backends compile.

use super::Table;
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
/// - A cell's `table` gives the very samples that its kernel gives, which then has one read and nothing but
///   loads of it at [0, 0] and one frame: a backend follows whichever is quicker.
///
/// [`verify`](super::verify) holds a pipeline to it, after every pass in debug builds and tests.
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
    /// Its samples for each of those that it reads.
    pub table: Option<Table>,
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

    /// How the samples of what a cell reads are stored.
    pub fn stored(&self, read: Read) -> Stored {
        match read {
            Read::Input { stored, .. } => stored,
            Read::Cell(id) => self.cell(id).stored,
        }
    }

    /// Makes everything that reads a cell read what `to` has in its place.
    pub(super) fn redirect(&mut self, to: &[CellId]) {
        for read in self.cells.iter_mut().flat_map(|cell| &mut cell.reads) {
            if let Read::Cell(id) = read {
                *id = to[id.0 as usize];
            }
        }
        for source in self.outputs.iter_mut().flatten() {
            if let PlaneSource::Cell(id) = source {
                *id = to[id.0 as usize];
            }
        }
    }

    /// The cells that leave the group as planes of its outputs.
    pub fn leaving(&self) -> Vec<bool> {
        let mut leaves = vec![false; self.cells.len()];
        for source in self.outputs.iter().flatten() {
            if let PlaneSource::Cell(id) = source {
                leaves[id.0 as usize] = true;
            }
        }
        leaves
    }

    /// Drops the cells that no output needs.
    pub(super) fn drop_unused(&mut self) {
        let mut needed = self.leaving();
        for (number, cell) in self.cells.iter().enumerate().rev() {
            if needed[number] {
                for read in &cell.reads {
                    if let Read::Cell(id) = read {
                        needed[id.0 as usize] = true;
                    }
                }
            }
        }
        let places: Vec<CellId> = (0..needed.len())
            .map(|number| CellId(needed[..number].iter().filter(|needed| **needed).count() as u32))
            .collect();
        self.redirect(&places);
        let mut kept = needed.iter();
        self.cells.retain(|_| kept.next() == Some(&true));
    }
}
