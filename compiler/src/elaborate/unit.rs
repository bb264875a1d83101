//! The top level of one file while it is evaluated.

use std::collections::BTreeMap;

use crate::syntax::ast::{File, Ident, Item, ItemKind};
use crate::types::Value;

/// A file, and how far its names have been evaluated.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) file: &'a File,
    /// Its params and lets by name; of two with one name, which is reported elsewhere, the first.
    items: BTreeMap<&'a str, &'a Item>,
    /// Values of top-level names; `None` while being evaluated.
    pub(super) globals: BTreeMap<String, Option<Value>>,
    /// The names being evaluated, each for the one before it.
    pub(super) evaluating: Vec<String>,
    /// Whether it is called as a filter: what it is given is in `globals`, and pictures are not encoded.
    pub(super) is_called: bool,
    /// Whether what it gives is needed for certain, so that it is worth measuring whole clips.
    pub(super) is_wanted: bool,
}

impl<'a> Unit<'a> {
    /// A file of which nothing has been evaluated.
    pub(super) fn new(file: &'a File) -> Self {
        let mut items = BTreeMap::new();
        for item in &file.items {
            if let ItemKind::Param(_) | ItemKind::Let(_) = &item.kind
                && let Some(name) = name_of(item)
            {
                items.entry(name.name.as_str()).or_insert(item);
            }
        }
        Self { file, items, globals: BTreeMap::new(), evaluating: Vec::new(), is_called: false, is_wanted: true }
    }

    /// The param or let called `name`.
    pub(super) fn item(&self, name: &str) -> Option<&'a Item> {
        self.items.get(name).copied()
    }

    /// The names that stand for values at the top level.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.file.items.iter().filter_map(name_of).map(|name| name.name.as_str())
    }
}

/// The name that an item gives to a value.
fn name_of(item: &Item) -> Option<&Ident> {
    match &item.kind {
        ItemKind::Input(input) => Some(&input.name),
        ItemKind::Param(param) => Some(&param.name),
        ItemKind::Let(binding) => Some(&binding.name),
        _ => None,
    }
}
