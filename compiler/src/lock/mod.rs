//! Lock files: what a recipe comes to, written down, so that it stays so or says what has become different.
//!
//! A lock has two halves. The recipe, which is the same for every clip: the edition, params, the definitions
//! that are used, the steps with their arguments, the encoders. And the plan, for the formats of the clips that
//! it was locked with, if there were any: every op with what it computes, and a fingerprint of all of them.
//!
//! Contract:
//! - Equal inputs give byte-identical locks; nothing in one depends on where the graph lies, on the machine (but
//!   for the threads of lossy encoders), on how many frames a clip has (but for what is noted as such), or on comments and layout.
//! - What cannot change the result is not in it: fusion, threads but for those of lossy encoders, the backend of an
//!   exact op.
//! - Two locks whose plans have one fingerprint compute the same pixels, if their `pixels` are the same and the
//!   native code of no filter differs.

mod align;
mod choices;
mod compare;
mod definitions;
mod document;
mod make;
mod meaning;
mod ops;
mod read;
mod recipe;
mod sentences;
mod sha256;
mod write;

pub use choices::keep_choices;
pub use compare::{Comparison, Difference, Weight, compare};
pub use document::{
    Definition, Lock, LockedChoice, LockedFile, LockedInput, LockedModel, LockedOp, LockedOutput, LockedPlan,
    LockedStep, Params,
};
pub use make::{EncoderBuild, Places, Subject, make};
pub use read::read;
pub use sha256::digest;

/// Version of the document's form.
pub const VERSION: u32 = 1;

/// What the same plan computes: raised with every change of the interpreter, of native code or of the library
/// beneath it that gives other pixels for a plan that says the same.
pub const PIXELS: u32 = 1;

/// What a lock file is called: the graph's file name with `.lock` behind it.
pub fn file_name(graph: &str) -> String {
    format!("{graph}.lock")
}
