//! Small runs: one that is too small to go wrong would show nothing, one thread more would take hours.

use std::time::Duration;

use loom::thread;

use crate::ledger::{Account, Ledger, Reservation};
use crate::ports::{Parcel, Ports, Taken};
use crate::queue::{Nothing, Receiver, Refused, Sender, bounded};

/// It never passes.
const PATIENCE: Duration = Duration::from_secs(1);

struct Item(u32, Option<Reservation>);

impl Parcel for Item {
    fn bytes(&self) -> usize {
        1
    }
}

/// Every order with up to three times in which a thread is stopped where it could have gone on.
fn in_every_order(run: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(run);
}

fn put(queue: &Sender<Item>, number: u32, account: &Account) -> bool {
    let mut item = Item(number, Some(account.reserve(1)));
    loop {
        match queue.offer(item, PATIENCE) {
            Ok(()) => return true,
            Err(Refused::Later(back)) => item = back,
            Err(Refused::Gone(_)) => return false,
        }
    }
}

fn get(queue: &Receiver<Item>) -> Option<u32> {
    loop {
        match queue.take(PATIENCE) {
            Ok(item) => return Some(item.0),
            Err(Nothing::Ever) => return None,
            Err(Nothing::Yet) => {}
        }
    }
}

#[test]
fn a_queue_keeps_order_and_goes_on_whatever_the_limit_is() {
    for (capacity, limit) in [(1, None), (1, Some(0)), (2, Some(0)), (2, Some(1)), (3, Some(2))] {
        in_every_order(move || {
            let ledger = Ledger::new(limit);
            let (sender, receiver) = bounded(capacity, &ledger);
            let account = ledger.account("items");
            let writer = thread::spawn(move || (0..3).all(|number| put(&sender, number, &account)));
            assert_eq!((0..3).map(|_| get(&receiver)).collect::<Vec<_>>(), [Some(0), Some(1), Some(2)]);
            assert_eq!(get(&receiver), None);
            assert!(writer.join().expect("no panic"));
            assert_eq!(ledger.held(), 0);
        });
    }
}

#[test]
fn room_that_somebody_else_makes_is_seen() {
    in_every_order(|| {
        let ledger = Ledger::new(Some(2));
        let (sender, receiver) = bounded(4, &ledger);
        let account = ledger.account("items");
        let other = ledger.account("frames").reserve(1);
        // Two fit into the limit, the third only when the other is gone; nobody takes one out before.
        let holder = thread::spawn(move || drop(other));
        for number in 0..2 {
            assert!(put(&sender, number, &account));
        }
        holder.join().expect("no panic");
        assert_eq!(receiver.len(), 2);
        drop(sender);
        assert_eq!((get(&receiver), get(&receiver), get(&receiver)), (Some(0), Some(1), None));
    });
}

#[test]
fn a_chain_of_stages_goes_on_without_any_room() {
    in_every_order(|| {
        let ledger = Ledger::new(Some(0));
        let (first, between) = bounded(2, &ledger);
        let (second, last) = bounded(2, &ledger);
        let (one, two) = (ledger.account("one"), ledger.account("two"));
        let writer = thread::spawn(move || (0..2).all(|number| put(&first, number, &one)));
        let stage = thread::spawn(move || {
            while let Some(number) = get(&between) {
                put(&second, number, &two);
            }
        });
        assert_eq!((get(&last), get(&last), get(&last)), (Some(0), Some(1), None));
        assert!(writer.join().is_ok() && stage.join().is_ok());
        assert_eq!(ledger.held(), 0);
    });
}

#[test]
fn a_writer_learns_that_nobody_reads() {
    in_every_order(|| {
        let ledger = Ledger::new(Some(0));
        let (sender, receiver) = bounded(2, &ledger);
        let account = ledger.account("items");
        let writer = thread::spawn(move || (0..3).all(|number| put(&sender, number, &account)));
        assert_eq!(get(&receiver), Some(0));
        drop(receiver);
        assert!(!writer.join().expect("no panic"));
        assert_eq!(ledger.held(), 0);
    });
}

#[test]
fn one_port_that_has_nothing_lets_the_file_be_read_on() {
    for limit in [None, Some(0)] {
        in_every_order(move || {
            let ledger = Ledger::new(limit);
            let ports = loom::sync::Arc::new(Ports::new(&ledger));
            let (first, second) = (ports.add(), ports.add());
            let account = ledger.account("packets");
            let reader = {
                let ports = ports.clone();
                thread::spawn(move || {
                    // All for the first come before that for the second.
                    for (number, port) in [first, first, second].into_iter().enumerate() {
                        while !ports.is_wanted(PATIENCE) {}
                        let packet = Item(number as u32, Some(account.reserve(1)));
                        ports.push([(port, packet)], number as f64);
                    }
                    ports.end();
                })
            };
            // Nothing is taken from the first before the second has something.
            let packet = loop {
                match ports.take(second, PATIENCE) {
                    Taken::Packet(packet) => break packet.0,
                    Taken::NotYet => {}
                    Taken::End => panic!("it is in the file"),
                }
            };
            assert_eq!(packet, 2);
            ports.close(second);
            let mut numbers = Vec::new();
            loop {
                if let Some(batch) = ports.drain(first, 2.0, PATIENCE) {
                    numbers.extend(batch.packets.iter().map(|packet| packet.0));
                    if batch.ended {
                        break;
                    }
                }
            }
            assert_eq!(numbers, [0, 1]);
            reader.join().expect("no panic");
        });
    }
}
