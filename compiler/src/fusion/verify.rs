//! The gatekeeper of pipelines: says what breaks their contract.

use super::table::{only_load, samples_of};
use super::{Cell, Entries, Pipeline, PlaneSource, Read};
use crate::kernel::{self, Expr, Load, Statistic, Stored};

/// Checks a pipeline against its contract.
///
/// # Errors
/// The first thing that breaks it, for people.
pub fn verify(pipeline: &Pipeline) -> Result<(), String> {
    for (number, cell) in pipeline.cells.iter().enumerate() {
        check(cell, number, pipeline).map_err(|breach| format!("cell {number}: {breach}"))?;
    }
    let missing = pipeline.outputs.iter().flatten().find(|source| match source {
        PlaneSource::Cell(id) => id.0 as usize >= pipeline.cells.len(),
        PlaneSource::Input { .. } => false,
    });
    missing.map_or(Ok(()), |source| Err(format!("an output is {source}, which is not there")))
}

fn check(cell: &Cell, number: usize, pipeline: &Pipeline) -> Result<(), String> {
    kernel::verify(&cell.kernel)?;
    if cell.kernel.is_joint() {
        return Err("its kernel has several values".to_owned());
    }
    if usize::from(cell.kernel.inputs) != cell.reads.len() {
        return Err(format!("its kernel counts {} inputs, but it reads {}", cell.kernel.inputs, cell.reads.len()));
    }
    for read in &cell.reads {
        if let Read::Cell(id) = read
            && id.0 as usize >= number
        {
            return Err(format!("it reads cell {}, which does not come before it", id.0));
        }
    }
    for (position, node) in cell.kernel.nodes.iter().enumerate() {
        if let Expr::Load(Load { input, plane, dt, .. }) | Expr::Statistic(Statistic { input, plane, dt, .. }) = node {
            if plane.is_some() {
                return Err(format!("%{position} names a plane"));
            }
            if *dt != 0 && matches!(cell.reads[usize::from(*input)], Read::Cell(_)) {
                return Err(format!("%{position} reads another frame of a cell"));
            }
        }
    }
    check_table(cell, pipeline)
}

fn check_table(cell: &Cell, pipeline: &Pipeline) -> Result<(), String> {
    let Some(table) = &cell.table else { return Ok(()) };
    let load = only_load(&cell.kernel).ok_or("it has a table, but is not a function of one sample")?;
    let [read] = cell.reads[..] else { return Err("it has a table, but does not read one plane".to_owned()) };
    if load.dt != table.dt {
        return Err("its table looks up another frame than its kernel reads".to_owned());
    }
    if samples_of(pipeline.stored(read)) != Some(table.entries.len()) {
        return Err(format!("its table has {} elements", table.entries.len()));
    }
    match (&table.entries, cell.stored) {
        (Entries::Byte(_), Stored::Byte(_))
        | (Entries::Word(_), Stored::Word(_) | Stored::Half)
        | (Entries::Single(_), Stored::Single) => Ok(()),
        _ => Err("the elements of its table are not what it stores".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fusion::CellId;
    use crate::kernel::Kernel;

    fn cell(kernel: &str, reads: &[Read]) -> Cell {
        let kernel: Kernel = kernel.parse().unwrap();
        Cell { plane: 0, kernel, reads: reads.to_vec(), stored: Stored::Single, table: None }
    }

    #[test]
    fn each_rule_is_held() {
        let input = Read::Input { input: 0, plane: 0, stored: Stored::Single };
        let of = |cells: Vec<Cell>| {
            let last = PlaneSource::Cell(CellId(cells.len() as u32 - 1));
            verify(&Pipeline { cells, outputs: vec![vec![last]] })
        };
        let later = "kernel k 1\n%0 = load 0 [0, 0, 1]\nvalue %0";
        assert_eq!(of(vec![cell(later, &[input])]), Ok(()));
        assert!(of(vec![cell(later, &[])]).is_err());
        assert!(of(vec![cell(later, &[Read::Cell(CellId(0))])]).is_err());
        assert!(of(vec![cell(later, &[input]), cell(later, &[Read::Cell(CellId(0))])]).is_err());
        assert!(of(vec![cell("kernel k 1\n%0 = load 0.1 [0, 0, 0]\nvalue %0", &[input])]).is_err());
        let none = Pipeline { cells: Vec::new(), outputs: vec![vec![PlaneSource::Cell(CellId(0))]] };
        assert!(verify(&none).is_err());
    }
}
