//! Lays boxes out in layers: what is read above what reads it, lines as straight and as little crossed as can be.
//!
//! The steps are those of Sugiyama, Tagawa and Toda (1981): layers by the longest path, an order within each
//! layer by the means of neighbours, then positions. All of it is deterministic.

mod across;
mod layers;
mod order;

/// A place in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Item {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) layer: Layer,
    /// Boxes of one cluster stay beside each other; only in the first and the last layer.
    pub(super) cluster: usize,
}

/// Where a box may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    First,
    Anywhere,
    Last,
}

/// A line from the lower edge of a box to the upper edge of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How far from the left of the box it starts; in the middle if it may.
    pub(super) out: Option<f64>,
    /// How far from the left of the box it ends; if it may, such that lines to one box stand side by side.
    pub(super) into: Option<f64>,
}

/// Room between boxes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    pub(super) across: f64,
    pub(super) down: f64,
    /// What comes on top behind the first layer.
    pub(super) first: f64,
    /// What comes on top before the last layer.
    pub(super) last: f64,
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Placed {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The upper left corner of each box.
    pub(super) items: Vec<Point>,
    /// Points of each line: its start, where it enters and leaves each layer on its way, its end.
    pub(super) links: Vec<Vec<Point>>,
}

/// Boxes and what stands for lines that pass a layer, in layers.
struct Layered {
    /// Boxes first, as they were given.
    cells: Vec<Cell>,
    /// The cells of each layer from left to right.
    layers: Vec<Vec<usize>>,
    /// Lines from one layer to the next.
    steps: Vec<Step>,
    /// For each link the cells on its way, both ends with them.
    ways: Vec<Vec<usize>>,
    /// For each link the last of its steps.
    ends: Vec<usize>,
}

struct Cell {
    width: f64,
    cluster: usize,
    /// Whether it only lets a line pass.
    passes: bool,
}

struct Step {
    from: usize,
    to: usize,
    /// Distances of its ends from the middles of their cells.
    out: f64,
    into: f64,
}

/// Columns that a line takes which passes a layer.
const PASSING: f64 = 12.0;

/// Lays out boxes and lines, which go round in no circle.
pub(super) fn lay_out(items: &[Item], links: &[Link], room: &Room) -> Placed {
    if items.is_empty() {
        return Placed::default();
    }
    let layer_of = layers::assign(items, links);
    let mut layered = layers::split(items, links, &layer_of);
    order::arrange(&mut layered);
    spread(&mut layered, links);
    let middles = across::place(&layered, room.across);
    let mut tops = Vec::new();
    let mut heights = Vec::new();
    let count = layered.layers.len();
    let mut y = 0.0;
    for number in 0..count {
        let tall = (0..items.len()).filter(|item| layer_of[*item] == number).map(|item| items[item].height);
        let height = tall.fold(0.0, f64::max);
        tops.push(y);
        heights.push(height);
        y += height + room.down;
        y += if number == 0 { room.first } else { 0.0 } + if number + 2 == count { room.last } else { 0.0 };
    }
    let edges = |cell: usize| (middles[cell] - layered.cells[cell].width / 2.0, layered.cells[cell].width);
    let left = (0..middles.len()).map(|cell| edges(cell).0).fold(f64::INFINITY, f64::min);
    let right = (0..middles.len()).map(|cell| edges(cell).0 + edges(cell).1).fold(f64::NEG_INFINITY, f64::max);
    let layer_of_cell = layer_numbers(&layered);
    let placed = |item: usize| {
        // In the middle of its layer; at its edges in the first and the last.
        let slack = heights[layer_of[item]] - items[item].height;
        let part = match items[item].layer {
            Layer::First => 1.0,
            Layer::Anywhere => 0.5,
            Layer::Last => 0.0,
        };
        Point { x: edges(item).0 - left, y: tops[layer_of[item]] + slack * part }
    };
    let positions: Vec<Point> = (0..items.len()).map(placed).collect();
    let route = |link: usize| {
        let way = &layered.ways[link];
        let mut points = Vec::new();
        for (position, cell) in way.iter().enumerate() {
            let x = middles[*cell] - left;
            let (top, height) = (tops[layer_of_cell[*cell]], heights[layer_of_cell[*cell]]);
            if position == 0 {
                let out = links[link].out.unwrap_or(items[*cell].width / 2.0);
                points.push(Point { x: positions[*cell].x + out, y: positions[*cell].y + items[*cell].height });
            } else if position + 1 == way.len() {
                points.push(Point { x: x + layered.steps[layered.ends[link]].into, y: positions[*cell].y });
            } else {
                points.extend([Point { x, y: top }, Point { x, y: top + height }]);
            }
        }
        points
    };
    let links = (0..links.len()).map(route).collect();
    Placed { width: right - left, height: tops[count - 1] + heights[count - 1], items: positions, links }
}

/// The layer of each cell.
fn layer_numbers(layered: &Layered) -> Vec<usize> {
    let mut numbers = vec![0; layered.cells.len()];
    for (number, layer) in layered.layers.iter().enumerate() {
        layer.iter().for_each(|cell| numbers[*cell] = number);
    }
    numbers
}

/// Lets lines that may end anywhere on a box end side by side, in the order in which they come.
fn spread(layered: &mut Layered, links: &[Link]) {
    let mut place = vec![0; layered.cells.len()];
    for layer in &layered.layers {
        layer.iter().enumerate().for_each(|(position, cell)| place[*cell] = position);
    }
    let mut free = vec![false; layered.steps.len()];
    for (link, end) in links.iter().zip(&layered.ends) {
        free[*end] = link.into.is_none();
    }
    for cell in 0..layered.cells.len() {
        if layered.cells[cell].passes {
            continue;
        }
        let mut into: Vec<usize> =
            (0..layered.steps.len()).filter(|step| layered.steps[*step].to == cell && free[*step]).collect();
        into.sort_by_key(|step| place[layered.steps[*step].from]);
        let (width, count) = (layered.cells[cell].width, into.len() as f64);
        // Close together: they belong to one box.
        let apart = (width / (count + 1.0)).min(48.0);
        for (position, step) in into.into_iter().enumerate() {
            layered.steps[step].into = (position as f64 - (count - 1.0) / 2.0) * apart;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(count: usize) -> Vec<Item> {
        vec![Item { width: 100.0, height: 40.0, layer: Layer::Anywhere, cluster: 0 }; count]
    }

    fn link(from: usize, to: usize) -> Link {
        Link { from, to, out: None, into: None }
    }

    const ROOM: Room = Room { across: 20.0, down: 30.0, first: 0.0, last: 0.0 };

    #[test]
    fn a_chain_is_a_straight_line() {
        let placed = lay_out(&boxes(3), &[link(0, 1), link(1, 2)], &ROOM);
        assert_eq!((placed.width, placed.height), (100.0, 180.0));
        assert!(placed.items.iter().all(|item| item.x == 0.0));
        assert!(placed.links.iter().flatten().all(|point| point.x == 50.0));
    }

    #[test]
    fn boxes_never_overlap_and_lines_go_round_them() {
        // A line from the first to the last passes beside what is between.
        let links = [link(0, 1), link(1, 2), link(2, 4), link(0, 4), link(0, 3), link(3, 4)];
        let items = boxes(5);
        let placed = lay_out(&items, &links, &ROOM);
        for (number, one) in placed.items.iter().enumerate() {
            for other in &placed.items[number + 1..] {
                assert!((one.x - other.x).abs() >= 119.9 || (one.y - other.y).abs() >= 69.9, "{one:?} {other:?}");
            }
        }
        let passing = &placed.links[3][1..placed.links[3].len() - 1];
        for point in passing {
            let inside = |item: &Point| {
                (item.x..item.x + 100.0).contains(&point.x) && (item.y..item.y + 40.0).contains(&point.y)
            };
            assert!(!placed.items.iter().any(inside), "{point:?}");
        }
    }

    #[test]
    fn two_branches_do_not_cross() {
        let links = [link(0, 2), link(1, 3), link(2, 5), link(3, 4)];
        let placed = lay_out(&boxes(6), &links, &ROOM);
        let left_first = placed.items[0].x < placed.items[1].x;
        assert_eq!(left_first, placed.items[2].x < placed.items[3].x);
        assert_eq!(left_first, placed.items[5].x < placed.items[4].x);
    }
}
