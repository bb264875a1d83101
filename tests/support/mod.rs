//! What the tests over the built binary share; each uses a part of it.
#![allow(dead_code, unreachable_pub)]

pub mod blocks;
pub mod broken_graph;
pub mod case;
pub mod clip;
pub mod cut_runs;
pub mod files_at_once;
pub mod graphs;
pub mod made_clips;
pub mod measured;
pub mod probe;
pub mod run;
pub mod suggestion;
