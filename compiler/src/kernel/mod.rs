//! Pixel kernels: the IR, what it means, and how kernel source becomes it.

mod build;
mod codes;
#[doc(hidden)]
pub mod generate;
mod interpret;
mod ir;
mod lower;
mod made_up;
pub mod math;
mod random;
mod text;
mod verify;

pub use build::Builder;
pub use codes::{CodeMap, store_float};
pub use interpret::{Position, binary, evaluate, frame_value, interpret, select, unary};
pub use ir::{BinaryOp, Expr, ExprId, Kernel, Load, Random, Support, UnaryOp};
pub use lower::{MAX_FRAMES, MAX_PLANES, MAX_REACH, check, lower, plane_params};
pub(crate) use made_up::made_up;
pub use random::{row_hash, uniform};
pub use verify::{MAX_NODES, verify};
