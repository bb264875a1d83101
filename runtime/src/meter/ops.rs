//! The time of each op: they are asked one inside the other, and what passes is always the innermost one's.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fwr_compiler::estimate::OpTaken;
use fwr_compiler::plan::{OpId, OpKind, Plan};

use super::clock::Pool;

/// Of so many frames, one has its cores looked at: a look costs a call to the system for each thread.
const LOOK_EVERY: u64 = 16;
/// Which of them it is: the first frames of a run fill caches and windows.
const LOOK_AT: u64 = 3;

/// Measures the ops of a plan. Clones share what they measure.
#[derive(Clone)]
pub(crate) struct OpMeter(Arc<Mutex<State>>);

struct State {
    ops: Vec<Sum>,
    /// The ops that are asked for a frame now, the innermost last.
    asked: Vec<usize>,
    since: Instant,
    /// Frames that were asked for from outside.
    frames: u64,
    pool: Option<Pool>,
    /// The cores' clock at `since`, while they are looked at.
    cores: Option<f64>,
}

#[derive(Debug, Clone, Default)]
struct Sum {
    frames: u64,
    passed: Duration,
    /// Frames for which the cores were looked at, and what they took for them.
    looked: u64,
    cores: f64,
}

impl OpMeter {
    pub(crate) fn of(plan: &Plan) -> Self {
        Self(Arc::new(Mutex::new(State {
            ops: vec![Sum::default(); plan.ops.len()],
            asked: Vec::new(),
            since: Instant::now(),
            frames: 0,
            pool: None,
            cores: None,
        })))
    }

    /// Runs `ask`, which asks op `op` for a frame.
    pub(crate) fn measure<T, E>(&self, op: OpId, ask: impl FnOnce() -> Result<Option<T>, E>) -> Result<Option<T>, E> {
        self.state().enter(op.0 as usize);
        let given = ask();
        self.state().leave(matches!(given, Ok(Some(_))));
        given
    }

    /// Runs `ask`, which brings a frame of op `op` from where it was made to where it is read.
    pub(crate) fn pass<T>(&self, op: OpId, ask: impl FnOnce() -> T) -> T {
        self.state().enter(op.0 as usize);
        let given = ask();
        self.state().leave(false);
        given
    }

    /// What the ops of the plan took that compute or pick frames.
    pub(crate) fn taken(&self, plan: &Plan) -> Vec<OpTaken> {
        let state = self.state();
        let works = |kind: &OpKind| !matches!(kind, OpKind::Decode { .. } | OpKind::Part { .. });
        let ops = plan.ops.iter().zip(&state.ops).filter(|(op, _)| works(&op.kind));
        let taken = ops.map(|(op, sum)| OpTaken {
            op: op.id,
            name: op.name.clone(),
            backend: op.backend,
            frames: sum.frames,
            seconds: sum.passed.as_secs_f64(),
            cpu_seconds: sum.cores_in_all(),
        });
        taken.collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, op: usize) {
        if self.asked.is_empty() {
            self.frames += 1;
            if self.frames % LOOK_EVERY == LOOK_AT {
                self.cores = self.pool.get_or_insert_with(Pool::of_filters).seconds_with_me();
            }
            self.since = Instant::now();
        } else {
            self.charge();
        }
        self.asked.push(op);
    }

    fn leave(&mut self, gave: bool) {
        self.charge();
        if let Some(op) = self.asked.pop() {
            self.ops[op].frames += u64::from(gave);
            self.ops[op].looked += u64::from(gave && self.cores.is_some());
        }
        if self.asked.is_empty() {
            self.cores = None;
        }
    }

    /// Counts what passed since the last look for the innermost op.
    fn charge(&mut self) {
        let now = Instant::now();
        let passed = now - self.since;
        let Some(sum) = self.asked.last().map(|op| &mut self.ops[*op]) else { return };
        sum.passed += passed;
        self.since = now;
        if let (Some(before), Some(pool)) = (self.cores, &self.pool) {
            self.cores = pool.seconds_with_me();
            if let Some(after) = self.cores {
                sum.cores += after - before;
            }
            self.since = Instant::now();
        }
    }
}

impl Sum {
    fn cores_in_all(&self) -> Option<f64> {
        (self.looked > 0).then(|| self.cores * self.frames as f64 / self.looked as f64)
    }
}
