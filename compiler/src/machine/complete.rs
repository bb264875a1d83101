//! What a profile leaves out, worked out from the machine that was measured most thoroughly.

use super::{Codec, Coefficient, Cpu, Feature, Profile, Simd, shipped};

/// How far off a figure is, as a part, that is scaled by clock alone.
const BY_CLOCK: f64 = 0.25;
/// The same where vectors are of another width.
const BY_WIDTH: f64 = 0.5;

/// Stands for a figure that a document does not state.
pub(super) fn unstated() -> f64 {
    f64::NAN
}

/// Fills in costs, codecs and start-up that `profile` does not state: the reference's, scaled by clock and width of
/// vectors, their spread widened.
pub(super) fn complete(profile: &mut Profile) {
    if profile.name == shipped::REFERENCE {
        return;
    }
    let reference = shipped::reference();
    let clock = reference.cpu.ghz / profile.cpu.ghz;
    fill(&mut profile.cpu, &reference.cpu, clock);
    for (own, codecs) in [(&mut profile.decoders, &reference.decoders), (&mut profile.encoders, &reference.encoders)] {
        for (name, codec) in codecs {
            own.entry(name.clone()).or_insert_with(|| scaled(codec, clock));
        }
    }
}

fn fill(cpu: &mut Cpu, reference: &Cpu, clock: f64) {
    let instead = |value: &mut f64, other: f64| *value = if value.is_nan() { other } else { *value };
    instead(&mut cpu.fresh_gbs, reference.fresh_gbs);
    instead(&mut cpu.start_seconds, reference.start_seconds * clock);
    instead(&mut cpu.base_mib, reference.base_mib);
    instead(&mut cpu.efficiency, reference.efficiency);
    for (feature, coefficient) in &reference.costs {
        let (factor, spread) = match feature {
            Feature::MemoryByte => (reference.core_gbs / cpu.core_gbs, BY_CLOCK),
            feature => {
                let width = slower(*feature, cpu.simd) / slower(*feature, reference.simd);
                (clock * width, if cpu.simd == reference.simd { BY_CLOCK } else { BY_WIDTH })
            }
        };
        let scaled = Coefficient { ps: coefficient.ps * factor, spread: coefficient.spread.hypot(spread) };
        cpu.costs.entry(*feature).or_insert(scaled);
    }
}

/// How many times as long work of a kind takes with these vectors as with 512 bits.
///
/// Measured with all of them on one machine, where they run on portable code below 256 bits (docs/performance.md).
fn slower(feature: Feature, simd: Simd) -> f64 {
    use Feature as F;
    let [avx2, portable] = match feature {
        F::Simple
        | F::Division
        | F::Root
        | F::Choice
        | F::Elementary
        | F::Power
        | F::Lookup
        | F::Random
        | F::LoadInteger
        | F::StoreInteger
        | F::Convert
        | F::Round => [1.4, 8.0],
        F::ByteLane | F::WordLane | F::LaneByte | F::ByteTable => [1.5, 12.0],
        F::TapAcross | F::TapFar | F::TapDown | F::FloatTapAcross | F::FloatTapDown | F::Resampled => [1.4, 3.0],
        F::LoadFloat | F::StoreFloat | F::WordTable | F::WideTable => [1.2, 2.0],
        F::Row | F::RowValue | F::Frame | F::MemoryByte | F::CacheByte | F::CopiedByte | F::Counted => [1.0, 1.0],
    };
    match simd {
        Simd::Avx512 => 1.0,
        Simd::Avx2 => avx2,
        Simd::Baseline | Simd::Neon => portable,
    }
}

fn scaled(codec: &Codec, clock: f64) -> Codec {
    Codec {
        pixel_ns: codec.pixel_ns * clock,
        bit_ns: codec.bit_ns * clock,
        start_seconds: codec.start_seconds * clock,
        spread: codec.spread.hypot(BY_CLOCK),
        ..*codec
    }
}
