//! What goes wrong in the middle of a run: each is told, leaves nothing half done, and ends with the exit code it should.

mod support;

use std::fs;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{made_clips, probe};

const PASS: &str = "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n";

/// Takes many seconds for a clip of twenty.
const SLOW: &str =
    "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> encode(x264, preset: slower)\n}\n";

#[test]
fn a_file_that_may_not_grow_further_is_told_and_goes() {
    let folder = folder_with(PASS);
    let mut command = fwr(folder.path(), &["run", "graph.fwr", text(&city()), "-o", "out.mkv"]);
    // SAFETY: between fork and exec, two system calls that are safe there.
    unsafe {
        command.pre_exec(|| {
            // As a full disk, but for one file: writes past it fail instead of ending the process.
            let limit = libc::rlimit { rlim_cur: 400_000, rlim_max: 400_000 };
            libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
            if libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit) == 0 {
                Ok(())
            } else {
                Err(std::io::Error::last_os_error())
            }
        });
    }
    let (code, said) = ended(command.spawn().expect("the binary runs"));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("E1103") || said.contains("E1104"), "{said}");
    assert_eq!(listing(folder.path()), ["graph.fwr"], "{said}");
}

#[test]
fn damage_in_the_middle_is_told_with_its_place() {
    let folder = folder_with(PASS);
    let mut bytes = fs::read(city()).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4000].fill(0x55);
    fs::write(folder.path().join("damaged.mkv"), bytes).expect("writable");
    let (code, said) = run(folder.path(), &["run", "graph.fwr", "damaged.mkv", "-o", "out.mkv"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("E1007") && said.contains("--allow-damaged"), "{said}");
    assert_eq!(listing(folder.path()), ["damaged.mkv", "graph.fwr"]);
    let (code, said) = run(folder.path(), &["run", "graph.fwr", "damaged.mkv", "-o", "out.mkv", "--allow-damaged"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("W1007"), "{said}");
    assert!(probe::frame_times(&folder.path().join("out.mkv")).len() > 40);
}

#[test]
fn a_disk_that_cannot_be_read_further_is_told() {
    let folder = folder_with(PASS);
    // The end of the file goes while it is read, as with a card that is pulled out.
    let clip = folder.path().join("clip.mkv");
    fs::copy(made_clips::clip("long.mkv"), &clip).expect("writable");
    fs::write(folder.path().join("graph.fwr"), SLOW).expect("writable");
    let child = start(folder.path(), &["run", "graph.fwr", "clip.mkv", "-o", "out.mkv"]);
    let length = fs::metadata(&clip).expect("there").len();
    fs::OpenOptions::new().write(true).open(&clip).and_then(|file| file.set_len(length * 9 / 10)).expect("writable");
    let (code, said) = ended(child);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("E1007") || said.contains("E1010"), "{said}");
    assert_eq!(listing(folder.path()), ["clip.mkv", "graph.fwr"]);
}

#[test]
fn of_two_runs_to_one_output_one_is_refused_or_finds_it_there() {
    let folder = folder_with(SLOW);
    let args = ["run", "graph.fwr", text(&made_clips::clip("tff.mpg")), "-o", "out.mkv", "--allow", "warnings"]
        .map(str::to_owned);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (first, second) = (start(folder.path(), &args), fwr(folder.path(), &args).spawn().expect("the binary runs"));
    let mut codes = [ended(first).0, ended(second).0];
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(3)]);
    let mut left = listing(folder.path());
    left.retain(|name| !name.starts_with('.'));
    assert_eq!(left, ["graph.fwr", "out.mkv"]);
    assert!(!probe::frame_times(&folder.path().join("out.mkv")).is_empty(), "the output is whole");
}

#[test]
fn a_reader_of_progress_that_stalls_holds_nothing_up_but_itself() {
    let folder = folder_with(PASS);
    let mut child = fwr(folder.path(), &["run", "graph.fwr", text(&city()), "-o", "out.mkv", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    std::thread::sleep(Duration::from_secs(3));
    let mut events = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut events).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(events.lines().last().is_some_and(|line| line.contains("\"done\"")), "{events}");
}

#[test]
fn a_reader_of_progress_that_goes_does_not_hang_the_run() {
    let folder = folder_with(PASS);
    let mut child = fwr(folder.path(), &["run", "graph.fwr", text(&city()), "-o", "out.mkv", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let begun = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        assert!(begun.elapsed() < Duration::from_secs(120), "it hangs");
        std::thread::sleep(Duration::from_millis(50));
    }
    let (_, said) = ended(child);
    assert!(!said.contains("panicked"), "{said}");
}

fn folder_with(graph: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("graph.fwr"), graph).expect("writable");
    folder
}

/// Starts a run, and waits until it writes.
fn start(folder: &Path, args: &[&str]) -> Child {
    let before = listing(folder).len();
    let mut child = fwr(folder, args).spawn().expect("the binary runs");
    let started = Instant::now();
    while listing(folder).len() == before {
        assert!(started.elapsed() < Duration::from_secs(60), "nothing is written");
        assert_eq!(child.try_wait().expect("a child"), None, "the run ended by itself");
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    child
}

fn fwr(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.args(args).current_dir(folder).env("NO_COLOR", "1").stderr(Stdio::piped());
    command
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    ended(fwr(folder, args).spawn().expect("the binary runs"))
}

/// The exit code, and what was said.
fn ended(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn city() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are text")
}
