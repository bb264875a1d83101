//! How findings, lists and progress look on a terminal and to programs.

pub(crate) mod columns;
pub(crate) mod comparison;
pub(crate) mod findings;
pub(crate) mod progress;
pub(crate) mod stderr;
pub(crate) mod stdout;
pub(crate) mod steps;
pub(crate) mod taken;
pub(crate) mod whole;
