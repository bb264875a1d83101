//! What goes wrong, and what is left behind then: nothing.

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_runtime::Frame;
use fwr_runtime::media::probe;
use fwr_runtime::pipeline::{FrameSource, Options, Pipeline, VideoSource};
use support::{PICTURE, SOUND, frame_hashes, make, pass_through, plan, run_with, text};

fn clip(folder: &Path, name: &str) -> std::path::PathBuf {
    make(&folder.join(name), &format!("{PICTURE} {SOUND} -c:v libx264 -g 5 -bf 2 -c:a aac -movflags +faststart"))
}

fn code<T: std::fmt::Debug>(result: Result<T, Diagnostic>, what: &str) -> Code {
    let error = result.expect_err(what);
    assert!(!error.message.to_lowercase().contains("invalid") && !error.message.ends_with('.'), "{}", error.message);
    assert!(error.help.is_some(), "{what}: {} has no help", error.message);
    error.code
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn inputs_that_cannot_be_read_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("empty.mkv"), "").expect("written");
    fs::write(at("letter.mp4"), "Dear reader,\n".repeat(500)).expect("written");
    let whole = make(&at("whole.mp4"), &format!("{PICTURE} -c:v libx264"));
    let bytes = fs::read(whole).expect("read");
    fs::write(at("no_index.mp4"), &bytes[..bytes.len() / 2]).expect("written");
    make(&at("rgb565.nut"), &format!("{PICTURE} -c:v rawvideo -pix_fmt rgb565le"));
    let cases = [
        ("nothing.mkv", Code::INPUT_MISSING),
        ("", Code::INPUT_UNREADABLE),
        ("empty.mkv", Code::NOT_MEDIA),
        ("letter.mp4", Code::NOT_MEDIA),
        ("no_index.mp4", Code::DAMAGED_INPUT),
        ("rgb565.nut", Code::PIXEL_FORMAT),
    ];
    for (name, expected) in cases {
        assert_eq!(code(probe(text(&at(name)), None), name), expected, "{name}");
    }
}

#[test]
fn damage_is_found_and_kept_only_if_allowed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let make_damaged = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(at(name)).expect("read");
        change(&mut bytes);
        fs::write(at(&format!("bad_{name}")), bytes).expect("written");
    };
    clip(folder.path(), "cut.mkv");
    clip(folder.path(), "cut.mp4");
    make(&at("cut.avi"), &format!("{PICTURE} {SOUND} -c:v mpeg4 -c:a mp2"));
    make(&at("bit.mkv"), &format!("{PICTURE} -c:v ffv1 -level 3 -slicecrc 1"));
    make(&at("bytes.mkv"), &format!("{PICTURE} -c:v libx264 -x264-params slices=1"));
    for name in ["cut.mkv", "cut.mp4", "cut.avi"] {
        make_damaged(name, &|bytes| bytes.truncate(bytes.len() * 6 / 10));
    }
    // Too little to be heard or seen in the length of the clip.
    fs::copy(at("cut.mkv"), at("tail.mkv")).expect("copied");
    make_damaged("tail.mkv", &|bytes| bytes.truncate(bytes.len() - 1));
    make_damaged("bit.mkv", &|bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    });
    make_damaged("bytes.mkv", &|bytes| {
        let middle = bytes.len() / 2;
        bytes[middle..middle + 200].iter_mut().for_each(|byte| *byte ^= 0x5a);
    });
    for name in ["cut.mkv", "cut.mp4", "cut.avi", "tail.mkv", "bit.mkv", "bytes.mkv"] {
        let source = at(&format!("bad_{name}"));
        let output = at(&format!("out_{name}.mkv"));
        let strict = pass_through(&source, &output, "ffv1", &Options::default());
        assert_eq!(code(strict, name), Code::DAMAGED_INPUT, "{name}");
        assert!(!names(folder.path()).iter().any(|file| file.contains("out_")), "{name} leaves a file");
        let options = Options { allow_damaged: true, ..Options::default() };
        let report =
            pass_through(&source, &output, "ffv1", &options).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert!(
            report.warnings.iter().any(|warning| warning.code == Code::DAMAGE_ALLOWED),
            "{name}: {:?}",
            report.warnings
        );
        assert!(report.inputs[0].damage.good_frames >= 8, "{name}: {:?}", report.inputs[0].damage);
        assert_eq!(frame_hashes(&output).len() as u64, report.outputs[0].frames, "{name}");
        fs::remove_file(output).expect("removed");
    }
}

#[test]
fn a_stream_that_is_left_out_has_no_say_in_the_length() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let without_sound = |source: &Path, output: &Path| {
        let mut plan = plan(source, output, "ffv1")?;
        plan.outputs[0].copied.clear();
        run_with(&plan, &Options::default(), |source| source)
    };
    let sources = [
        ("long.mkv", "-c:v libx264 -bf 2 -c:a aac"),
        ("long.mp4", "-c:v libx264 -bf 2 -c:a aac"),
        ("long.mov", "-c:v prores_ks -c:a pcm_s16le"),
        ("long.avi", "-c:v mpeg4 -c:a mp2"),
        ("long.ts", "-c:v libx264 -bf 2 -c:a mp2"),
        ("long.mpg", "-c:v mpeg2video -c:a mp2"),
        ("long.nut", "-c:v ffv1 -c:a pcm_s16le"),
    ];
    for (name, recipe) in sources {
        let longer = SOUND.replace("duration=1.2", "duration=3");
        let source = make(&at(name), &format!("{PICTURE} {longer} {recipe}"));
        let report = without_sound(&source, &at(&format!("out_{name}.mkv")))
            .unwrap_or_else(|error| panic!("{name} is whole: {error:?}"));
        assert_eq!((report.outputs[0].frames, report.warnings.len()), (30, 0), "{name}");
        if ["long.mkv", "long.avi"].contains(&name) {
            let bytes = fs::read(&source).expect("read");
            let cut = at(&format!("cut_{name}"));
            fs::write(&cut, &bytes[..bytes.len() / 4]).expect("written");
            assert_eq!(code(without_sound(&cut, &at("cut_out.mkv")), name), Code::DAMAGED_INPUT, "{name}");
        }
    }
}

#[test]
fn destinations_are_refused_before_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let source = clip(folder.path(), "tape.mkv");
    fs::write(at("old.mkv"), "precious").expect("written");
    fs::create_dir(at("folder.mkv")).expect("made");
    symlink(&source, at("link.mkv")).expect("linked");
    fs::hard_link(&source, at("hard.mkv")).expect("linked");
    symlink("/dev/full", at("full.mkv")).expect("linked");
    let before = names(folder.path());
    let force = Options { force: true, ..Options::default() };
    let cases = [
        ("old.mkv", Options::default(), Code::OUTPUT_EXISTS),
        ("tape.mkv", force.clone(), Code::OUTPUT_IS_INPUT),
        ("link.mkv", force.clone(), Code::OUTPUT_IS_INPUT),
        ("hard.mkv", force.clone(), Code::OUTPUT_IS_INPUT),
        ("folder.mkv", force.clone(), Code::OUTPUT_UNWRITABLE),
        ("full.mkv", force.clone(), Code::OUTPUT_UNWRITABLE),
        ("no/such/folder.mkv", force.clone(), Code::OUTPUT_UNWRITABLE),
    ];
    for (name, options, expected) in cases {
        assert_eq!(code(pass_through(&source, &at(name), "ffv1", &options), name), expected, "{name}");
    }
    assert_eq!(names(folder.path()), before);
    assert_eq!(fs::read_to_string(at("old.mkv")).expect("read"), "precious");
    pass_through(&source, &at("old.mkv"), "ffv1", &force).expect("replaced");
    assert_eq!(frame_hashes(&at("old.mkv")).len(), 30);
}

#[test]
fn two_names_of_one_file_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = clip(folder.path(), "tape.mkv");
    symlink(folder.path(), folder.path().join("here")).expect("linked");
    symlink("two.mkv", folder.path().join("link.mkv")).expect("linked");
    let before = names(folder.path());
    for other in ["./two.mkv", "here/two.mkv", "link.mkv"] {
        let mut plan = plan(&source, &folder.path().join("two.mkv"), "ffv1").expect("a plan");
        let mut second = plan.outputs[0].clone();
        second.path = format!("{}/{other}", text(folder.path()));
        plan.outputs.push(second);
        let options = Options { force: true, ..Options::default() };
        assert_eq!(code(Pipeline::open(&plan, &options).map(|_| ()), other), Code::OUTPUT_TWICE, "{other}");
    }
    assert_eq!(names(folder.path()), before);
}

#[test]
fn force_writes_where_a_link_leads() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let source = clip(folder.path(), "tape.mkv");
    fs::create_dir(at("archive")).expect("made");
    symlink("archive/new.mkv", at("first.mkv")).expect("linked");
    symlink("first.mkv", at("second.mkv")).expect("linked");
    symlink("nowhere/new.mkv", at("lost.mkv")).expect("linked");
    symlink("round.mkv", at("round.mkv")).expect("linked");
    let force = Options { force: true, ..Options::default() };
    for (name, options, expected) in [
        ("second.mkv", Options::default(), Code::OUTPUT_EXISTS),
        ("lost.mkv", force.clone(), Code::OUTPUT_UNWRITABLE),
        ("round.mkv", force.clone(), Code::OUTPUT_UNWRITABLE),
    ] {
        assert_eq!(code(pass_through(&source, &at(name), "ffv1", &options), name), expected, "{name}");
    }
    pass_through(&source, &at("second.mkv"), "ffv1", &force).expect("a run");
    assert!(at("second.mkv").is_symlink() && at("first.mkv").is_symlink());
    assert_eq!(frame_hashes(&at("archive/new.mkv")).len(), 30);
}

#[test]
fn streams_that_do_not_fit_are_refused_before_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("s.srt"), "1\n00:00:00,200 --> 00:00:00,900\nHello\n").expect("written");
    let source = make(&at("tape.mkv"), &format!("{PICTURE} -i {} -c:v libx264 -c:s srt", text(&at("s.srt"))));
    let mut plan = plan(&source, &at("out.mp4"), "x264").expect("a plan");
    plan.outputs[0].copied = vec![fwr_compiler::plan::CopiedStream { input: 0, stream: 1 }];
    assert_eq!(code(run_with(&plan, &Options::default(), |source| source), "subrip in mp4"), Code::CONTAINER);
    let lossless = pass_through(&source, &at("out.mov"), "ffv1", &Options::default());
    assert_eq!(code(lossless, "ffv1 in mov"), Code::CONTAINER);
    assert_eq!(names(folder.path()), ["s.srt", "tape.mkv"]);
}

/// A disk of a megabyte, where the tests may mount one.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_left_clean() {
    let folder = tempfile::tempdir().expect("a folder");
    let source =
        make(&folder.path().join("tape.mkv"), "-f lavfi -i testsrc2=size=320x240:rate=25:duration=4 -c:v libx264");
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).expect("made");
    let mount =
        std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "none", text(&disk)]).status();
    if !mount.is_ok_and(|status| status.success()) {
        eprintln!("not checked: only root may mount the small disk that this test fills");
        return;
    }
    let result = pass_through(&source, &disk.join("out.mkv"), "ffv1", &Options::default());
    let left = names(&disk);
    let unmounted = std::process::Command::new("umount").arg(&disk).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    assert_eq!(code(result, "a full disk"), Code::DISK_FULL);
    assert_eq!(left, [""; 0]);
}

/// Frames of a decoder, with something done at the tenth.
struct AtTen<F> {
    source: VideoSource,
    count: u32,
    act: F,
}

impl<F: FnMut() -> Result<(), Diagnostic> + Send> FrameSource for AtTen<F> {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        self.count += 1;
        if self.count == 10 {
            (self.act)()?;
        }
        self.source.next()
    }
}

#[test]
fn stopping_failing_and_panicking_end_a_run_soon_and_leave_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = make(
        &folder.path().join("tape.mkv"),
        "-f lavfi -i testsrc2=size=320x240:rate=25:duration=20 -c:v libx264 -preset ultrafast",
    );
    let output = folder.path().join("out.mkv");
    let plan = plan(&source, &output, "ffv1").expect("a plan");
    let cancel = Arc::new(AtomicBool::new(false));
    let options = Options { cancel: Arc::clone(&cancel), ..Options::default() };
    let start = Instant::now();
    let stopped = run_with(&plan, &options, |source| {
        let act = || {
            cancel.store(true, Ordering::Relaxed);
            Ok(())
        };
        AtTen { source, count: 0, act }
    });
    assert_eq!(code(stopped, "stopped"), Code::INTERRUPTED);
    let failed = run_with(&plan, &Options::default(), |source| {
        let act = || Err(Diagnostic::new(Code::ENCODE_FAILED, "the tenth frame is the last").help("none"));
        AtTen { source, count: 0, act }
    });
    assert_eq!(code(failed, "failed"), Code::ENCODE_FAILED);
    let panicked = run_with(&plan, &Options::default(), |source| AtTen { source, count: 0, act: || panic!("boom") });
    let panicked = panicked.expect_err("panicked");
    assert_eq!(panicked.code, Code::INTERNAL);
    assert!(panicked.message.contains("boom"), "{}", panicked.message);
    // Not a measure of speed: a thread that nobody stops would wait for ever.
    assert!(start.elapsed() < Duration::from_secs(60));
    assert_eq!(names(folder.path()), ["tape.mkv"]);
}

/// Two parts of a recording, and what a change between them is called; nothing where it is none.
const CHANGES: &[(&str, &str, &str)] = &[
    ("-c:v mpeg2video -s 96x64", "-c:v mpeg2video -s 128x96", "the size changes from 96x64 to 128x96"),
    ("-c:v libx264 -color_range tv", "-c:v libx264 -color_range pc", "the range changes from limited to full"),
    ("-c:v libx264 -colorspace bt709", "-c:v libx264 -colorspace smpte170m", "the matrix changes"),
    ("-c:v libx264 -color_primaries bt709", "-c:v libx264 -color_primaries bt2020", "the set of primaries changes"),
    ("-c:v libx264 -color_trc bt709", "-c:v libx264 -color_trc smpte2084", "the transfer changes"),
    ("-c:v mpeg2video -aspect 4:3", "-c:v mpeg2video -aspect 16:9", "the sample aspect ratio changes"),
    ("-c:v libx264", "-c:v libx264 -color_primaries bt709 -color_trc bt709", ""),
    ("-c:v libx264 -color_primaries bt709 -color_trc bt709", "-c:v libx264", ""),
    ("-c:v libx264", "-c:v libx264 -color_range tv", ""),
];

#[test]
fn a_clip_that_changes_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for (before, after, change) in CHANGES {
        let part = |name: &str, recipe: &str| {
            fs::read(make(&at(name), &format!("{PICTURE} -pix_fmt yuv420p {recipe} -f mpegts"))).expect("read")
        };
        fs::write(at("joined.ts"), [part("a.ts", before), part("b.ts", after)].concat()).expect("written");
        let options = Options { allow_damaged: true, force: true, ..Options::default() };
        let result = pass_through(&at("joined.ts"), &at("out.mkv"), "ffv1", &options);
        if change.is_empty() {
            assert_eq!(result.expect(after).outputs[0].frames, 60, "{before} to {after}");
        } else {
            let error = result.expect_err(after);
            assert!(error.message.contains(change), "{}", error.message);
            assert_eq!(code::<()>(Err(error), after), Code::FORMAT_CHANGE);
        }
    }
}

#[test]
fn sound_of_another_file_waits_for_the_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let picture =
        make(&at("picture.mkv"), "-f lavfi -i testsrc2=size=96x64:rate=25:duration=30 -c:v libx264 -preset ultrafast");
    let sound = make(&at("sound.mkv"), "-f lavfi -i anoisesrc=duration=30 -c:a pcm_s16le");
    let mut plan = plan(&picture, &at("out.mkv"), "ffv1").expect("a plan");
    plan.inputs.push(fwr_compiler::plan::PlanInput {
        name: "sound".to_owned(),
        path: text(&sound).to_owned(),
        header: Default::default(),
    });
    plan.outputs[0].copied = vec![fwr_compiler::plan::CopiedStream { input: 1, stream: 0 }];
    let report = run_with(&plan, &Options::default(), |source| source).expect("a run");
    assert_eq!(report.outputs[0].frames, 750);
    assert_eq!(report.outputs[0].copied_packets, [report.inputs[1].streams[0].packets]);
    // Written in order of time, so that a player need not look for sound far from its picture.
    let positions = |stream| support::rows(&at("out.mkv"), stream, "packet", "pts_time,pos");
    let at_half = |stream| {
        let rows = positions(stream);
        let row =
            rows.iter().find(|row| row[0].parse::<f64>().is_ok_and(|time| time >= 15.0)).expect("a packet").clone();
        row[1].parse::<f64>().expect("a position")
    };
    let size = report.outputs[0].bytes as f64;
    assert!((at_half("v:0") - at_half("a:0")).abs() < size * 0.05);
}

#[test]
fn a_clock_that_is_set_back_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = format!("{PICTURE} {SOUND} -c:v libx264 -bf 2 -c:a mp2 -f mpegts");
    let part = fs::read(make(&folder.path().join("part.ts"), &arguments)).expect("read");
    let joined = folder.path().join("joined.ts");
    fs::write(&joined, [&part[..], &part[..]].concat()).expect("written");
    let output = folder.path().join("out.mkv");
    // The packet counter jumps at the joint, which the container tells as damage.
    let options = Options { allow_damaged: true, ..Options::default() };
    let report = pass_through(&joined, &output, "ffv1", &options).expect("a run");
    assert_eq!(report.inputs[0].damage.resets, 1, "{:?}", report.inputs[0]);
    assert!(report.warnings.iter().any(|warning| warning.code == Code::DAMAGE_ALLOWED));
    let times: Vec<f64> = support::rows(&output, "v:0", "frame", "best_effort_timestamp_time")
        .iter()
        .map(|row| row[0].parse().expect("a time"))
        .collect();
    assert_eq!(times.len(), 60);
    assert!(times.windows(2).all(|pair| pair[1] > pair[0] && pair[1] - pair[0] < 0.3), "{times:?}");
}

#[test]
fn sound_that_runs_far_ahead_blocks_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    // All of the sound first, then the picture.
    let sound = make(&at("sound.mkv"), "-f lavfi -i anoisesrc=duration=30 -c:a pcm_s16le");
    let picture =
        make(&at("picture.mkv"), "-f lavfi -i testsrc2=size=96x64:rate=25:duration=30 -c:v libx264 -preset ultrafast");
    let arguments = format!(
        "-i {} -itsoffset 40 -i {} -map 0 -map 1 -c copy -max_interleave_delta 1",
        text(&sound),
        text(&picture)
    );
    let source = make(&at("apart.mkv"), &arguments);
    let report = pass_through(&source, &at("out.mkv"), "ffv1", &Options::default()).expect("a run");
    assert_eq!(report.outputs[0].frames, 750);
    assert_eq!(
        report.outputs[0].copied_packets[0],
        report.inputs[0].streams.iter().find(|s| s.frames == 0).map_or(0, |s| s.packets)
    );
}
