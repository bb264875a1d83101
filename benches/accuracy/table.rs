//! Predictions beside measurements, and what they come to.

use std::fmt;

use crate::clips::Clip;
use crate::graphs::Graph;
use crate::run::{Predicted, Ran};

/// A pair of graph and clip.
#[derive(Debug)]
pub(crate) struct Row {
    graph: &'static str,
    clip: &'static str,
    predicted: Predicted,
    ran: Ran,
}

/// What was chosen, and the other ways to run the same.
#[derive(Debug)]
pub(crate) struct Choice {
    pair: String,
    chosen: f64,
    forced: Vec<(String, f64)>,
}

/// All of them.
pub(crate) struct Summary<'a> {
    pub(crate) rows: &'a [Row],
    pub(crate) choices: &'a [Choice],
}

impl Row {
    pub(crate) fn new(graph: &'static Graph, clip: &'static Clip, predicted: Predicted, ran: &[Ran]) -> Self {
        Self { graph: graph.name, clip: clip.name, predicted, ran: Ran::median(ran) }
    }

    /// How far off the time is, as a part of what it took.
    fn error(&self) -> f64 {
        self.predicted.seconds[1] / self.ran.seconds - 1.0
    }

    /// The bound for one byte that was taken.
    fn bound(&self) -> f64 {
        self.predicted.memory / self.ran.memory
    }

    fn is_inside(&self) -> bool {
        (self.predicted.seconds[0]..=self.predicted.seconds[2]).contains(&self.ran.seconds)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { graph, clip, predicted: Predicted { seconds: [low, likely, high], cpu, memory }, ran } = self;
        write!(
            f,
            "| {graph} | {clip} | {likely:.2} ({low:.2} to {high:.2}) | {:.2} | {:+.0} % | {cpu:.2} | {:.2} | {memory:.0} | {:.0} | {:.2} |",
            ran.seconds,
            100.0 * self.error(),
            ran.cpu,
            ran.memory,
            self.bound()
        )
    }
}

impl Choice {
    pub(crate) fn new(graph: &Graph, clip: &Clip, chosen: Ran, forced: Vec<(String, Ran)>) -> Self {
        let forced = forced.into_iter().map(|(way, ran)| (way, ran.seconds)).collect();
        Self { pair: format!("{} on {}", graph.name, clip.name), chosen: chosen.seconds, forced }
    }

    /// How much longer than the best way what was chosen takes, as a part.
    fn regret(&self) -> f64 {
        let best = self.forced.iter().map(|(_, seconds)| *seconds).fold(self.chosen, f64::min);
        self.chosen / best - 1.0
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: chosen {:.2} s", self.pair, self.chosen)?;
        self.forced.iter().try_for_each(|(way, seconds)| write!(f, ", {way} {seconds:.2} s"))?;
        write!(f, "; {:.0} % above the best", 100.0 * self.regret())
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.is_empty() {
            return writeln!(f, "no pair has such a name");
        }
        let share = |count: usize, of: usize| 100.0 * count as f64 / of as f64;
        let count = self.rows.len();
        let within = |most: f64| self.rows.iter().filter(|row| row.error().abs() <= most).count();
        let (near, inside) = (within(0.2), self.rows.iter().filter(|row| row.is_inside()).count());
        writeln!(f, "{count} pairs")?;
        writeln!(f, "time: within a fifth {near} ({:.0} %), within a tenth {}", share(near, count), within(0.1))?;
        writeln!(
            f,
            "      median error {:.1} %, inside the interval {:.0} %",
            100.0 * median(self.rows.iter().map(|row| row.error().abs())),
            share(inside, count)
        )?;
        let above = self.rows.iter().filter(|row| row.bound() < 1.0).count();
        writeln!(
            f,
            "memory: above the bound {above}, bound over peak {:.2} in the median",
            median(self.rows.iter().map(Row::bound))
        )?;
        if !self.choices.is_empty() {
            let good = self.choices.iter().filter(|choice| choice.regret() <= 0.1).count();
            writeln!(
                f,
                "choice: within a tenth of the best of all ways {good} of {} ({:.0} %)",
                self.choices.len(),
                share(good, self.choices.len())
            )?;
        }
        Ok(())
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
