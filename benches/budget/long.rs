//! One graph on a short and on a long clip.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::clips;
use crate::usage::Usage;

/// A restoration with a window of 5 frames.
const GRAPH: &str = "input clip: media

let tape = clip.video |> assume(range: limited, matrix: bt709)

output {
  video: tape |> temporal_soften(radius: 2frames) |> unsharp(amount: 0.5, radius: 2px) |> encode(x264, preset: veryfast)
}
";
/// MiB that it runs in.
const BUDGET: f64 = 512.0;

/// Frames of the short clip, and how often it is repeated for the long one.
const SHORT: u32 = 100;
const TIMES: u32 = 100;

pub(crate) fn show(folder: &Path) {
    std::fs::write(folder.join("graph.fwr"), GRAPH).expect("the folder is writable");
    let clip = clips::ALL.iter().find(|clip| clip.name == "1920x1080 H.264").expect("it is one of them");
    let short = clip.make(folder, Some(SHORT));
    let long = folder.join("long.mkv");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-stream_loop", &(TIMES - 1).to_string(), "-i"])
        .arg(&short)
        .args(["-c", "copy"])
        .arg(&long)
        .status()
        .expect("ffmpeg is installed");
    assert!(status.success(), "ffmpeg could not make the long clip");
    let peaks = [(SHORT, &short), (SHORT * TIMES, &long)].map(|(frames, media)| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
        command.current_dir(folder).args(["run", "graph.fwr"]).arg(media).args(["-o", "out.mkv", "--force", "--quiet"]);
        command.args(["--memory", &format!("{BUDGET}MiB")]).stdin(Stdio::null());
        let usage = Usage::of(&mut command);
        assert_eq!(usage.code, Some(0), "{command:?}");
        println!(
            "{frames} frames of 1920x1080: {:.0} of {BUDGET} MiB, {:.1} s, {:.1} s of cores",
            usage.memory, usage.seconds, usage.cpu
        );
        usage.memory
    });
    assert!(peaks.iter().all(|peak| *peak <= BUDGET), "more than the budget");
    assert!(peaks[1] <= peaks[0] * 1.05, "the long clip takes more than the short one");
}
