//! Rewrites of pipelines that never change a sample, in the order in which they run.

mod drop_vain_rounding;
mod inline_cells;
mod make_tables;
mod merge_equal_cells;

use super::{Group, Pipeline, verify};
use crate::media::VideoFormat;
use crate::plan::Backend;

/// One rewrite.
pub struct Pass {
    /// Its name.
    pub name: &'static str,
    /// Why it runs, and why here.
    pub reason: &'static str,
    run: fn(&mut Pipeline, Backend),
}

const TABLES: &str = "make_tables";

/// Every pass, in order.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "merge_equal_cells",
        reason: "what two stages work out alike is worked out once; first, so that later passes see each cell once",
        run: merge_equal_cells::run,
    },
    Pass {
        name: "inline_cells",
        reason: "a value that its reader takes at its own place never leaves the registers; after merging, which \
                 shows how many readers there are",
        run: inline_cells::run,
    },
    Pass {
        name: "drop_vain_rounding",
        reason: "rounding a value that was read as such a code, or chosen among such, gives it again; after inlining, \
                 which brings rounding into kernels",
        run: drop_vain_rounding::run,
    },
    Pass {
        name: TABLES,
        reason: "a function of one sample of few bits is looked up if it is not trivial; after inlining, so that a \
                 chain of filters is one table",
        run: make_tables::run,
    },
];

/// Runs every pass for `backend`; `after` is shown the pipeline after each.
///
/// # Panics
/// In debug builds, if a pass breaks the contract of pipelines.
pub fn run_all(pipeline: &mut Pipeline, backend: Backend, mut after: impl FnMut(&Pass, &Pipeline)) {
    for pass in PASSES {
        (pass.run)(pipeline, backend);
        if cfg!(debug_assertions)
            && let Err(breach) = verify(pipeline)
        {
            panic!("pass {} broke the pipeline: {breach}", pass.name);
        }
        after(pass, pipeline);
    }
}

/// Runs what decides on the shape of cells and is quick: all but the making of tables.
pub(crate) fn shape(pipeline: &mut Pipeline, backend: Backend) {
    PASSES.iter().filter(|pass| pass.name != TABLES).for_each(|pass| (pass.run)(pipeline, backend));
}

impl Pipeline {
    /// The cells of `group` as `backend` runs them: [`Pipeline::of`] after every pass.
    ///
    /// # Errors
    /// As [`Pipeline::of`].
    pub fn optimised(group: &Group, inputs: &[VideoFormat], backend: Backend) -> Result<Self, String> {
        let mut pipeline = Self::of(group, inputs)?;
        run_all(&mut pipeline, backend, |_, _| {});
        Ok(pipeline)
    }
}
