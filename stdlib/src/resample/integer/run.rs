//! Both passes over a tile of the picture, in the order that takes less work.

use std::ops::Range;

use super::across::{Across, BLOCK, PADDING};
use super::down::Pairs;
use super::kept::Kept;
use super::{IntegerResampler, aligned, instructions, source};
use crate::{Plane, Rows};

/// What a tile needs while it is worked on; nothing of one tile is needed for the next.
#[derive(Default)]
pub(super) struct Workspace {
    /// Two rows before the horizontal pass.
    rows: [Vec<i16>; 2],
    kept: Kept,
    /// Two rows of the result.
    result: Vec<Pairs>,
}

impl IntegerResampler {
    /// Computes columns `columns` of rows `rows` of the result into `out`.
    pub(super) fn tile(
        &self,
        workspace: &mut Workspace,
        plane: &Plane<'_>,
        columns: Range<usize>,
        rows: Range<usize>,
        out: &mut Rows<'_>,
    ) {
        match &self.across {
            Some(table) if self.down_first => self.down_and_across(table, workspace, plane, columns, rows, out),
            table => self.across_and_down(table.as_ref(), workspace, plane, columns, rows, out),
        }
    }

    fn across_and_down(
        &self,
        table: Option<&Across>,
        workspace: &mut Workspace,
        plane: &Plane<'_>,
        columns: Range<usize>,
        rows: Range<usize>,
        out: &mut Rows<'_>,
    ) {
        let Workspace { rows: [even, odd], kept, .. } = workspace;
        let from = table.map_or(columns.clone(), |table| table.source(columns.clone()));
        let length = from.len() + PADDING;
        let mut lines = [aligned::line(even, length), aligned::line(odd, length)];
        let mut make = |pair: usize, out: &mut [Pairs]| {
            for (line, y) in lines.iter_mut().zip(self.down.rows(pair, self.height)) {
                source::read(plane, y, from.clone(), self.bits, line);
            }
            let lines = [&*lines[0], &*lines[1]];
            match table {
                Some(table) => {
                    let blocks = columns.start / BLOCK..columns.end.div_ceil(BLOCK);
                    instructions::across(self.isa, table, blocks, from.start, lines, self.first, out);
                }
                None => source::keep_columns(lines, self.bits, out),
            }
        };
        kept.start(columns.len(), &self.down);
        for (index, y) in rows.enumerate() {
            kept.mix(&self.down, y, &mut make, |pairs, weights| match self.bits {
                8 => {
                    let out = &mut out.row_mut(index)[columns.clone()];
                    instructions::down_bytes(self.isa, pairs, weights, self.last, out);
                }
                _ => {
                    let out = &mut out.row_mut(index)[columns.clone()];
                    instructions::down_words(self.isa, pairs, weights, self.last, out);
                }
            });
        }
    }

    fn down_and_across(
        &self,
        table: &Across,
        workspace: &mut Workspace,
        plane: &Plane<'_>,
        columns: Range<usize>,
        rows: Range<usize>,
        out: &mut Rows<'_>,
    ) {
        let Workspace { rows: [even, odd], kept, result } = workspace;
        let from = table.source(columns.clone());
        let length = from.len() + PADDING;
        let mut lines = [aligned::line(even, length), aligned::line(odd, length)];
        let blocks = columns.start / BLOCK..columns.end.div_ceil(BLOCK);
        result.resize(blocks.len(), Pairs::default());
        let mut make = |pair: usize, out: &mut [Pairs]| {
            source::read_pairs(plane, self.down.rows(pair, self.height), from.clone(), self.bits, out);
        };
        kept.start(from.len(), &self.down);
        for (index, y) in rows.clone().enumerate().step_by(2) {
            let two = y..(y + 2).min(rows.end);
            for (line, y) in lines.iter_mut().zip(two.clone()) {
                kept.mix(&self.down, y, &mut make, |pairs, weights| {
                    instructions::down_between(self.isa, pairs, weights, self.first, &mut line[..from.len()]);
                });
            }
            let lines = [&*lines[0], &*lines[1]];
            instructions::across(self.isa, table, blocks.clone(), from.start, lines, self.last, result);
            for half in 0..two.len() {
                source::write(result, half, self.last.max, columns.clone(), out, index + half);
            }
        }
    }
}
