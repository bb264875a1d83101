//! Ten million frames through random stage graphs with random delays and random memory, without media.
//!
//! Says that none was lost or overtaken, that nothing stood still, and how near what was held came to what the graphs
//! can hold; ends with an error otherwise.
//!
//! `cargo bench --bench order [-- MILLIONS]`

#[path = "../runtime/tests/order/chance.rs"]
mod chance;
#[path = "../runtime/tests/order/graph.rs"]
mod graph;
#[path = "../runtime/tests/order/stages.rs"]
mod stages;

use std::time::Instant;

use graph::Graph;

/// Frames of one graph.
const EACH: u64 = 20_000;

fn main() {
    let millions: f64 = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(10.0);
    let graphs = (millions * 1e6 / EACH as f64).ceil() as u64;
    let (start, mut nearest) = (Instant::now(), 0.0_f64);
    for seed in 1..=graphs {
        let graph = Graph::random(seed, EACH);
        // What comes first has the limit that chance gave it, what comes second hardly any room.
        let graph = if seed % 2 == 0 { graph.limited(seed * 97 % 20_000) } else { graph };
        let (peak, most) = (graph.run(), graph.most());
        assert!(peak <= most, "graph {seed} held {peak} bytes, and can hold {most}: {graph:?}");
        nearest = nearest.max(peak as f64 / most as f64);
        if seed % 50 == 0 {
            println!("{seed} of {graphs} graphs, {:.0} s", start.elapsed().as_secs_f64());
        }
    }
    let (frames, seconds) = (graphs * EACH, start.elapsed().as_secs_f64());
    println!(
        "{graphs} graphs, {frames} frames in {seconds:.1} s, {:.2} million a second; none lost, none overtaken; \
         held at most {:.0} % of what the graph can hold",
        frames as f64 / seconds / 1e6,
        100.0 * nearest
    );
}
