//! Packets from one reader to several ports, each of which wants some of the streams of a file.
//!
//! The file is read on while nobody has more than enough, and also while anybody has nothing at all: a stream that lags
//! in the file can never block those that run ahead of it, and memory is bounded by how far apart the file itself
//! keeps its streams.

use std::collections::VecDeque;
use std::time::Duration;

use super::ledger::Ledger;
use super::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Packets and bytes that are enough for a port.
const ENOUGH_PACKETS: usize = 64;
const ENOUGH_BYTES: usize = 16 << 20;

/// What goes through ports.
pub trait Parcel {
    /// Bytes of payload.
    fn bytes(&self) -> usize;
}

/// The ports of one reader.
pub struct Ports<P> {
    state: Mutex<State<P>>,
    /// The reader of the file waits for it.
    demand: Condvar,
    /// The ports wait for it.
    supply: Condvar,
    ledger: Ledger,
}

struct State<P> {
    ports: Vec<Port<P>>,
    /// How far the file is read, in seconds.
    progress: f64,
    ended: bool,
    /// The reader waits at the ledger, and wants to be told who starves.
    waits_for_room: bool,
}

struct Port<P> {
    queue: VecDeque<P>,
    bytes: usize,
    starving: bool,
    closed: bool,
    /// Its reader takes packets whatever becomes of the others: it will not be full for long.
    drains: bool,
}

/// All that a port has.
pub struct Batch<P> {
    /// Packets in the order of the file.
    pub packets: VecDeque<P>,
    /// How far the file is read, in seconds.
    pub progress: f64,
    /// Whether this was all.
    pub ended: bool,
}

/// What comes out of a port.
pub enum Taken<P> {
    /// The next packet.
    Packet(P),
    /// None yet.
    NotYet,
    /// There are no more.
    End,
}

impl<P> Default for Port<P> {
    fn default() -> Self {
        Self { queue: VecDeque::new(), bytes: 0, starving: false, closed: false, drains: false }
    }
}

impl<P: Parcel> Ports<P> {
    /// Without ports. What their packets hold is counted in `ledger` by those who make them.
    pub fn new(ledger: &Ledger) -> Self {
        let state = State { ports: Vec::new(), progress: 0.0, ended: false, waits_for_room: false };
        let (demand, supply) = (Condvar::new(), Condvar::new());
        Self { state: Mutex::new(state), demand, supply, ledger: ledger.clone() }
    }

    /// Another port.
    pub fn add(&self) -> usize {
        let mut state = self.lock();
        state.ports.push(Port::default());
        state.ports.len() - 1
    }

    /// Gives each packet to a port; the file is read up to `progress` seconds.
    pub fn push(&self, packets: impl IntoIterator<Item = (usize, P)>, progress: f64) {
        let mut state = self.lock();
        state.progress = state.progress.max(progress);
        for (port, packet) in packets {
            let port = &mut state.ports[port];
            if !port.closed {
                port.bytes += packet.bytes();
                port.queue.push_back(packet);
            }
        }
        self.supply.notify_all();
    }

    /// Whether the file should be read on, or nobody wants it any more; waits for that at most `patience`, and perhaps
    /// less.
    pub fn is_wanted(&self, patience: Duration) -> bool {
        let seen = self.ledger.changes();
        let mut state = self.lock();
        if state.may_not_wait() || state.open().next().is_none() {
            return true;
        }
        if state.is_full() {
            state = self.wait(&self.demand, state, patience);
        } else if !self.ledger.has_room() {
            state.waits_for_room = true;
            drop(state);
            self.ledger.wait_past(seen, patience);
            state = self.lock();
            state.waits_for_room = false;
        }
        state.may_not_wait() || (!state.is_full() && self.ledger.has_room())
    }

    /// Whether nobody wants packets any more.
    pub fn is_deserted(&self) -> bool {
        self.lock().ports.iter().all(|port| port.closed)
    }

    /// Says that the file has no more packets.
    pub fn end(&self) {
        self.lock().ended = true;
        self.supply.notify_all();
    }

    /// Says whether this port's reader takes packets whatever becomes of the others, as one does that drops what it makes.
    pub fn set_draining(&self, port: usize, drains: bool) {
        let mut state = self.lock();
        state.ports[port].drains = drains;
        self.tell_reader(&state);
    }

    /// Says that this port wants no more packets.
    pub fn close(&self, port: usize) {
        let mut state = self.lock();
        let left = std::mem::take(&mut state.ports[port]);
        state.ports[port].closed = true;
        self.tell_reader(&state);
        drop(state);
        drop(left);
    }

    /// The next packet of a port; waits for it at most `patience`, and perhaps less.
    pub fn take(&self, port: usize, patience: Duration) -> Taken<P> {
        let mut state = self.lock();
        if state.ports[port].queue.is_empty() && !state.ended {
            state = self.starve(state, port, patience);
        }
        let ended = state.ended;
        let mine = &mut state.ports[port];
        match mine.queue.pop_front() {
            Some(packet) => {
                mine.bytes -= packet.bytes();
                mine.starving = false;
                self.demand.notify_all();
                Taken::Packet(packet)
            }
            None if ended => Taken::End,
            None => Taken::NotYet,
        }
    }

    /// All packets of a port, once there are some, the file is read past `known` seconds, or it has ended; `None` if
    /// that is not so within `patience`, or less.
    pub fn drain(&self, port: usize, known: f64, patience: Duration) -> Option<Batch<P>> {
        let ready = |state: &State<P>| !state.ports[port].queue.is_empty() || state.progress > known || state.ended;
        let mut state = self.lock();
        if !ready(&state) {
            state = self.starve(state, port, patience);
        }
        ready(&state).then(|| {
            let drains = state.ports[port].drains;
            let packets = std::mem::replace(&mut state.ports[port], Port { drains, ..Port::default() }).queue;
            self.demand.notify_all();
            Batch { packets, progress: state.progress, ended: state.ended }
        })
    }

    fn starve<'a>(
        &'a self,
        mut state: MutexGuard<'a, State<P>>,
        port: usize,
        patience: Duration,
    ) -> MutexGuard<'a, State<P>> {
        if !state.ports[port].starving {
            state.ports[port].starving = true;
            self.tell_reader(&state);
        }
        self.wait(&self.supply, state, patience)
    }

    /// The reader may go on, for whatever it waits.
    fn tell_reader(&self, state: &State<P>) {
        self.demand.notify_all();
        if state.waits_for_room {
            self.ledger.nudge();
        }
    }

    fn wait<'a>(
        &self,
        condition: &Condvar,
        state: MutexGuard<'a, State<P>>,
        patience: Duration,
    ) -> MutexGuard<'a, State<P>> {
        condition.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P> Port<P> {
    fn is_full(&self) -> bool {
        self.queue.len() >= ENOUGH_PACKETS || self.bytes >= ENOUGH_BYTES
    }
}

impl<P> State<P> {
    fn open(&self) -> impl Iterator<Item = &Port<P>> {
        self.ports.iter().filter(|port| !port.closed)
    }

    fn is_starving(&self) -> bool {
        self.open().any(|port| port.starving && port.queue.is_empty())
    }

    /// Whether somebody starves who will not be helped by waiting: beside a port that drains and is full there is a
    /// reader that makes room, and one that read on for others would fill memory with its packets.
    fn may_not_wait(&self) -> bool {
        self.is_starving() && !self.open().any(|port| port.drains && port.is_full())
    }

    fn is_full(&self) -> bool {
        self.open().any(Port::is_full)
    }
}
