//! What a kernel means: one output sample, computed the obvious way.
//!
//! Every other execution of kernels is held to the bits that this one gives.

use super::random::{row_hash, uniform};
use super::{BinaryOp, Border, Expr, ExprId, Kernel, Load, Random, Statistic, UnaryOp, math, statistic_of};

/// Which output sample is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Column, from 0.
    pub x: usize,
    /// Row, from 0.
    pub y: usize,
    /// Columns of the plane.
    pub width: usize,
    /// Rows of the plane.
    pub height: usize,
    /// Number of the output frame, from 0.
    pub frame: u64,
    /// Which plane of the frame, from 0.
    pub plane: usize,
    /// When the frame is shown, in seconds from the start of the clip.
    pub time: f32,
}

/// What a kernel computes from.
///
/// A function from loads to samples is one of whose planes no more is known:
/// statistics take each plane for flat, of the value at the place itself.
pub trait Samples {
    /// The nominal value of an input sample, past edges and clip ends as the IR demands.
    fn load(&mut self, load: Load) -> f32;

    /// A number that sums up a plane of an input.
    fn statistic(&mut self, statistic: Statistic) -> f32 {
        let Statistic { input, plane, dt, kind } = statistic;
        let value = self.load(Load { input, plane, dx: 0, dy: 0, dt, border: Border::Clamp });
        statistic_of(kind, std::iter::once(value))
    }
}

impl<F: FnMut(Load) -> f32> Samples for F {
    fn load(&mut self, load: Load) -> f32 {
        self(load)
    }
}

/// The value of the sample at `position`; of a kernel with several values the first.
///
/// [`Position::place`] says which sample a load reads.
pub fn interpret(kernel: &Kernel, position: &Position, samples: impl Samples) -> f32 {
    interpret_planes(kernel, position, samples)[0]
}

/// The value at `position` of each plane that the kernel makes.
pub fn interpret_planes(kernel: &Kernel, position: &Position, samples: impl Samples) -> Vec<f32> {
    let mut values = Vec::with_capacity(kernel.nodes.len());
    evaluate(kernel, &kernel.nodes, position, &mut values, samples);
    kernel.values.iter().map(|value| values[value.0 as usize]).collect()
}

/// Appends the value of each of `nodes` to `values`; operands count from the first value there.
///
/// Tables and stores are those of `kernel`.
pub fn evaluate(
    kernel: &Kernel,
    nodes: &[Expr],
    position: &Position,
    values: &mut Vec<f32>,
    mut samples: impl Samples,
) {
    for node in nodes {
        let value = |id: ExprId| values[id.0 as usize];
        let result = match *node {
            Expr::Const(value) => value,
            Expr::Load(load) => samples.load(load),
            Expr::Statistic(statistic) => samples.statistic(statistic),
            Expr::X => position.x as f32,
            Expr::Y => position.y as f32,
            Expr::Frame => frame_value(position.frame),
            Expr::Time => position.time,
            Expr::Width => position.width as f32,
            Expr::Height => position.height as f32,
            Expr::Random(random) => {
                let column = (position.x as i32).wrapping_add(i32::from(random.dx));
                uniform(position.row_hash(random), column as u32)
            }
            Expr::Unary(op, a) => unary(op, value(a)),
            Expr::Binary(op, a, b) => binary(op, value(a), value(b)),
            Expr::Select(c, a, b) => select(value(c), value(a), value(b)),
            Expr::Lookup(table, a) => look_up(&kernel.tables[usize::from(table)], value(a)),
            Expr::Stored(store, a) => kernel.stores[usize::from(store)].round(value(a)),
        };
        values.push(result);
    }
}

impl Position {
    /// Column and row of the sample that a load reads, moved inside the plane as its border says.
    pub fn place(&self, load: Load) -> (usize, usize) {
        let inside = |at: usize, offset: i16, size: usize| load.border.inside(at as isize + isize::from(offset), size);
        (inside(self.x, load.dx, self.width), inside(self.y, load.dy, self.height))
    }

    /// What the random numbers of this row start from.
    pub fn row_hash(&self, random: Random) -> u32 {
        let row = (self.y as i32).wrapping_add(i32::from(random.dy));
        row_hash(random.seed, self.frame as u32, self.plane as u32, row as u32)
    }
}

/// The element of `table` at ⌊at⌋, or at its nearest end; the first for a NaN.
#[inline(always)]
pub fn look_up(table: &[f32], at: f32) -> f32 {
    let last = (table.len() - 1) as f32;
    let at = select_if(at > 0.0, at, 0.0);
    table[select_if(at < last, at, last) as usize]
}

/// What [`Expr::Frame`] gives for frame `number`.
pub fn frame_value(number: u64) -> f32 {
    (number % (1 << 24)) as f32
}

/// One operation on one value.
#[inline(always)]
pub fn unary(op: UnaryOp, a: f32) -> f32 {
    match op {
        UnaryOp::Neg => -a,
        UnaryOp::Abs => a.abs(),
        UnaryOp::Sqrt => a.sqrt(),
        UnaryOp::Floor => a.floor(),
        UnaryOp::Exp => math::exp(a),
        UnaryOp::Log => math::log(a),
        UnaryOp::Sin => math::sin(a),
        UnaryOp::Cos => math::cos(a),
        UnaryOp::Not => truth(a == 0.0),
    }
}

/// One operation on two values.
#[inline(always)]
pub fn binary(op: BinaryOp, a: f32, b: f32) -> f32 {
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Rem => a - b * (a / b).floor(),
        BinaryOp::Pow => math::pow(a, b),
        BinaryOp::Min => select_if(a < b, a, b),
        BinaryOp::Max => select_if(a > b, a, b),
        BinaryOp::Lt => truth(a < b),
        BinaryOp::Le => truth(a <= b),
        BinaryOp::Gt => truth(a > b),
        BinaryOp::Ge => truth(a >= b),
        BinaryOp::Eq => truth(a == b),
        BinaryOp::Ne => truth(a != b),
        BinaryOp::And => truth((a != 0.0) & (b != 0.0)),
        BinaryOp::Or => truth((a != 0.0) | (b != 0.0)),
    }
}

/// `a` where the condition is not 0.0, else `b`.
#[inline(always)]
pub fn select(condition: f32, a: f32, b: f32) -> f32 {
    select_if(condition != 0.0, a, b)
}

#[inline(always)]
fn select_if(condition: bool, a: f32, b: f32) -> f32 {
    if condition { a } else { b }
}

#[inline(always)]
fn truth(condition: bool) -> f32 {
    select_if(condition, 1.0, 0.0)
}
