//! Digests of what texts say, whatever their comments, layout and documentation.

use super::sha256::digest;
use crate::syntax::ast::{File, Filter, Item, ItemKind, Param};
use crate::syntax::without_places;

/// Digest of a file without its filters and params, which a lock has by themselves, and without what is no part of
/// the recipe: expectations, levels of lints, where media lies and where it goes.
pub(super) fn of_file(file: &File) -> String {
    let items = file.items.iter().filter(|item| {
        !matches!(
            item.kind,
            ItemKind::Filter(_) | ItemKind::Param(_) | ItemKind::Expect(_) | ItemKind::Lints(_) | ItemKind::Edition(_)
        )
    });
    of(items.map(silent).collect())
}

/// Digest of a definition.
pub(super) fn of_filter(filter: &Filter) -> String {
    let span = filter.name.span;
    of(vec![silent(&Item { docs: Vec::new(), attributes: Vec::new(), kind: ItemKind::Filter(filter.clone()), span })])
}

fn of(items: Vec<Item>) -> String {
    digest(without_places(&File { docs: Vec::new(), items, comments: Vec::new() }))
}

/// The item without what computes nothing.
fn silent(item: &Item) -> Item {
    let mut item = Item { docs: Vec::new(), attributes: Vec::new(), ..item.clone() };
    match &mut item.kind {
        ItemKind::Input(input) => input.default = None,
        ItemKind::Output(output) => output.path = None,
        ItemKind::Filter(filter) => {
            filter.params.iter_mut().for_each(|param: &mut Param| param.docs.clear());
        }
        _ => {}
    }
    item
}
