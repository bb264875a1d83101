//! The pixel-kernel IR: one output sample as a pure expression of nearby input samples.
//!
//! Contract:
//! - `nodes` is in topological order: operands come before their users.
//! - A kernel with one value runs on each plane it is given, and that plane of its inputs is what a load
//!   without a plane reads. One with several makes several planes at once: value `n` is plane `n`, every load
//!   names its plane, and those that a value needs are of the size of the plane that it makes.
//! - All values are `f32`. A condition is 1.0 or 0.0; anything but 0.0 counts as true.
//! - Loads give *nominal* values (see [`crate::media::CodeScale`]): integer codes
//!   are mapped before the kernel and mapped back, rounded to nearest (ties to
//!   even) and clamped to the sample type after it.
//! - Reads past the edge of the plane go to the nearest sample, or to the one as far inside ([`Border`]);
//!   past the ends of the clip they go to the nearest frame.
//! - A table has at least one element; reads beside it go to its nearest end, and a NaN reads its first.
//! - Every operation is one IEEE single-precision operation, never contracted,
//!   and the elementary functions are those of [`super::math`]: every backend
//!   can give the same bits.
//! - Constants are finite, and every expression is used: [`super::verify`] holds a kernel to it.
//! - A kernel is total: division by zero and logarithms of negatives follow
//!   IEEE, and a NaN that reaches an integer store is stored as nominal zero.
//!   Which NaN an operation gives is not defined.
//!
//! [`super::interpret`] is the definition of what a kernel means.

use serde::{Deserialize, Serialize};

use super::Stored;
use super::build::drop_unused;

/// A pixel kernel with all its parameters bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kernel {
    /// The name of the `kernel` it was made from.
    pub name: String,
    /// How many planes it reads; `Load::input` is below this.
    pub inputs: u8,
    /// Expressions in topological order.
    pub nodes: Vec<Expr>,
    /// The expressions whose values are the output samples: one, or one for each plane.
    pub values: Vec<ExprId>,
    /// What [`Expr::Lookup`] reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Vec<f32>>,
    /// What [`Expr::Stored`] rounds to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<Stored>,
}

/// Index of an expression in [`Kernel::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExprId(pub u32);

/// One operation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expr {
    /// A constant.
    Const(f32),
    /// A sample of an input plane, relative to the output sample.
    Load(Load),
    /// Column of the output sample, from 0.
    X,
    /// Row of the output sample, from 0.
    Y,
    /// Number of the output frame, from 0, modulo 2^24 so that it is exact.
    Frame,
    /// When the output frame is shown, in seconds from the start of the clip.
    Time,
    /// Columns of the plane.
    Width,
    /// Rows of the plane.
    Height,
    /// A number in 0 ≤ r < 1 that depends on seed, frame, plane, and position + (dx, dy) only.
    Random(Random),
    /// An operation on one value.
    Unary(UnaryOp, ExprId),
    /// An operation on two values.
    Binary(BinaryOp, ExprId, ExprId),
    /// The second value where the first is not 0.0, else the third.
    Select(ExprId, ExprId, ExprId),
    /// The element of a table of the kernel at ⌊a⌋, the first at 0.
    Lookup(u8, ExprId),
    /// What a value comes back as after it was stored as one of the kernel's `stores` says.
    Stored(u8, ExprId),
    /// A number that sums up a whole plane of an input.
    Statistic(Statistic),
}

/// A read of an input plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Load {
    /// Which input.
    pub input: u8,
    /// Which plane of it; `None` is the plane that is being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plane: Option<u8>,
    /// Columns to the right.
    pub dx: i16,
    /// Rows down.
    pub dy: i16,
    /// Frames later.
    pub dt: i16,
    /// What is read past the edges of the plane.
    #[serde(default, skip_serializing_if = "Border::is_clamp")]
    pub border: Border,
}

/// What a load reads past the edges of a plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Border {
    /// The nearest sample of the plane.
    #[default]
    Clamp,
    /// The sample as far inside the plane as the place is outside, the edge itself not repeated: 2 1 0 1 2.
    Mirror,
}

impl Border {
    fn is_clamp(&self) -> bool {
        *self == Self::Clamp
    }

    /// The place inside `0..size` that is read for place `at`.
    pub fn inside(self, at: isize, size: usize) -> usize {
        let last = size as isize - 1;
        match self {
            Self::Mirror if last > 0 => {
                let at = at.rem_euclid(2 * last);
                at.min(2 * last - at) as usize
            }
            _ => at.clamp(0, last) as usize,
        }
    }
}

/// A number that sums up a whole plane of one frame of an input, in nominal values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Statistic {
    /// Which input.
    pub input: u8,
    /// Which plane of it; `None` is the plane that is being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plane: Option<u8>,
    /// Frames later.
    pub dt: i16,
    /// Which number.
    pub kind: StatisticKind,
}

/// The numbers that sum up a plane.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatisticKind {
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// The mean: each value is rounded to a multiple of 2^-24 and held to ±256, and these are summed exactly.
    Mean,
    /// The smallest value that at least this share (0 to 1) of the samples do not exceed.
    Percentile(f32),
    /// The share of the samples, 0 to 1, from the first value on and below the second.
    Share(f32, f32),
}

/// A pseudo-random number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Random {
    /// Selects the sequence.
    pub seed: u32,
    /// Columns to the right.
    pub dx: i16,
    /// Rows down.
    pub dy: i16,
}

/// Operations on one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnaryOp {
    /// −a
    Neg,
    /// |a|
    Abs,
    /// √a
    Sqrt,
    /// Largest whole number not above a.
    Floor,
    /// e^a
    Exp,
    /// ln a
    Log,
    /// sin a, a in radians
    Sin,
    /// cos a, a in radians
    Cos,
    /// 1.0 where a is 0.0, else 0.0
    Not,
}

/// Operations on two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinaryOp {
    /// a + b
    Add,
    /// a − b
    Sub,
    /// a · b
    Mul,
    /// a / b
    Div,
    /// a − b·⌊a/b⌋
    Rem,
    /// a^b; 0 for a ≤ 0 unless b is 0
    Pow,
    /// a if a < b, else b
    Min,
    /// a if a > b, else b
    Max,
    /// a < b
    Lt,
    /// a ≤ b
    Le,
    /// a > b
    Gt,
    /// a ≥ b
    Ge,
    /// a = b
    Eq,
    /// a ≠ b
    Ne,
    /// both not 0.0
    And,
    /// either not 0.0
    Or,
}

/// How far a kernel reads from its output sample; all counts are zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Support {
    /// Columns to the left.
    pub left: u32,
    /// Columns to the right.
    pub right: u32,
    /// Rows up.
    pub up: u32,
    /// Rows down.
    pub down: u32,
    /// Frames before.
    pub before: u32,
    /// Frames after.
    pub after: u32,
}

impl Support {
    /// How far something is read through a step that itself reads `step` far.
    #[must_use]
    pub fn beyond(self, step: Self) -> Self {
        self.join(step, |a, b| a + b)
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.join(other, u32::max)
    }

    fn join(self, other: Self, join: impl Fn(u32, u32) -> u32) -> Self {
        Self {
            left: join(self.left, other.left),
            right: join(self.right, other.right),
            up: join(self.up, other.up),
            down: join(self.down, other.down),
            before: join(self.before, other.before),
            after: join(self.after, other.after),
        }
    }
}

impl Kernel {
    /// The expression `id`.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.nodes[id.0 as usize]
    }

    /// The value of a kernel that runs on each plane, or of its first plane.
    pub fn root(&self) -> ExprId {
        self.values[0]
    }

    /// The same kernel without what its values do not need.
    #[must_use]
    pub fn without_unused(self) -> Self {
        drop_unused(self)
    }

    /// Whether it makes several planes at once.
    pub fn is_joint(&self) -> bool {
        self.values.len() > 1
    }

    /// Whether it looks at whole planes before it can make a sample.
    pub fn has_statistics(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node, Expr::Statistic(_)))
    }

    /// Whether it is the same program on any frame and reads no other frames: what it gives follows from its inputs at
    /// that frame.
    pub fn is_still(&self) -> bool {
        self.nodes.iter().all(|node| match node {
            Expr::Load(Load { dt, .. }) | Expr::Statistic(Statistic { dt, .. }) => *dt == 0,
            Expr::Frame | Expr::Time | Expr::Random(_) => false,
            _ => true,
        })
    }

    /// Whether its values depend on a seed.
    pub fn is_random(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node, Expr::Random(_)))
    }

    /// The planes of an input that are read where plane `made` is made, in order.
    pub fn planes_read(&self, input: usize, made: usize) -> Vec<usize> {
        let read = self.nodes.iter().filter_map(|node| match node {
            Expr::Load(Load { input, plane, .. }) | Expr::Statistic(Statistic { input, plane, .. }) => {
                Some((usize::from(*input), plane.map_or(made, usize::from)))
            }
            _ => None,
        });
        let planes: std::collections::BTreeSet<usize> =
            read.filter(|(from, _)| *from == input).map(|(_, plane)| plane).collect();
        planes.into_iter().collect()
    }

    /// The smallest box of input samples that holds every load.
    pub fn support(&self) -> Support {
        self.support_where(|_| true)
    }

    /// The smallest box of samples of one input that holds every load of it.
    pub fn support_of(&self, input: u8) -> Support {
        self.support_where(|other| other == input)
    }

    fn support_where(&self, counts: impl Fn(u8) -> bool) -> Support {
        let counted = self.nodes.iter().filter(|node| match node {
            Expr::Load(Load { input, .. }) | Expr::Statistic(Statistic { input, .. }) => counts(*input),
            _ => false,
        });
        counted.map(Expr::reach).fold(Support::default(), Support::or)
    }
}

impl Expr {
    /// How far this expression itself reads: a load to its sample, a number of a plane to its frame.
    pub fn reach(&self) -> Support {
        let sides = |offset: i16| (offset.max(0) as u32, (-i32::from(offset)).max(0) as u32);
        let (dx, dy, dt) = match self {
            Self::Load(load) => (load.dx, load.dy, load.dt),
            Self::Statistic(statistic) => (0, 0, statistic.dt),
            _ => return Support::default(),
        };
        let ((right, left), (down, up), (after, before)) = (sides(dx), sides(dy), sides(dt));
        Support { left, right, up, down, before, after }
    }

    /// The expressions whose values this one uses.
    pub fn operands(self) -> impl Iterator<Item = ExprId> {
        let (a, b, c) = match self {
            Self::Unary(_, a) | Self::Lookup(_, a) | Self::Stored(_, a) => (Some(a), None, None),
            Self::Binary(_, a, b) => (Some(a), Some(b), None),
            Self::Select(a, b, c) => (Some(a), Some(b), Some(c)),
            _ => (None, None, None),
        };
        [a, b, c].into_iter().flatten()
    }

    /// The same operation on other expressions: each operand goes through `place`.
    #[must_use]
    pub fn map_operands(self, place: impl Fn(ExprId) -> ExprId) -> Self {
        match self {
            Self::Unary(op, a) => Self::Unary(op, place(a)),
            Self::Binary(op, a, b) => Self::Binary(op, place(a), place(b)),
            Self::Select(c, a, b) => Self::Select(place(c), place(a), place(b)),
            Self::Lookup(table, a) => Self::Lookup(table, place(a)),
            Self::Stored(store, a) => Self::Stored(store, place(a)),
            leaf => leaf,
        }
    }
}
