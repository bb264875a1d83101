//! What is to be placed, and what it costs.

use std::ops::{Add, AddAssign, Sub};

/// Nodes that are to be placed, and prices.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Problem {
    /// What using a backend takes before anything runs on it, for each backend; at most four.
    pub opening: Vec<Cost>,
    /// In topological order: a node reads values of nodes before it.
    pub nodes: Vec<Node>,
    /// What nodes make.
    pub values: Vec<Value>,
    /// What is wanted.
    pub aim: Aim,
}

/// Something that runs on one backend.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// What it costs on each backend; `None` where it cannot, or must not, run.
    pub costs: Vec<Option<Cost>>,
    /// What it reads.
    pub reads: Vec<Read>,
}

/// A value that a node reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// Position among [`Problem::values`].
    pub value: usize,
    /// What is saved where its maker and its reader are both on a backend, for each: they may run as one.
    pub saved: Vec<Cost>,
}

/// Something that a node makes, which lies where the node runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// The node that makes it.
    pub maker: usize,
    /// What it costs to have it on another backend as well, `moves[from][to]`; however many nodes read it there.
    pub moves: Vec<Vec<Cost>>,
}

/// Costs of a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Seconds of the thread that runs nodes one after the other.
    pub wall: f64,
    /// Seconds in which all cores together do their share.
    pub cpu: f64,
    /// Seconds before the first frame.
    pub start: f64,
    /// Bytes of device memory.
    pub vram: f64,
}

/// What is wanted: the least time within limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// Seconds that the run takes whatever is placed where: of the slowest stage beside the nodes.
    pub beside: f64,
    /// Seconds in which all cores do what else there is to do.
    pub cpu: f64,
    /// Bytes of device memory that there are.
    pub vram: f64,
}

impl Default for Aim {
    fn default() -> Self {
        Self { beside: 0.0, cpu: 0.0, vram: f64::INFINITY }
    }
}

/// Of two equally quick assignments the one that does less is better: what a second of work is worth in seconds.
const THRIFT: f64 = 1e-3;

impl Aim {
    /// Seconds of a run, and a little for the work that is done in them.
    pub fn seconds(&self, cost: &Cost) -> f64 {
        let Cost { wall, cpu, start, .. } = *cost;
        start + self.beside.max(wall).max(self.cpu + cpu) + THRIFT * (wall + cpu + start)
    }

    /// What the terms of [`Cost::terms`] are above: seconds are the largest of the sums.
    pub(super) fn base(&self) -> [f64; 3] {
        [0.0, self.cpu, self.beside]
    }
}

impl Problem {
    /// What an assignment costs; `None` if a node cannot run where it is put.
    pub fn cost(&self, on: &[usize]) -> Option<Cost> {
        let mut sum = Cost::default();
        let mut used = vec![false; self.opening.len()];
        let mut there = vec![0u8; self.values.len()];
        for (node, backend) in self.nodes.iter().zip(on) {
            sum += node.costs[*backend]?;
            used[*backend] = true;
            for read in &node.reads {
                let value = &self.values[read.value];
                let home = on[value.maker];
                if home == *backend {
                    sum = sum - read.saved.get(home).copied().unwrap_or_default();
                } else if there[read.value] & (1 << backend) == 0 {
                    there[read.value] |= 1 << backend;
                    sum += value.moves[home][*backend];
                }
            }
        }
        self.opening.iter().zip(used).filter(|(_, used)| *used).for_each(|(opening, _)| sum += *opening);
        Some(sum)
    }
}

/// Costs as the solver adds them up: wall, cpu and start, each with start in it, and device memory.
pub(super) type Terms = [f64; 4];

impl Cost {
    /// The largest of the first three, each above its base, is the time of a run.
    pub(super) fn terms(&self) -> Terms {
        let thrift = THRIFT * (self.wall + self.cpu + self.start);
        [self.wall + self.start + thrift, self.cpu + self.start + thrift, self.start + thrift, self.vram]
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            wall: self.wall + other.wall,
            cpu: self.cpu + other.cpu,
            start: self.start + other.start,
            vram: self.vram + other.vram,
        }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            wall: self.wall - other.wall,
            cpu: self.cpu - other.cpu,
            start: self.start - other.start,
            vram: self.vram - other.vram,
        }
    }
}
