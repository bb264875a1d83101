//! Runs that are cut into segments, in a folder of their own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::probe;

/// A folder with a graph and a clip of so many frames with sound.
pub struct Place {
    folder: tempfile::TempDir,
    /// For what is measured.
    pub cache: tempfile::TempDir,
}

impl Place {
    pub fn new(graph: &str, clip: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("graph.fwr"), graph).expect("writable");
        let clip_path = folder.path().join("clip.mkv");
        let args: Vec<&str> = clip.split_whitespace().chain([text(&clip_path)]).collect();
        probe::ffmpeg(&args);
        Self { folder, cache: tempfile::tempdir().expect("a folder") }
    }

    /// What an output shows: the hash and the time of each frame.
    pub fn shown(&self, name: &str) -> (Vec<String>, Vec<f64>) {
        (probe::frame_hashes(&self.path(name), None), probe::frame_times(&self.path(name)))
    }

    /// So many frames of a small moving picture, with sound.
    pub fn small(graph: &str, frames: u32) -> Self {
        Self::new(
            graph,
            &format!(
                "-f lavfi -i testsrc2=s=64x48:r=25 -f lavfi -i sine=frequency=440 -t {} -c:v libx264 -bf 2 -pix_fmt yuv420p -c:a aac",
                f64::from(frames) / 25.0
            ),
        )
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, command: &str, outputs: &[String], more: &[&str]) -> Command {
        let mut fwr = Command::new(env!("CARGO_BIN_EXE_fwr"));
        fwr.arg(command).args(["graph.fwr", "clip.mkv", "--allow", "warnings"]);
        if !more.contains(&"gpu") {
            fwr.args(["--forbid", "gpu"]);
        }
        for output in outputs {
            fwr.args(["-o", output]);
        }
        fwr.args(more).current_dir(self.folder.path()).env("NO_COLOR", "1").env("XDG_CACHE_HOME", self.cache.path());
        fwr
    }

    pub fn fwr(&self, command: &str, outputs: &[String], more: &[&str]) -> Output {
        let mut fwr = self.command(command, outputs, more);
        if command == "status" {
            fwr = Command::new(env!("CARGO_BIN_EXE_fwr"));
            fwr.args(["status", "graph.fwr", "-o", &outputs[0]]).args(more).current_dir(self.folder.path());
        }
        fwr.output().expect("the binary runs")
    }

    /// Runs, which has to go well, and gives what it said.
    pub fn run(&self, outputs: &[String], more: &[&str]) -> String {
        let output = self.fwr("run", outputs, more);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{outputs:?} {more:?}: {said}");
        said
    }

    /// Starts a run that logs each frame.
    pub fn start(&self, outputs: &[String], more: &[&str]) -> Child {
        let mut fwr = self.command("run", outputs, more);
        fwr.env("RUST_LOG", "frames=trace");
        fwr.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary runs")
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Whole lines of the journal behind the first that name a segment.
    pub fn segments(&self, output: &str) -> usize {
        let journal = std::fs::read_to_string(self.path(&format!(".{output}.fwr/journal.jsonl"))).unwrap_or_default();
        journal.split_inclusive('\n').filter(|line| line.ends_with('\n') && line.contains("\"segment\":")).count()
    }

    /// Nothing but graph, clip and these outputs are there.
    pub fn holds_only(&self, outputs: &[&str]) {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let mut expected: Vec<&str> = outputs.iter().copied().chain(["clip.mkv", "graph.fwr"]).collect();
        expected.sort_unstable();
        assert_eq!(names, expected);
    }
}

pub fn names(stem: &str, outputs: usize) -> Vec<String> {
    (0..outputs).map(|at| format!("{stem}{at}.mkv")).collect()
}

/// Numbers that look random and are the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub fn shuffle(&mut self, numbers: &mut [u64]) {
        for at in (1..numbers.len()).rev() {
            numbers.swap(at, self.below(at as u64 + 1) as usize);
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are text")
}
