//! What a run holds of memory, by name and against one limit, and the queues that wait where it would be passed.
//!
//! Packets and frames are counted where they are made and until the last one who holds them lets them go
//! ([`Reservation`]). Nothing that is needed is ever refused. Instead, what runs ahead stops: while more is held than
//! the limit allows, nothing is queued behind something else ([`Sender`]), and no file is read on while everybody who
//! reads packets has some ([`Ports`]).
//!
//! # Why that cannot stand still
//!
//! Stages and what joins them make a graph without cycles, from files to files. Suppose that every stage waits, and take
//! one that waits for room behind it, none of those after it doing so. Its queue is not empty, or it would not
//! wait. So who reads that queue waits for something else: for a frame or a packet from another stage before it, of which
//! there is none. Follow it there: that stage does not wait for room, since its own queue to the reader is empty, so it
//! waits for something too, and so on up to a reader of a file. A reader waits only if nobody who reads its packets
//! has none, and who was followed here has none. So one stage goes on: the one that the oldest frame needs.
//!
//! What is held above the limit is thus at most an item in each queue and in each stage's hands, which the bound of
//! the plan counts, and whatever a file keeps apart that belongs together.

mod ledger;
mod ports;
mod queue;
mod sync;

pub use ledger::{Account, Ledger, Reservation};
pub use ports::{Batch, Parcel, Ports, Taken};
pub use queue::{Nothing, Receiver, Refused, Sender, bounded};
