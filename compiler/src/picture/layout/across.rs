//! How far to the right each box stands: lines straight, boxes apart.

use super::Layered;

/// Times that all layers are gone through.
const SWEEPS: usize = 24;

/// The middle of each cell.
pub(super) fn place(layered: &Layered, room: f64) -> Vec<f64> {
    let mut middle = vec![0.0; layered.cells.len()];
    for layer in &layered.layers {
        let mut x = 0.0;
        for cell in layer {
            let width = layered.cells[*cell].width;
            middle[*cell] = x + width / 2.0;
            x += width + room;
        }
    }
    let mut ways = vec![(0, 0); layered.cells.len()];
    for step in &layered.steps {
        ways[step.from].1 += 1;
        ways[step.to].0 += 1;
    }
    let count = layered.layers.len();
    for sweep in 0..SWEEPS {
        // Down, up, and at last by both sides.
        let (above, below) = if sweep + 6 >= SWEEPS { (true, true) } else { (sweep % 2 == 0, sweep % 2 == 1) };
        for step in 0..count {
            let number = if sweep % 2 == 0 { step } else { count - 1 - step };
            settle(layered, number, room, (above, below), (&ways, &mut middle));
        }
    }
    middle
}

/// Moves the cells of a layer to where they are drawn, without touching each other.
///
/// `ways` has for each cell how many lines lead to it and how many away.
fn settle(
    layered: &Layered,
    number: usize,
    room: f64,
    (above, below): (bool, bool),
    (ways, middle): (&[(usize, usize)], &mut [f64]),
) {
    let layer = &layered.layers[number];
    let mut wished = Vec::with_capacity(layer.len());
    let mut offset = 0.0;
    for (position, cell) in layer.iter().enumerate() {
        if position > 0 {
            let before = layer[position - 1];
            let [one, other] = [before, *cell].map(|cell| &layered.cells[cell]);
            let apart = number == 0 || number + 1 == layered.layers.len();
            let apart = apart && one.cluster != other.cluster && !one.passes && !other.passes;
            offset += (one.width + other.width) / 2.0 + if apart { 2.0 * room } else { room };
        }
        let (mut sum, mut weight) = (0.0, 0.0);
        for step in &layered.steps {
            let strength = match (layered.cells[step.from].passes, layered.cells[step.to].passes) {
                (true, true) => 8.0,
                (false, false) if ways[step.from].1 == 1 && ways[step.to].0 == 1 => 4.0,
                (false, false) => 1.0,
                _ => 2.0,
            };
            if above && step.to == *cell {
                sum += strength * (middle[step.from] + step.out - step.into);
                weight += strength;
            }
            if below && step.from == *cell {
                sum += strength * (middle[step.to] + step.into - step.out);
                weight += strength;
            }
        }
        // What nothing pulls stays where it is, and gives way.
        let (at, weight) = if weight > 0.0 { (sum / weight, weight) } else { (middle[*cell], 1e-3) };
        wished.push((at - offset, weight, offset));
    }
    let settled = monotone(&wished.iter().map(|(at, weight, _)| (*at, *weight)).collect::<Vec<_>>());
    for ((cell, at), (.., offset)) in layer.iter().zip(settled).zip(&wished) {
        middle[*cell] = at + offset;
    }
}

/// The numbers closest to those wished for, by weighted squares, of which none is less than the one before it:
/// neighbours in the wrong order are pooled.
fn monotone(wished: &[(f64, f64)]) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in wished {
        pools.push((*value, *weight, 1));
        while let [.., before, last] = &pools[..]
            && before.0 > last.0
        {
            let weight = before.1 + last.1;
            let pooled = ((before.0 * before.1 + last.0 * last.1) / weight, weight, before.2 + last.2);
            pools.truncate(pools.len() - 2);
            pools.push(pooled);
        }
    }
    pools.iter().flat_map(|(value, _, count)| std::iter::repeat_n(*value, *count)).collect()
}

#[cfg(test)]
mod tests {
    use super::monotone;

    #[test]
    fn wrong_orders_meet_in_the_middle() {
        assert_eq!(monotone(&[(1.0, 1.0), (5.0, 1.0), (3.0, 1.0), (9.0, 1.0)]), [1.0, 4.0, 4.0, 9.0]);
        assert_eq!(monotone(&[(4.0, 3.0), (0.0, 1.0)]), [3.0, 3.0]);
    }
}
