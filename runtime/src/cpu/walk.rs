//! Walks down a column of tiles of a component, row by row, making each row when it is first needed.

use std::ops::Range;

use bytemuck::Pod;
use fwr_compiler::kernel::{Position, Stored};

use super::buffer::Lines;
use super::cell::{CellCode, CellFrame, RowRead, Work};
use super::convert::convert;
use super::edge::pad;
use super::isa::Isa;
use super::layout::{Ring, Source};
use super::row::{BLOCK, Element, RowCall};

/// A component at work on one frame.
pub(super) struct Shot<'a> {
    pub(super) isa: Isa,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rings: &'a [Ring],
    pub(super) cells: &'a [CellCode],
    /// The plane of each ring that has one of an input.
    pub(super) planes: Vec<Option<fwr_stdlib::Plane<'a>>>,
    /// What is known of each cell for this frame.
    pub(super) frames: Vec<CellFrame>,
    /// The number of the frame, and its time in seconds.
    pub(super) number: u64,
    pub(super) time: f32,
}

/// The rows of a plane that is made: each is written by one walk only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    /// The cell that it is.
    pub(super) cell: usize,
    /// The first sample of the first row.
    pub(super) first: *mut u8,
    /// Bytes from one row to the next.
    pub(super) stride: usize,
}

// SAFETY: it is a place to write to; that two threads write to different rows is the promise of `Walk::run`.
unsafe impl Send for Target {}
// SAFETY: as above.
unsafe impl Sync for Target {}

/// The state of one walk.
pub(super) struct Walk<'a> {
    shot: &'a Shot<'a>,
    columns: Range<usize>,
    /// The first byte of the rows, which are the walk's alone.
    memory: *mut u8,
    kept: Vec<Kept>,
    pointers: Vec<*const u8>,
    values: Vec<f32>,
    hashes: Vec<u32>,
}

/// The rows that a ring has: row `y` is in slot `y` modulo their number.
struct Kept {
    start: usize,
    stride: usize,
    rows: Vec<usize>,
}

/// Not the number of any row.
const EMPTY: usize = usize::MAX;

impl<'a> Walk<'a> {
    /// A walk with tiles of at most `columns` columns, in `memory`, which grows as needed.
    pub(super) fn new(shot: &'a Shot<'a>, columns: usize, memory: &'a mut Lines) -> Self {
        let mut kept = Vec::with_capacity(shot.rings.len());
        let mut start = 0;
        for ring in shot.rings {
            let stride = ring.row_bytes(columns);
            kept.push(Kept { start, stride, rows: vec![EMPTY; ring.slots] });
            start += stride * ring.slots;
        }
        memory.grow(start);
        let (pointers, values, hashes) = Default::default();
        let memory = memory.bytes_mut().as_mut_ptr();
        Self { shot, columns: 0..0, memory, kept, pointers, values, hashes }
    }

    /// Makes rows `rows` of `columns` of the targets.
    ///
    /// # Safety
    /// Nobody else reads or writes these rows of the targets meanwhile, and each is writable to the end of its last
    /// block. `columns` begin at a block, are no more than the walk is for, and inside the plane.
    pub(super) unsafe fn run(&mut self, columns: Range<usize>, rows: Range<usize>, targets: &[Target]) {
        self.columns = columns.clone();
        self.kept.iter_mut().for_each(|kept| kept.rows.fill(EMPTY));
        for y in rows {
            for target in targets {
                let code = &self.shot.cells[target.cell];
                let out = target.first.wrapping_add(y * target.stride + columns.start * code.bytes);
                match code.ring {
                    // SAFETY: the target is writable, as the caller promises.
                    None => unsafe { self.compute(target.cell, y, out, columns.clone()) },
                    Some(ring) => {
                        let from = self.row(ring, y).wrapping_add(columns.start * code.bytes);
                        // SAFETY: as above; the ring has these columns of the row.
                        unsafe { from.copy_to_nonoverlapping(out, columns.len() * code.bytes) };
                    }
                }
            }
        }
    }

    /// Where column 0 of row `y` of a ring would be; the row is made if it is not there.
    fn row(&mut self, number: usize, y: usize) -> *const u8 {
        let ring = &self.shot.rings[number];
        if let Some(direct) = self.direct(number, ring, y) {
            return direct;
        }
        let kept = &mut self.kept[number];
        let slot = y % kept.rows.len();
        let at = kept.start + slot * kept.stride + ring.lead() * ring.element.bytes();
        let missing = std::mem::replace(&mut kept.rows[slot], y) != y;
        let first = self.memory.wrapping_add(at);
        let zero = first.wrapping_sub(self.columns.start * ring.element.bytes());
        if missing {
            self.fill(number, y, zero);
        }
        zero
    }

    /// The row in the input's own memory, if all that is read of it is there.
    fn direct(&self, number: usize, ring: &Ring, y: usize) -> Option<*const u8> {
        let plane = self.shot.planes[number].as_ref()?;
        let inside = self.columns.start >= ring.left && self.columns.end + ring.right <= self.shot.width;
        let bytes = ring.stored.bytes();
        // Whole blocks are read, and as far beside them as beside the tile.
        let end = y * plane.stride + (self.columns.end + ring.right + BLOCK) * bytes;
        let there = ring.element != Element::Nominal && (inside || !ring.padded) && end <= plane.bytes.len();
        there.then(|| plane.bytes.as_ptr().wrapping_add(y * plane.stride))
    }

    /// Makes row `y` of a ring, whose column 0 would be at `zero`.
    fn fill(&mut self, number: usize, y: usize, zero: *mut u8) {
        let shot = self.shot;
        let ring = &shot.rings[number];
        let columns = self.columns.start.saturating_sub(ring.left)..(self.columns.end + ring.right).min(shot.width);
        let bytes = ring.element.bytes();
        let out = zero.wrapping_add(columns.start * bytes);
        match ring.source {
            // SAFETY: rows of rings have room for all their columns, and blocks beyond.
            Source::Cell(cell) => unsafe { self.compute(cell, y, out, columns) },
            Source::Ring(first) => {
                let from = self.row(first, y).wrapping_add(columns.start * shot.rings[first].element.bytes());
                let length = columns.len() * shot.rings[first].element.bytes();
                // SAFETY: the other ring has at least these columns, and its rows are other memory than this one's.
                let (from, out) = unsafe {
                    (
                        std::slice::from_raw_parts(from, length),
                        std::slice::from_raw_parts_mut(out, columns.len() * bytes),
                    )
                };
                transfer(shot.isa, (shot.rings[first].element, ring.stored), from, ring.element, out);
            }
            Source::Input { .. } => {
                let Some(plane) = &shot.planes[number] else { return };
                let sample = ring.stored.bytes();
                let from = &plane.row_bytes(y)[columns.start * sample..columns.end * sample];
                // SAFETY: as above.
                let out = unsafe { std::slice::from_raw_parts_mut(out, columns.len() * bytes) };
                transfer(shot.isa, (Element::Stored(ring.stored), ring.stored), from, ring.element, out);
            }
        }
        if ring.padded {
            let (start, end) = (self.columns.start as isize - ring.left as isize, self.columns.end + ring.right);
            let samples = (end as isize - start) as usize;
            let first = zero.wrapping_offset(start * bytes as isize);
            // SAFETY: rows of rings have room for the columns that are read beside a tile.
            let row = unsafe { std::slice::from_raw_parts_mut(first, samples * bytes) };
            let columns = start..end as isize;
            match bytes {
                1 => pad::<u8>(row, columns, shot.width, ring.border),
                2 => pad::<u16>(cast(row), columns, shot.width, ring.border),
                _ => pad::<f32>(cast(row), columns, shot.width, ring.border),
            }
        }
    }

    /// Computes columns `columns` of row `y` of a cell.
    ///
    /// # Safety
    /// `out` is writable to the end of the last block of as many samples, and in no row of a ring that it reads.
    unsafe fn compute(&mut self, cell: usize, y: usize, out: *mut u8, columns: Range<usize>) {
        let shot = self.shot;
        let (code, frame) = (&shot.cells[cell], &shot.frames[cell]);
        let position = shot.position(code.plane, y);
        let (variant, of_frame) = code.variant(frame, &position, &mut self.values);
        let base = self.pointers.len();
        for RowRead { ring, dy, border, bytes } in &variant.rows {
            let row = border.inside(y as isize + *dy as isize, shot.height);
            let pointer = self.row(*ring, row).wrapping_add(columns.start * bytes);
            self.pointers.push(pointer);
        }
        match &variant.work {
            // SAFETY: the row has these columns, and `out` is writable as the caller promises.
            Work::Copy => unsafe { self.pointers[base].copy_to_nonoverlapping(out, columns.len() * code.bytes) },
            // SAFETY: as above.
            Work::Table(table) => unsafe { table.run(self.pointers[base], out, columns.len()) },
            Work::Compute(function) => {
                let uniforms = variant.uniforms(of_frame, &position, &frame.statistics, &mut self.values);
                self.hashes.clear();
                self.hashes.extend(variant.randoms.iter().map(|random| position.row_hash(*random)));
                let call = RowCall {
                    rows: self.pointers[base..].as_ptr(),
                    uniforms: uniforms.as_ptr(),
                    hashes: self.hashes.as_ptr(),
                    out,
                    x: columns.start as i32,
                    count: columns.len() as u32,
                };
                // SAFETY: rows of rings are padded as far as they are read and have room for blocks; those in the
                // memory of inputs were found to reach as far; `out` is as the caller promises.
                unsafe { function.run(&call) };
            }
        }
        self.pointers.truncate(base);
    }
}

impl Shot<'_> {
    /// The first sample of row `y` of plane `plane`.
    pub(super) fn position(&self, plane: usize, y: usize) -> Position {
        let Self { width, height, number, time, .. } = *self;
        Position { x: 0, y, width, height, frame: number, plane, time }
    }
}

/// Copies samples, or converts them to nominal values.
fn transfer(isa: Isa, (element, stored): (Element, Stored), from: &[u8], to: Element, out: &mut [u8]) {
    match (element, to) {
        (Element::Stored(_), Element::Nominal) => convert(isa, stored, from, cast(out)),
        _ => out.copy_from_slice(from),
    }
}

/// Memory of a ring as samples: it is aligned and of whole samples.
fn cast<T: Pod>(row: &mut [u8]) -> &mut [T] {
    bytemuck::cast_slice_mut(row)
}
