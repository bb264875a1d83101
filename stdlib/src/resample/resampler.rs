//! Both passes over a strip of rows, in the order that takes less work.

use std::ops::Range;

use fwr_compiler::estimate::Work;
use fwr_compiler::machine::Feature;

use super::horizontal::{Column, weigh_columns};
use super::rows::{LANES, RowBlock};
use super::taps::Taps;
use super::vertical::weigh_rows;
use super::{Grid, Kernel};

/// From one grid to another along one axis.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) from: Grid,
    /// A grid that is gone by, if any.
    pub(crate) by: Option<Grid>,
    pub(crate) to: Grid,
}

impl Way {
    fn taps(&self, kernel: Kernel) -> Option<Taps> {
        Taps::through(kernel, &self.from, self.by.as_ref(), &self.to)
    }
}

/// Resampling from one pair of grids to another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resampler {
    horizontal: Option<Taps>,
    vertical: Option<Taps>,
    /// Size of what is resampled.
    source: (usize, usize),
    /// Samples in a row of the result.
    width: usize,
    /// Whether the rows are narrowed or widened before they are mixed.
    horizontal_first: bool,
    /// Rows that are kept for the vertical pass.
    kept: usize,
}

/// What a strip needs while it is worked on; nothing of one strip is needed for the next.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    source: RowBlock,
    kept: RowBlock,
    mixed: RowBlock,
    columns: Vec<Column>,
    /// The rows of the source that are, or have been, in `kept`.
    loaded: Range<usize>,
}

/// Fills a row of single-precision samples with a row of the source.
pub(crate) type Load<'a> = &'a dyn Fn(usize, &mut [f32]);

impl Resampler {
    /// Resampling with `kernel`; `None` if every sample stays what it is. Columns come first in each pair.
    ///
    /// `fields` are the rows of the top and bottom field where each is resampled for itself.
    pub(crate) fn new(kernel: Kernel, from: [Grid; 2], to: [Grid; 2], fields: Option<[[Grid; 2]; 2]>) -> Option<Self> {
        let columns = Way { from: from[0], by: None, to: to[0] };
        let rows = Way { from: from[1], by: None, to: to[1] };
        let fields = fields.map(|fields| fields.map(|[from, to]| Way { from, by: None, to }));
        Self::along(kernel, columns, rows, fields)
    }

    /// [`Resampler::new`] along ways that may go by a third grid.
    pub(crate) fn along(kernel: Kernel, columns: Way, rows: Way, fields: Option<[Way; 2]>) -> Option<Self> {
        let horizontal = columns.taps(kernel);
        let vertical = match fields {
            None => rows.taps(kernel),
            Some([top, bottom]) => {
                top.taps(kernel).zip(bottom.taps(kernel)).map(|(top, bottom)| Taps::woven([top, bottom]))
            }
        };
        let (from, to) = ([columns.from, rows.from], [columns.to, rows.to]);
        if horizontal.is_none() && vertical.is_none() {
            return None;
        }
        let source = (from[0].length, from[1].length);
        let (width, height) = (to[0].length, to[1].length);
        let horizontal_first = match (&horizontal, &vertical) {
            (Some(columns), Some(rows)) => {
                // Turning rows into columns makes a tap of the horizontal pass about half as dear again.
                let (across, down) = (3 * columns.count * width, 2 * rows.count);
                source.1 * across + height * width * down < height * source.0 * down + height * across
            }
            (Some(_), None) => false,
            (None, _) => true,
        };
        let kept = vertical.as_ref().map_or(0, rows_kept);
        Some(Self { horizontal, vertical, source, width, horizontal_first, kept })
    }

    /// Samples of the source that a picture of `height` rows is made from.
    pub(crate) fn read(&self, height: usize) -> f64 {
        let rows = if self.vertical.is_some() { self.source.1 } else { height };
        (self.source.0 * rows) as f64
    }

    /// What making a picture of `height` rows takes, besides reading and writing it.
    pub(crate) fn work(&self, height: usize) -> Work {
        let mut work = Work::default();
        let early = self.horizontal_first && self.vertical.is_some();
        if let Some(taps) = &self.horizontal {
            let rows = if early { self.source.1 } else { height };
            work.add(Feature::FloatTapAcross, (taps.count * self.width * rows) as f64);
        }
        if let Some(taps) = &self.vertical {
            let width = if self.horizontal_first { self.width } else { self.source.0 };
            work.add(Feature::FloatTapDown, (taps.count * width * height) as f64);
        }
        work
    }

    /// Starts a strip.
    pub(crate) fn start(&self, rows: Range<usize>, workspace: &mut Workspace) {
        let first = match &self.vertical {
            Some(taps) => rows.map(|y| taps.first[y] as usize).min().unwrap_or(0),
            None => rows.start,
        };
        workspace.loaded = first..first;
        let width = if self.horizontal_first { self.width } else { self.source.0 };
        workspace.source.resize(self.source.0, LANES);
        workspace.kept.resize(width, self.kept.max(LANES));
        workspace.mixed.resize(self.source.0, LANES);
    }

    /// Computes up to [`LANES`] rows, which follow the last ones of this strip.
    pub(crate) fn rows(&self, rows: Range<usize>, load: Load<'_>, workspace: &mut Workspace, out: &mut RowBlock) {
        match (&self.vertical, &self.horizontal) {
            (Some(vertical), Some(horizontal)) if !self.horizontal_first => {
                let mut mixed = std::mem::take(&mut workspace.mixed);
                self.mix(vertical, rows, load, workspace, &mut mixed);
                weigh_columns(horizontal, &mixed, out, 0, &mut workspace.columns);
                workspace.mixed = mixed;
            }
            (Some(vertical), _) => self.mix(vertical, rows, load, workspace, out),
            (None, Some(horizontal)) => {
                for (index, y) in rows.enumerate() {
                    load(y, workspace.source.row_mut(index));
                }
                weigh_columns(horizontal, &workspace.source, out, 0, &mut workspace.columns);
            }
            (None, None) => {}
        }
    }

    /// The vertical pass.
    fn mix(&self, taps: &Taps, rows: Range<usize>, load: Load<'_>, workspace: &mut Workspace, out: &mut RowBlock) {
        for (index, y) in rows.enumerate() {
            let (first, end) = taps.reach(y);
            while workspace.loaded.end < end {
                self.keep(load, workspace);
            }
            let mut chosen: Vec<&[f32]> = Vec::with_capacity(taps.count);
            let start = workspace.loaded.start;
            chosen.extend((first..end).step_by(taps.step).map(|row| workspace.kept.row((row - start) % self.kept)));
            weigh_rows(&chosen, taps.of(y), out.row_mut(index));
        }
    }

    /// Brings the next rows of the source to where the vertical pass takes them from.
    fn keep(&self, load: Load<'_>, workspace: &mut Workspace) {
        let Workspace { source, kept, columns, loaded, .. } = workspace;
        let rows = loaded.end..(loaded.end + LANES).min(self.source.1);
        let slot = (loaded.end - loaded.start) % self.kept;
        match &self.horizontal {
            Some(taps) if self.horizontal_first => {
                for (index, y) in rows.clone().enumerate() {
                    load(y, source.row_mut(index));
                }
                weigh_columns(taps, source, kept, slot, columns);
            }
            _ => {
                for (index, y) in rows.clone().enumerate() {
                    load(y, kept.row_mut(slot + index));
                }
            }
        }
        loaded.end = rows.end;
    }
}

/// How many rows of the source must be there at a time, as a multiple of what is brought at a time.
fn rows_kept(taps: &Taps) -> usize {
    let mut newest = 0;
    let span = (0..taps.length)
        .map(|y| {
            let (first, end) = taps.reach(y);
            newest = newest.max(end);
            newest - first
        })
        .max();
    (span.unwrap_or(1) + LANES).next_multiple_of(LANES)
}
