//! What a run may take of memory: the bound grows with what is held, and plans are made to fit into a budget.
#![allow(missing_docs)]

use fwr_compiler::diagnostics::Code;
use fwr_compiler::estimate::{
    Feedback, Limits, OpTaken, Setting, StageTaken, Taken, estimate, keep_within, memory_bound, vram_bound,
};
use fwr_compiler::machine::{Figure, Profile};
use fwr_compiler::plan::{Backend, OpId, Plan, Schedule};
use serde_json::{Value, json};

const WRITTEN: Setting = Setting { threads: 2, written: true };
const MIB: f64 = 1_048_576.0;

/// A clip that is decoded, handed on, and encoded.
fn plan(size: (u32, u32), encoder: &str, preset: Option<&str>) -> Plan {
    let format = json!({
        "width": size.0, "height": size.1, "sar": null, "rate": { "fps": [25, 1], "variable": false },
        "time_base": [1, 25], "sample": "u8", "layout": "yuv420", "alpha": false, "matrix": "bt709",
        "primaries": "bt709", "transfer": "bt709", "range": "limited", "chroma_location": "left",
        "scan": "progressive", "frames": 250
    });
    let op = |id: u32, kind: Value, inputs: Value| {
        json!({
            "id": id, "name": "tape", "kind": kind, "inputs": inputs, "format": format,
            "window": { "before": 0, "after": 0 }, "line": 1, "inserted": null, "buffered_frames": 0
        })
    };
    let args = preset.map_or(json!({}), |preset| json!({ "preset": { "name": preset } }));
    let document = json!({
        "version": 1, "graph": "test.fwr",
        "inputs": [{ "name": "tape", "path": "tape.mkv", "header": { "bytes": 1_000_000, "seconds": 10.0,
            "streams": [{ "codec": "h264", "bit_rate": 4_000_000.0 }] } }],
        "ops": [op(0, json!({ "decode": { "input": 0, "stream": 0 } }), json!([])), op(1, json!("retag"), json!([0]))],
        "outputs": [{ "path": "out.mkv", "container": "matroska", "copied": [], "dropped": [],
            "chapters": true, "metadata": true,
            "video": { "op": 1, "encoder": encoder, "args": args, "source": null } }],
        "stages": []
    });
    let plan: Plan = serde_json::from_value(document).expect("a plan");
    plan.scheduled(Schedule::default())
}

fn reference() -> Profile {
    Profile::shipped("reference").expect("it is shipped")
}

fn mib(plan: &Plan) -> f64 {
    memory_bound(plan, &reference(), &WRITTEN).most.high().expect("known") / MIB
}

#[test]
fn larger_pictures_slower_presets_and_more_threads_take_more() {
    let at = |size, preset| mib(&plan(size, "x264", Some(preset)));
    assert!(at((320, 240), "medium") < at((1280, 720), "medium"));
    assert!(at((1280, 720), "ultrafast") < at((1280, 720), "fast"));
    assert!(at((1280, 720), "fast") < at((1280, 720), "slow"));
    let one = plan((1280, 720), "x264", Some("medium"));
    let eight = one.clone().scheduled(Schedule { encoder_threads: 8, decoder_threads: 8, ..Schedule::default() });
    assert!(mib(&one) + 30.0 < mib(&eight));
    // 148 bytes a pixel, and little besides.
    let lossless = plan((1920, 1080), "ffv1", None);
    assert!((380.0..520.0).contains(&mib(&lossless)), "{}", mib(&lossless));
}

#[test]
fn parts_make_up_the_whole_and_the_unknown_stays_unknown() {
    let bound = memory_bound(&plan((1280, 720), "x264", Some("fast")), &reference(), &WRITTEN);
    let sum: f64 = bound.parts.iter().filter_map(|part| part.bytes.high()).sum();
    assert_eq!(bound.most, Figure::Exact(sum));
    assert_eq!(memory_bound(&plan((64, 64), "theora", None), &reference(), &WRITTEN).most, Figure::Unknown);
    assert_eq!(vram_bound(&plan((64, 64), "ffv1", None)), Figure::Exact(0.0));
}

#[test]
fn a_budget_shortens_queues_then_takes_threads_away_and_then_refuses() {
    let whole = plan((1920, 1080), "x264", Some("medium")).scheduled(Schedule {
        threads: 8,
        decoder_threads: 8,
        encoder_threads: 8,
        ..Schedule::default()
    });
    let fit = |mib: f64| {
        let limits = Limits { memory: Some((mib * MIB) as u64), ..Limits::default() };
        keep_within(whole.clone(), &reference(), &WRITTEN, limits)
    };
    let most = mib(&whole);
    assert_eq!(fit(most + 1.0).expect("it fits").schedule, whole.schedule);
    let shorter = fit(most - 5.0).expect("shorter queues do").schedule;
    assert_eq!((shorter.frame_queue, shorter.encoder_threads, shorter.decoder_threads), (2, 8, 8));
    let fewer = fit(most - 120.0).expect("fewer threads do");
    assert!(fewer.schedule.decoder_threads < 8);
    assert!(mib(&fewer) <= most - 120.0);
    let found = fit(100.0).expect_err("far too little").diagnostic();
    assert_eq!(found.code, Code::OVER_BUDGET);
    assert!(found.message.ends_with("of memory, but --memory is 100MiB"), "{}", found.message);
    // What it says would fit does.
    let help = found.help.expect("what to do");
    let said = help.split("fits with --memory ").nth(1).and_then(|rest| rest.split("MiB").next());
    let said: f64 = said.and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{help}"));
    assert!(fit(said).is_ok(), "{help}");
    assert!(help.contains("x264 for out.mkv"), "{help}");
}

#[test]
fn where_nobody_says_what_free_memory_is_kept_if_the_bound_is_known() {
    let free = |plan: &Plan, mib: f64| {
        let limits = Limits { free: Some((mib * MIB) as u64), ..Limits::default() };
        keep_within(plan.clone(), &reference(), &WRITTEN, limits)
    };
    let whole = plan((1920, 1080), "x264", Some("medium"));
    assert_eq!(free(&whole, 4096.0).expect("plenty").schedule, whole.schedule);
    assert_ne!(free(&whole, mib(&whole) - 5.0).expect("shorter queues do").schedule, whole.schedule);
    let found = free(&whole, 100.0).expect_err("far too little").diagnostic();
    assert!(found.message.ends_with("of memory, but this machine has 100MiB for it"), "{}", found.message);
    // What is asked for comes before what there is, and what is not known is tried.
    let limits = Limits { memory: Some(4 << 30), free: Some(1 << 20), vram: None };
    assert!(keep_within(whole, &reference(), &WRITTEN, limits).is_ok());
    assert!(free(&plan((64, 64), "theora", None), 1.0).is_ok());
}

#[test]
fn what_a_run_took_corrects_what_is_predicted() {
    let plan = plan((1280, 720), "x264", Some("fast"));
    let profile = reference();
    let before = estimate(&plan, &profile, &WRITTEN);
    let cpu = |name: &str| {
        let stage = before.stages.iter().find(|stage| stage.name == name).expect("a stage");
        stage.cpu_seconds.likely().expect("known")
    };
    let stage = |name: &str, factor: f64| StageTaken {
        name: name.to_owned(),
        seconds: 1.0,
        cpu_seconds: Some(cpu(name) * factor),
    };
    let bound = before.memory.most.high().expect("known");
    let taken = Taken {
        stages: vec![stage("decode tape", 2.0), stage("encode out.mkv", 0.5)],
        ops: vec![OpTaken {
            op: OpId(1),
            name: "tape".to_owned(),
            backend: Backend::Cpu,
            frames: 250,
            seconds: 0.0,
            cpu_seconds: Some(0.0),
        }],
        peak_memory: Some((bound + 10.0 * MIB) as u64),
        ..Taken::default()
    };
    let mut feedback = Feedback::of(&profile);
    feedback.add(&plan, &WRITTEN, &taken);
    let (corrected, changes) = feedback.corrected();
    assert_eq!(changes.len(), 3, "{changes:?}");
    let after = estimate(&plan, &corrected, &WRITTEN);
    for (stage, factor) in [("decode tape", 2.0), ("encode out.mkv", 0.5)] {
        let now = after.stages.iter().find(|known| known.name == stage).and_then(|known| known.cpu_seconds.likely());
        let ratio = now.expect("known") / cpu(stage);
        assert!((ratio - factor).abs() < 1e-9, "{stage}: {ratio}");
    }
    assert!(after.memory.most.high().expect("known") >= bound + 10.0 * MIB);
}
