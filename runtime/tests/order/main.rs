//! Frames through random stage graphs with random delays, without media: none is lost, none overtakes another, nothing
//! stands still, and what is held stays within what the graph can hold.
//!
//! `cargo bench --bench order` does the same with ten million frames.
#![allow(missing_docs)]

mod chance;
mod graph;
mod stages;

use graph::Graph;

/// Frames of all graphs together.
const FRAMES: u64 = 60_000;
const GRAPHS: u64 = 60;

#[test]
fn frames_keep_their_order_through_random_stages() {
    for seed in 1..=GRAPHS {
        let graph = Graph::random(seed, FRAMES / GRAPHS);
        let peak = graph.run();
        assert!(peak <= graph.most(), "graph {seed} held {peak} bytes, and can hold {}: {graph:?}", graph.most());
    }
}

#[test]
fn a_limit_that_nothing_fits_into_slows_down_and_stops_nothing() {
    for seed in 1..=8 {
        let tight = Graph::random(seed, 1000).limited(0);
        let loose = tight.clone().limited(u64::MAX);
        let (least, most) = (tight.run(), loose.run());
        assert!(least <= tight.most(), "graph {seed}: {least} of {}", tight.most());
        assert!(least <= most, "graph {seed}: {least} bytes with a limit, {most} without");
    }
}
