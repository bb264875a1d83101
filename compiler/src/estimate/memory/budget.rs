//! Fits a plan into the memory that it may take: shorter queues first, then fewer threads, then a refusal.

use super::super::Setting;
use super::super::result::MemoryBound;
use super::{MIB, bound_of, vram};
use crate::diagnostics::{Code, Diagnostic};
use crate::machine::Profile;
use crate::plan::{Look, Plan, Repeats, Schedule, Survey};
use crate::types::Constant;

/// Holders of memory that a refusal names.
const NAMED: usize = 3;

/// Presets of x264 and x265, those that hold more frames first.
const PRESETS: &[&str] =
    &["placebo", "veryslow", "slower", "slow", "medium", "fast", "faster", "veryfast", "superfast", "ultrafast"];

/// Bytes that a run may take; `None` for as much as it likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Of the process.
    pub memory: Option<u64>,
    /// What there is for the process where nobody says what it may take. It is not kept where the bound is not known.
    pub free: Option<u64>,
    /// Of the graphics processor.
    pub vram: Option<u64>,
}

/// What set a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// `--memory`.
    Memory,
    /// `--vram`.
    Vram,
    /// The machine, with what it has free.
    Machine,
}

/// A plan that fits into no schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct OverBudget {
    /// What takes it: the run, or measuring before it.
    taker: &'static str,
    source: Source,
    limit: u64,
    /// The least that it can be made to take, `None` if that is not known, and what holds it.
    least: Option<u64>,
    holders: Vec<(String, u64)>,
    /// A change of the graph that would fit.
    change: Option<String>,
}

/// The plan with a schedule that keeps it within `limits`.
///
/// What costs little time is given up first: queues, then threads of decoders, then of filters, and at last those of
/// encoders, for a lossy one may write other bits with fewer.
///
/// # Errors
/// If it takes more even with one thread of each kind and the shortest queues.
pub fn keep_within(plan: Plan, profile: &Profile, setting: &Setting, limits: Limits) -> Result<Plan, OverBudget> {
    kept_within(plan, &[], "the run", profile, setting, limits)
}

/// As [`keep_within`], for the pass of a survey.
///
/// # Errors
/// As there.
pub fn keep_survey_within(
    survey: Survey,
    profile: &Profile,
    setting: &Setting,
    limits: Limits,
) -> Result<Survey, OverBudget> {
    let Survey { plan, looks } = survey;
    Ok(Survey { plan: kept_within(plan, &looks, "measuring", profile, setting, limits)?, looks })
}

fn kept_within(
    plan: Plan,
    looks: &[Look],
    taker: &'static str,
    profile: &Profile,
    setting: &Setting,
    limits: Limits,
) -> Result<Plan, OverBudget> {
    // Whatever the schedule is, the same moves.
    let moved = vram::moved(&plan);
    if let Some(limit) = limits.vram {
        let most = vram::bound(&plan, looks, &moved).high();
        if most.is_none_or(|most| most > limit as f64) {
            let holders = vec![("planes on the graphics processor".to_owned(), most.unwrap_or(0.0) as u64)];
            let least = most.map(|most| most.ceil() as u64);
            return Err(OverBudget { taker, source: Source::Vram, limit, least, holders, change: None });
        }
    }
    let bound = |plan: &Plan| bound_of(plan, looks, profile, setting, &moved);
    let (source, limit) = match (limits.memory, limits.free) {
        (Some(limit), _) => (Source::Memory, limit),
        (None, Some(free)) if most(&bound(&plan)).is_some() => (Source::Machine, free),
        (None, _) => return Ok(plan),
    };
    let threads = if setting.threads > 0 { setting.threads } else { profile.cpu.threads };
    let fits = |plan: &Plan| most(&bound(plan)).is_some_and(|most| most <= limit);
    if fits(&plan) {
        return Ok(plan);
    }
    let mut smaller = plan;
    // Without them the same frames come, more slowly if some repeat.
    if smaller.repeats.is_exact() {
        smaller.repeats = Repeats::Off;
        if fits(&smaller) {
            return Ok(smaller);
        }
    }
    for schedule in schedules(smaller.schedule.on(threads)) {
        smaller = smaller.scheduled(schedule);
        if fits(&smaller) {
            return Ok(smaller);
        }
    }
    let least = bound(&smaller);
    Err(OverBudget {
        taker,
        source,
        limit,
        least: most(&least),
        holders: holders(&least),
        change: faster_preset(&smaller, &fits),
    })
}

/// Ever smaller schedules.
fn schedules(mut now: Schedule) -> Vec<Schedule> {
    let mut all = Vec::new();
    for (frames, packets) in [(2, 8), (1, 4)] {
        now.frame_queue = now.frame_queue.min(frames);
        now.packet_queue = now.packet_queue.min(packets);
        all.push(now);
    }
    let shares: [fn(&mut Schedule) -> &mut u32; 3] =
        [|now| &mut now.decoder_threads, |now| &mut now.threads, |now| &mut now.encoder_threads];
    for share in shares {
        while *share(&mut now) > 1 {
            *share(&mut now) /= 2;
            all.push(now);
        }
    }
    all
}

fn most(bound: &MemoryBound) -> Option<u64> {
    bound.most.high().map(|most| most.ceil() as u64)
}

/// What holds the most.
fn holders(bound: &MemoryBound) -> Vec<(String, u64)> {
    let mut holders: Vec<(String, u64)> =
        bound.parts.iter().filter_map(|part| Some((part.holder.clone(), part.bytes.high()? as u64))).collect();
    // Equal ones stay in the order of the plan.
    holders.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    holders.truncate(NAMED);
    holders
}

/// The first faster preset of an encoder with which the plan fits.
fn faster_preset(plan: &Plan, fits: &dyn Fn(&Plan) -> bool) -> Option<String> {
    plan.outputs.iter().enumerate().find_map(|(position, output)| {
        let Some(Constant::Name(now)) = output.video.args.get("preset") else { return None };
        let slower = PRESETS.iter().position(|preset| preset == now)?;
        PRESETS[slower + 1..].iter().find_map(|preset| {
            let mut other = plan.clone();
            other.outputs[position].video.args.0.insert("preset".to_owned(), Constant::Name((*preset).to_owned()));
            fits(&other).then(|| format!("`preset: {preset}` for {}", output.path))
        })
    })
}

impl OverBudget {
    /// What a person is told.
    pub fn diagnostic(&self) -> Diagnostic {
        let Self { taker, source, limit, least, holders, change } = self;
        let option = if *source == Source::Vram { "--vram" } else { "--memory" };
        let Some(least) = least else {
            return Diagnostic::new(
                Code::OVER_BUDGET,
                format!("nothing is known of what the encoder takes, so {option} {} cannot be kept", size(*limit)),
            )
            .help(format!("encode with ffv1, x264 or x265, or leave out {option}"));
        };
        let (least, limit) = (size(*least), size(*limit));
        let message = match source {
            Source::Memory => format!("{taker} takes up to {least} of memory, but --memory is {limit}"),
            Source::Vram => {
                format!("{taker} takes up to {least} of memory of the graphics processor, but --vram is {limit}")
            }
            Source::Machine => format!("{taker} takes up to {least} of memory, but this machine has {limit} for it"),
        };
        let named: Vec<String> = holders.iter().map(|(holder, bytes)| format!("{holder} {}", size(*bytes))).collect();
        let change = change.as_ref().map_or(String::new(), |change| format!(", or ask for {change}"));
        Diagnostic::new(Code::OVER_BUDGET, message).help(format!(
            "most is held by {}; {}{option} {least}{change}",
            named.join(", "),
            match source {
                Source::Memory => "with the shortest queues and one thread of each kind it fits with ",
                Source::Vram => "it fits with ",
                Source::Machine => "end other programs, or try it all the same with ",
            },
        ))
    }
}

/// In whole MiB, rounded up, as the option takes it.
fn size(bytes: u64) -> String {
    format!("{:.0}MiB", (bytes as f64 / MIB).ceil())
}
