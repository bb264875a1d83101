//! Locks and signals. The model checker that tries all interleavings of this folder puts its own in their place.

pub(super) use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
