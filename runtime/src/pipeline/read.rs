//! The reading thread of an input: packets out of the file, to whoever wants them.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::media::Ratio;

use super::control::{Control, Stopped};
use super::report::Damage;
use super::router::Router;
use super::timeline::Timeline;
use crate::budget::Account;
use crate::media::{AvError, Demuxer, Packet, missing_bytes};
use crate::memory::no_room;

/// Read errors in a row after which the rest of a file is given up.
const GIVE_UP: u32 = 50;
/// A file that ends this much before its stated end is cut off.
const TOLERANCE: f64 = 0.25;

/// What the thread works on.
pub(super) struct Reader<'a> {
    pub(super) demuxer: &'a mut Demuxer,
    /// Ports that want each stream's packets.
    pub(super) wanted: &'a [Vec<usize>],
    pub(super) router: &'a Router,
    pub(super) damage: &'a Mutex<Damage>,
    /// Who holds the packets.
    pub(super) account: Account,
    pub(super) control: &'a Control,
}

impl Reader<'_> {
    /// Reads to the end, and gives the number of packets of each stream.
    pub(super) fn run(self) -> Result<Vec<u64>, Stopped> {
        let bases: Vec<Ratio> =
            (0..self.demuxer.stream_count()).map(|stream| self.demuxer.facts(stream).time_base).collect();
        let mut counts = vec![0; bases.len()];
        let (mut errors, mut end) = (0, f64::NEG_INFINITY);
        let mut timeline = self.demuxer.has_resets().then(|| Timeline::new(bases.len()));
        let mut deserted = false;
        self.demuxer.stop_with(self.control.stop());
        loop {
            self.router.wait_for_demand(self.control)?;
            if self.router.is_deserted() {
                deserted = true;
                break;
            }
            match self.demuxer.read() {
                Ok(None) => break,
                Ok(Some(mut packet)) => {
                    errors = 0;
                    let stream = packet.stream();
                    let Some(base) = bases.get(stream) else { continue };
                    if let Some(timeline) = &mut timeline {
                        timeline.place(&mut packet, *base);
                    }
                    let (from, to) = span(&packet, *base);
                    end = end.max(to.unwrap_or(end));
                    counts[stream] += 1;
                    if packet.is_damaged() {
                        self.note(from.or(Some(end)), |damage| damage.packets += 1);
                    }
                    if !self.wanted[stream].is_empty() {
                        let progress = from.unwrap_or(f64::NEG_INFINITY);
                        packet.count(&self.account);
                        let pushed = self.router.push(&self.wanted[stream], packet, progress);
                        pushed.map_err(|error| self.control.fail(super::fault(error)))?;
                    }
                }
                Err(AvError::BAD_DATA) if errors < GIVE_UP => {
                    errors += 1;
                    self.note(Some(end).filter(|end| end.is_finite()), |damage| damage.packets += 1);
                }
                Err(AvError::NO_MEMORY) => {
                    let what = format!("what is read of {}", self.demuxer.path());
                    return Err(self.control.fail(no_room(&what)));
                }
                Err(error) => {
                    let words = error.to_string();
                    self.note(Some(end).filter(|end| end.is_finite()), |damage| damage.read_error = Some(words));
                    break;
                }
            }
        }
        if let Some(timeline) = timeline {
            self.note(None, |damage| damage.resets = timeline.jumps);
        }
        if !deserted {
            self.look_for_cut(end, &counts);
            let missing = missing_bytes(self.demuxer.path());
            self.note(None, |damage| damage.missing_bytes = missing);
        }
        self.router.end();
        Ok(counts)
    }

    /// Notes if the file ends before the end that it states.
    fn look_for_cut(&self, end: f64, counts: &[u64]) {
        let stated = self.stated_end();
        // An AVI file that is cut off has lost its index, and then its length is guessed from what is left.
        let counted = (self.demuxer.container() == "avi").then(|| self.counted_end(counts)).flatten();
        let expected = stated.into_iter().chain(counted).fold(f64::NEG_INFINITY, f64::max);
        if end + TOLERANCE < expected {
            self.note(None, |damage| damage.cut = Some((end.max(0.0), expected)));
        }
    }

    /// Where the file says that the streams end that are read.
    ///
    /// The container's own length is that of its longest stream. Where one is left out, only the lengths that the
    /// others state count; a subtitle's says little, as its last packet may be long before the end.
    fn stated_end(&self) -> Option<f64> {
        // Most containers count from zero to the end, wherever the first frame is.
        let whole = self.demuxer.seconds(false).map(|length| self.demuxer.start_seconds().min(0.0) + length)?;
        let (read, left_out): (Vec<usize>, Vec<usize>) =
            (0..self.wanted.len()).partition(|stream| !self.wanted[*stream].is_empty());
        if !left_out.into_iter().any(|stream| self.demuxer.has_length(stream)) {
            return Some(whole);
        }
        let ends = read.into_iter().filter(|stream| self.demuxer.is_continuous(*stream)).filter_map(|stream| {
            let facts = self.demuxer.facts(stream);
            let ticks = facts.start.unwrap_or(0).min(0) + facts.duration?;
            Some(ticks as f64 * facts.time_base.to_f64())
        });
        ends.reduce(f64::max).map(|end| end.min(whole))
    }

    /// Where the first stream that lacks packets would end, by the number that the header states.
    fn counted_end(&self, counts: &[u64]) -> Option<f64> {
        counts.iter().enumerate().find_map(|(stream, count)| {
            let facts = self.demuxer.facts(stream);
            let missing = !self.wanted[stream].is_empty() && *count < facts.frames?;
            missing.then(|| Some(facts.frames? as f64 / facts.average_rate?.to_f64())).flatten()
        })
    }

    fn note(&self, seconds: Option<f64>, change: impl FnOnce(&mut Damage)) {
        let mut damage = self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        damage.note(seconds);
        change(&mut damage);
    }
}

/// When a packet is decoded, and when what it holds is over, in seconds.
fn span(packet: &Packet, base: Ratio) -> (Option<f64>, Option<f64>) {
    let seconds = |ticks: i64| ticks as f64 * base.to_f64();
    let from = packet.dts().or(packet.pts()).map(seconds);
    let to = packet.pts().or(packet.dts()).map(|ticks| seconds(ticks + packet.duration()));
    (from, to)
}
