//! A queue from one stage to the next: bounded by a number of items, and by the memory of the run.

use std::collections::VecDeque;
use std::time::Duration;

use super::ledger::Ledger;
use super::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The end of a queue that is written to.
pub struct Sender<T>(Arc<Shared<T>>);

/// The end of a queue that is read.
pub struct Receiver<T>(Arc<Shared<T>>);

/// Why something could not be put into a queue; it comes back.
pub enum Refused<T> {
    /// There is no room yet.
    Later(T),
    /// The reader is gone.
    Gone(T),
}

/// Why nothing comes out of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// Something may come later.
    Yet,
    /// It is empty, and the writer is gone.
    Ever,
}

struct Shared<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    emptied: Condvar,
    capacity: usize,
    ledger: Ledger,
}

struct State<T> {
    items: VecDeque<T>,
    is_written: bool,
    is_read: bool,
    /// The writer waits at the ledger, and wants to be told when the queue gets shorter.
    waits_for_room: bool,
}

/// What stands between an item and the queue.
enum Bar {
    None,
    Gone,
    Full,
    Memory,
}

/// A queue of at most `capacity` items. While more is held than `ledger` allows, it takes one only if it is empty.
pub fn bounded<T>(capacity: usize, ledger: &Ledger) -> (Sender<T>, Receiver<T>) {
    let state = State { items: VecDeque::new(), is_written: true, is_read: true, waits_for_room: false };
    let shared = Arc::new(Shared {
        state: Mutex::new(state),
        filled: Condvar::new(),
        emptied: Condvar::new(),
        capacity: capacity.max(1),
        ledger: ledger.clone(),
    });
    (Sender(shared.clone()), Receiver(shared))
}

impl<T> Sender<T> {
    /// Puts an item at the end, waiting for room at most `patience`, and perhaps less.
    ///
    /// # Errors
    /// The item comes back if there is no room yet, or nobody reads any more.
    pub fn offer(&self, item: T, patience: Duration) -> Result<(), Refused<T>> {
        let Shared { ledger, emptied, filled, .. } = &*self.0;
        let seen = ledger.changes();
        let mut state = self.0.lock();
        match self.0.bar(&state) {
            Bar::Full => state = emptied.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0,
            Bar::Memory => {
                state.waits_for_room = true;
                drop(state);
                ledger.wait_past(seen, patience);
                state = self.0.lock();
                state.waits_for_room = false;
            }
            Bar::None | Bar::Gone => {}
        }
        match self.0.bar(&state) {
            Bar::None => {
                state.items.push_back(item);
                filled.notify_one();
                Ok(())
            }
            Bar::Gone => Err(Refused::Gone(item)),
            Bar::Full | Bar::Memory => Err(Refused::Later(item)),
        }
    }
}

impl<T> Receiver<T> {
    /// Takes the first item, waiting for one at most `patience`, and perhaps less.
    ///
    /// # Errors
    /// If there is none.
    pub fn take(&self, patience: Duration) -> Result<T, Nothing> {
        let Shared { ledger, emptied, filled, .. } = &*self.0;
        let mut state = self.0.lock();
        if state.items.is_empty() && state.is_written {
            state = filled.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
        let Some(item) = state.items.pop_front() else {
            return Err(if state.is_written { Nothing::Yet } else { Nothing::Ever });
        };
        emptied.notify_one();
        if state.waits_for_room {
            ledger.nudge();
        }
        Ok(item)
    }

    /// How many items there are now.
    pub fn len(&self) -> usize {
        self.0.lock().items.len()
    }

    /// Whether there is none now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Shared<T> {
    fn bar(&self, state: &State<T>) -> Bar {
        if !state.is_read {
            Bar::Gone
        } else if state.items.len() >= self.capacity {
            Bar::Full
        } else if !state.items.is_empty() && !self.ledger.has_room() {
            Bar::Memory
        } else {
            Bar::None
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Each change is one step, so a queue is whole even after a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.lock().is_written = false;
        self.0.filled.notify_all();
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_read = false;
        let left = std::mem::take(&mut state.items);
        drop(state);
        // What they hold goes back to the ledger, which is not asked with the queue locked.
        drop(left);
        self.0.emptied.notify_all();
        self.0.ledger.nudge();
    }
}
