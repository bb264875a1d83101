//! Which layer each box is in.

use super::{Cell, Item, Layer, Layered, Link, PASSING, Step};

/// The layer of each box, from 0: below everything that leads to it.
pub(super) fn assign(items: &[Item], links: &[Link]) -> Vec<usize> {
    let start = usize::from(items.iter().any(|item| item.layer == Layer::First));
    let lowest = |item: &Item| if item.layer == Layer::First { 0 } else { start };
    let mut layer: Vec<usize> = items.iter().map(lowest).collect();
    // As often as the longest path has lines, at most.
    for _ in 0..items.len() {
        let mut settled = true;
        for link in links {
            if layer[link.to] <= layer[link.from] {
                layer[link.to] = layer[link.from] + 1;
                settled = false;
            }
        }
        if settled {
            break;
        }
    }
    // What reads nothing stands close to what reads it.
    for item in 0..items.len() {
        if items[item].layer == Layer::Anywhere && links.iter().all(|link| link.to != item) {
            let below = links.iter().filter(|link| link.from == item).map(|link| layer[link.to]).min();
            layer[item] = below.map_or(layer[item], |below| below - 1);
        }
    }
    let free = (0..items.len()).filter(|item| items[*item].layer != Layer::Last).map(|item| layer[item] + 1);
    let last = free.max().unwrap_or(0);
    for item in 0..items.len() {
        if items[item].layer == Layer::Last {
            layer[item] = last;
        }
    }
    layer
}

/// Cuts links at the layers that they pass.
pub(super) fn split(items: &[Item], links: &[Link], layer_of: &[usize]) -> Layered {
    let cell = |item: &Item| Cell { width: item.width, cluster: item.cluster, passes: false };
    let mut layered = Layered {
        cells: items.iter().map(cell).collect(),
        layers: vec![Vec::new(); layer_of.iter().max().map_or(0, |last| last + 1)],
        steps: Vec::new(),
        ways: Vec::new(),
        ends: Vec::new(),
    };
    layer_of.iter().enumerate().for_each(|(item, layer)| layered.layers[*layer].push(item));
    for link in links {
        let mut way = vec![link.from];
        for layer in &mut layered.layers[layer_of[link.from] + 1..layer_of[link.to]] {
            way.push(layered.cells.len());
            layer.push(layered.cells.len());
            layered.cells.push(Cell { width: PASSING, cluster: usize::MAX, passes: true });
        }
        way.push(link.to);
        for (position, pair) in way.windows(2).enumerate() {
            let offset = |item: usize, at: Option<f64>| at.map_or(0.0, |at| at - items[item].width / 2.0);
            let out = if position == 0 { offset(link.from, link.out) } else { 0.0 };
            let into = if position + 2 == way.len() { offset(link.to, link.into) } else { 0.0 };
            layered.steps.push(Step { from: pair[0], to: pair[1], out, into });
        }
        layered.ends.push(layered.steps.len() - 1);
        layered.ways.push(way);
    }
    layered
}
