//! The times of a stream, noted as its frames or packets pass.

use fwr_compiler::media::Ratio;
use serde::Serialize;

/// What is known of the times of a stream.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    /// Frames or packets.
    pub(crate) count: u64,
    /// The earliest time.
    pub(crate) first: Option<i64>,
    /// The latest time.
    pub(crate) last: Option<i64>,
    /// The latest end.
    pub(crate) end: Option<i64>,
    /// Depends on which times there were and not on their order.
    pub(crate) mark: u64,
    /// How often the order went back, and first to which tick.
    pub(crate) back: u64,
    pub(crate) back_at: Option<i64>,
    previous: Option<i64>,
}

/// From where to where a stream goes, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Span {
    /// When its first frame or packet is shown.
    pub start: f64,
    /// When its last is over, as far as durations are known.
    pub end: f64,
}

impl Times {
    /// Notes a frame or packet: when it is shown, for how long, and the tick that orders it.
    pub(crate) fn note(&mut self, pts: Option<i64>, duration: i64, order: Option<i64>) {
        self.count += 1;
        if let Some(pts) = pts {
            let end = pts.saturating_add(duration.max(0));
            self.first = Some(self.first.map_or(pts, |first| first.min(pts)));
            self.last = Some(self.last.map_or(pts, |last| last.max(pts)));
            self.end = Some(self.end.map_or(end, |last| last.max(end)));
            self.mark = self.mark.wrapping_add(mixed(pts as u64));
        }
        if let (Some(order), Some(previous)) = (order, self.previous)
            && order < previous
        {
            self.back += 1;
            self.back_at.get_or_insert(order);
        }
        self.previous = order.or(self.previous);
    }

    /// The span in seconds; `None` if no time is known.
    pub(crate) fn span(&self, base: Ratio) -> Option<Span> {
        let seconds = |ticks: i64| ticks as f64 * base.to_f64();
        Some(Span { start: seconds(self.first?), end: seconds(self.end?) })
    }
}

/// Spreads a number over all bits, so that sums tell sets apart (Steele, Lea & Flood, Fast splittable pseudorandom
/// number generators, 2014).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(times: &[i64]) -> Times {
        let mut noted = Times::default();
        times.iter().for_each(|pts| noted.note(Some(*pts), 40, Some(*pts)));
        noted
    }

    #[test]
    fn order_does_not_change_the_mark_but_is_told() {
        let (shown, coded) = (noted(&[0, 40, 80, 120]), noted(&[0, 120, 40, 80]));
        assert_eq!(shown.mark, coded.mark);
        assert_eq!((shown.back, coded.back, coded.back_at), (0, 1, Some(40)));
        assert_ne!(noted(&[0, 40, 80, 121]).mark, shown.mark);
        assert_ne!(noted(&[0, 40, 40, 120]).mark, shown.mark);
        assert_eq!(coded.span(Ratio::new(1, 1000)), Some(Span { start: 0.0, end: 0.16 }));
        assert_eq!(Times::default().span(Ratio::ONE), None);
    }
}
