//! Pixel kernels: the IR, what it means, and how kernel source becomes it.

mod ir;

pub use ir::{BinaryOp, Expr, ExprId, Kernel, Load, Random, Support, UnaryOp};
