//! Runs that are stopped, repeated, or run out of disk.

mod support;

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::{made_clips, probe};

/// Takes half a minute and more for a clip of twenty seconds.
const SLOW: &str =
    "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> encode(x264, preset: slower)\n}\n";

/// Neighbours in space and time, and random numbers.
const MANY: &str = "input clip: media\n\noutput {\n  video: clip.video |> temporal_soften() |> unsharp() \
                    |> grain(amount: 2%) |> encode(ffv1)\n}\n";

#[test]
fn an_interrupt_stops_soon_and_leaves_nothing() {
    for signal in [libc::SIGINT, libc::SIGTERM] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = start_slow_run(folder.path());
        let asked = Instant::now();
        // SAFETY: `kill` has no memory effects here, and the process is our own child, not yet waited for.
        assert_eq!(unsafe { libc::kill(child.id() as i32, signal) }, 0);
        let status = child.wait().expect("the run ends");
        // A promise to whoever presses Ctrl-C, so the clock is asked: two seconds, and more for a busy machine.
        assert!(asked.elapsed() < Duration::from_secs(6), "it took {:?} to stop", asked.elapsed());
        eprintln!("stopped {:?} after the signal", asked.elapsed());
        assert_eq!(status.code(), Some(130));
        assert_eq!(listing(folder.path()), ["graph.fwr"], "nothing is left beside the graph");
    }
}

/// Starts a run that takes long, and waits until it writes.
fn start_slow_run(folder: &Path) -> Child {
    std::fs::write(folder.join("graph.fwr"), SLOW).expect("writable");
    let mut child = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["run", "graph.fwr", text(&made_clips::clip("long.mkv")), "-o", "out.mkv"])
        .current_dir(folder)
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let started = Instant::now();
    while listing(folder).len() < 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "nothing is written");
        assert_eq!(child.try_wait().expect("a child"), None, "the run ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
    // In the middle of the work, not at its beginning.
    std::thread::sleep(Duration::from_millis(300));
    child
}

#[test]
fn a_run_to_nowhere_works_out_every_frame_and_writes_none() {
    let folder = tempfile::tempdir().expect("a folder");
    // The path is the graph's own, and nothing may appear under it.
    let graph = MANY.replace("output {", "output \"written.mkv\" {");
    std::fs::write(folder.path().join("graph.fwr"), graph).expect("writable");
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["run", "graph.fwr", text(&clip), "--null", "--allow", "warnings"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr);
    let frames = probe::frame_times(&clip).len();
    assert!(output.status.success(), "{said}");
    assert!(said.contains(&format!("worked out {frames} frames")), "{said}");
    assert_eq!(listing(folder.path()), ["graph.fwr"]);
}

#[test]
fn the_same_graph_gives_the_same_frames_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("graph.fwr"), MANY).expect("writable");
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let frames = |name: &str, more: &[&str]| {
        let args: Vec<&str> = ["run", "graph.fwr", text(&clip), "-o", name].iter().chain(more).copied().collect();
        let output = fwr(folder.path(), &args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        probe::frame_hashes(&folder.path().join(name), None)
    };
    let first = frames("first.mkv", &[]);
    assert_eq!(first.len(), 80);
    assert_eq!(frames("again.mkv", &[]), first, "a second run");
    assert_eq!(frames("alone.mkv", &["--threads", "1"]), first, "one thread");
    assert_eq!(frames("three.mkv", &["--threads", "3"]), first, "three threads");
}

#[test]
fn a_full_disk_is_named_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("graph.fwr"), MANY).expect("writable");
    std::fs::create_dir(folder.path().join("disk")).expect("writable");
    // A disk of 256 KiB in a mount namespace of its own, which ends with the command.
    let script = "mount -t tmpfs -o size=256k tmpfs disk || exit 77\n\"$@\"\ncode=$?\nls -A disk\nexit $code";
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_fwr")])
        .args(["run", "graph.fwr", text(&clip), "-o", "disk/out.mkv"])
        .current_dir(folder.path())
        .output();
    let output = match output {
        Ok(output) if ![Some(77), Some(1)].contains(&output.status.code()) => output,
        other => {
            eprintln!("NOT TESTED: a full disk needs a mount namespace, which this machine does not give: {other:?}");
            return;
        }
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("E1104"), "{stderr}");
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "nothing is left on the disk");
}

fn fwr(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fwr")).args(args).current_dir(folder).output().expect("the binary runs")
}

fn listing(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are text")
}
