//! The commands, one file each.

pub(crate) mod batch;
pub(crate) mod calibrate;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod doc;
pub(crate) mod estimate;
pub(crate) mod explain;
pub(crate) mod filters;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod lints;
pub(crate) mod lock;
pub(crate) mod lsp;
pub(crate) mod machine;
pub(crate) mod man;
pub(crate) mod new;
pub(crate) mod plan;
pub(crate) mod presets;
pub(crate) mod probe;
pub(crate) mod run;
pub(crate) mod status;
pub(crate) mod test;
