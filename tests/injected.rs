//! Faults that come from below: a disk that fails, memory that ends, a graphics processor that is lost, a clock that is set,
//! pipes that stand still. Each is made by a small library put under the program, or by a limit of the system, so
//! nothing in the program knows that it is tried.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::made_clips;

const PASS: &str = "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n";

/// Neighbours in time and space, so that frames are held and threads are busy.
const WORK: &str =
    "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> unsharp() |> encode(ffv1)\n}\n";

const RAW: &str = "input clip: media\n\noutput {\n  video: clip.video |> encode(raw)\n  \
                   drop: [audio, subtitles, attachments, data, chapters, metadata]\n}\n";

const MIB: u64 = 1 << 20;

/// Longer than this is a hang, on the slowest machine.
const LONGEST: Duration = Duration::from_secs(120);

#[test]
fn a_disk_that_fails_in_the_middle_is_told_and_nothing_stays() {
    let folder = folder_with(PASS);
    for name in ["city.mkv", "plain.mp4", "tff.mpg"] {
        let clip = folder.path().join(name);
        fs::copy(if name == "city.mkv" { city() } else { made_clips::clip(name) }, &clip).expect("writable");
        let length = fs::metadata(&clip).expect("there").len();
        for after in [0, 50, length / 2, length * 9 / 10, length - 1] {
            let with_fault = |args: &[&str]| {
                let mut command = fwr(folder.path(), &["run", "graph.fwr", name, "-o", "out.mkv"]);
                command.args(args).env("LD_PRELOAD", library("disk"));
                told(command.env("FAULT_PATH", name).env("FAULT_AFTER", after.to_string()).output().expect("it runs"))
            };
            let (code, said) = with_fault(&[]);
            assert_eq!(code, Some(3), "{name} after {after}: {said}");
            assert!(["E1002", "E1003", "E1007"].iter().any(|code| said.contains(code)), "{name} after {after}: {said}");
            if after >= length / 2 {
                assert!(said.contains("nput/output error"), "{name} after {after}: {said}");
            }
            assert!(!folder.path().join("out.mkv").exists(), "{name} after {after}: {said}");
            // What could be read is kept if that is wanted, and told all the same.
            let (code, said) = with_fault(&["--allow-damaged"]);
            match code {
                Some(0) => assert!(said.contains("W1007"), "{name} after {after}: {said}"),
                code => assert_eq!(code, Some(3), "{name} after {after}: {said}"),
            }
            assert_eq!(code == Some(0), folder.path().join("out.mkv").exists(), "{name} after {after}: {said}");
            let _ = fs::remove_file(folder.path().join("out.mkv"));
        }
        fs::remove_file(&clip).expect("there");
    }
    assert_eq!(listing(folder.path()), ["graph.fwr"]);
}

#[test]
fn reads_that_give_little_change_nothing() {
    let folder = folder_with(PASS);
    let clip = folder.path().join("city.mkv");
    fs::copy(city(), &clip).expect("writable");
    let (code, said) = told(run(folder.path(), "whole.mkv").output().expect("it runs"));
    assert_eq!(code, Some(0), "{said}");
    let mut command = run(folder.path(), "short.mkv");
    command.env("LD_PRELOAD", library("disk")).env("FAULT_PATH", "city.mkv").env("FAULT_SHORT", "1000");
    let (code, said) = told(command.output().expect("it runs"));
    assert_eq!(code, Some(0), "{said}");
    assert!(bytes(folder.path(), "whole.mkv") == bytes(folder.path(), "short.mkv"));
}

#[test]
fn a_clock_that_is_set_changes_nothing() {
    let folder = folder_with(
        "input clip: media\n\noutput {\n  video: clip.video |> crop(bottom: 1px) |> temporal_median() |> unsharp() |> encode(x264, preset: slower)\n}\n",
    );
    fs::copy(city(), folder.path().join("city.mkv")).expect("writable");
    let (code, said) = told(run(folder.path(), "steady.mkv").args(["--segment", "20f"]).output().expect("it runs"));
    assert_eq!(code, Some(0), "{said}");
    let begun = Instant::now();
    let mut command = run(folder.path(), "set.mkv");
    command.args(["--segment", "20f", "--json"]).env("LD_PRELOAD", library("clock"));
    let output = command.output().expect("it runs");
    let wall = begun.elapsed().as_secs_f64();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(bytes(folder.path(), "steady.mkv") == bytes(folder.path(), "set.mkv"), "the outputs differ");
    // What is said of the time that it took is that of a clock that is never set.
    let events = String::from_utf8(output.stdout).expect("text");
    let events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let elapsed: Vec<f64> = events.iter().filter_map(|event| event["elapsed_seconds"].as_f64()).collect();
    assert!(
        elapsed.is_sorted() && elapsed.iter().all(|seconds| (0.0..wall).contains(seconds)),
        "{elapsed:?} of {wall}"
    );
    let speeds: Vec<f64> = events.iter().filter_map(|event| event["speed"].as_f64()).collect();
    assert!(speeds.iter().all(|speed| speed.is_finite() && *speed >= 0.0), "{speeds:?}");
    let taken = &events.last().expect("events")["report"]["taken"];
    for stage in taken["stages"].as_array().expect("stages") {
        assert!(stage["seconds"].as_f64().is_some_and(|seconds| (0.0..=wall).contains(&seconds)), "{stage}");
    }
}

#[test]
fn memory_that_ends_is_told_wherever_it_ends() {
    let folder = folder_with(WORK);
    fs::copy(made_clips::clip("long.mkv"), folder.path().join("city.mkv")).expect("writable");
    let part = ["--to", "12f", "--threads", "2"];
    let (code, said) = told(run(folder.path(), "whole.mkv").args(part).output().expect("it runs"));
    assert_eq!(code, Some(0), "{said}");
    let (mut ran, mut refused) = (0, 0);
    for limit in (100..=1000).step_by(20).chain([1200, 1600, 2400]) {
        let mut command = run(folder.path(), "out.mkv");
        command.args(part);
        limit_memory(&mut command, limit * MIB);
        let child = command.spawn().expect("it starts");
        let (code, said) = told(wait(child).unwrap_or_else(|| panic!("it hangs in {limit} MiB")));
        let out = folder.path().join("out.mkv");
        match code {
            Some(0) => {
                ran += 1;
                assert!(bytes(folder.path(), "whole.mkv") == bytes(folder.path(), "out.mkv"), "in {limit} MiB: {said}");
                fs::remove_file(out).expect("there");
            }
            Some(3 | 4) => {
                refused += 1;
                assert!(
                    has_code(&said) && !said.contains("E1202") && !said.contains("panicked"),
                    "in {limit} MiB: {said}"
                );
                assert!(!out.exists(), "in {limit} MiB: {said}");
            }
            // The system could not even load the libraries.
            Some(127) if limit < 200 => {}
            code => panic!("in {limit} MiB it ends with {code:?}: {said}"),
        }
    }
    assert!(ran > 0 && refused > 3, "{ran} ran, {refused} were refused");
}

#[test]
fn a_graphics_processor_that_is_lost_is_told() {
    let folder = folder_with(WORK);
    fs::copy(city(), folder.path().join("city.mkv")).expect("writable");
    let layers = tempfile::tempdir().expect("a folder");
    let manifest = serde_json::json!({
        "file_format_version": "1.2.0",
        "layer": {
            "name": "VK_LAYER_FWR_fault", "type": "GLOBAL", "library_path": library("graphics"), "api_version": "1.3.0",
            "implementation_version": "1", "description": "loses the device",
            "functions": { "vkGetInstanceProcAddr": "fault_get_instance", "vkGetDeviceProcAddr": "fault_get_device" },
        },
    });
    fs::write(layers.path().join("fault.json"), manifest.to_string()).expect("writable");
    for submits in ["0", "1", "20", "100000"] {
        let mut command = run(folder.path(), "out.mkv");
        command.args(["--prefer", "gpu"]).env("VK_LAYER_PATH", layers.path()).env("FAULT_SUBMIT", submits);
        command.env("VK_INSTANCE_LAYERS", "VK_LAYER_FWR_fault");
        let child = command.spawn().expect("it starts");
        let (code, said) = told(wait(child).unwrap_or_else(|| panic!("it hangs after {submits} submissions")));
        if submits == "100000" {
            assert_eq!(code, Some(0), "{said}");
            continue;
        }
        assert_eq!(code, Some(3), "after {submits} submissions: {said}");
        assert!(said.contains("E1205") && !said.contains("panicked"), "after {submits} submissions: {said}");
        assert_eq!(listing(folder.path()), ["city.mkv", "graph.fwr"], "after {submits} submissions");
    }
}

#[test]
fn a_slow_reader_gets_all_of_it() {
    let folder = folder_with(RAW);
    fs::copy(city(), folder.path().join("city.mkv")).expect("writable");
    let whole = piped(folder.path()).output().expect("it runs").stdout;
    assert!(whole.starts_with(b"YUV4MPEG2") && whole.len() > MIB as usize);
    let mut child = piped(folder.path()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = child.stdout.take().expect("a pipe");
    let (mut found, mut piece) = (Vec::new(), vec![0; whole.len() / 40]);
    loop {
        std::thread::sleep(Duration::from_millis(30));
        match pipe.read(&mut piece).expect("readable") {
            0 => break,
            count => found.extend(&piece[..count]),
        }
        // It waits most of the time, and now and then for long.
        if found.len() % 7 == 0 {
            std::thread::sleep(Duration::from_millis(300));
        }
        assert!(found.len() <= whole.len());
        if found.len() > whole.len() / 4 {
            pipe.read_to_end(&mut found).expect("readable");
        }
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(found == whole, "{} of {} bytes", found.len(), whole.len());
}

#[test]
fn a_reader_that_never_reads_does_not_keep_a_run_from_ending() {
    let folder = folder_with(RAW);
    fs::copy(city(), folder.path().join("city.mkv")).expect("writable");
    let child = piped(folder.path()).stdout(Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(Duration::from_secs(3));
    end_promptly(child);
}

#[test]
fn a_writer_that_never_writes_does_not_keep_a_run_from_ending() {
    let folder = folder_with(PASS);
    let mut command = fwr(folder.path(), &["run", "graph.fwr", "-", "-o", "out.mkv"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    // A beginning that is enough to know what comes.
    let mut pipe = child.stdin.take().expect("a pipe");
    let mut clip = b"YUV4MPEG2 W64 H64 F25:1 Ip C420\n".to_vec();
    (0..200).for_each(|frame: u8| {
        clip.extend(b"FRAME\n");
        clip.extend([frame; 64 * 64 * 3 / 2]);
    });
    pipe.write_all(&clip).expect("writable");
    std::thread::sleep(Duration::from_secs(2));
    end_promptly(child);
    drop(pipe);
    assert_eq!(listing(folder.path()), ["graph.fwr"]);
}

/// Sends SIGTERM to a run, which has to end soon.
fn end_promptly(mut child: Child) {
    assert_eq!(child.try_wait().expect("a child"), None, "it ended by itself");
    let begun = Instant::now();
    // SAFETY: a signal to a child that is not waited for yet.
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGTERM) }, 0);
    while child.try_wait().expect("a child").is_none() {
        if begun.elapsed() > Duration::from_secs(10) {
            child.kill().expect("a child");
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let (code, said) = told(child.wait_with_output().expect("it ends"));
    assert_eq!(code, Some(130), "{said}");
}

/// The library of a fault, built where it is not there yet.
fn library(name: &str) -> PathBuf {
    static BUILDING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = BUILDING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/injected/{name}.c"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (library, part) = (folder.join(format!("{name}.so")), folder.join(format!("{name}-{}.so", std::process::id())));
    let changed = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    if changed(&library) < changed(&source) {
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-o"]).arg(&part).arg(&source).arg("-ldl");
        assert!(cc.status().expect("a C compiler, which linking needs as well").success(), "{name}.c is not built");
        fs::rename(&part, &library).expect("writable");
    }
    library
}

/// Gives a command so much room for addresses, and not more.
fn limit_memory(command: &mut Command, bytes: u64) {
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: between fork and exec, a system call that is safe there.
    unsafe {
        command.pre_exec(move || match libc::setrlimit(libc::RLIMIT_AS, &raw const limit) {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        });
    }
}

/// Waits for the end; `None` if it does not come.
fn wait(mut child: Child) -> Option<Output> {
    let begun = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if begun.elapsed() > LONGEST {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().ok()
}

fn folder_with(graph: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("graph.fwr"), graph).expect("writable");
    folder
}

fn run(folder: &Path, output: &str) -> Command {
    fwr(folder, &["run", "graph.fwr", "city.mkv", "-o", output])
}

fn piped(folder: &Path) -> Command {
    fwr(folder, &["run", "graph.fwr", "city.mkv", "-o", "-", "--format", "y4m"])
}

fn fwr(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.args(args).args(["--allow", "warnings"]).current_dir(folder).env("NO_COLOR", "1");
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR")).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn told(output: Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Whether a diagnostic with a code is told.
fn has_code(said: &str) -> bool {
    said.lines().any(|line| line.len() == 5 && line.starts_with('E') && line[1..].chars().all(|c| c.is_ascii_digit()))
}

fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn city() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv")
}
