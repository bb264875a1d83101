//! The parts of a pipeline that have nothing to do with each other: the processor runs each on its own.

use super::{Cell, Pipeline, Read};
use crate::kernel::{Expr, Load};

/// The cells that belong together, in order: those that read each other or samples of the same plane.
///
/// A plane of which a cell only takes the mean or another number may be of another size, and joins nothing.
/// All planes of a component are of one size.
pub fn parts(pipeline: &Pipeline) -> Vec<Vec<usize>> {
    let mut part_of: Vec<usize> = (0..pipeline.cells.len()).collect();
    let mut readers: Vec<((usize, usize), usize)> = Vec::new();
    for (number, cell) in pipeline.cells.iter().enumerate() {
        for (place, read) in cell.reads.iter().enumerate() {
            let other = match *read {
                Read::Input { .. } if !reads_samples(cell, place) => continue,
                Read::Cell(id) => id.0 as usize,
                Read::Input { input, plane, .. } => match readers.iter().find(|(known, _)| *known == (input, plane)) {
                    Some((_, reader)) => *reader,
                    None => {
                        readers.push(((input, plane), number));
                        number
                    }
                },
            };
            let (old, new) = (part_of[number], part_of[other]);
            part_of.iter_mut().filter(|part| **part == old).for_each(|part| *part = new);
        }
    }
    let mut parts: Vec<(usize, Vec<usize>)> = Vec::new();
    for (number, part) in part_of.into_iter().enumerate() {
        match parts.iter_mut().find(|(known, _)| *known == part) {
            Some((_, cells)) => cells.push(number),
            None => parts.push((part, vec![number])),
        }
    }
    parts.into_iter().map(|(_, cells)| cells).collect()
}

/// Whether a cell reads samples of what its `place`th read is of.
fn reads_samples(cell: &Cell, place: usize) -> bool {
    cell.kernel.nodes.iter().any(|node| matches!(node, Expr::Load(Load { input, .. }) if usize::from(*input) == place))
}
