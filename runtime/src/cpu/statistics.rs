//! Numbers that sum up a plane, worked out once for all who ask.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::kernel::{StatisticKind, Stored, mean_of, mean_steps, percentile_rank, statistic_of};
use rayon::prelude::*;

use super::convert::convert;
use super::isa::Isa;
use crate::frame::Plane;

/// The statistics of a plane that somebody has asked for.
#[derive(Default)]
pub(crate) struct Known(Mutex<Vec<(Stored, StatisticKind, f32)>>);

/// The numbers of these kinds of a plane whose samples are stored as `stored` says.
///
/// To ask for several at once is quicker: samples are counted once for all of them.
pub(super) fn statistics(plane: &Plane, stored: Stored, kinds: &[StatisticKind]) -> Vec<f32> {
    // Nothing half done can be seen: numbers are put in whole.
    let mut known = plane.statistics.0.lock().unwrap_or_else(PoisonError::into_inner);
    let mut counts = Vec::new();
    let mut number = |kind: StatisticKind| {
        if let Some((.., value)) = known.iter().find(|(of, what, _)| (*of, *what) == (stored, kind)) {
            return *value;
        }
        let value = match stored {
            Stored::Half | Stored::Single => of_values(plane, stored, kind),
            Stored::Byte(_) | Stored::Word(_) => {
                if counts.is_empty() {
                    counts = if stored.bytes() == 1 { count::<u8>(plane, 256) } else { count::<u16>(plane, 65_536) };
                }
                of_counts(&counts, stored, kind)
            }
        };
        known.push((stored, kind, value));
        value
    };
    kinds.iter().map(|kind| number(*kind)).collect()
}

/// How often each code is in a plane.
fn count<T: fwr_stdlib::Sample + Into<usize>>(plane: &Plane, codes: usize) -> Vec<u32> {
    let view = plane.view();
    let count = |mut counts: Vec<u32>, y: usize| {
        let row = view.row::<T>(y);
        row.iter().for_each(|code| counts[(*code).into()] += 1);
        counts
    };
    let sum = |mut a: Vec<u32>, b: Vec<u32>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let rows = (0..view.height).into_par_iter().with_min_len(64);
    rows.fold(|| vec![0; codes], count).reduce(|| vec![0; codes], sum)
}

fn of_counts(counts: &[u32], stored: Stored, kind: StatisticKind) -> f32 {
    // Codes and nominal values are in the same order.
    let mut present = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let value = |code: usize| stored.load(code as u32);
    let total: usize = counts.iter().map(|count| *count as usize).sum();
    match kind {
        StatisticKind::Min => present.next().map_or(0.0, |(code, _)| value(code)),
        StatisticKind::Max => present.next_back().map_or(0.0, |(code, _)| value(code)),
        StatisticKind::Mean => {
            let sum = present.map(|(code, count)| mean_steps(value(code)) * i64::from(*count)).sum();
            mean_of(sum, total)
        }
        StatisticKind::Percentile(share) => {
            let mut left = percentile_rank(share, total);
            let mut reached = |(_, count): &(usize, &u32)| {
                let here = left <= **count as usize;
                left = left.saturating_sub(**count as usize);
                here
            };
            present.find(|entry| reached(entry)).map_or(0.0, |(code, _)| value(code))
        }
        StatisticKind::Share(low, high) => {
            let within = present.filter(|(code, _)| (low..high).contains(&value(*code)));
            (within.map(|(_, count)| *count as usize).sum::<usize>() as f64 / total as f64) as f32
        }
    }
}

fn of_values(plane: &Plane, stored: Stored, kind: StatisticKind) -> f32 {
    let view = plane.view();
    let row = |y: usize| {
        let mut values = vec![0.0; view.width];
        convert(Isa::best(), stored, view.row_bytes(y), &mut values);
        values
    };
    let rows = (0..view.height).into_par_iter().with_min_len(16);
    match kind {
        StatisticKind::Mean => {
            let steps = |y| {
                let values = row(y).into_iter().filter(|value| !value.is_nan());
                values.fold((0, 0), |(sum, count), value| (sum + mean_steps(value), count + 1))
            };
            let (sum, count) = rows.map(steps).reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            if count == 0 { 0.0 } else { mean_of(sum, count) }
        }
        StatisticKind::Percentile(share) => {
            let values: Vec<f32> = rows.flat_map_iter(row).filter(|value| !value.is_nan()).collect();
            if values.is_empty() {
                return 0.0;
            }
            let mut values = values;
            let rank = percentile_rank(share, values.len());
            *values.select_nth_unstable_by(rank - 1, f32::total_cmp).1
        }
        _ => statistic_of(kind, (0..view.height).flat_map(row)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu::FramePool;
    use fwr_compiler::kernel::CodeMap;
    use fwr_compiler::media::{CodeScale, SampleType};
    use std::sync::Arc;

    const KINDS: [StatisticKind; 9] = [
        StatisticKind::Min,
        StatisticKind::Max,
        StatisticKind::Mean,
        StatisticKind::Percentile(0.0),
        StatisticKind::Percentile(0.37),
        StatisticKind::Percentile(1.0),
        StatisticKind::Share(0.1, 0.6),
        StatisticKind::Share(0.6, 0.1),
        StatisticKind::Share(f32::NEG_INFINITY, f32::INFINITY),
    ];

    fn check(stored: Stored, sample: SampleType, bits: impl Fn(usize) -> u32) {
        let (width, height, bytes) = (67, 211, stored.bytes());
        let mut buffer = FramePool::new().take(width * height * bytes);
        for at in 0..width * height {
            buffer.bytes_mut()[at * bytes..][..bytes].copy_from_slice(&bits(at).to_ne_bytes()[..bytes]);
        }
        let plane = Plane::new(Arc::new(buffer), width * bytes, (width, height), sample);
        let expected = KINDS.map(|kind| statistic_of(kind, (0..width * height).map(|at| stored.load(bits(at)))));
        // One by itself, all with it, and all that are known.
        for asked in [&KINDS[4..5], &KINDS, &KINDS] {
            for (kind, found) in asked.iter().zip(statistics(&plane, stored, asked)) {
                let expected = expected[KINDS.iter().position(|of| of == kind).expect("one of them")];
                assert_eq!(found.to_bits(), expected.to_bits(), "{stored:?} {kind:?}: {found} for {expected}");
            }
        }
    }

    #[test]
    fn every_kind_of_every_sample_type_is_as_defined() {
        let mixed = |at: usize| (at as u32).wrapping_mul(2_654_435_761) >> 7;
        let codes = |max| CodeMap::new(CodeScale { offset: 16.0, span: 219.0 }, max);
        check(Stored::Byte(codes(255)), SampleType::Uint(8), |at| mixed(at) & 0xff);
        check(Stored::Word(codes(1023)), SampleType::Uint(10), |at| mixed(at) & 0x3ff);
        check(Stored::Word(codes(1023)), SampleType::Uint(10), |_| 77);
        let near = |at| (mixed(at) & 0xffff) as f32 / 40_000.0 - 0.3;
        let special = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, 0.5];
        check(Stored::Single, SampleType::F32, |at| if at % 9 == 0 { special[at / 9 % 5] } else { near(at) }.to_bits());
        check(Stored::Single, SampleType::F32, |_| f32::NAN.to_bits());
        check(Stored::Half, SampleType::F16, |at| u32::from(half::f16::from_f32(near(at)).to_bits()));
    }
}
