//! Where everything in a drawing is: each group laid out by itself, then all of them as boxes.

use std::collections::BTreeMap;

use super::content::{Content, Look};
use super::layout::{Item, Layer, Link, Placed, Point, Room, lay_out};
use super::sizes::{self, Written};

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawing {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) written: Vec<Written>,
    pub(super) nodes: Vec<Area>,
    pub(super) groups: Vec<Area>,
    pub(super) stages: Vec<Area>,
    /// The points of each edge.
    pub(super) edges: Vec<Vec<Point>>,
    /// Of copied streams: the points of the line.
    pub(super) copied: Vec<Vec<Point>>,
}

/// The head of a group, and of a stage.
pub(super) const HEAD: f64 = 34.0;
/// Room inside a group, and a stage.
const INSIDE: f64 = 16.0;
/// Room around everything.
const MARGIN: f64 = 24.0;

/// A box of the outer layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Group(usize),
    Node(usize),
}

/// The inside of a group.
struct Inner {
    placed: Placed,
    nodes: Vec<usize>,
    /// For each node outside, where its frames come in: the item, and the line from it to each reader.
    enter: BTreeMap<usize, usize>,
    /// For each node inside that is read outside, where its frames go out.
    leave: BTreeMap<usize, usize>,
    /// The ends of each line inside: nodes.
    ends: Vec<(usize, usize)>,
    width: f64,
}

/// Lays a picture out.
pub(super) fn drawing(content: &Content) -> Drawing {
    let written: Vec<Written> = content.nodes.iter().map(sizes::node).collect();
    let inner: Vec<Inner> = (0..content.groups.len()).map(|group| inside(content, group, &written)).collect();
    let part_of = |node: usize| content.nodes[node].group.map_or(Part::Node(node), Part::Group);
    let free = (0..content.nodes.len()).filter(|node| content.nodes[*node].group.is_none()).map(Part::Node);
    let parts: Vec<Part> = (0..content.groups.len()).map(Part::Group).chain(free).collect();
    let items: Vec<Item> = parts.iter().map(|part| item(content, *part, &inner, &written)).collect();
    let position = |part: Part| parts.iter().position(|other| *other == part).unwrap_or(0);

    // Lines between boxes; several edges from one node into one group come in together.
    let mut links: Vec<Link> = Vec::new();
    let mut link_of: BTreeMap<(usize, Part), usize> = BTreeMap::new();
    for edge in content.edges.iter().filter(|edge| part_of(edge.from) != part_of(edge.to)) {
        let (from, to) = (part_of(edge.from), part_of(edge.to));
        link_of.entry((edge.from, to)).or_insert_with(|| {
            let out = if let Part::Group(group) = from { inner[group].exit(edge.from) } else { None };
            let into = if let Part::Group(group) = to { inner[group].entry(edge.from) } else { None };
            links.push(Link { from: position(from), to: position(to), out, into });
            links.len() - 1
        });
    }
    let crossing = content.edges.iter().any(|edge| edge.crosses.is_some());
    let stage_room = HEAD + INSIDE;
    let down = if crossing { 46.0 } else { 34.0 };
    let room = Room { across: 36.0, down, first: stage_room, last: stage_room };
    let placed = lay_out(&items, &links, &room);

    let mut drawing = Drawing {
        width: 0.0,
        height: 0.0,
        nodes: vec![Area::default(); written.len()],
        written,
        groups: vec![Area::default(); content.groups.len()],
        stages: Vec::new(),
        edges: Vec::new(),
        copied: Vec::new(),
    };
    for (number, part) in parts.iter().enumerate() {
        let Point { x, y } = placed.items[number];
        let area = Area { x, y, width: items[number].width, height: items[number].height };
        match part {
            Part::Node(node) => drawing.nodes[*node] = area,
            Part::Group(group) => {
                drawing.groups[*group] = area;
                let inner = &inner[*group];
                for (index, node) in inner.nodes.iter().enumerate() {
                    let at = inner.placed.items[index];
                    let Written { width, height, .. } = drawing.written[*node];
                    drawing.nodes[*node] = Area { x: x + inner.left() + at.x, y: y + HEAD + at.y, width, height };
                }
            }
        }
    }
    for edge in &content.edges {
        let mut points = Vec::new();
        let inside = |part: Part, ends: (usize, usize), points: &mut Vec<Point>| {
            if let Part::Group(group) = part {
                let origin = drawing.groups[group];
                points.extend(
                    inner[group]
                        .line(ends)
                        .into_iter()
                        .map(|Point { x, y }| Point { x: origin.x + inner[group].left() + x, y: origin.y + HEAD + y }),
                );
            }
        };
        let (from, to) = (part_of(edge.from), part_of(edge.to));
        if from == to {
            inside(from, (edge.from, edge.to), &mut points);
        } else {
            inside(from, (edge.from, OUTSIDE), &mut points);
            if let Some(link) = link_of.get(&(edge.from, to)) {
                points.extend(&placed.links[*link]);
            }
            let port = edge.from;
            if let Part::Group(group) = to {
                let origin = drawing.groups[group];
                let own = inner[group].line_in(port, edge.to);
                points.extend(
                    own.into_iter()
                        .map(|Point { x, y }| Point { x: origin.x + inner[group].left() + x, y: origin.y + HEAD + y }),
                );
            }
        }
        points.dedup_by(|a, b| (a.x - b.x).abs() < 0.01 && (a.y - b.y).abs() < 0.01);
        drawing.edges.push(points);
    }
    drawing.stages = stages(content, &drawing);
    drawing.copied = copied(content, &drawing);
    drawing.shift();
    drawing
}

/// Stands for what is not in the group.
const OUTSIDE: usize = usize::MAX;

fn item(content: &Content, part: Part, inner: &[Inner], written: &[Written]) -> Item {
    let (width, height, node) = match part {
        Part::Group(group) => {
            let inner = &inner[group];
            (inner.width, inner.placed.height + HEAD + INSIDE, inner.nodes[0])
        }
        Part::Node(node) => (written[node].width, written[node].height, node),
    };
    let stage = content.nodes[node].stage;
    let reads = content.edges.iter().any(|edge| edge.to == node);
    let layer = match content.nodes[node].look {
        Look::File if reads => Layer::Last,
        Look::File => Layer::First,
        _ => Layer::Anywhere,
    };
    Item { width, height, layer, cluster: stage }
}

/// Lays out the inside of a group.
fn inside(content: &Content, group: usize, written: &[Written]) -> Inner {
    let nodes: Vec<usize> = (0..content.nodes.len()).filter(|node| content.nodes[*node].group == Some(group)).collect();
    let place = |node: usize| nodes.iter().position(|other| *other == node);
    let mut items: Vec<Item> = nodes
        .iter()
        .map(|node| Item {
            width: written[*node].width,
            height: written[*node].height,
            layer: Layer::Anywhere,
            cluster: 0,
        })
        .collect();
    let port = |layer| Item { width: 0.0, height: 0.0, layer, cluster: usize::MAX };
    let (mut enter, mut leave) = (BTreeMap::new(), BTreeMap::new());
    let (mut links, mut ends) = (Vec::new(), Vec::new());
    for edge in &content.edges {
        let link = |from, to| Link { from, to, out: None, into: None };
        match (place(edge.from), place(edge.to)) {
            (Some(from), Some(to)) => {
                links.push(link(from, to));
                ends.push((edge.from, edge.to));
            }
            (None, Some(to)) => {
                let from = *enter.entry(edge.from).or_insert_with(|| {
                    items.push(port(Layer::First));
                    items.len() - 1
                });
                links.push(link(from, to));
                ends.push((edge.from, edge.to));
            }
            (Some(from), None) if !leave.contains_key(&edge.from) => {
                items.push(port(Layer::Last));
                leave.insert(edge.from, items.len() - 1);
                links.push(link(from, items.len() - 1));
                ends.push((edge.from, OUTSIDE));
            }
            _ => {}
        }
    }
    let placed = lay_out(&items, &links, &Room { across: 28.0, down: 26.0, first: -14.0, last: -14.0 });
    let width = (placed.width + 2.0 * INSIDE).max(sizes::head(&content.groups[group], sizes::TEXT));
    Inner { placed, nodes, enter, leave, ends, width }
}

impl Inner {
    /// How far from its left side the group's inside begins.
    fn left(&self) -> f64 {
        (self.width - self.placed.width) / 2.0
    }

    /// Where the frames of a node outside come in.
    fn entry(&self, node: usize) -> Option<f64> {
        self.enter.get(&node).map(|item| self.left() + self.placed.items[*item].x)
    }

    /// Where the frames of a node inside go out.
    fn exit(&self, node: usize) -> Option<f64> {
        self.leave.get(&node).map(|item| self.left() + self.placed.items[*item].x)
    }

    fn line(&self, ends: (usize, usize)) -> Vec<Point> {
        let position = self.ends.iter().position(|other| *other == ends);
        position.map_or_else(Vec::new, |position| self.placed.links[position].clone())
    }

    /// The line from where a node's frames come in to their reader.
    fn line_in(&self, from: usize, to: usize) -> Vec<Point> {
        self.line((from, to))
    }
}

/// The box of each stage: around its nodes and groups, and around the lines between them.
fn stages(content: &Content, drawing: &Drawing) -> Vec<Area> {
    let around = |stage: usize| {
        let own = |node: &usize| content.nodes[*node].stage == stage;
        let nodes = (0..content.nodes.len()).filter(own).map(|node| match content.nodes[node].group {
            Some(group) => drawing.groups[group],
            None => drawing.nodes[node],
        });
        let mut area = nodes.reduce(Area::with)?;
        // What only passes goes beside the boxes, and yet inside the stage.
        let passing = drawing
            .edges
            .iter()
            .flatten()
            .filter(|point| point.y > area.y + 0.1 && point.y < area.y + area.height - 0.1);
        let (left, right) =
            passing.fold((area.x, area.x + area.width), |(left, right), point| (left.min(point.x), right.max(point.x)));
        (area.x, area.width) = (left, right - left);
        let head = sizes::head(&content.stages[stage], sizes::SMALL) - 2.0 * INSIDE;
        let wider = (head - area.width).max(0.0);
        Some(Area {
            x: area.x - INSIDE - wider / 2.0,
            y: area.y - HEAD,
            width: area.width + 2.0 * INSIDE + wider,
            height: area.height + HEAD + INSIDE,
        })
    };
    (0..content.stages.len()).map(|stage| around(stage).unwrap_or_default()).collect()
}

/// Streams that are copied go past all stages on the right.
fn copied(content: &Content, drawing: &Drawing) -> Vec<Vec<Point>> {
    let right = drawing.stages.iter().map(|area| area.x + area.width).fold(0.0, f64::max);
    let is_last = |stage: Area| {
        let beside = |other: &&Area| other.y < stage.y + stage.height && other.y + other.height > stage.y;
        drawing.stages.iter().filter(beside).all(|other| other.x <= stage.x)
    };
    let line = |(number, copied): (usize, &super::content::Copied)| {
        let (from, to) = (drawing.stages[copied.from], drawing.stages[copied.to]);
        let (start, end) = (from.y + from.height / 2.0, to.y + to.height / 2.0);
        let x = right + 20.0 + number as f64 * 20.0;
        // Round whatever stands beside: above what is read, below what is written.
        let aside = 8.0 + number as f64 * 6.0;
        let mut points = match is_last(from) {
            true => vec![Point { x: from.x + from.width, y: start }, Point { x, y: start }],
            false => {
                let (up, middle) = (from.y - aside, from.x + from.width / 2.0);
                vec![Point { x: middle, y: from.y }, Point { x: middle, y: up }, Point { x, y: up }]
            }
        };
        points.extend(match is_last(to) {
            true => vec![Point { x, y: end }, Point { x: to.x + to.width, y: end }],
            false => {
                let (foot, middle) = (to.y + to.height, to.x + to.width / 2.0);
                let below = foot + aside + 6.0;
                vec![Point { x, y: below }, Point { x: middle, y: below }, Point { x: middle, y: foot }]
            }
        });
        points
    };
    content.copied.iter().enumerate().map(line).collect()
}

impl Area {
    /// Whether the two lie over each other, or almost.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let apart = |a: f64, wide: f64, b: f64, other: f64| a + wide + 3.0 < b || b + other + 3.0 < a;
        !apart(self.x, self.width, other.x, other.width) && !apart(self.y, self.height, other.y, other.height)
    }

    fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self { x, y, width: right - x, height: bottom - y }
    }
}

impl Drawing {
    /// Moves everything away from the edges, and finds how large the drawing is.
    fn shift(&mut self) {
        let areas = || self.nodes.iter().chain(&self.groups).chain(self.stages.iter().filter(|area| area.width > 0.0));
        let all = areas().copied().reduce(Area::with).unwrap_or_default();
        let points = self.edges.iter().chain(&self.copied).flatten();
        let right = points.map(|point| point.x).fold(all.x + all.width, f64::max);
        let (dx, dy) = (MARGIN - all.x, MARGIN - all.y);
        (self.width, self.height) = (right - all.x + 2.0 * MARGIN, all.height + 2.0 * MARGIN);
        let areas = self.nodes.iter_mut().chain(&mut self.groups).chain(&mut self.stages);
        areas.for_each(|area| (area.x, area.y) = (area.x + dx, area.y + dy));
        let points = self.edges.iter_mut().chain(&mut self.copied).flatten();
        points.for_each(|point| (point.x, point.y) = (point.x + dx, point.y + dy));
    }
}
