//! Pixel kernels: the IR, what it means, and how kernel source becomes it.

mod build;
mod codes;
mod cost;
#[doc(hidden)]
pub mod generate;
pub mod half;
mod identity;
mod interpret;
mod ir;
mod lower;
mod made_up;
pub mod math;
mod random;
mod separable;
mod separable_weights;
mod simplify;
mod statistics;
mod stored;
mod text;
mod variants;
mod verify;

pub use build::Builder;
pub use codes::{CodeMap, store_float};
pub use cost::{Cost, Traffic};
pub(crate) use identity::Mix;
pub use interpret::{
    Position, Samples, binary, evaluate, frame_value, interpret, interpret_planes, look_up, select, unary,
};
pub use ir::{BinaryOp, Border, Expr, ExprId, Kernel, Load, Random, Statistic, StatisticKind, Support, UnaryOp};
pub use lower::{MAX_FRAMES, MAX_PLANES, MAX_REACH, NamedPlanes, check, lower, plane_params};
pub(crate) use made_up::made_up;
pub use random::{row_hash, uniform};
pub use separable::{Separated, separate};
pub use statistics::{mean_of, mean_steps, percentile_rank, statistic_of};
pub use stored::Stored;
pub use variants::{Places, Statistics, Uniforms, Variants};
pub use verify::{MAX_NODES, verify};
