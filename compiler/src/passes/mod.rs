//! Rewrites of the graph that never change a pixel, in the order in which they run.

mod cancel_conversions;
mod drop_dead_nodes;
mod drop_identities;
mod merge_equal_nodes;

use crate::graph::{Graph, verify};

/// One rewrite.
pub struct Pass {
    /// Its name, as in `--emit graph-after=NAME`.
    pub name: &'static str,
    /// Why it runs, and why here.
    pub reason: &'static str,
    run: fn(&mut Graph),
}

/// Every pass, in order.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "merge_equal_nodes",
        reason: "the same filter on the same clip is worked out once; first, so that later passes see each clip once",
        run: merge_equal_nodes::run,
    },
    Pass {
        name: "cancel_conversions",
        reason: "a conversion that only undoes a lossless one is not made; after merging, which brings such pairs together",
        run: cancel_conversions::run,
    },
    Pass {
        name: "drop_identities",
        reason: "a retag to the format that is there already does nothing; after cancelling, which may leave some",
        run: drop_identities::run,
    },
    Pass {
        name: "drop_dead_nodes",
        reason: "what no output needs is not worked out; last, because the passes before leave such nodes behind",
        run: drop_dead_nodes::run,
    },
];

/// Runs every pass; `after` is shown the graph after each.
///
/// # Panics
/// In debug builds, if a pass breaks the graph's contract.
pub fn run_all(graph: &mut Graph, mut after: impl FnMut(&Pass, &Graph)) {
    for pass in PASSES {
        (pass.run)(graph);
        if cfg!(debug_assertions)
            && let Err(breach) = verify(graph)
        {
            panic!("pass {} broke the graph: {breach}", pass.name);
        }
        after(pass, graph);
    }
}
