//! A kernel compiled for given formats, as the pipeline runs it.

use std::ops::Range;

use fwr_compiler::kernel::{Border, Builder, Expr, Kernel, Load, Position, Stored, verify};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Window;
use fwr_stdlib::native::Picture;
use fwr_stdlib::{Frames, Rows};

use super::arena::Arena;
use super::convert::StoredRows;
use super::engine::{Work, for_isa, run_strip};
use super::instruction::{LANES, Ring, RowCode, STRIP};
use super::isa::Isa;
use super::schedule::{rings, schedule};
use super::table::table;
use super::uniform::{Uniforms, Variants};

/// A kernel ready to run on clips of certain formats.
///
/// It gives the bits of [`fwr_compiler::kernel::interpret`] on every machine;
/// only which NaN an operation gives may differ, and stores make all NaN one.
/// A row that is a row of an input is copied as it is.
#[derive(Debug)]
pub struct Program {
    /// For each plane of the output, whether the kernel runs on it.
    planes: Vec<bool>,
    window: Window,
    isa: Isa,
    /// What decides which of `codes` a row runs.
    deciding: Uniforms,
    /// Positions of the conditions among the deciding values.
    conditions: Vec<u32>,
    codes: Vec<RowCode>,
    rings: Vec<Ring>,
    /// Storage of each plane of each input, and of the output's planes.
    inputs: Vec<Vec<Stored>>,
    output: Vec<Stored>,
}

impl Program {
    /// Compiles `kernel` for inputs and an output of these formats.
    ///
    /// `planes` says for each plane of the output whether the kernel runs;
    /// the others are the first input's. All formats have planes of one size.
    ///
    /// # Errors
    /// What is wrong with a kernel that breaks its contract or does not fit the formats.
    pub fn compile(
        kernel: &Kernel,
        planes: &[bool],
        inputs: &[VideoFormat],
        output: &VideoFormat,
    ) -> Result<Self, String> {
        Self::compile_for(Isa::best(), kernel, planes, inputs, output)
    }

    /// Compiles `kernel` for one of [`Isa::available`].
    ///
    /// # Errors
    /// As [`Program::compile`].
    pub fn compile_for(
        isa: Isa,
        kernel: &Kernel,
        planes: &[bool],
        inputs: &[VideoFormat],
        output: &VideoFormat,
    ) -> Result<Self, String> {
        verify(kernel).map_err(|problem| format!("kernel `{}`: {problem}", kernel.name))?;
        let names_a_plane = |node: &Expr| matches!(node, Expr::Load(Load { plane: Some(_), .. }));
        if kernel.is_joint() || kernel.has_statistics() || kernel.nodes.iter().any(names_a_plane) {
            return Err(format!(
                "kernel `{}` reads planes by name or sums them up, which cannot be run yet",
                kernel.name
            ));
        }
        if inputs.len() != usize::from(kernel.inputs) || planes.len() != output.planes() {
            return Err(format!(
                "kernel `{}` reads {} clips and is given {}; it selects among {} planes of {}",
                kernel.name,
                kernel.inputs,
                inputs.len(),
                planes.len(),
                output.planes()
            ));
        }
        let mut builder = Builder::new();
        let values = builder.copy(kernel, |_, _| None).ok_or("too many tables")?;
        let simple = builder.finish(kernel.name.clone(), kernel.inputs, &values);
        let rings = rings(&simple);
        let variants = Variants::of(&simple);
        let stored: Vec<Vec<Stored>> = inputs.iter().map(stored_planes).collect();
        let output = stored_planes(output);
        let code = |variant| table(variant, &stored, &output).unwrap_or_else(|| row_code(variant, &rings));
        let codes = variants.kernels.iter().map(code).collect();
        let support = kernel.support();
        Ok(Self {
            planes: planes.to_vec(),
            window: Window { before: support.before, after: support.after },
            isa,
            deciding: variants.uniforms,
            conditions: variants.conditions,
            codes,
            rings,
            inputs: stored,
            output,
        })
    }

    /// Which of the codes makes the row at `position`.
    fn choose(&self, position: &Position, values: &mut Vec<f32>) -> usize {
        values.clear();
        self.deciding.evaluate(position, values);
        let holds = |(bit, place): (usize, &u32)| usize::from(values[*place as usize] != 0.0) << bit;
        self.conditions.iter().enumerate().map(holds).sum()
    }

    /// The code and the uniforms of each of some rows.
    fn prepare(&self, position: Position, rows: Range<usize>) -> Vec<Row<'_>> {
        let mut values = Vec::new();
        let prepare = |y| {
            let position = Position { y, ..position };
            let code = &self.codes[self.choose(&position, &mut values)];
            let mut uniforms = Vec::new();
            if let RowCode::Compute(code) = code {
                uniforms.reserve_exact(code.uniforms.len());
                code.uniforms.evaluate(&position, &mut uniforms);
            }
            Row { y, code, uniforms }
        };
        rows.map(prepare).collect()
    }
}

impl Picture for Program {
    fn window(&self) -> Window {
        self.window
    }

    fn passes(&self, plane: usize) -> bool {
        !self.planes[plane]
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let height = frames.windows[0][self.window.before as usize].planes[plane].height;
        let position = Position { x: 0, y: 0, width: out.width, height, frame: frames.number, plane, time: 0.0 };
        let rows = self.prepare(position, rows);
        let mut job = Job { program: self, frames, plane, position, rows: &rows };
        let (job, out) = (&mut job, out);
        for_isa!(self.isa, fn run(job: &mut Job<'_>, out: &mut Rows<'_>) = run_rows)
    }
}

/// An output row and how it is made.
struct Row<'a> {
    y: usize,
    code: &'a RowCode,
    uniforms: Vec<f32>,
}

/// Some rows of a plane to be made.
struct Job<'a> {
    program: &'a Program,
    frames: &'a Frames<'a>,
    plane: usize,
    position: Position,
    rows: &'a [Row<'a>],
}

/// Makes the rows in columns of strips: going down one, each row of an input is converted once.
#[inline(always)]
fn run_rows(job: &mut Job<'_>, out: &mut Rows<'_>) {
    let Program { inputs, output, rings, codes, .. } = job.program;
    let before = job.program.window.before as i32;
    let source = |input: usize, dt: i32| &job.frames.windows[input][(before + dt) as usize].planes[job.plane];
    let beside = |y: usize, dy: i32, height: usize| (y as isize + dy as isize).clamp(0, height as isize - 1) as usize;

    for (index, row) in job.rows.iter().enumerate() {
        match row.code {
            RowCode::Copy { input, dy, dt } => {
                let plane = source(*input, *dt);
                let y = beside(row.y, *dy, plane.height);
                copy_row(plane, y, inputs[*input][job.plane], out, index, output[job.plane]);
            }
            RowCode::Table { input, dy, dt, tables } => {
                let plane = source(*input, *dt);
                let codes = plane.row::<u8>(beside(row.y, *dy, plane.height));
                for (to, from) in out.row_mut::<u8>(index).iter_mut().zip(codes) {
                    *to = tables[job.plane][usize::from(*from)];
                }
            }
            RowCode::Compute(_) => {}
        }
    }
    let registers = codes.iter().map(|code| if let RowCode::Compute(code) = code { code.registers } else { 0 }).max();
    let mut arena = Arena::new(registers.unwrap_or(0), rings);
    let mut bases = Vec::new();
    for x in (0..out.width).step_by(STRIP) {
        arena.forget_rows();
        let count = STRIP.min(out.width - x);
        let groups = count.div_ceil(LANES);
        for (index, row) in job.rows.iter().enumerate() {
            let RowCode::Compute(code) = row.code else { continue };
            bases.clear();
            bases.push(0);
            for read in &code.rows {
                let ring = &rings[read.ring];
                let plane = source(ring.input, ring.dt);
                let y = beside(row.y, read.dy, plane.height);
                let (base, missing) = arena.row(read.ring, y);
                if let Some(values) = missing {
                    let first = x as isize + ring.columns.start as isize;
                    inputs[ring.input][job.plane].load_row(plane, y, first, values);
                }
                bases.push(base);
            }
            let position = Position { x, y: row.y, ..job.position };
            let work = Work { code, uniforms: &row.uniforms, bases: &bases, position, groups };
            run_strip(&work, arena.values_mut());
            let start = bases[usize::from(code.result.base)] + code.result.offset as usize;
            output[job.plane].store_row(&arena.values_mut()[start..start + count], out, index, x);
        }
    }
}

/// Copies a row between planes that store samples alike, and converts it between others.
#[inline(always)]
fn copy_row(plane: &fwr_stdlib::Plane<'_>, y: usize, from: Stored, out: &mut Rows<'_>, row: usize, to: Stored) {
    if from == to && plane.width == out.width {
        let bytes = out.width * out.sample.bytes();
        let (source, target) = (y * plane.stride, row * out.stride);
        out.bytes[target..target + bytes].copy_from_slice(&plane.bytes[source..source + bytes]);
        return;
    }
    let mut values = [0.0; STRIP];
    for x in (0..out.width).step_by(STRIP) {
        let count = STRIP.min(out.width - x);
        from.load_row(plane, y, x as isize, &mut values[..count]);
        to.store_row(&values[..count], out, row, x);
    }
}

fn row_code(kernel: &Kernel, rings: &[Ring]) -> RowCode {
    match kernel.expr(kernel.root()) {
        Expr::Load(Load { input, plane: None, dx: 0, dy, dt, border: Border::Clamp }) => {
            RowCode::Copy { input: usize::from(input), dy: i32::from(dy), dt: i32::from(dt) }
        }
        _ => RowCode::Compute(schedule(kernel, rings)),
    }
}

fn stored_planes(format: &VideoFormat) -> Vec<Stored> {
    (0..format.planes()).map(|plane| Stored::of(format, plane)).collect()
}
