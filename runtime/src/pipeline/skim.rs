//! Packets that need not be decoded: of a clip that is begun in its middle, those before the last picture that needs none
//! of them.
//!
//! They are read all the same, and that is what makes it exact: every packet gives one frame, frames are shown in the
//! order of their times, so the number of a frame is known by counting. What does not fit that is noticed, here or when
//! the first frames come out of the decoder, and then all is decoded from the beginning.

use std::collections::VecDeque;
use std::collections::vec_deque::Drain;

/// Bytes of packets that are held while it is not known which are needed: what a queue of packets may have anyway, and
/// the most where there is room. Behind more than that, all is decoded.
const HELD: usize = 16 << 20;
const MOST_HELD: usize = 256 << 20;

/// Packets on the way to the first frame that is wanted.
pub(super) struct Skim<P> {
    /// The first frame that is wanted.
    target: u64,
    /// How many packets behind one may be shown before it.
    reordered: u64,
    /// When each packet so far is shown.
    times: Vec<i64>,
    /// The latest of them.
    latest: Option<i64>,
    /// The packet that would be decoded first.
    base: u64,
    /// It and those behind it, with their bytes.
    held: VecDeque<(P, usize)>,
    held_bytes: usize,
    /// Later packets that could be first, as long as nothing behind them is shown before them.
    doors: VecDeque<u64>,
    /// Whether all packets of the clip have come.
    ended: bool,
}

/// What a packet is to whoever passes over it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// When it is shown.
    pub(super) pts: Option<i64>,
    /// Whether decoding could begin with it.
    pub(super) enters: bool,
    pub(super) bytes: usize,
    /// Whether memory has room for more.
    pub(super) has_room: bool,
}

/// What is to be done after a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Pass over the next one.
    More,
    /// Decode what is held, and what comes.
    Begin,
    /// Frames cannot be counted in this clip.
    Lost,
}

/// Where decoding begins.
pub(super) struct Begun<P> {
    /// The packets that come first.
    pub(super) packets: VecDeque<P>,
    /// The number of the first frame that they give.
    pub(super) number: u64,
    /// When frames are shown, from the clip's first on.
    pub(super) times: Vec<i64>,
    /// How many of those times are certain.
    pub(super) certain: u64,
}

impl<P> Skim<P> {
    pub(super) fn new(target: u64, reordered: usize) -> Self {
        Self {
            target,
            reordered: reordered as u64,
            times: Vec::new(),
            latest: None,
            base: 0,
            held: VecDeque::new(),
            held_bytes: 0,
            doors: VecDeque::new(),
            ended: false,
        }
    }

    /// Takes the next packet, which is held whatever becomes of it.
    pub(super) fn add(&mut self, packet: P, facts: Facts) -> Next {
        let number = self.times.len() as u64;
        self.held.push_back((packet, facts.bytes));
        self.held_bytes += facts.bytes;
        let Some(pts) = facts.pts else { return Next::Lost };
        let is_latest = self.latest.is_none_or(|latest| pts > latest);
        // Frames before the base are counted already.
        let is_late = self.base > 0 && pts <= self.times[self.base as usize];
        if is_late || (self.reordered == 0 && !is_latest) {
            return Next::Lost;
        }
        self.times.push(pts);
        while self.doors.back().is_some_and(|door| self.times[*door as usize] >= pts) {
            self.doors.pop_back();
        }
        if is_latest {
            self.latest = Some(pts);
            if facts.enters && number > 0 && number <= self.target {
                self.doors.push_back(number);
            }
        }
        while let Some(door) = self.doors.front().copied().filter(|door| number - door >= self.reordered) {
            self.doors.pop_front();
            let passed: usize = self.pass_to(door).map(|(_, bytes)| bytes).sum();
            self.held_bytes -= passed;
        }
        let is_full = self.held_bytes > if facts.has_room { MOST_HELD } else { HELD };
        if is_full || number >= self.target + self.reordered { Next::Begin } else { Next::More }
    }

    /// Learns that there are no more packets.
    pub(super) fn end(&mut self) {
        self.ended = true;
        if let Some(door) = self.doors.pop_back() {
            drop(self.pass_to(door));
        }
    }

    /// Begins at `door`; gives what is passed over by that.
    fn pass_to(&mut self, door: u64) -> Drain<'_, (P, usize)> {
        let passed = (door - self.base) as usize;
        self.base = door;
        self.held.drain(..passed)
    }

    /// Whether nothing was passed over so far.
    pub(super) fn has_all(&self) -> bool {
        self.base == 0
    }

    /// Where to begin; `None` if frames cannot be counted.
    pub(super) fn begin(self) -> Option<Begun<P>> {
        let mut times = self.times;
        let all = times.len() as u64;
        times.sort_unstable();
        let certain = if self.ended { all } else { all.saturating_sub(self.reordered) };
        let distinct = times.windows(2).all(|pair| pair[0] < pair[1]);
        let packets = self.held.into_iter().map(|(packet, _)| packet).collect();
        distinct.then_some(Begun { packets, number: self.base, times, certain })
    }

    /// The packets that are held.
    pub(super) fn into_held(self) -> VecDeque<P> {
        self.held.into_iter().map(|(packet, _)| packet).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a clip is begun whose packets, in the order of the file, are shown at these times; `!` marks those that
    /// decoding may begin with.
    fn begun(packets: &str, target: u64, reordered: usize) -> Option<(u64, Vec<i64>)> {
        let mut skim = Skim::new(target, reordered);
        for packet in packets.split_whitespace() {
            let pts = packet.trim_end_matches('!').parse().ok();
            match skim.add(packet, Facts { pts, enters: packet.ends_with('!'), bytes: 1, has_room: true }) {
                Next::More => {}
                Next::Begin => return skim.begin().map(|begun| (begun.number, begun.times)),
                Next::Lost => return None,
            }
        }
        skim.end();
        skim.begin().map(|begun| (begun.number, begun.times))
    }

    #[test]
    fn pictures_that_stand_alone_are_passed_over_up_to_the_one_that_is_wanted() {
        for target in 0..4 {
            let times = (0..=target as i64).map(|frame| 40 * frame).collect();
            assert_eq!(begun("0! 40! 80! 120! 160!", target, 0), Some((target, times)));
        }
        assert_eq!(begun("0! 40 80 120! 160", 2, 0), Some((0, vec![0, 40, 80])));
        assert_eq!(begun("0! 40! 80!", 9, 0), Some((2, vec![0, 40, 80])), "a clip that is shorter");
    }

    #[test]
    fn a_picture_is_no_beginning_while_another_may_be_shown_before_it() {
        // Closed groups: nothing behind 3 is shown before it.
        assert_eq!(begun("0! 2 1 3! 5 4 6! 8 7 9 10 11 12", 5, 3).map(|begun| begun.0), Some(3));
        // An open one: 2 comes behind 3.
        assert_eq!(begun("0! 1 3! 2 5 4 6! 8 7 9 10 11 12", 5, 3).map(|begun| begun.0), Some(0));
        // What is wanted is the beginning itself.
        assert_eq!(begun("0! 2 1 3! 5 4 6! 8 7 9 10 11 12", 3, 3).map(|begun| begun.0), Some(3));
        assert_eq!(begun("0! 2 1 3! 5 4 6! 8 7 9 10 11 12", 2, 3).map(|begun| begun.0), Some(0));
        // At the end of the clip there is no doubt left.
        assert_eq!(begun("0! 2 1 3! 5 4 6! 8 7", 7, 9).map(|begun| begun.0), Some(6));
    }

    #[test]
    fn clips_whose_frames_cannot_be_counted_are_told() {
        assert_eq!(begun("0! 40! x 80!", 3, 0), None, "no time");
        assert_eq!(begun("0! 40! 40! 80!", 3, 0), None, "the same time twice");
        assert_eq!(begun("0! 80! 40! 120!", 3, 0), None, "times that go back");
        assert_eq!(begun("0! 1 2! 3 4 5 1 6 7 8", 6, 2), None, "shown before what was counted");
        assert_eq!(begun("0! 1 1 2 3 4 5", 3, 2), None, "twice, out of order");
        let mut skim = Skim::new(3, 0);
        assert_eq!(skim.add((), Facts { pts: None, enters: true, bytes: 1, has_room: true }), Next::Lost);
        assert!(skim.has_all() && skim.into_held().len() == 1, "what is lost count of is decoded all the same");
    }

    #[test]
    fn what_is_held_is_bounded() {
        for (most, has_room) in [(MOST_HELD, true), (HELD, false)] {
            let mut skim = Skim::new(1 << 20, 0);
            let bytes = most / 4;
            let facts = |pts, enters| Facts { pts: Some(pts), enters, bytes, has_room };
            let first: Vec<_> = (0..4).map(|pts| skim.add((), facts(pts, pts == 0))).collect();
            assert_eq!(first, [Next::More; 4]);
            assert_eq!(skim.add((), facts(4, true)), Next::More, "what came before is let go");
            let rest: Vec<_> = (5..9).map(|pts| skim.add((), facts(pts, false))).collect();
            assert_eq!(rest, [Next::More, Next::More, Next::More, Next::Begin]);
            assert_eq!(skim.begin().map(|begun| (begun.number, begun.packets.len())), Some((4, 5)));
        }
    }
}
