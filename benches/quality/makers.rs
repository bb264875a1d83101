//! Who restores: our own program, FFmpeg, and VapourSynth's plugins where they are found.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::contest::Contestant;
use super::entries::{Entry, How};

/// The programs there are.
pub(crate) struct Makers {
    fwr: String,
    vspipe: Option<String>,
    older: Option<String>,
    qtgmc: Option<String>,
}

impl Makers {
    /// Looks for them.
    pub(crate) fn found() -> Self {
        let runs = |program: &String| {
            Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
        };
        let named = |variable: &str| std::env::var(variable).ok();
        Self {
            fwr: named("FWR").unwrap_or_else(|| env!("CARGO_BIN_EXE_fwr").to_owned()),
            vspipe: Some(named("VSPIPE").unwrap_or_else(|| "vspipe".to_owned())).filter(runs),
            older: named("VSPIPE_R79").filter(runs),
            qtgmc: named("QTGMC_FOLDER"),
        }
    }

    /// Why an entry cannot take part; `None` if it can.
    pub(crate) fn lacks(&self, entry: &Entry) -> Option<String> {
        match &entry.how {
            How::Fwr { filter, .. } => {
                let known = Command::new(&self.fwr).args(["doc", filter]).output();
                let is_there = known.is_ok_and(|output| output.status.success());
                (!is_there).then(|| format!("this build has no `{filter}`"))
            }
            How::Ffmpeg(_) | How::FfmpegTwice(_) => None,
            How::VapourSynth(script) if script.contains("havsfunc33") && self.qtgmc.is_none() => {
                Some("no folder in QTGMC_FOLDER".to_owned())
            }
            How::VapourSynth(_) => self.vspipe.is_none().then(|| "no vspipe on the PATH or in VSPIPE".to_owned()),
            How::Older(_) => self.older.is_none().then(|| "no vspipe in VSPIPE_R79".to_owned()),
        }
    }

    /// Restores a clip into a file; whether that went well.
    pub(crate) fn make(&self, entry: &Entry, clip: &Path, made: &Path, folder: &Path) -> bool {
        let mut command = self.command(entry, clip, Some(made), folder);
        let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            println!("{} failed on {}: {}\n", entry.name, clip.display(), text.lines().last().unwrap_or_default());
        }
        output.status.success()
    }

    /// Runs our own filters, which are to succeed.
    pub(crate) fn write(&self, steps: &str, clip: &Path, made: &Path, folder: &Path) {
        let path = folder.join("own.fwr");
        std::fs::write(&path, graph("progressive", steps)).expect("the folder is writable");
        let mut command = Command::new(&self.fwr);
        command.arg("run").arg(path).arg(clip).args(["--quiet", "--force", "--allow", "warnings", "-o"]).arg(made);
        let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The same work with its result thrown away.
    pub(crate) fn contestant(&self, entry: &Entry, clip: &Path, frames: u32, folder: &Path) -> Contestant {
        Contestant {
            name: entry.name.to_owned(),
            command: self.command(entry, clip, None, folder),
            frames: frames * entry.rate,
        }
    }

    fn command(&self, entry: &Entry, clip: &Path, made: Option<&Path>, folder: &Path) -> Command {
        match &entry.how {
            How::Fwr { steps, quality, .. } => {
                let scan = if entry.rate == 2 { "tff" } else { "progressive" };
                let graph = written(folder, entry, "fwr", &graph(scan, steps));
                let mut command = Command::new(&self.fwr);
                command.arg("run").arg(graph).arg(clip).args(["--quiet", "--allow", "warnings", "--forbid", "gpu"]);
                if let Some(quality) = quality {
                    command.args(["--quality", quality]);
                }
                match made {
                    Some(made) => command.arg("--force").arg("-o").arg(made),
                    None => command.arg("--null"),
                };
                command
            }
            How::Ffmpeg(filters) => {
                let mut command = Command::new("ffmpeg");
                command.args(["-v", "error", "-nostdin", "-y", "-i"]).arg(clip);
                command.args(["-filter_complex", filters]);
                match made {
                    Some(made) => command.args(["-pix_fmt", "yuv420p"]).arg(made),
                    None => command.args(["-f", "null", "-"]),
                };
                command
            }
            How::FfmpegTwice([first, second]) => {
                // What the first pass finds is left in this folder.
                let mut command = Command::new("sh");
                command.current_dir(folder).args(["-c", TWICE, "sh"]).arg(clip).args([first, second]);
                match made {
                    Some(made) => command.args(["yuv4mpegpipe"]).arg(made),
                    None => command.args(["null", "-"]),
                };
                command
            }
            How::VapourSynth(body) => {
                let body =
                    format!("c = core.lsmas.LWLibavSource({clip:?}, format='YUV420P8')\n{}", fields(entry, body));
                self.vapoursynth(self.vspipe.as_ref(), entry, &body, made, folder)
            }
            How::Older(body) => {
                let body = format!("{READER}c = y4m({clip:?})\n{}", fields(entry, body));
                self.vapoursynth(self.older.as_ref(), entry, &body, made, folder)
            }
        }
    }

    fn vapoursynth(
        &self,
        vspipe: Option<&String>,
        entry: &Entry,
        body: &str,
        made: Option<&Path>,
        folder: &Path,
    ) -> Command {
        let qtgmc = self.qtgmc.as_deref().unwrap_or_default();
        let script = format!(
            "import sys\nimport vapoursynth as vs\ncore = vs.core\nsys.path.insert(0, {qtgmc:?})\n\
             {body}\no.set_output()\n"
        );
        let script = written(folder, entry, "vpy", &script);
        let mut command = Command::new(vspipe.map_or("vspipe", String::as_str));
        match made {
            Some(made) => command.args(["-c", "y4m"]).arg(script).arg(made),
            None => command.arg(script).arg("--"),
        };
        command
    }
}

/// What reads a file where no plugin does.
const READER: &str = include_str!("y4m.py");

/// A script for a clip `c` that is told to be of fields, where it is.
fn fields(entry: &Entry, body: &str) -> String {
    format!("{}{body}", if entry.rate == 2 { "c = core.std.SetFieldBased(c, 2)\n" } else { "" })
}

/// FFmpeg over a clip with one filter graph, then with another.
const TWICE: &str = r#"run="ffmpeg -v error -nostdin -y -i"
$run "$1" -vf "$2" -f null - && $run "$1" -vf "$3" -pix_fmt yuv420p -f "$4" "$5""#;

/// Our graph: from uncompressed frames to uncompressed frames. What does not begin with a step is all of it.
fn graph(scan: &str, steps: &str) -> String {
    let source = if steps.starts_with(" |>") { "source" } else { "" };
    format!(
        "input clip: media\n\nlet source = clip.video |> assume(scan: {scan}, range: limited, matrix: bt709)\n\n\
         output {{\n  video: {source}{steps} |> encode(raw)\n}}\n"
    )
}

fn written(folder: &Path, entry: &Entry, ending: &str, text: &str) -> PathBuf {
    let name: String = entry.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let path = folder.join(format!("{name}.{ending}"));
    std::fs::write(&path, text).expect("the folder is writable");
    path
}
