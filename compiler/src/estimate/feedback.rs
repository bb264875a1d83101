//! What runs took, folded back into the profile that their estimates came from.
//!
//! A decoder or encoder takes as much longer as it took. A kind of work costs more by the mean of what its ops took
//! over what was predicted, each op weighted by its share of that work: the step of Richardson (1972) and Lucy (1974),
//! which keeps costs positive and changes none that was not seen.

use std::collections::BTreeMap;

use super::{Setting, Taken, estimate};
use crate::machine::{Codec, Coefficient, Feature, Profile};
use crate::plan::{Backend, OpKind, Plan};
use crate::types::Constant;

/// No single step changes a cost by more than this factor: a run can be disturbed.
const MOST: f64 = 3.0;
/// Seconds of cores below which a measurement says nothing: clocks and caches say more.
const LEAST_SECONDS: f64 = 0.02;
/// How far off a corrected cost is taken to be at least, as a part.
const LEAST_SPREAD: f64 = 0.05;

/// Runs that a profile is to be corrected by.
#[derive(Debug)]
pub struct Feedback<'a> {
    profile: &'a Profile,
    kinds: BTreeMap<Feature, Weighed>,
    decoders: BTreeMap<String, Weighed>,
    encoders: BTreeMap<String, Weighed>,
    /// MiB by which a run took more memory than it should have.
    over_mib: f64,
}

/// What was changed of a profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// What: `decoder h264`, `simple`.
    pub what: String,
    /// What it costs now over what it cost.
    pub factor: f64,
    /// Seconds of cores that it was told from.
    pub seconds: f64,
}

/// A weighted mean of ratios, and of how far they are from it.
#[derive(Debug, Clone, Copy, Default)]
struct Weighed {
    weight: f64,
    sum: f64,
    squares: f64,
}

impl Weighed {
    fn add(&mut self, ratio: f64, weight: f64) {
        self.weight += weight;
        self.sum += ratio * weight;
        self.squares += ratio * ratio * weight;
    }

    fn mean(&self) -> f64 {
        (self.sum / self.weight).clamp(1.0 / MOST, MOST)
    }

    /// How far single ones are from the mean, as a part of it.
    fn spread(&self) -> f64 {
        let mean = self.sum / self.weight;
        1.6 * (self.squares / self.weight - mean * mean).max(0.0).sqrt() / mean
    }
}

impl<'a> Feedback<'a> {
    /// For the runs of the machine of `profile`.
    pub fn of(profile: &'a Profile) -> Self {
        let (kinds, decoders, encoders) = Default::default();
        Self { profile, kinds, decoders, encoders, over_mib: 0.0 }
    }

    /// Takes in what a run of `plan` took.
    pub fn add(&mut self, plan: &Plan, setting: &Setting, taken: &Taken) {
        let predicted = estimate(plan, self.profile, setting);
        let ratio = |stage: &str| {
            let took = taken.stages.iter().find(|taken| taken.name == stage)?.cpu_seconds?;
            let thought = predicted.stages.iter().find(|known| known.name == stage)?.cpu_seconds.likely()?;
            (thought > 0.0 && took >= LEAST_SECONDS).then_some((took / thought, took))
        };
        for op in &plan.ops {
            let OpKind::Decode { input, stream } = op.kind else { continue };
            let read = &plan.inputs[input];
            let Some(stream) = read.header.streams.get(stream) else { continue };
            if let Some((ratio, seconds)) = ratio(&format!("decode {}", read.name)) {
                self.decoders.entry(stream.codec.clone()).or_default().add(ratio, seconds);
            }
        }
        for output in plan.outputs.iter().filter(|_| setting.written) {
            let Some((ratio, seconds)) = ratio(&format!("encode {}", output.path)) else { continue };
            let preset = match output.video.args.get("preset") {
                Some(Constant::Name(preset)) => format!("{}/{preset}", output.video.encoder),
                _ => output.video.encoder.clone(),
            };
            let known = if self.profile.encoders.contains_key(&preset) { preset } else { output.video.encoder.clone() };
            self.encoders.entry(known).or_default().add(ratio, seconds);
        }
        for took in taken.ops.iter().filter(|took| took.backend == Backend::Cpu && took.frames > 0) {
            let Some(thought) = predicted.ops.iter().find(|known| known.op == took.op) else { continue };
            let Some((seconds, a_frame)) = took.cpu_seconds.zip(thought.cpu_seconds.likely()) else { continue };
            if seconds < LEAST_SECONDS || a_frame <= 0.0 {
                continue;
            }
            let ratio = seconds / (a_frame * took.frames as f64);
            let costs = &self.profile.cpu.costs;
            let priced = thought.work.0.iter().filter_map(|(kind, units)| Some((kind, units * costs.get(kind)?.ps)));
            let total: f64 = priced.clone().map(|(_, ps)| ps).sum();
            for (kind, ps) in priced.filter(|(_, ps)| *ps > 0.0) {
                self.kinds.entry(*kind).or_default().add(ratio, seconds * ps / total);
            }
        }
        let most = predicted.memory.most.high();
        if let Some((peak, most)) = taken.peak_memory.zip(most) {
            self.over_mib = self.over_mib.max((peak as f64 - most) / 1_048_576.0);
        }
    }

    /// The corrected profile, and what was changed, in the order of its document.
    pub fn corrected(&self) -> (Profile, Vec<Correction>) {
        let mut profile = self.profile.clone();
        let mut corrections = Vec::new();
        let mut note = |what: String, weighed: &Weighed| {
            corrections.push(Correction { what, factor: weighed.mean(), seconds: weighed.weight });
        };
        for (kind, weighed) in &self.kinds {
            let Some(cost) = profile.cpu.costs.get_mut(kind) else { continue };
            *cost = Coefficient { ps: cost.ps * weighed.mean(), spread: weighed.spread().max(LEAST_SPREAD) };
            note(format!("{kind:?}").to_lowercase(), weighed);
        }
        let tables =
            [("decoder", &self.decoders, &mut profile.decoders), ("encoder", &self.encoders, &mut profile.encoders)];
        for (what, all, codecs) in tables {
            for (name, weighed) in all {
                let Some(codec) = codecs.get_mut(name) else { continue };
                let factor = weighed.mean();
                let spread = weighed.spread().max(LEAST_SPREAD).max(codec.spread / 2.0);
                *codec = Codec { pixel_ns: codec.pixel_ns * factor, bit_ns: codec.bit_ns * factor, spread, ..*codec };
                note(format!("{what} {name}"), weighed);
            }
        }
        if self.over_mib > 0.0 {
            let before = profile.cpu.base_mib;
            profile.cpu.base_mib += self.over_mib.ceil();
            corrections.push(Correction {
                what: "memory of the program".to_owned(),
                factor: profile.cpu.base_mib / before,
                seconds: 0.0,
            });
        }
        (profile, corrections)
    }
}
