//! Answers about groups, each worked out once: a long graph asks the same of the same filters over and over.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use super::{Group, GroupStage};
use crate::kernel::Mix;
use crate::media::VideoFormat;

/// What was found out about groups, by what a backend would run: the group, the formats of its inputs, and whatever
/// else the answer depends on.
///
/// Where a group stands in the graph is no part of that: lines, arguments and reasons.
#[derive(Debug)]
pub(crate) struct Answers<K, T>(RefCell<HashMap<u64, Vec<Known<K, T>>>>);

#[derive(Debug)]
struct Known<K, T> {
    group: Group,
    formats: Vec<VideoFormat>,
    besides: K,
    answer: T,
}

impl<K, T> Default for Answers<K, T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Copy + PartialEq, T: Clone> Answers<K, T> {
    /// The answer about `group`, whose inputs have these formats; `find` is asked if it is not known.
    pub(crate) fn of(&self, group: &Group, formats: &[VideoFormat], besides: K, find: impl FnOnce() -> T) -> T {
        let place = place(group, formats);
        let is_it = |known: &&Known<K, T>| {
            known.besides == besides && known.formats == formats && runs_the_same(&known.group, group)
        };
        // Nothing is borrowed while `find` runs.
        let known =
            self.0.borrow().get(&place).and_then(|all| all.iter().find(is_it)).map(|known| known.answer.clone());
        known.unwrap_or_else(|| {
            let answer = find();
            let known = Known { group: group.clone(), formats: formats.to_vec(), besides, answer: answer.clone() };
            self.0.borrow_mut().entry(place).or_default().push(known);
            answer
        })
    }
}

/// Where answers about a group are looked for.
fn place(group: &Group, formats: &[VideoFormat]) -> u64 {
    let mut mix = Mix::default();
    for stage in &group.stages {
        mix.write_usize(stage.inputs.len());
        stage.kernel.mix(&mut mix);
    }
    for format in formats {
        (format.width, format.height, format.sample, format.layout).hash(&mut mix);
    }
    mix.finish()
}

fn runs_the_same(a: &Group, b: &Group) -> bool {
    let same = |(a, b): (&GroupStage, &GroupStage)| {
        a.name == b.name
            && a.planes == b.planes
            && a.inputs == b.inputs
            && a.format == b.format
            && a.kernel.is_same(&b.kernel)
    };
    a.outputs == b.outputs && a.stages.len() == b.stages.len() && a.stages.iter().zip(&b.stages).all(same)
}
