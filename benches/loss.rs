//! What is lost when a run is killed: runs over a real clip are killed with `kill -9` at random moments and given again,
//! until their outputs are there.
//!
//! Every output is compared, byte for byte, with that of a run nobody disturbed. What is worked out is counted as it
//! happens, a line in the log for each frame, so that frames of attempts that were killed count as well.
//!
//! `cargo bench --bench loss [-- KILLS]`

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The clip, with sound: 80 frames of 720x405.
const CLIP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv");

struct Graph {
    name: &'static str,
    /// What is done with the picture.
    video: &'static str,
    before: &'static str,
    outputs: usize,
    /// Frames of the first output in a segment.
    segment: u64,
    /// Encoder that must be there.
    needs: &'static str,
}

const GRAPHS: &[Graph] = &[
    Graph {
        name: "x264, window of 3",
        before: "",
        video: "|> temporal_median() |> unsharp() |> encode(x264, preset: slow)",
        outputs: 1,
        segment: 10,
        needs: "x264",
    },
    Graph {
        name: "ffv1, rate doubled",
        before: "",
        video: "|> assume(scan: tff) |> deinterlace(rate: double) |> temporal_soften() |> grain() |> encode(ffv1)",
        outputs: 1,
        segment: 16,
        needs: "ffv1",
    },
    Graph {
        name: "ffv1, whole-clip measures",
        before: "let bright = brightness(clip.video)\nlet noise = noise_level(clip.video)\n\n",
        video: "|> levels(white: 60% + 0.1 * bright) |> temporal_soften(luma_threshold: min(4 * noise, 20%)) |> encode(ffv1)",
        outputs: 1,
        segment: 10,
        needs: "ffv1",
    },
    Graph {
        name: "x264, two outputs",
        before: "",
        video: "|> temporal_soften() |> encode(x264, preset: slow)",
        outputs: 2,
        segment: 8,
        needs: "x264",
    },
    Graph {
        name: "x265, window of 3",
        before: "",
        video: "|> temporal_median() |> encode(x265, preset: medium)",
        outputs: 1,
        segment: 10,
        needs: "x265",
    },
];

/// What became of the runs of one graph.
#[derive(Default)]
struct Tally {
    kills: u64,
    /// Runs that found segments and went on.
    resumes: u64,
    outputs: u64,
    different: u64,
    /// Frames that the encoders of killed runs had taken behind the last complete segment: at most, and in all.
    repeated: (u64, u64),
    /// The same of frames that were worked out, whether or not an encoder had them.
    filtered: (u64, u64),
    /// Frames that encoders took in all attempts, beside those of the outputs.
    worked: u64,
    needed: u64,
}

fn main() {
    let kills: u64 = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(100);
    let mut dice = Dice(20);
    println!("{kills} kills of each graph, on {CLIP}\n");
    println!(
        "{:<28} {:>7} {:>6} {:>6} {:>8} {:>7} {:>10} {:>17} {:>17} {:>11}",
        "graph",
        "segment",
        "kills",
        "goes",
        "outputs",
        "the",
        "frames for",
        "repeated by",
        "with what was",
        "more work"
    );
    println!(
        "{:<28} {:>7} {:>6} {:>6} {:>8} {:>7} {:>10} {:>17} {:>17} {:>11}",
        "", "frames", "", "on", "", "same", "one output", "encoders, most", "in queues, most", "in all"
    );
    for graph in GRAPHS {
        if !can(graph.needs) {
            println!("{:<28} this FFmpeg has no {}", graph.name, graph.needs);
            continue;
        }
        let tally = Place::new(graph).disturb(kills, &mut dice);
        let same = if tally.different == 0 { "yes".to_owned() } else { format!("{} not", tally.different) };
        println!(
            "{:<28} {:>7} {:>6} {:>6} {:>8} {same:>7} {:>10} {:>17} {:>17} {:>10.1}%",
            graph.name,
            graph.segment * graph.outputs as u64,
            tally.kills,
            tally.resumes,
            tally.outputs,
            tally.needed / tally.outputs.max(1),
            tally.repeated.0,
            tally.filtered.0,
            100.0 * (tally.worked as f64 / tally.needed as f64 - 1.0),
        );
    }
}

/// Whether the program's FFmpeg has an encoder: a run with it says so.
fn can(encoder: &str) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let graph = folder.path().join("graph.fwr");
    let text = format!(
        "input clip: media\n\noutput {{\n  video: clip.video |> crop(bottom: 1px) |> trim(end: 2frames) |> encode({encoder})\n}}\n"
    );
    fs::write(&graph, text).expect("the folder is writable");
    let mut run = Command::new(env!("CARGO_BIN_EXE_fwr"));
    run.arg("run").arg(&graph).arg(CLIP).arg("-o").arg(folder.path().join("out.mkv"));
    run.args(["--quiet", "--allow", "warnings"]).output().expect("it runs").status.success()
}

/// A folder with a graph.
struct Place<'a> {
    folder: tempfile::TempDir,
    graph: &'a Graph,
}

impl<'a> Place<'a> {
    fn new(graph: &'a Graph) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut text = format!("input clip: media\n\n{}", graph.before);
        for output in 0..graph.outputs {
            // Each another picture, of which some work is shared.
            let more = if output > 0 { "|> unsharp() " } else { "" };
            text += &format!("output {{\n  video: clip.video |> crop(bottom: 1px) {more}{}\n}}\n\n", graph.video);
        }
        fs::write(folder.path().join("graph.fwr"), text).expect("the folder is writable");
        Self { folder, graph }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn outputs(&self, stem: &str) -> Vec<String> {
        (0..self.graph.outputs).map(|output| format!("{stem}{output}.mkv")).collect()
    }

    fn start(&self, outputs: &[String]) -> Child {
        let mut run = Command::new(env!("CARGO_BIN_EXE_fwr"));
        run.args(["run", "graph.fwr", CLIP, "--quiet", "--allow", "warnings", "--forbid", "gpu"]);
        run.args(["--segment", &format!("{}f", self.graph.segment)]);
        run.args(outputs.iter().flat_map(|output| ["-o", output]));
        run.current_dir(self.folder.path()).env("RUST_LOG", "frames=trace").env("NO_COLOR", "1");
        run.env("XDG_CACHE_HOME", self.path("cache"));
        let log = File::create(self.path("log")).expect("the folder is writable");
        run.stdout(Stdio::null()).stderr(log).stdin(Stdio::null()).spawn().expect("the binary runs")
    }

    /// Frames that an attempt gave to encoders, and those that it worked out.
    fn counted(&self) -> (u64, u64) {
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        let lines = |what: &str| log.lines().filter(|line| line.contains(what)).count() as u64;
        (lines("encoded a frame"), lines("filtered a frame"))
    }

    /// Frames in complete segments of all outputs.
    fn kept(&self, output: &str) -> u64 {
        let journal = fs::read_to_string(self.path(&format!(".{output}.fwr/journal.jsonl"))).unwrap_or_default();
        let lines = journal.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let segments =
            lines.filter_map(|line| serde_json::from_str::<Value>(line).ok()?.get_mut("segment").map(Value::take));
        let frames = |segment: Value| -> u64 {
            let outputs = segment["outputs"].as_array().cloned().unwrap_or_default();
            outputs.iter().filter_map(|output| output["frames"].as_u64()).sum()
        };
        segments.map(frames).sum()
    }

    /// Runs, kills and runs again until there were `kills` kills.
    fn disturb(&self, kills: u64, dice: &mut Dice) -> Tally {
        let whole = self.outputs("whole");
        let begun = Instant::now();
        let ended = self.start(&whole).wait().expect("a child");
        assert!(ended.success(), "{}", fs::read_to_string(self.path("log")).unwrap_or_default());
        let taken = begun.elapsed();
        let (needed, _) = self.counted();
        let mut tally = Tally::default();
        let mut round = 0;
        while tally.kills < kills {
            let outputs = self.outputs(&format!("round{round}-"));
            // Measuring is disturbed, too.
            let _ = fs::remove_dir_all(self.path("cache"));
            self.until_done(&outputs, taken, kills, dice, &mut tally);
            for (made, whole) in outputs.iter().zip(&whole) {
                let same = fs::read(self.path(made)).ok() == fs::read(self.path(whole)).ok();
                tally.different += u64::from(!same);
                let _ = fs::remove_file(self.path(made));
            }
            tally.outputs += 1;
            tally.needed += needed;
            round += 1;
        }
        tally
    }

    fn until_done(&self, outputs: &[String], taken: Duration, kills: u64, dice: &mut Dice, tally: &mut Tally) {
        loop {
            let before = self.kept(&outputs[0]);
            let mut child = self.start(outputs);
            tally.resumes += u64::from(before > 0);
            if tally.kills < kills {
                std::thread::sleep(taken.mul_f64(dice.below(1000) as f64 / 1000.0));
                if child.try_wait().expect("a child").is_none() {
                    child.kill().expect("it can be killed");
                    tally.kills += 1;
                }
            }
            let status = child.wait().expect("a child");
            let (encoded, filtered) = self.counted();
            tally.worked += encoded;
            if outputs.iter().all(|output| self.path(output).exists()) {
                return;
            }
            assert!(
                status.code().is_none(),
                "a run ended with {status}: {}",
                fs::read_to_string(self.path("log")).unwrap_or_default()
            );
            let kept = self.kept(&outputs[0]) - before;
            // Of a run that was killed between its last line in the journal and its end, all is kept.
            let (lost, unseen) = (encoded.saturating_sub(kept), filtered.saturating_sub(kept));
            tally.repeated = (tally.repeated.0.max(lost), tally.repeated.1 + lost);
            tally.filtered = (tally.filtered.0.max(unseen), tally.filtered.1 + unseen);
        }
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}
