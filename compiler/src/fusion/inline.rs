//! One cell worked out inside another, instead of being read by it.

use std::collections::BTreeMap;

use super::{Cell, CellId, Read};
use crate::kernel::{Border, Builder, Expr, ExprId, Kernel, Load, Statistic};

/// Whether a cell's value at a place follows from samples and cells at that very place: then it can be worked out at
/// the place that any load reads, moved inside the plane as its border says.
pub(super) fn is_pointwise(kernel: &Kernel) -> bool {
    kernel.nodes.iter().all(|node| match node {
        Expr::Load(load) => load.dx == 0 && load.dy == 0,
        Expr::X | Expr::Y | Expr::Random(_) => false,
        _ => true,
    })
}

/// The places at which a cell reads another; `None` if it takes a number of the whole plane.
pub(super) fn places(reader: &Cell, of: CellId) -> Option<Vec<(i16, i16, Border)>> {
    let is_it = |input: u8| reader.reads.get(usize::from(input)) == Some(&Read::Cell(of));
    let mut found = Vec::new();
    for node in &reader.kernel.nodes {
        match node {
            Expr::Statistic(statistic) if is_it(statistic.input) => return None,
            Expr::Load(load) if is_it(load.input) => found.push((load.dx, load.dy, load.border)),
            _ => {}
        }
    }
    Some(found)
}

/// `reader` with `inner`, which is the cell `id`, worked out inside it at every place where it reads it.
///
/// `None` if that is not the same: a value at another place of a cell that is not pointwise, a number that sums the
/// cell up, random numbers of another plane; or if the result breaks a limit of kernels.
pub(super) fn inlined(reader: &Cell, inner: &Cell, id: CellId) -> Option<Cell> {
    let at_its_place = places(reader, id)?.iter().all(|(dx, dy, _)| (*dx, *dy) == (0, 0));
    let random_elsewhere = inner.kernel.is_random() && inner.plane != reader.plane;
    if random_elsewhere || !at_its_place && !is_pointwise(&inner.kernel) {
        return None;
    }
    let mut builder = Builder::new();
    let mut reads = Reads::default();
    let store = builder.store(inner.stored)?;
    let mut known: BTreeMap<(i16, i16, bool), ExprId> = BTreeMap::new();
    let mut full = false;
    let values = builder.copy(&reader.kernel, |builder, expr| {
        let placed = match expr {
            Expr::Load(load) if reader.reads[usize::from(load.input)] == Read::Cell(id) => {
                let place = (load.dx, load.dy, load.border == Border::Mirror);
                let value = known.get(&place).copied().or_else(|| worked_out(builder, inner, load, store, &mut reads));
                value.inspect(|value| _ = known.insert(place, *value))
            }
            Expr::Load(load) => reads
                .place(reader.reads[usize::from(load.input)])
                .map(|input| builder.add(Expr::Load(Load { input, ..load }))),
            Expr::Statistic(statistic) => reads
                .place(reader.reads[usize::from(statistic.input)])
                .map(|input| builder.add(Expr::Statistic(Statistic { input, ..statistic }))),
            _ => return None,
        };
        full |= placed.is_none();
        placed
    })?;
    if full {
        return None;
    }
    let name = joined(&inner.kernel.name, &reader.kernel.name);
    let kernel = builder.finish(name, reads.0.len() as u8, &values);
    Some(
        Cell { plane: reader.plane, kernel, reads: reads.0, stored: reader.stored, table: None }.without_unused_reads(),
    )
}

/// What `load` reads of `inner`, as it comes back after it was stored.
fn worked_out(builder: &mut Builder, inner: &Cell, load: Load, store: u8, reads: &mut Reads) -> Option<ExprId> {
    let mut full = false;
    let values = builder.copy(&inner.kernel, |builder, expr| {
        let placed = match expr {
            Expr::Load(own) => reads.place(inner.reads[usize::from(own.input)]).map(|input| {
                let there = (load.dx, load.dy) != (0, 0);
                let border = if there { load.border } else { own.border };
                let (dx, dy) = (own.dx + load.dx, own.dy + load.dy);
                builder.add(Expr::Load(Load { input, dx, dy, border, ..own }))
            }),
            Expr::Statistic(statistic) => reads
                .place(inner.reads[usize::from(statistic.input)])
                .map(|input| builder.add(Expr::Statistic(Statistic { input, ..statistic }))),
            _ => return None,
        };
        full |= placed.is_none();
        placed
    })?;
    (!full).then(|| builder.add(Expr::Stored(store, values[0])))
}

/// What a cell being made reads, each thing once.
#[derive(Default)]
struct Reads(Vec<Read>);

impl Reads {
    fn place(&mut self, read: Read) -> Option<u8> {
        let place = self.0.iter().position(|known| *known == read).unwrap_or(self.0.len());
        let number = u8::try_from(place).ok().filter(|number| *number < u8::MAX)?;
        if place == self.0.len() {
            self.0.push(read);
        }
        Some(number)
    }
}

impl Cell {
    /// The same cell without reads that its kernel does not use.
    pub(super) fn without_unused_reads(self) -> Self {
        let mut used = vec![false; self.reads.len()];
        for node in &self.kernel.nodes {
            if let Expr::Load(Load { input, .. }) | Expr::Statistic(Statistic { input, .. }) = node {
                used[usize::from(*input)] = true;
            }
        }
        let place = |input: u8| used[..usize::from(input)].iter().filter(|used| **used).count() as u8;
        let mut kernel = self.kernel;
        for node in &mut kernel.nodes {
            if let Expr::Load(Load { input, .. }) | Expr::Statistic(Statistic { input, .. }) = node {
                *input = place(*input);
            }
        }
        let reads: Vec<Read> = self.reads.iter().zip(&used).filter(|(_, used)| **used).map(|(read, _)| *read).collect();
        kernel.inputs = reads.len() as u8;
        Self { kernel, reads, ..self }
    }
}

/// The longest name of a cell that was several.
const LONGEST_NAME: usize = 80;

/// `levels + saturation`
fn joined(first: &str, second: &str) -> String {
    let both = format!("{first} + {second}");
    if both.len() <= LONGEST_NAME { both } else { format!("… + {second}") }
}
