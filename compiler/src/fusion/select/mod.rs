//! Choosing groups: which ops of a plan become one.
//!
//! Every kernel starts as an op of its own. Kernels that follow each other are joined as long as that is legal
//! (`legality.rs`) and costs less than frames between them; then kernels that read the same clips are. What is
//! not joined has a reason, which the plan keeps.

mod boundary;
mod candidate;
mod known;
mod legality;
mod ops;
mod rewrite;

use std::collections::BTreeMap;

pub use boundary::{Boundary, Reason};

use super::estimate::Estimate;
use crate::kernel::Support;
use crate::plan::{OpId, OpKind, Plan, Survey, stages};
pub(crate) use known::Joined;
use ops::Ops;

/// The most operations of a group before anything of it is simplified.
const MOST_NODES: usize = 8_000;

/// Bytes of cache that the waiting rows and the tables of a group may take: half a second-level cache.
const MOST_CACHE: u64 = 512 * 1024;

/// Fuses the kernels of a plan, whose outputs then give the same frames with fewer passes over memory.
pub fn fuse(plan: &mut Plan) {
    fuse_knowing(plan, &Joined::default());
}

/// As [`fuse`], with what is known of joining these ops; says which op now works out what each op did, if any still does.
pub(crate) fn fuse_knowing(plan: &mut Plan, known: &Joined) -> Vec<Option<OpId>> {
    fuse_plan(plan, Costs::Matter, known)
}

/// As [`fuse`], but wherever it is legal, worth it or not: for tests.
#[doc(hidden)]
pub fn fuse_whatever_it_costs(plan: &mut Plan) {
    fuse_plan(plan, Costs::Ignored, &Joined::default());
}

/// Whether kernels are fused only where that costs less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Costs {
    Matter,
    Ignored,
}

fn fuse_plan(plan: &mut Plan, costs: Costs, known: &Joined) -> Vec<Option<OpId>> {
    let ends = plan.outputs.iter().map(|output| output.video.op).collect::<Vec<_>>();
    let (places, runs) = fuse_ops(plan, &ends, costs, known);
    for output in &mut plan.outputs {
        output.video.op = place(&places, output.video.op);
        output.video.reach.iter_mut().for_each(|source| source.op = place(&places, source.op));
    }
    plan.stages = stages(plan);
    runs
}

/// Fuses the kernels that work out what is measured.
pub fn fuse_survey(survey: &mut Survey) {
    let ends = survey.looks.iter().flat_map(|look| look.ops.iter().copied()).collect::<Vec<_>>();
    let (places, _) = fuse_ops(&mut survey.plan, &ends, Costs::Matter, &Joined::default());
    for op in survey.looks.iter_mut().flat_map(|look| &mut look.ops) {
        *op = place(&places, *op);
    }
    survey.plan.stages = stages(&survey.plan);
}

fn place(places: &[Option<OpId>], op: OpId) -> OpId {
    places[op.0 as usize].expect("frames that leave the plan are there after fusing")
}

/// For each op before, the op there is now, if there is one.
type Places = Vec<Option<OpId>>;

/// Fuses, and says where the frames of each op before are found, and what works out what it did.
fn fuse_ops(plan: &mut Plan, ends: &[OpId], costs: Costs, known: &Joined) -> (Places, Places) {
    let mut is_end = vec![false; plan.ops.len()];
    ends.iter().for_each(|op| is_end[op.0 as usize] = true);
    let before = std::mem::take(&mut plan.ops);
    let ops = Ops::new(&before, is_end);
    let mut selection = Selection::new(&ops, costs, known);
    selection.join_readers();
    selection.join_siblings();
    let clusters = selection.clusters.values().filter(|members| members.len() > 1).cloned().collect();
    let rewritten = rewrite::rewrite(&ops, clusters);
    plan.boundaries = selection.boundaries(&rewritten.runs);
    plan.ops = rewritten.ops;
    (rewritten.frames, rewritten.runs)
}

struct Selection<'a> {
    ops: &'a Ops<'a>,
    /// Which cluster each kernel is in.
    cluster: Vec<usize>,
    /// The kernels of each cluster, in order.
    clusters: BTreeMap<usize, Vec<usize>>,
    costs: Costs,
    known: &'a Joined,
}

impl<'a> Selection<'a> {
    fn new(ops: &'a Ops<'a>, costs: Costs, known: &'a Joined) -> Self {
        let clusters = (0..ops.all.len()).filter(|op| ops.is_kernel(*op)).map(|op| (op, vec![op])).collect();
        Self { ops, cluster: (0..ops.all.len()).collect(), clusters, costs, known }
    }

    /// Joins kernels with those that they read.
    fn join_readers(&mut self) {
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for (from, to) in self.kernel_pairs() {
                let (a, b) = (self.cluster[from], self.cluster[to]);
                if a != b && self.judge_clusters(from, to).is_ok() {
                    self.join(a, b);
                    changed = true;
                }
            }
        }
    }

    /// Joins kernels that read the same clips.
    fn join_siblings(&mut self) {
        let all: Vec<usize> = self.clusters.keys().copied().collect();
        let mut read: BTreeMap<usize, Vec<usize>> =
            all.iter().map(|cluster| (*cluster, self.read_by(*cluster))).collect();
        for (position, first) in all.iter().enumerate() {
            for second in &all[position + 1..] {
                let (a, b) = (self.cluster[*first], self.cluster[*second]);
                if a != b && read[&a] == read[&b] && self.judge_clusters(*first, *second).is_ok() {
                    self.join(a, b);
                    let joined = self.cluster[*first];
                    read.insert(joined, self.read_by(joined));
                }
            }
        }
    }

    /// Kernels with the kernels that read them, retags that change nothing looked through.
    fn kernel_pairs(&self) -> Vec<(usize, usize)> {
        let kernels = (0..self.ops.all.len()).filter(|op| self.ops.is_kernel(*op));
        let pairs = kernels.flat_map(|to| self.ops.inputs(to).map(move |input| (self.ops.source(input), to)));
        pairs.filter(|(from, _)| self.ops.is_kernel(*from)).collect()
    }

    /// The ops outside that a cluster reads, in order.
    fn read_by(&self, cluster: usize) -> Vec<usize> {
        let members = &self.clusters[&cluster];
        let inputs = members.iter().flat_map(|op| self.ops.inputs(*op));
        let mut read: Vec<usize> = inputs.map(|input| self.ops.source(input)).collect();
        read.retain(|input| !members.contains(input));
        read.sort_unstable();
        read.dedup();
        read
    }

    /// Whether two clusters may and should be one, on account of a kernel of each.
    fn judge(&self, a: &[usize], b: &[usize], (from, to): (usize, usize)) -> Result<(), Reason> {
        let apart = self.estimate(a)?.time + self.estimate(b)?.time;
        let mut members = [a, b].concat();
        members.sort_unstable();
        legality::check_backends(self.ops, &members)?;
        self.known.allowed(self.ops, &members)?;
        let together = self.estimate(&members)?;
        if together.nodes > MOST_NODES {
            return Err(Reason::Size { found: together.nodes, limit: MOST_NODES });
        }
        if together.cache > MOST_CACHE {
            return Err(Reason::Rows { found: together.cache, limit: MOST_CACHE });
        }
        if together.time < apart || self.costs == Costs::Ignored {
            Ok(())
        } else {
            Err(self.dearer(from, to, together.time, apart))
        }
    }

    /// As [`Selection::judge`], for the clusters that two kernels are in.
    fn judge_clusters(&self, from: usize, to: usize) -> Result<(), Reason> {
        self.judge(&self.clusters[&self.cluster[from]], &self.clusters[&self.cluster[to]], (from, to))
    }

    fn dearer(&self, from: usize, to: usize, together: f64, apart: f64) -> Reason {
        let (of, by) = (self.ops.all[from].name.clone(), self.ops.all[to].name.clone());
        let (together, apart) = (together as u64, apart as u64);
        let place = self.ops.inputs(to).position(|input| self.ops.source(input) == from);
        let far = match (&self.ops.all[to].kind, place) {
            (OpKind::Kernel { kernel, .. }, Some(place)) => kernel.support_of(place as u8),
            _ => Support::default(),
        };
        let Support { before, after, .. } = far;
        match far {
            far if far == Support::default() => Reason::Work { together, apart },
            _ if before + after > 0 => Reason::Frames { of, by, before, after, together, apart },
            _ => Reason::Neighbours { of, by, together, apart },
        }
    }

    fn estimate(&self, members: &[usize]) -> Result<Estimate, Reason> {
        self.known.estimate(self.ops, members)
    }

    fn join(&mut self, a: usize, b: usize) {
        let mut members =
            [self.clusters.remove(&a), self.clusters.remove(&b)].into_iter().flatten().flatten().collect::<Vec<_>>();
        members.sort_unstable();
        let name = a.min(b);
        members.iter().for_each(|op| self.cluster[*op] = name);
        self.clusters.insert(name, members);
    }

    /// Why frames pass between kernels, and between kernels and native code; `runs` says which op runs what.
    fn boundaries(&self, runs: &[Option<OpId>]) -> Vec<Boundary> {
        let mut found: Vec<Boundary> = Vec::new();
        for to in 0..self.ops.all.len() {
            for input in self.ops.inputs(to).collect::<Vec<_>>() {
                let Some((from, reason)) = self.reason(input, to) else { continue };
                if let (Some(from), Some(to)) = (runs[from], runs[to]) {
                    let boundary = Boundary { from, to, reason };
                    if !found.contains(&boundary) {
                        found.push(boundary);
                    }
                }
            }
        }
        found
    }

    /// The op that works out what `to` reads from `input`, and why the two are apart, if they are and might not be.
    fn reason(&self, input: usize, to: usize) -> Option<(usize, Reason)> {
        let all = self.ops.all;
        let native = |op: usize| matches!(all[op].kind, OpKind::Native { .. });
        let name = |op: usize| all[op].name.clone();
        let from = self.ops.source(input);
        let reads_kernel = self.ops.is_kernel(from);
        match &all[to].kind {
            OpKind::Native { .. } if reads_kernel => Some((from, Reason::Native { name: name(to) })),
            OpKind::Retag if reads_kernel && self.ops.source(to) == to => {
                Some((from, Reason::Retag { name: name(to) }))
            }
            OpKind::Kernel { .. } if native(from) => Some((from, Reason::Native { name: name(from) })),
            OpKind::Kernel { .. } if reads_kernel && self.cluster[from] != self.cluster[to] => {
                // What stands between the two alone says more than what stands between all they are joined with.
                let alone = self.judge(&[from], &[to], (from, to)).err();
                Some((from, alone.or_else(|| self.judge_clusters(from, to).err())?))
            }
            _ => None,
        }
    }
}
