//! The order of boxes within their layers, by which lines cross least.

use super::{Layered, layer_numbers};

/// Times that all layers are gone through.
const SWEEPS: usize = 16;

/// Puts each layer in order.
pub(super) fn arrange(layered: &mut Layered) {
    let layer_of = layer_numbers(layered);
    let mut best = (crossings(layered, &layer_of), layered.layers.clone());
    for sweep in 0..SWEEPS {
        let downwards = sweep % 2 == 0;
        let count = layered.layers.len();
        for step in 1..count {
            let number = if downwards { step } else { count - 1 - step };
            sort(layered, number, downwards);
        }
        let crossed = crossings(layered, &layer_of);
        if crossed < best.0 {
            best = (crossed, layered.layers.clone());
        }
    }
    layered.layers = best.1;
}

/// Sorts a layer by the means of what its cells are joined to in the layer before.
fn sort(layered: &mut Layered, number: usize, downwards: bool) {
    let place = places(layered);
    let mean = |cell: usize| {
        let ends = layered.steps.iter().filter_map(|step| match downwards {
            true => (step.to == cell).then(|| end(layered, &place, step.from, step.out)),
            false => (step.from == cell).then(|| end(layered, &place, step.to, step.into)),
        });
        let ends: Vec<f64> = ends.collect();
        if ends.is_empty() { place[cell] } else { ends.iter().sum::<f64>() / ends.len() as f64 }
    };
    let means: Vec<(usize, f64)> = layered.layers[number].iter().map(|cell| (*cell, mean(*cell))).collect();
    // A cluster stands where its cells stand in the mean.
    let of_cluster = |cluster: usize| {
        let of = means.iter().filter(|(cell, _)| layered.cells[*cell].cluster == cluster);
        let (sum, count) = of.fold((0.0, 0.0), |(sum, count), (_, mean)| (sum + mean, count + 1.0));
        sum / count
    };
    let is_end = number == 0 || number + 1 == layered.layers.len();
    let key = |(cell, mean): &(usize, f64)| {
        let cluster = layered.cells[*cell].cluster;
        if is_end && cluster != usize::MAX { (of_cluster(cluster), cluster, *mean) } else { (*mean, 0, *mean) }
    };
    let mut keyed: Vec<((f64, usize, f64), usize)> = means.iter().map(|pair| (key(pair), pair.0)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    layered.layers[number] = keyed.into_iter().map(|(_, cell)| cell).collect();
}

/// Position of each cell in its layer.
fn places(layered: &Layered) -> Vec<f64> {
    let mut place = vec![0.0; layered.cells.len()];
    for layer in &layered.layers {
        layer.iter().enumerate().for_each(|(position, cell)| place[*cell] = position as f64);
    }
    place
}

/// Where a line ends, in positions: between half a cell before and half a cell behind the middle of its own.
fn end(layered: &Layered, place: &[f64], cell: usize, offset: f64) -> f64 {
    let width = layered.cells[cell].width;
    place[cell] + if width > 0.0 { 0.9 * offset / width } else { 0.0 }
}

/// How often lines cross.
fn crossings(layered: &Layered, layer_of: &[usize]) -> usize {
    let place = places(layered);
    let mut between: Vec<Vec<(f64, f64)>> = vec![Vec::new(); layered.layers.len()];
    for step in &layered.steps {
        let ends = (end(layered, &place, step.from, step.out), end(layered, &place, step.to, step.into));
        between[layer_of[step.from]].push(ends);
    }
    let crossed = |lines: &Vec<(f64, f64)>| {
        let pairs =
            lines.iter().enumerate().flat_map(|(number, one)| lines[number + 1..].iter().map(move |b| (one, b)));
        pairs.filter(|(a, b)| (a.0 - b.0) * (a.1 - b.1) < 0.0).count()
    };
    between.iter().map(crossed).sum()
}
