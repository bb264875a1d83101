//! Packets from the reader of a file to those who want them: decoders and writers.

use super::control::{Control, LOOK, Stopped};
use crate::budget::{self, Ledger, Parcel, Ports, Taken};
use crate::media::{AvError, Packet};
use crate::meter::Waiting;

/// What a writer learns from its port.
pub(super) type Batch = budget::Batch<Packet>;

/// The ports of one input, which wait as long as the run goes on.
pub(super) struct Router(Ports<Packet>);

impl Parcel for Packet {
    fn bytes(&self) -> usize {
        self.size()
    }
}

impl Router {
    /// Without ports, for packets that are counted in `ledger`.
    pub(super) fn new(ledger: &Ledger) -> Self {
        Self(Ports::new(ledger))
    }

    /// Another port.
    pub(super) fn add_port(&mut self) -> usize {
        self.0.add()
    }

    /// Gives packets to ports.
    pub(super) fn push(&self, ports: &[usize], packet: Packet, progress: f64) -> Result<(), AvError> {
        let Some((last, others)) = ports.split_last() else { return Ok(()) };
        let copies = others.iter().map(|port| Ok((*port, packet.reference()?))).collect::<Result<Vec<_>, AvError>>()?;
        self.0.push(copies.into_iter().chain([(*last, packet)]), progress);
        Ok(())
    }

    /// Waits until the file should be read on.
    pub(super) fn wait_for_demand(&self, control: &Control) -> Result<(), Stopped> {
        loop {
            control.check()?;
            let _waiting = Waiting::begin();
            if self.0.is_wanted(LOOK) {
                return Ok(());
            }
        }
    }

    /// Whether nobody wants packets any more.
    pub(super) fn is_deserted(&self) -> bool {
        self.0.is_deserted()
    }

    /// Says that the file has no more packets.
    pub(super) fn end(&self) {
        self.0.end();
    }

    /// Says whether this port's reader takes packets whatever becomes of the others, as one does that drops what it makes.
    pub(super) fn set_draining(&self, port: usize, drains: bool) {
        self.0.set_draining(port, drains);
    }

    /// Says that this port wants no more packets.
    pub(super) fn close(&self, port: usize) {
        self.0.close(port);
    }

    /// The next packet for a port; `None` at the end.
    pub(super) fn pop(&self, port: usize, control: &Control) -> Result<Option<Packet>, Stopped> {
        let _waiting = Waiting::begin();
        loop {
            control.check()?;
            match self.0.take(port, LOOK) {
                Taken::Packet(packet) => return Ok(Some(packet)),
                Taken::End => return Ok(None),
                Taken::NotYet => {}
            }
        }
    }

    /// All packets for a port, once there are some, the file is read past `known` seconds, or it has ended.
    pub(super) fn drain(&self, port: usize, known: f64, control: &Control) -> Result<Batch, Stopped> {
        let _waiting = Waiting::begin();
        loop {
            control.check()?;
            if let Some(batch) = self.0.drain(port, known, LOOK) {
                return Ok(batch);
            }
        }
    }
}
