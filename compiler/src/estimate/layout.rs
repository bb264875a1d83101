//! Which rows a part of a pipeline keeps on the processor, and in which form: what the runtime will decide.

use crate::fusion::{Cell, CellId, Pipeline, Read, table_pays};
use crate::kernel::{BinaryOp, Border, Expr, Kernel, Load, Stored};

/// Loads of one row from which on it is made nominal values once.
const CONVERTED: usize = 3;
/// What the kept rows of a tile may take.
const TILE_BYTES: usize = 384 * 1024;
/// Columns of a tile at least.
const TILE_COLUMNS: usize = 256;

/// The rows that are kept for a part, and what its cells read of them.
pub(super) struct Layout {
    /// Kept rows of one plane each.
    pub(super) rings: Vec<Ring>,
    /// One for each cell of the part.
    pub(super) cells: Vec<Place>,
}

/// Rows of one plane that are kept as long as something reads them.
pub(super) struct Ring {
    /// The cell of the part that is worked out into it; `None` for a plane of an input.
    pub(super) of_cell: Option<usize>,
    input: Option<(usize, usize, i16)>,
    border: Border,
    /// Whether it has nominal values.
    pub(super) nominal: bool,
    /// How the plane's samples are stored.
    pub(super) stored: Stored,
    /// Columns beside a tile that are read.
    pub(super) left: usize,
    /// See `left`.
    pub(super) right: usize,
    /// Whether anything beside the plane is read.
    pub(super) padded: bool,
    up: usize,
    down: usize,
}

/// Where a cell is.
pub(super) struct Place {
    /// The ring that it is worked out into, if others read it.
    pub(super) ring: Option<usize>,
    wishes: Vec<(Wish, usize)>,
    halo: usize,
}

struct Wish {
    read: u8,
    dt: i16,
    border: Border,
    nominal: bool,
    dx: (i32, i32),
    dy: (i32, i32),
}

impl Layout {
    /// The layout of the cells `cells`, whose kernels have become `kernels`.
    pub(super) fn of(pipeline: &Pipeline, cells: &[usize], kernels: &[Kernel], leaves: &[bool]) -> Self {
        let mut layout = Self { rings: Vec::new(), cells: Vec::new() };
        for (place, number) in cells.iter().enumerate() {
            let cell = &pipeline.cells[*number];
            let wishes = wishes(pipeline, cell, &kernels[place]);
            let wishes = wishes.into_iter().map(|wish| {
                let ring = layout.ring(pipeline, cells, cell, &wish);
                (wish, ring)
            });
            let wishes: Vec<_> = wishes.collect();
            for (wish, ring) in &wishes {
                layout.rings[*ring].widen(wish);
            }
            layout.cells.push(Place { ring: None, wishes, halo: 0 });
        }
        for place in 0..cells.len() {
            let own = |ring: &Ring| ring.of_cell == Some(place);
            let Some(ring) = layout.rings.iter().position(own) else { continue };
            layout.cells[place].ring = Some(ring);
            // What is stored as well, or looked up, is kept as it is stored; what wants it otherwise has a copy.
            let nominal = layout.rings.iter().filter(|ring| own(ring)).all(|ring| ring.nominal);
            let as_stored = leaves[place] || table_pays(&pipeline.cells[cells[place]], pipeline);
            layout.rings[ring].nominal = nominal && !as_stored;
        }
        layout.halos();
        layout
    }

    /// The ring of a wish; a new one if there is none like it.
    fn ring(&mut self, pipeline: &Pipeline, cells: &[usize], cell: &Cell, wish: &Wish) -> usize {
        let read = cell.reads[usize::from(wish.read)];
        let (of_cell, input) = match read {
            Read::Cell(CellId(id)) => (cells.iter().position(|cell| *cell == id as usize), None),
            Read::Input { input, plane, .. } => (None, Some((input, plane, wish.dt))),
        };
        let matters = wish.dx != (0, 0) || wish.dy != (0, 0);
        let border = if matters { wish.border } else { Border::Clamp };
        let like = |ring: &Ring| {
            (ring.of_cell, ring.input) == (of_cell, input) && ring.border == border && ring.nominal == wish.nominal
        };
        self.rings.iter().position(like).unwrap_or_else(|| {
            let stored = pipeline.stored(read);
            let nominal = wish.nominal;
            let (left, right, padded, up, down) = (0, 0, false, 0, 0);
            self.rings.push(Ring { of_cell, input, border, nominal, stored, left, right, padded, up, down });
            self.rings.len() - 1
        })
    }

    /// Rows above and below a band that each cell needs, from its readers back.
    fn halos(&mut self) {
        for place in (0..self.cells.len()).rev() {
            let own = self.cells[place].halo;
            for number in 0..self.cells[place].wishes.len() {
                let (wish, ring) = &self.cells[place].wishes[number];
                let rows = (wish.dy.1.max(0) - wish.dy.0.min(0)) as usize;
                if let Some(made) = self.rings[*ring].of_cell {
                    self.cells[made].halo = self.cells[made].halo.max(own + rows);
                }
            }
        }
    }

    /// Rows that the outputs need of the cells, above and below together.
    pub(super) fn halo(&self) -> usize {
        self.cells.iter().map(|cell| cell.halo).max().unwrap_or(0)
    }

    /// Columns of a tile for planes of this width.
    pub(super) fn columns(&self, width: usize, columns_a_halo: usize) -> usize {
        let bytes = |ring: &Ring| (ring.up + ring.down + 1) * if ring.nominal { 4 } else { ring.stored.bytes() };
        let a_column: usize = self.rings.iter().map(bytes).sum();
        let beside = self.rings.iter().map(|ring| ring.left + ring.right).max().unwrap_or(0);
        let most = TILE_BYTES / a_column.max(1);
        let most = most.saturating_sub(beside).max(TILE_COLUMNS).max(columns_a_halo * beside);
        width.div_ceil(width.div_ceil(most).max(1)).next_multiple_of(64).max(64)
    }

    /// Whether the cell at `place` reads nominal values for a load.
    pub(super) fn is_nominal(&self, place: usize, load: &Load) -> bool {
        let wish = self.cells[place].wishes.iter().find(|(wish, _)| wish.has(load));
        wish.is_some_and(|(_, ring)| self.rings[*ring].nominal)
    }

    /// Whether the cell at `place` is worked out as nominal values for others of the part.
    pub(super) fn makes_nominal(&self, place: usize) -> bool {
        self.cells[place].ring.is_some_and(|ring| self.rings[ring].nominal)
    }

    /// Rows that one row of a kernel is made from.
    pub(super) fn rows_read(kernel: &Kernel) -> usize {
        let mut rows: Vec<(u8, i16, i16)> = loads(kernel).map(|load| (load.input, load.dt, load.dy)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }
}

impl Ring {
    fn widen(&mut self, wish: &Wish) {
        let beyond = |by: i32| by.max(0) as usize;
        (self.left, self.right) = (self.left.max(beyond(-wish.dx.0)), self.right.max(beyond(wish.dx.1)));
        (self.up, self.down) = (self.up.max(beyond(-wish.dy.0)), self.down.max(beyond(wish.dy.1)));
        self.padded |= wish.dx != (0, 0);
    }
}

impl Wish {
    fn has(&self, load: &Load) -> bool {
        (self.read, self.dt, self.border) == (load.input, load.dt, load.border)
    }
}

fn wishes(pipeline: &Pipeline, cell: &Cell, kernel: &Kernel) -> Vec<Wish> {
    let as_stored = table_pays(cell, pipeline) || works_on_codes(pipeline, cell, kernel);
    let mut wishes: Vec<Wish> = Vec::new();
    for load in loads(kernel) {
        let (dx, dy) = (i32::from(load.dx), i32::from(load.dy));
        match wishes.iter_mut().find(|wish| wish.has(&load)) {
            Some(wish) => {
                wish.dx = (wish.dx.0.min(dx), wish.dx.1.max(dx));
                wish.dy = (wish.dy.0.min(dy), wish.dy.1.max(dy));
            }
            None => {
                let stored = pipeline.stored(cell.reads[usize::from(load.input)]);
                let same = |other: &Load| (other.input, other.dt) == (load.input, load.dt);
                let count = loads(kernel).filter(same).count();
                let nominal = count >= CONVERTED && !as_stored && stored != Stored::Single;
                let (read, dt, border) = (load.input, load.dt, load.border);
                wishes.push(Wish { read, dt, border, nominal, dx: (dx, dx), dy: (dy, dy) });
            }
        }
    }
    wishes
}

fn loads(kernel: &Kernel) -> impl Iterator<Item = Load> {
    kernel.nodes.iter().filter_map(|node| if let Expr::Load(load) = node { Some(*load) } else { None })
}

/// Whether a kernel only compares samples that are stored like its own.
pub(super) fn works_on_codes(pipeline: &Pipeline, cell: &Cell, kernel: &Kernel) -> bool {
    let compares = |node: &Expr| matches!(node, Expr::Load(_) | Expr::Binary(BinaryOp::Min | BinaryOp::Max, ..));
    matches!(cell.stored, Stored::Byte(_) | Stored::Word(_))
        && kernel.nodes.iter().all(compares)
        && loads(kernel).all(|load| pipeline.stored(cell.reads[usize::from(load.input)]) == cell.stored)
}
