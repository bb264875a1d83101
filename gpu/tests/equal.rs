//! What the device makes is what the interpreter makes: groups of random kernels, of all kinds of samples, in all sizes.

mod support;

use fwr_compiler::fusion::generate::group_from_bytes;
use fwr_compiler::fusion::{Group, Pipeline};
use fwr_compiler::kernel::Stored;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Backend;
use support::{Bytes, Moment, by_definition, on_device};

/// Sizes around those at which words and workgroups end.
const SIZES: [(u32, u32); 8] = [(1, 1), (2, 3), (13, 5), (31, 1), (40, 9), (64, 8), (66, 20), (1, 17)];

/// Groups of each test: each takes about 40 ms on the software driver.
const CASES: u32 = 64;

#[test]
fn groups_as_they_are_written() {
    compare(1, Pipeline::of);
}

#[test]
fn groups_after_the_passes() {
    compare(2, |group, inputs| Pipeline::optimised(group, inputs, Backend::Gpu));
}

fn compare(seed: u32, lower: impl Fn(&Group, &[VideoFormat]) -> Result<Pipeline, String>) {
    let mut bytes = Bytes::new(seed);
    for case in 0..CASES {
        let (width, height) = SIZES[case as usize % SIZES.len()];
        let (group, inputs) = group_from_bytes(&bytes.take(200), width, height);
        let pipeline = lower(&group, &inputs).expect("the group fits its inputs");
        let output = &group.stages[group.outputs[0] as usize].format;
        // A clip of one frame, the ends of a longer one, and its middle.
        let moment = match case % 4 {
            0 => Moment { number: 0, frames: 1, seed: case },
            n => Moment { number: u64::from(n) - 1, frames: 3, seed: case },
        };
        let expected = by_definition(&pipeline, &inputs, output, moment);
        let found = match on_device(&pipeline, &inputs, output, moment) {
            Ok(found) => found,
            Err(error) => panic!("case {case}: {error}\n{group}"),
        };
        for (number, (expected, found)) in expected.iter().zip(&found).enumerate() {
            let format = &group.stages[group.outputs[number] as usize].format;
            for (plane, (expected, found)) in expected.iter().zip(found).enumerate() {
                let stored = Stored::of(format, plane);
                let wrong = expected.samples.iter().zip(&found.samples).position(|(a, b)| !alike(&stored, *a, *b));
                if let Some(at) = wrong {
                    let (a, b) = (stored.load(expected.samples[at]), stored.load(found.samples[at]));
                    panic!(
                        "case {case}, output {number}, plane {plane}: sample {at} is {b}, not {a}\n{group}\n{pipeline}"
                    );
                }
            }
        }
    }
}

/// Whether two samples are the same; zeros and NaN are, whatever their signs.
fn alike(stored: &Stored, a: u32, b: u32) -> bool {
    let (value, other) = (stored.load(a), stored.load(b));
    a == b || value == other || value.is_nan() && other.is_nan()
}
