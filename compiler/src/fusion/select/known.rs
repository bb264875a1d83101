//! What came of joining ops of one plan: the same are looked at over and over, for each place where they may run.

use std::cell::RefCell;
use std::collections::HashMap;

use super::boundary::Reason;
use super::candidate::Candidate;
use super::ops::Ops;
use super::{MOST_NODES, legality};
use crate::fusion::estimate::{Estimate, Estimates};
use crate::plan::Backend;

/// What was asked, and what came of it.
type Answers<Question, Answer> = RefCell<HashMap<Question, Result<Answer, Reason>>>;

/// What is known of joining ops of one plan, wherever they are placed; ops are known by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    costs: Answers<(Backend, Vec<usize>), Estimate>,
    allowed: Answers<Vec<usize>, ()>,
    /// Other ops may be alike.
    groups: Estimates,
}

impl Joined {
    /// What `members`, which are in order, cost as one.
    pub(super) fn estimate(&self, ops: &Ops<'_>, members: &[usize]) -> Result<Estimate, Reason> {
        let backend = ops.all[members[0]].backend;
        let find = || {
            let candidate = Candidate::of(ops, members.to_vec());
            let (group, formats) = (&candidate.group, candidate.formats(ops));
            let found = self.groups.of(group, &formats, backend, || Estimate::of(group, &formats, backend));
            found.map_err(|problem| Reason::Unfit { problem })
        };
        kept(&self.costs, (backend, members.to_vec()), find)
    }

    /// Whether `members`, which are in order and on one backend, may be one.
    pub(super) fn allowed(&self, ops: &Ops<'_>, members: &[usize]) -> Result<(), Reason> {
        let find = || {
            let candidate = Candidate::of(ops, members.to_vec());
            legality::check(ops, &candidate)?;
            let found = candidate.group.stages.iter().map(|stage| stage.kernel.nodes.len()).sum();
            if found > MOST_NODES { Err(Reason::Size { found, limit: MOST_NODES }) } else { Ok(()) }
        };
        kept(&self.allowed, members.to_vec(), find)
    }
}

/// What is known under `key`, or else what `find` says, which is known from then on.
fn kept<K: std::hash::Hash + Eq, T: Clone>(known: &RefCell<HashMap<K, T>>, key: K, find: impl FnOnce() -> T) -> T {
    let found = known.borrow().get(&key).cloned();
    found.unwrap_or_else(|| {
        let found = find();
        known.borrow_mut().insert(key, found.clone());
        found
    })
}
