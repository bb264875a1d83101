//! The ledger of a run: who holds how much, and whether there is room for more.

use std::time::Duration;

use super::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What a run holds, by name. Clones are the same ledger.
#[derive(Clone)]
pub struct Ledger(Arc<Book>);

struct Book {
    state: Mutex<State>,
    /// There may be room, or a reason not to wait for it any more.
    changed: Condvar,
}

struct State {
    limit: u64,
    held: u64,
    peak: u64,
    /// Grows with everything that somebody who waits may want to know.
    changes: u64,
    waiting: usize,
    accounts: Vec<Entry>,
}

struct Entry {
    name: String,
    held: u64,
    peak: u64,
}

/// One who holds memory: a line of the ledger.
#[derive(Clone)]
pub struct Account {
    ledger: Ledger,
    line: usize,
}

/// Bytes that are held until it is dropped.
pub struct Reservation {
    account: Account,
    bytes: u64,
}

impl Default for Ledger {
    /// Without a limit.
    fn default() -> Self {
        Self::new(None)
    }
}

impl Ledger {
    /// Nothing is held; `limit` is in bytes, `None` for as much as there is.
    pub fn new(limit: Option<u64>) -> Self {
        let limit = limit.unwrap_or(u64::MAX);
        let state = State { limit, held: 0, peak: 0, changes: 0, waiting: 0, accounts: Vec::new() };
        Self(Arc::new(Book { state: Mutex::new(state), changed: Condvar::new() }))
    }

    /// The line of that name, a new one if there is none yet.
    pub fn account(&self, name: &str) -> Account {
        let mut state = self.lock();
        let line = state.accounts.iter().position(|entry| entry.name == name).unwrap_or_else(|| {
            state.accounts.push(Entry { name: name.to_owned(), held: 0, peak: 0 });
            state.accounts.len() - 1
        });
        Account { ledger: self.clone(), line }
    }

    /// Bytes that are held now.
    pub fn held(&self) -> u64 {
        self.lock().held
    }

    /// The most bytes that were held at a time.
    pub fn peak(&self) -> u64 {
        self.lock().peak
    }

    /// The most bytes that each held at a time, in the order in which they came.
    pub fn peaks(&self) -> Vec<(String, u64)> {
        self.lock().accounts.iter().map(|entry| (entry.name.clone(), entry.peak)).collect()
    }

    /// Whether no more is held than may be: what runs ahead may go on.
    pub fn has_room(&self) -> bool {
        let state = self.lock();
        state.held <= state.limit
    }

    /// What to hand to [`Ledger::wait_past`]; ask before looking at what is waited for.
    pub(super) fn changes(&self) -> u64 {
        self.lock().changes
    }

    /// Waits until something has changed since `seen`, but not longer than `patience`, and perhaps less.
    pub(super) fn wait_past(&self, seen: u64, patience: Duration) {
        let mut state = self.lock();
        if state.changes == seen {
            state.waiting += 1;
            state = self.0.changed.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0;
            state.waiting -= 1;
        }
    }

    /// Wakes those who wait: something else than room has changed.
    pub(super) fn nudge(&self) {
        let mut state = self.lock();
        state.changes += 1;
        if state.waiting > 0 {
            self.0.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Counts are right even if a holder panicked: each change is one step.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    /// Holds `bytes` more, at once and whatever the limit is: who has something needs it.
    pub fn reserve(&self, bytes: u64) -> Reservation {
        let mut state = self.ledger.lock();
        state.held += bytes;
        state.peak = state.peak.max(state.held);
        let entry = &mut state.accounts[self.line];
        entry.held += bytes;
        entry.peak = entry.peak.max(entry.held);
        drop(state);
        Reservation { account: self.clone(), bytes }
    }

    /// Whether `bytes` more would stay within the limit.
    pub fn has_room_for(&self, bytes: u64) -> bool {
        let state = self.ledger.lock();
        state.held.saturating_add(bytes) <= state.limit
    }
}

impl Reservation {
    /// Who holds it.
    pub fn account(&self) -> &Account {
        &self.account
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let Account { ledger, line } = &self.account;
        let mut state = ledger.lock();
        state.held -= self.bytes;
        state.accounts[*line].held -= self.bytes;
        state.changes += 1;
        if state.waiting > 0 && state.held <= state.limit {
            ledger.0.changed.notify_all();
        }
    }
}
