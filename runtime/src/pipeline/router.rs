//! Packets from the reader of a file to those who want them: decoders and writers.
//!
//! Each reader of packets has a port. The file is read on while nobody has more
//! than enough, and also while anybody has nothing at all: a stream that lags in
//! the file can never block those that run ahead of it, and memory is bounded by
//! how far apart the file itself keeps its streams.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::control::{Control, LOOK, Stopped};
use crate::media::Packet;
use crate::meter::Waiting;

/// Packets and bytes that are enough for a port.
const ENOUGH_PACKETS: usize = 64;
const ENOUGH_BYTES: usize = 16 << 20;

/// The ports of one input.
#[derive(Default)]
pub(super) struct Router {
    state: Mutex<State>,
    /// The reader of the file waits for it.
    demand: Condvar,
    /// The ports wait for it.
    supply: Condvar,
}

#[derive(Default)]
struct State {
    ports: Vec<Port>,
    /// How far the file is read, in seconds.
    progress: f64,
    ended: bool,
}

#[derive(Default)]
struct Port {
    queue: VecDeque<Packet>,
    bytes: usize,
    starving: bool,
    closed: bool,
}

/// What a writer learns from its port.
pub(super) struct Batch {
    /// Packets in the order of the file.
    pub(super) packets: VecDeque<Packet>,
    /// How far the file is read, in seconds.
    pub(super) progress: f64,
    /// Whether this was all.
    pub(super) ended: bool,
}

impl Router {
    /// Another port.
    pub(super) fn add_port(&mut self) -> usize {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.ports.push(Port::default());
        state.ports.len() - 1
    }

    /// Gives packets to ports.
    pub(super) fn push(&self, ports: &[usize], mut packet: Packet, progress: f64) -> Result<(), crate::media::AvError> {
        let mut state = self.lock();
        state.progress = state.progress.max(progress);
        for (position, port) in ports.iter().enumerate() {
            let last = position + 1 == ports.len();
            let mine = if last { std::mem::replace(&mut packet, Packet::new()?) } else { packet.reference()? };
            let port = &mut state.ports[*port];
            if !port.closed {
                port.bytes += mine.size();
                port.queue.push_back(mine);
            }
        }
        self.supply.notify_all();
        Ok(())
    }

    /// Waits until the file should be read on.
    pub(super) fn wait_for_demand(&self, control: &Control) -> Result<(), Stopped> {
        let mut state = self.lock();
        loop {
            control.check()?;
            let open = || state.ports.iter().filter(|port| !port.closed);
            let starving = open().any(|port| port.starving && port.queue.is_empty());
            let full = open().any(|port| port.queue.len() >= ENOUGH_PACKETS || port.bytes >= ENOUGH_BYTES);
            if starving || !full {
                return Ok(());
            }
            state = wait(&self.demand, state);
        }
    }

    /// Whether nobody wants packets any more.
    pub(super) fn is_deserted(&self) -> bool {
        self.lock().ports.iter().all(|port| port.closed)
    }

    /// Says that the file has no more packets.
    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.supply.notify_all();
    }

    /// Says that this port wants no more packets.
    pub(super) fn close(&self, port: usize) {
        let mut state = self.lock();
        state.ports[port] = Port { closed: true, ..Port::default() };
        self.demand.notify_all();
    }

    /// The next packet for a port; `None` at the end.
    pub(super) fn pop(&self, port: usize, control: &Control) -> Result<Option<Packet>, Stopped> {
        let mut state = self.lock();
        loop {
            control.check()?;
            let mine = &mut state.ports[port];
            if let Some(packet) = mine.queue.pop_front() {
                mine.bytes -= packet.size();
                mine.starving = false;
                self.demand.notify_all();
                return Ok(Some(packet));
            }
            if state.ended {
                return Ok(None);
            }
            state = self.starve(state, port);
        }
    }

    /// All packets for a port, once there are some, the file is read past `known` seconds, or it has ended.
    pub(super) fn drain(&self, port: usize, known: f64, control: &Control) -> Result<Batch, Stopped> {
        let mut state = self.lock();
        loop {
            control.check()?;
            if !state.ports[port].queue.is_empty() || state.progress > known || state.ended {
                let packets = std::mem::take(&mut state.ports[port]).queue;
                self.demand.notify_all();
                return Ok(Batch { packets, progress: state.progress, ended: state.ended });
            }
            state = self.starve(state, port);
        }
    }

    fn starve<'a>(&'a self, mut state: MutexGuard<'a, State>, port: usize) -> MutexGuard<'a, State> {
        if !state.ports[port].starving {
            state.ports[port].starving = true;
            self.demand.notify_all();
        }
        wait(&self.supply, state)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait<'a>(condition: &Condvar, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    let _waiting = Waiting::begin();
    condition.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0
}
