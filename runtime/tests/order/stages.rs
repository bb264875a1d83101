//! What each stage of a random graph does: what that of a run does, without pictures.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fwr_runtime::budget::{Account, Nothing, Parcel, Ports, Receiver, Refused, Reservation, Sender, Taken};

use super::chance::Chance;
use super::graph::LARGEST;

/// Longer than anything takes: who has to be woken and is not stands still.
const PATIENCE: Duration = Duration::from_secs(60);

/// A frame, or an encoded one: its number in its clip.
pub(crate) struct Frame {
    number: u64,
    _held: Reservation,
}

/// A packet of a file: of its picture, or of the stream beside it.
#[derive(Clone)]
pub(crate) struct Packet {
    number: u64,
    is_picture: bool,
    bytes: u64,
    _held: Arc<Reservation>,
}

impl Parcel for Packet {
    fn bytes(&self) -> usize {
        self.bytes as usize
    }
}

/// One who reads packets.
pub(crate) struct Port<'a> {
    pub(crate) ports: &'a Ports<Packet>,
    pub(crate) port: usize,
    pub(crate) moved: &'a AtomicU64,
}

/// Reads a file: a packet of the picture for each frame, and of another stream for every few, which comes too late.
pub(crate) struct Reader<'a> {
    pub(crate) ports: &'a Ports<Packet>,
    /// Writers of the other stream; their ports come after that of the decoder.
    pub(crate) copies: usize,
    pub(crate) frames: u64,
    pub(crate) every: u64,
    pub(crate) lag: u64,
    pub(crate) account: Account,
    pub(crate) chance: Chance,
}

impl Reader<'_> {
    pub(crate) fn run(mut self) {
        for number in 0..self.frames + self.lag {
            if number < self.frames {
                self.push(0..1, number, number);
            }
            if number >= self.lag && (number - self.lag).is_multiple_of(self.every) {
                self.push(1..1 + self.copies, number - self.lag, number);
            }
        }
        self.ports.end();
    }

    fn push(&mut self, ports: std::ops::Range<usize>, number: u64, progress: u64) {
        while !self.ports.is_wanted(PATIENCE) {}
        delay(&mut self.chance);
        let bytes = self.chance.within(1, LARGEST);
        let held = Arc::new(self.account.reserve(bytes));
        let packet = Packet { number, is_picture: ports.start == 0, bytes, _held: held };
        self.ports.push(ports.map(|port| (port, packet.clone())), progress as f64);
    }
}

/// Decodes.
pub(crate) struct Decoder<'a> {
    pub(crate) port: Port<'a>,
    pub(crate) frames: Sender<Frame>,
    pub(crate) account: Account,
    pub(crate) chance: Chance,
}

impl Decoder<'_> {
    pub(crate) fn run(mut self) {
        let mut next = 0;
        loop {
            match self.port.ports.take(self.port.port, PATIENCE) {
                Taken::Packet(packet) => {
                    assert!(packet.is_picture && packet.number == next, "packet {} for {next}", packet.number);
                    drop(packet);
                    put(&self.frames, next, &self.account, &mut self.chance);
                    next += 1;
                    self.port.moved.fetch_add(1, Ordering::Relaxed);
                }
                Taken::NotYet => {}
                Taken::End => return,
            }
        }
    }
}

/// A clip, its frames for one that comes out, and frames around the current one that are held.
type Clip = (Receiver<Frame>, u64, usize);

/// Pulls all clips side by side, and gives each output its frame in any order.
pub(crate) struct Filter {
    pub(crate) clips: Vec<Clip>,
    pub(crate) lanes: Vec<Sender<Frame>>,
    pub(crate) account: Account,
    pub(crate) frames: u64,
    pub(crate) chance: Chance,
}

impl Filter {
    pub(crate) fn run(mut self) {
        let mut windows: Vec<VecDeque<Frame>> = self.clips.iter().map(|_| VecDeque::new()).collect();
        for number in 0..self.frames {
            let first = self.chance.within(0, self.clips.len() as u64) as usize;
            for position in (0..self.clips.len()).map(|clip| (clip + first) % self.clips.len()) {
                let (frames, rate, held) = &self.clips[position];
                for part in 0..*rate {
                    let frame = get(frames).expect("a frame for each");
                    assert_eq!(frame.number, number * rate + part, "of clip {position}");
                    windows[position].push_back(frame);
                    if windows[position].len() > *held {
                        windows[position].pop_front();
                    }
                }
            }
            let first = self.chance.within(0, self.lanes.len() as u64) as usize;
            for lane in (0..self.lanes.len()).map(|lane| (lane + first) % self.lanes.len()) {
                put(&self.lanes[lane], number, &self.account, &mut self.chance);
            }
        }
        assert!(self.clips.iter().all(|(frames, ..)| get(frames).is_none()), "no frame too many");
    }
}

/// Encodes, some frames behind.
pub(crate) struct Encoder {
    pub(crate) frames: Receiver<Frame>,
    pub(crate) packets: Sender<Frame>,
    pub(crate) ahead: usize,
    pub(crate) account: Account,
    pub(crate) chance: Chance,
}

impl Encoder {
    pub(crate) fn run(mut self) {
        let mut ahead = VecDeque::new();
        while let Some(frame) = get(&self.frames) {
            ahead.push_back(frame);
            if ahead.len() > self.ahead {
                let number = ahead.pop_front().map(|frame| frame.number).expect("just pushed");
                put(&self.packets, number, &self.account, &mut self.chance);
            }
        }
        while let Some(frame) = ahead.pop_front() {
            put(&self.packets, frame.number, &self.account, &mut self.chance);
        }
    }
}

/// Writes frames, each after what is copied and was due before it.
pub(crate) struct Writer<'a> {
    pub(crate) packets: Receiver<Frame>,
    /// The port, frames of its input for one of this output, and every how many frames a packet is due, how late.
    pub(crate) copied: Option<(Port<'a>, u64, u64, u64)>,
    pub(crate) moved: &'a AtomicU64,
    pub(crate) frames: u64,
    pub(crate) chance: Chance,
}

impl Writer<'_> {
    pub(crate) fn run(mut self) {
        let (mut due, mut read, mut ended) = (0, f64::NEG_INFINITY, self.copied.is_none());
        for number in 0..self.frames {
            let frame = get(&self.packets).expect("a packet for each frame");
            assert_eq!(frame.number, number, "as it was sent");
            delay(&mut self.chance);
            self.moved.fetch_add(1, Ordering::Relaxed);
            while let Some((_, rate, _, lag)) = &self.copied
                && !ended
                && read < (number * rate + lag) as f64
            {
                self.copy(&mut due, &mut read, &mut ended);
            }
        }
        assert!(get(&self.packets).is_none(), "no frame too many");
        while !ended {
            self.copy(&mut due, &mut read, &mut ended);
        }
        if let Some((_, rate, every, _)) = &self.copied {
            assert!(due >= self.frames * rate && due < self.frames * rate + every, "all that is copied, to {due}");
        }
    }

    fn copy(&self, due: &mut u64, read: &mut f64, ended: &mut bool) {
        let Some((Port { ports, port, moved }, _, every, _)) = &self.copied else { return };
        let Some(batch) = ports.drain(*port, *read, PATIENCE) else { return };
        for packet in batch.packets {
            assert!(!packet.is_picture && packet.number == *due, "copy {} for {due}", packet.number);
            *due += every;
        }
        (*read, *ended) = (read.max(batch.progress), batch.ended);
        moved.fetch_add(1, Ordering::Relaxed);
    }
}

fn put(queue: &Sender<Frame>, number: u64, account: &Account, chance: &mut Chance) {
    delay(chance);
    let mut frame = Frame { number, _held: account.reserve(chance.within(1, LARGEST)) };
    loop {
        match queue.offer(frame, PATIENCE) {
            Ok(()) => return,
            Err(Refused::Later(back)) => frame = back,
            Err(Refused::Gone(_)) => panic!("nobody wants frame {number}"),
        }
    }
}

fn get(queue: &Receiver<Frame>) -> Option<Frame> {
    loop {
        match queue.take(PATIENCE) {
            Ok(frame) => return Some(frame),
            Err(Nothing::Ever) => return None,
            Err(Nothing::Yet) => {}
        }
    }
}

/// Mostly nothing, sometimes a moment of work or another thread's turn, seldom a sleep.
fn delay(chance: &mut Chance) {
    if chance.one_in(16) {
        (0..chance.within(0, 400)).for_each(|_| std::hint::spin_loop());
    }
    if chance.one_in(200) {
        std::thread::yield_now();
    }
    if chance.one_in(20_000) {
        std::thread::sleep(Duration::from_micros(chance.within(1, 500)));
    }
}
