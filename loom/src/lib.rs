//! The queues and the ledger of a run with the locks of a model checker, which tries every order of their threads.
//!
//! Time stands still here: who waits is woken or waits forever, and then the checker says so. `loom/README.md` says how
//! to run it.
#![allow(dead_code)]

#[path = "../../runtime/src/budget/ledger.rs"]
mod ledger;
#[path = "../../runtime/src/budget/ports.rs"]
mod ports;
#[path = "../../runtime/src/budget/queue.rs"]
mod queue;

/// What the files above lock and wait with.
mod sync {
    pub(super) use loom::sync::{Arc, Condvar, Mutex, MutexGuard};
    pub(super) use std::sync::PoisonError;
}

#[cfg(test)]
mod tests;
