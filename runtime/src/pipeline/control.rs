//! What the threads of a run share: whether to stop, and why.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::estimate::{StageTaken, Taken};

use crate::budget::{Ledger, Nothing, Receiver, Refused, Sender};
use crate::memory::{NoRoom, no_room_in};
use crate::meter::{Stage, Waiting};
use crate::wait::Stop;

/// How long a thread sleeps before it looks whether to stop.
pub(super) const LOOK: Duration = Duration::from_millis(100);

/// Stops a run from any thread, and remembers the first cause.
pub(super) struct Control {
    /// Who holds what of memory.
    pub(super) ledger: Ledger,
    stop: Stop,
    cause: Mutex<Option<Diagnostic>>,
    stages: Mutex<Vec<StageTaken>>,
}

/// A thread was told to stop; the cause is with [`Control`].
#[derive(Debug)]
pub(super) struct Stopped;

impl Control {
    pub(super) fn new(cancel: Arc<AtomicBool>, ledger: Ledger) -> Self {
        let stop = Stop { cancel, ..Stop::default() };
        Self { ledger, stop, cause: Mutex::default(), stages: Mutex::default() }
    }

    /// Stops the run because of `cause`, unless something stopped it before.
    pub(super) fn fail(&self, cause: Diagnostic) -> Stopped {
        let mut first = self.cause.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_stopped() {
            *first = Some(cause);
            self.stop.failed.store(true, Ordering::Release);
        }
        Stopped
    }

    /// Whether to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_stopped()
    }

    /// The same, for those who wait outside of the run's queues.
    pub(super) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// An error if the run is to stop.
    pub(super) fn check(&self) -> Result<(), Stopped> {
        if self.is_stopped() { Err(Stopped) } else { Ok(()) }
    }

    /// Why the run stopped, if it did.
    pub(super) fn cause(&self) -> Option<Diagnostic> {
        let mut first = self.cause.lock().unwrap_or_else(PoisonError::into_inner);
        first.take().or_else(|| self.stop.cancel.load(Ordering::Relaxed).then(interrupted))
    }

    /// Runs the body of a thread and measures it; an error of it stops the run, and so does a panic.
    pub(super) fn guard<T>(&self, name: &str, body: impl FnOnce() -> Result<T, Stopped>) -> Option<T> {
        let stage = Stage::begin();
        let result = catch_unwind(AssertUnwindSafe(body));
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).push(stage.end(name));
        match result {
            Ok(result) => result.ok(),
            Err(panic) => {
                self.fail(match panic.downcast_ref() {
                    Some(NoRoom(bytes)) => no_room_in(name, *bytes),
                    None => {
                        Diagnostic::new(Code::INTERNAL, format!("the thread `{name}` failed: {}", words_of(&*panic)))
                            .help("this is a fault in FrameWright; please report it with the graph and this message")
                    }
                });
                None
            }
        }
    }

    /// What the threads took that have ended, those named in `order` first.
    pub(super) fn taken(&self, order: &[String]) -> Taken {
        let mut stages = std::mem::take(&mut *self.stages.lock().unwrap_or_else(PoisonError::into_inner));
        // Which thread ended first is chance.
        let place = |stage: &StageTaken| order.iter().position(|name| *name == stage.name).unwrap_or(order.len());
        stages.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.name.cmp(&b.name)));
        let mut taken = Taken::default();
        stages.into_iter().for_each(|stage| taken.add_stage(stage));
        taken
    }

    /// Waits for room in a queue.
    pub(super) fn send<T>(&self, queue: &Sender<T>, mut item: T) -> Result<(), SendFailed> {
        let _waiting = Waiting::begin();
        loop {
            match queue.offer(item, LOOK) {
                Ok(()) => return Ok(()),
                Err(Refused::Gone(_)) => return Err(SendFailed::NobodyReads),
                Err(Refused::Later(back)) => item = back,
            }
            if self.is_stopped() {
                return Err(SendFailed::Stopped);
            }
        }
    }

    /// Waits for something in a queue; `None` once it is empty and nobody writes to it any more.
    pub(super) fn receive<T>(&self, queue: &Receiver<T>) -> Result<Option<T>, Stopped> {
        let _waiting = Waiting::begin();
        loop {
            self.check()?;
            match queue.take(LOOK) {
                Ok(item) => return Ok(Some(item)),
                Err(Nothing::Ever) => return Ok(None),
                Err(Nothing::Yet) => {}
            }
        }
    }
}

/// Why something could not be put into a queue.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SendFailed {
    /// The run is to stop.
    Stopped,
    /// The reader wants no more.
    NobodyReads,
}

/// The run was stopped from outside.
pub(super) fn interrupted() -> Diagnostic {
    Diagnostic::new(Code::INTERRUPTED, "stopped before the output was complete; nothing was left behind")
        .help("run the same command again to start over")
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it gave no reason".to_owned())
}
