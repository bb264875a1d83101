//! Which rows are kept while a component is run, how wide they are, and for how long.

use std::ops::RangeInclusive;

use fwr_compiler::fusion::{Pipeline, Read};
use fwr_compiler::kernel::{Border, Kernel, Stored};

use super::row::{BLOCK, Element};
use super::wish::{Wish, wishes};

/// The kept rows of a component, and what its cells read of them.
pub(super) struct Layout {
    /// Each is filled from those before it.
    pub(super) rings: Vec<Ring>,
    /// One a cell of the component, in order.
    pub(super) cells: Vec<Place>,
}

/// Rows of one plane that are kept as long as something still reads them.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    /// What it is filled from.
    pub(super) source: Source,
    /// What is beside the ends of its rows.
    pub(super) border: Border,
    /// How its samples are kept.
    pub(super) element: Element,
    /// How the plane's samples are stored.
    pub(super) stored: Stored,
    /// Columns to the left and right of a tile that are read.
    pub(super) left: usize,
    pub(super) right: usize,
    /// Whether anything beside the plane is read.
    pub(super) padded: bool,
    /// Rows kept.
    pub(super) slots: usize,
    /// The rows that are kept when row 0 is made: the newest and the oldest.
    newest: i32,
    oldest: i32,
}

/// What a ring is filled from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Source {
    /// A plane of a frame of an input.
    Input {
        /// Which input.
        input: usize,
        /// Which plane of it.
        plane: usize,
        /// Frames later.
        dt: i16,
    },
    /// A cell of the component, computed into it.
    Cell(usize),
    /// Another ring, whose rows it has in another form.
    Ring(usize),
}

/// Where a cell is in the component.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// What it reads, with the ring of each.
    pub(super) wishes: Vec<(Wish, usize)>,
    /// The ring that it is computed into, if it is read.
    pub(super) ring: Option<usize>,
    /// Columns that are computed to the left and right of a tile, and rows above and below it.
    left: usize,
    right: usize,
    above: usize,
    below: usize,
    /// The newest row that is made along with row 0 of the outputs.
    newest: i32,
}

impl Ring {
    fn new(source: Source, border: Border, element: Element, stored: Stored) -> Self {
        let (left, right, padded, slots) = (0, 0, false, 0);
        Self { source, border, element, stored, left, right, padded, slots, newest: i32::MIN, oldest: i32::MAX }
    }

    /// Notes that so many columns beside a tile are read, and `rows` when row 0 is made.
    fn read(&mut self, left: usize, right: usize, rows: RangeInclusive<i32>) {
        (self.left, self.right) = (self.left.max(left), self.right.max(right));
        if self.border == Border::Mirror {
            // What is beside one end of the plane is inside it by as much.
            (self.left, self.right) = (self.left.max(self.right), self.left.max(self.right));
        }
        (self.newest, self.oldest) = (self.newest.max(*rows.end()), self.oldest.min(*rows.start()));
        self.slots = (self.newest - self.oldest) as usize + 1;
    }

    /// Samples before the first column of a tile: whole blocks, so that tiles begin at a cache line.
    pub(super) fn lead(&self) -> usize {
        self.left.next_multiple_of(BLOCK)
    }

    /// Bytes from one row to the next for tiles of `columns`; an odd number of cache lines, or rows would compete
    /// for the same places of the cache.
    pub(super) fn row_bytes(&self, columns: usize) -> usize {
        // Whole blocks are computed and read from wherever in the row: up to two more than there are columns.
        let samples = self.lead() + columns + self.right + 2 * BLOCK;
        let lines = (samples * self.element.bytes()).div_ceil(BLOCK);
        (lines | 1) * BLOCK
    }
}

/// Lays out the rows of a component: `cells` with the kernels that they have become, and whether each is an output.
pub(super) fn layout(pipeline: &Pipeline, cells: &[(usize, Kernel)], is_output: &[bool]) -> Layout {
    let mut layout = Layout { rings: Vec::new(), cells: Vec::new() };
    let wished: Vec<Vec<Wish>> =
        cells.iter().map(|(cell, kernel)| wishes(pipeline, &pipeline.cells[*cell], kernel)).collect();
    let mut granted: Vec<Vec<usize>> = wished.iter().map(|wishes| vec![0; wishes.len()]).collect();

    for (reader, wishes) in wished.iter().enumerate() {
        for (number, wish) in wishes.iter().enumerate() {
            if let Read::Input { input, plane, stored } = read_of(pipeline, cells[reader].0, wish) {
                let source = Source::Input { input, plane, dt: wish.dt };
                granted[reader][number] = layout.ring(Ring::new(source, wish.ring_border(), wish.element, stored));
            }
        }
    }
    for (place, (cell, _)) in cells.iter().enumerate() {
        let of_this = |reader: usize, wish: &Wish| matches!(read_of(pipeline, cells[reader].0, wish), Read::Cell(id) if id.0 as usize == *cell);
        let readers: Vec<(usize, usize)> = (0..cells.len())
            .flat_map(|reader| (0..wished[reader].len()).map(move |number| (reader, number)))
            .filter(|(reader, number)| of_this(*reader, &wished[*reader][*number]))
            .collect();
        let stored = pipeline.cells[*cell].stored;
        let wants = |(reader, number): (usize, usize)| &wished[reader][number];
        let first = readers.iter().map(|reader| wants(*reader)).find(|wish| wish.element != Element::Nominal);
        let first = first.or_else(|| readers.first().map(|reader| wants(*reader)));
        let ring = first.map(|wish| {
            let as_stored = is_output[place] || pipeline.cells[*cell].table.is_some();
            let element = if as_stored { Element::Stored(stored) } else { wish.element };
            layout.rings.push(Ring::new(Source::Cell(place), wish.ring_border(), element, stored));
            layout.rings.len() - 1
        });
        for (reader, number) in readers {
            let (wish, ring) = (&wished[reader][number], ring.unwrap_or(0));
            let same = layout.rings[ring].border == wish.ring_border() && layout.rings[ring].element == wish.element;
            let other = Ring::new(Source::Ring(ring), wish.ring_border(), wish.element, stored);
            granted[reader][number] = if same { ring } else { layout.ring(other) };
        }
        layout.cells.push(Place { wishes: Vec::new(), ring, left: 0, right: 0, above: 0, below: 0, newest: i32::MIN });
    }
    for (place, (wishes, rings)) in layout.cells.iter_mut().zip(wished.into_iter().zip(granted)) {
        place.wishes = wishes.into_iter().zip(rings).collect();
    }
    layout.measure(is_output);
    layout
}

fn read_of(pipeline: &Pipeline, cell: usize, wish: &Wish) -> Read {
    pipeline.cells[cell].reads[usize::from(wish.read)]
}

impl Layout {
    /// The number of a ring like `new`.
    fn ring(&mut self, new: Ring) -> usize {
        let like = |ring: &Ring| {
            (ring.source, ring.border) == (new.source, new.border)
                && ring.element == new.element
                && ring.stored == new.stored
        };
        self.rings.iter().position(like).unwrap_or_else(|| {
            self.rings.push(new);
            self.rings.len() - 1
        })
    }

    /// Finds how far each ring and cell is read, from the outputs back.
    fn measure(&mut self, is_output: &[bool]) {
        for place in (0..self.cells.len()).rev() {
            if is_output[place] {
                self.cells[place].newest = self.cells[place].newest.max(0);
            }
            if let Some(ring) = self.cells[place].ring {
                for copy in ring + 1..self.rings.len() {
                    if self.rings[copy].source == Source::Ring(ring) {
                        let Ring { left, right, newest, .. } = self.rings[copy];
                        self.rings[ring].read(left, right, newest..=newest);
                    }
                }
                if is_output[place] {
                    self.rings[ring].read(0, 0, 0..=0);
                }
                let Ring { left, right, newest, .. } = self.rings[ring];
                let cell = &mut self.cells[place];
                (cell.left, cell.right, cell.newest) = (left, right, cell.newest.max(newest));
            }
            let Place { left, right, above, below, newest, .. } = self.cells[place];
            for number in 0..self.cells[place].wishes.len() {
                let (wish, ring) = self.cells[place].wishes[number].clone();
                let beyond = |by: i32| by.max(0) as usize;
                let rows = newest + wish.dy.start()..=newest + wish.dy.end();
                self.rings[ring].read(left + beyond(-wish.dx.start()), right + beyond(*wish.dx.end()), rows);
                self.rings[ring].padded |= wish.reaches_beside();
                if let Some(cell) = self.made_by(ring) {
                    let cell = &mut self.cells[cell];
                    cell.above = cell.above.max(above + beyond(-wish.dy.start()));
                    cell.below = cell.below.max(below + beyond(*wish.dy.end()));
                }
            }
        }
    }

    /// The cell whose rows a ring has.
    fn made_by(&self, ring: usize) -> Option<usize> {
        match self.rings[ring].source {
            Source::Cell(cell) => Some(cell),
            Source::Ring(first) => self.made_by(first),
            Source::Input { .. } => None,
        }
    }

    /// Rows that the outputs need of the cells, above and below together.
    pub(super) fn halo(&self) -> usize {
        self.cells.iter().map(|cell| cell.above + cell.below).max().unwrap_or(0)
    }
}
