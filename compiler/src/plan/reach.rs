//! How far frames reach back and ahead: which frames of a source one frame of a clip is made of.
//!
//! Windows add up along the way, and each is counted in frames of its own input: behind a filter that doubles
//! the rate, two frames are one of the source's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Window;
use crate::graph::{Graph, NodeId, NodeKind};
use crate::media::Ratio;
use crate::resolve::WarmUp;

/// The frames of a source around the one that belongs to a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reach {
    /// Frames before it, those included that recursive filters warm up on; `None` if it is all of them.
    pub before: Option<u32>,
    /// Frames after it.
    pub after: u32,
}

impl Reach {
    /// The frame itself alone.
    pub const NONE: Self = Self { before: Some(0), after: 0 };

    fn widened(self, window: Window, warm_up: Option<WarmUp>, scale: Ratio) -> Self {
        let scaled = |frames: u32| {
            let exact = i128::from(frames) * i128::from(scale.num().max(0));
            let frames = (exact + i128::from(scale.den()) - 1) / i128::from(scale.den());
            u32::try_from(frames).unwrap_or(u32::MAX)
        };
        let history = match warm_up {
            None => Some(0),
            Some(WarmUp::Frames(frames)) => Some(frames),
            Some(WarmUp::All) => None,
        };
        let before = self
            .before
            .zip(history)
            .map(|(before, history)| before.saturating_add(scaled(window.before.saturating_add(history))));
        Self { before, after: self.after.saturating_add(scaled(window.after)) }
    }

    fn joined(self, other: Self) -> Self {
        Self { before: self.before.zip(other.before).map(|(a, b)| a.max(b)), after: self.after.max(other.after) }
    }
}

/// How far each source is reached, for one plane.
type Reaches = BTreeMap<NodeId, Reach>;

impl Graph {
    /// For every node the sources that it is made of, and how far its frames reach in each.
    pub fn reach(&self) -> BTreeMap<NodeId, BTreeMap<NodeId, Reach>> {
        let mut planes: BTreeMap<NodeId, Vec<Reaches>> = BTreeMap::new();
        for id in self.topological() {
            let found = self.reach_of(id, &planes);
            planes.insert(id, found);
        }
        planes.into_iter().map(|(id, planes)| (id, all_planes(planes.iter()))).collect()
    }

    /// The reach of each plane of `id`, where `known` has those of its inputs; one for all planes where it is not
    /// known how many there are.
    fn reach_of(&self, id: NodeId, known: &BTreeMap<NodeId, Vec<Reaches>>) -> Vec<Reaches> {
        let node = self.node(id);
        if let NodeKind::Source { .. } = node.kind {
            return vec![Reaches::from([(id, Reach::NONE)])];
        }
        let inputs = self.inputs(id);
        let of = |input: NodeId, plane: usize| {
            let planes = known.get(&input).map_or(&[][..], Vec::as_slice);
            planes.get(plane).or(planes.first()).cloned().unwrap_or_default()
        };
        let widened = |input: NodeId, reaches: Reaches| -> Reaches {
            let widen = |(source, reach): (NodeId, Reach)| {
                (source, reach.widened(node.window, node.warm_up, self.frames_for(source, input)))
            };
            reaches.into_iter().map(widen).collect()
        };
        match (&node.kind, inputs.first()) {
            // A kernel reads of each plane that plane, unless it names another, and leaves some as they are.
            (NodeKind::Kernel { planes, kernel, .. }, Some(first)) if !planes.is_empty() => {
                let plane = |(plane, runs): (usize, &bool)| {
                    if !runs {
                        return of(*first, plane);
                    }
                    let read = |(place, input): (usize, &NodeId)| {
                        let mut planes = kernel.planes_read(place, plane);
                        // One of which nothing is read still gives the frames their times.
                        planes.extend(planes.is_empty().then_some(plane));
                        let read: Vec<Reaches> = planes.into_iter().map(|plane| of(*input, plane)).collect();
                        widened(*input, all_planes(read.iter()))
                    };
                    let read: Vec<Reaches> = inputs.iter().enumerate().map(read).collect();
                    all_planes(read.iter())
                };
                planes.iter().enumerate().map(plane).collect()
            }
            _ => {
                let read: Vec<Reaches> = inputs
                    .iter()
                    .map(|input| widened(*input, all_planes(known.get(input).into_iter().flatten())))
                    .collect();
                vec![all_planes(read.iter())]
            }
        }
    }

    /// Frames of `source` for one of `clip`; one, while a rate is not known.
    fn frames_for(&self, source: NodeId, clip: NodeId) -> Ratio {
        let fps = |id: NodeId| self.clip(id).fps.known().copied().flatten().filter(|fps| fps.is_positive());
        match (fps(source), fps(clip)) {
            (Some(source), Some(clip)) => source / clip,
            _ => Ratio::ONE,
        }
    }
}

/// What is reached by any of them.
fn all_planes<'a>(planes: impl Iterator<Item = &'a Reaches>) -> Reaches {
    let mut all = Reaches::new();
    for (source, reach) in planes.flatten() {
        let known = all.entry(*source).or_insert(*reach);
        *known = known.joined(*reach);
    }
    all
}

/// `-2..2`, `-all..1`
impl std::fmt::Display for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.before {
            Some(before) => write!(f, "-{before}..{}", self.after),
            None => write!(f, "-all..{}", self.after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Window = Window { before: 2, after: 2 };

    #[test]
    fn windows_add_up_and_shrink_with_the_rate() {
        let once = Reach::NONE.widened(Window { before: 1, after: 1 }, None, Ratio::ONE);
        assert_eq!(once, Reach { before: Some(1), after: 1 });
        let half = once.widened(TWO, None, Ratio::new(1, 2));
        assert_eq!(half, Reach { before: Some(2), after: 2 });
        let odd = once.widened(Window { before: 3, after: 1 }, None, Ratio::new(1, 2));
        assert_eq!(odd, Reach { before: Some(3), after: 2 });
    }

    #[test]
    fn history_counts_and_may_have_no_end() {
        let eight = Reach::NONE.widened(TWO, Some(WarmUp::Frames(8)), Ratio::ONE);
        assert_eq!(eight, Reach { before: Some(10), after: 2 });
        let all = eight.widened(TWO, Some(WarmUp::All), Ratio::ONE);
        assert_eq!(all, Reach { before: None, after: 4 });
        assert_eq!(all.joined(eight), Reach { before: None, after: 4 });
    }
}
