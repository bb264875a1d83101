//! Stands in for machine code where there is none: on other processors than x86-64, and without POSIX memory.

use super::Isa;
use super::row::{RowFunction, RowKernel};

/// Nothing: the strip machine computes.
pub(super) fn compile(_work: &RowKernel<'_>, _isa: Isa) -> Option<Box<dyn RowFunction>> {
    None
}
