//! From a group to cells: each kernel on each of its planes, in rows and columns where its sums can be split;
//! nothing merged yet.

use std::collections::BTreeMap;

use super::{Cell, CellId, Group, Origin, Pipeline, PlaneSource, Read};
use crate::kernel::{Builder, Expr, Kernel, Load, Separated, Statistic, Stored, separate};
use crate::media::VideoFormat;

impl Pipeline {
    /// The cells of `group`, whose inputs have the formats `inputs`.
    ///
    /// # Errors
    /// What of the group does not fit its inputs, for people who have a plan made by another build.
    pub fn of(group: &Group, inputs: &[VideoFormat]) -> Result<Self, String> {
        let mut lowering = Lowering {
            group,
            inputs,
            pipeline: Self { cells: Vec::new(), outputs: Vec::new() },
            known: BTreeMap::new(),
        };
        for output in &group.outputs {
            let stage = group.stages.get(*output as usize).ok_or("an output of a group is not there")?;
            let planes = (0..stage.format.planes())
                .map(|plane| lowering.plane(Origin::Stage(*output), plane, 0))
                .collect::<Result<_, _>>()?;
            lowering.pipeline.outputs.push(planes);
        }
        Ok(lowering.pipeline)
    }
}

struct Lowering<'a> {
    group: &'a Group,
    inputs: &'a [VideoFormat],
    pipeline: Pipeline,
    /// The cell of each stage, plane and offset in frames.
    known: BTreeMap<(u32, usize, i16), CellId>,
}

impl Lowering<'_> {
    /// What plane `plane` of `origin` is, `dt` frames later; an input's offset is left to the load.
    fn plane(&mut self, origin: Origin, plane: usize, dt: i16) -> Result<PlaneSource, String> {
        match origin {
            Origin::Input(input) => Ok(PlaneSource::Input { input: input as usize, plane }),
            Origin::Stage(number) => {
                let stage = self.group.stages.get(number as usize).ok_or("a stage of a group is not there")?;
                let first = *stage.inputs.first().ok_or("a stage of a group reads nothing")?;
                if stage.planes.get(plane) != Some(&true) {
                    return self.plane(first, plane, dt);
                }
                if let Some(cell) = self.known.get(&(number, plane, dt)) {
                    return Ok(PlaneSource::Cell(*cell));
                }
                let cell = self.cell(number, plane, dt)?;
                let id = self.push_in_passes(cell);
                self.known.insert((number, plane, dt), id);
                Ok(PlaneSource::Cell(id))
            }
        }
    }

    /// The cell, behind cells for sums along rows where that is less work: every backend then sums in that order.
    fn push_in_passes(&mut self, mut cell: Cell) -> CellId {
        while let Some(Separated { first, second }) = separate(&cell.kernel) {
            let (plane, reads) = (cell.plane, cell.reads.clone());
            let rows = Cell { plane, kernel: first, reads, stored: Stored::Single, table: None };
            let rows = self.push(rows.without_unused_reads());
            cell.reads.push(Read::Cell(rows));
            cell = Cell { kernel: second, ..cell }.without_unused_reads();
        }
        self.push(cell)
    }

    fn push(&mut self, cell: Cell) -> CellId {
        self.pipeline.cells.push(cell);
        CellId(self.pipeline.cells.len() as u32 - 1)
    }

    fn cell(&mut self, number: u32, plane: usize, dt: i16) -> Result<Cell, String> {
        let stage = &self.group.stages[number as usize];
        let value = if stage.kernel.is_joint() { plane } else { 0 };
        let value = *stage.kernel.values.get(value).ok_or("a kernel of a group lacks a plane")?;
        let mut reads: Vec<Read> = Vec::new();
        let mut builder = Builder::new();
        let single = Kernel { values: vec![value], ..stage.kernel.clone() };
        let single = single.without_unused();
        let mut problem = None;
        let mut read = |this: &mut Self, input: u8, of: Option<u8>, later: i16| -> Result<(u8, i16), String> {
            let origin = *stage.inputs.get(usize::from(input)).ok_or("a stage of a group lacks an input")?;
            let of = of.map_or(plane, usize::from);
            let source = this.plane(origin, of, dt + later)?;
            let (read, later) = match source {
                PlaneSource::Input { input, plane } => {
                    let format = this.inputs.get(input).ok_or("a group lacks an input")?;
                    if plane >= format.planes() {
                        return Err(format!("`{}` reads plane {plane} of {}", stage.name, format.layout));
                    }
                    (Read::Input { input, plane, stored: Stored::of(format, plane) }, dt + later)
                }
                PlaneSource::Cell(cell) => (Read::Cell(cell), 0),
            };
            let place = reads.iter().position(|known| *known == read).unwrap_or_else(|| {
                reads.push(read);
                reads.len() - 1
            });
            Ok((u8::try_from(place).map_err(|_| "a kernel of a group reads too many planes")?, later))
        };
        let values = builder.copy(&single, |builder, expr| {
            let moved = match expr {
                Expr::Load(load) => read(self, load.input, load.plane, load.dt)
                    .map(|(input, dt)| Expr::Load(Load { input, plane: None, dt, ..load })),
                Expr::Statistic(statistic) => read(self, statistic.input, statistic.plane, statistic.dt)
                    .map(|(input, dt)| Expr::Statistic(Statistic { input, plane: None, dt, ..statistic })),
                _ => return None,
            };
            match moved {
                Ok(moved) => Some(builder.add(moved)),
                Err(found) => {
                    problem = Some(found);
                    None
                }
            }
        });
        if let Some(problem) = problem {
            return Err(problem);
        }
        let values = values.ok_or("a kernel of a group has too many tables")?;
        let kernel = builder.finish(stage.name.clone(), reads.len() as u8, &values);
        Ok(Cell { plane, kernel, reads, stored: Stored::of(&stage.format, plane), table: None })
    }
}
