//! How a graph is written: one file a lint.

mod items;

pub(super) mod absolute_path;
pub(super) mod constant_condition;
pub(super) mod deprecated;
pub(super) mod missing_docs;
pub(super) mod missing_edition;
pub(super) mod redundant_default;
pub(super) mod shadowed_name;
pub(super) mod unreachable_arm;
pub(super) mod unused;
pub(super) mod unused_filter;
pub(super) mod unused_parameter;
pub(super) mod unused_use;

pub(super) use items::names_in_block;
