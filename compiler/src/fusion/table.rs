//! Tables: the samples of a cell for every sample that it may read, worked out before the run.

use super::{Cell, Pipeline};
use crate::kernel::{Expr, Kernel, Load, Position, Samples, Stored, evaluate};

/// What a cell gives for each stored sample of the one plane that it reads, at the place of the sample.
///
/// Element `n` is for the code `n`, or for the half-precision number of those bits. There are as many elements
/// as codes, so that samples beyond the largest code, which no plane should hold, need a guard.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Frames later.
    pub dt: i16,
    /// The samples to store.
    pub entries: Entries,
}

/// The elements of a [`Table`], as wide as the samples that they are.
#[derive(Debug, Clone, PartialEq)]
pub enum Entries {
    /// Codes of 8 bits.
    Byte(Vec<u8>),
    /// Codes of 9 to 16 bits, or the bits of half-precision numbers.
    Word(Vec<u16>),
    /// Single precision.
    Single(Vec<f32>),
}

impl Entries {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Byte(all) => all.len(),
            Self::Word(all) => all.len(),
            Self::Single(all) => all.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sample for code `code`, or for the last, in the low bits of a number.
    pub fn get(&self, code: u32) -> u32 {
        let place = (code as usize).min(self.len().saturating_sub(1));
        match self {
            Self::Byte(all) => all.get(place).map_or(0, |sample| u32::from(*sample)),
            Self::Word(all) => all.get(place).map_or(0, |sample| u32::from(*sample)),
            Self::Single(all) => all.get(place).map_or(0, |sample| sample.to_bits()),
        }
    }
}

/// The sample that a kernel is a function of, if it is one of a single sample at its own place and of nothing else.
pub(super) fn only_load(kernel: &Kernel) -> Option<Load> {
    let mut found: Option<Load> = None;
    for node in &kernel.nodes {
        match node {
            Expr::Load(load) => {
                let plain = load.dx == 0 && load.dy == 0 && load.plane.is_none();
                if !plain || found.is_some_and(|known| (known.input, known.dt) != (load.input, load.dt)) {
                    return None;
                }
                found = Some(*load);
            }
            Expr::X
            | Expr::Y
            | Expr::Frame
            | Expr::Time
            | Expr::Width
            | Expr::Height
            | Expr::Random(_)
            | Expr::Statistic(_) => return None,
            _ => {}
        }
    }
    found
}

/// How many different samples a plane can hold, if a table can have an element for each.
pub(super) fn samples_of(stored: Stored) -> Option<usize> {
    match stored {
        Stored::Byte(map) | Stored::Word(map) => Some(map.max as usize + 1),
        Stored::Half => Some(1 << 16),
        Stored::Single => None,
    }
}

impl Table {
    /// The table of a cell; `None` if it is not a function of one sample of at most 16 bits.
    pub(super) fn of(cell: &Cell, pipeline: &Pipeline) -> Option<Self> {
        let load = only_load(&cell.kernel)?;
        let [read] = cell.reads[..] else { return None };
        let source = pipeline.stored(read);
        let codes = 0..samples_of(source)? as u32;
        // Nothing but the sample matters, wherever it is.
        let position = Position { x: 0, y: 0, width: 1, height: 1, frame: 0, plane: cell.plane, time: 0.0 };
        let mut values = Vec::with_capacity(cell.kernel.nodes.len());
        let root = cell.kernel.root().0 as usize;
        let sample = |code: u32| {
            values.clear();
            evaluate(&cell.kernel, &cell.kernel.nodes, &position, &mut values, Same(source.load(code)));
            cell.stored.store(values[root])
        };
        let entries = match cell.stored {
            Stored::Byte(_) => Entries::Byte(codes.map(sample).map(|bits| bits as u8).collect()),
            Stored::Word(_) | Stored::Half => Entries::Word(codes.map(sample).map(|bits| bits as u16).collect()),
            Stored::Single => Entries::Single(codes.map(sample).map(f32::from_bits).collect()),
        };
        Some(Self { dt: load.dt, entries })
    }
}

/// Every load gives this value.
struct Same(f32);

impl Samples for Same {
    fn load(&mut self, _: Load) -> f32 {
        self.0
    }
}
