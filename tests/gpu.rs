//! Runs on a graphics processor: the same frames as on the processor, what moves as planned, and no silent falling back.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Near and far in space and time, random numbers, several readers of one clip, and a native filter in between.
const MANY: &str = "input clip: media

let soft = clip.video |> temporal_soften() |> unsharp(amount: 0.7)
let small = soft |> crop(left: 8px) |> median() |> levels(gamma: 1.2)

output {
  video: small |> grain(amount: 2%) |> unsharp(amount: 0.4) |> saturation(amount: 1.3) |> encode(ffv1)
}
";

/// In 10 bits.
const DEEP: &str = "input clip: media

output {
  video: clip.video |> convert(sample: u10) |> unsharp() |> levels(gamma: 1.1) |> unsharp(amount: 0.3) |> encode(ffv1)
}
";

/// Damage, and what repairs it by kernels.
const MENDED: &str = "input clip: media

let worn = clip.video |> degrade.weave(x: 1px) |> degrade.dust() |> degrade.blocks() |> degrade.line_jitter()
let told = worn |> degrade.noise(amount: 2%) |> degrade.scratches() |> degrade.fading() |> degrade.chroma_delay(x: 2px)
let mended = dropouts(told |> degrade.dropouts() |> degrade.head_switching() |> degrade.analog_bandwidth()).clip
let calm = mended |> chroma_shift(x: -2px) |> chroma_bleed() |> deblock() |> deband() |> sharpen()

output {
  video: show_mask(calm, combine(edge_mask(calm), luma_mask(calm)) |> feather()) |> encode(ffv1)
}
";

/// Fields, with several frames at once.
const FIELDS: &str = "input clip: media

output {
  video: clip.video |> assume(scan: tff) |> bwdif(rate: same) |> unsharp(amount: 0.2) |> encode(ffv1)
}
";

#[test]
fn frames_are_those_of_the_processor_and_bytes_those_of_the_plan() {
    for graph in [MANY, DEEP, MENDED, FIELDS] {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("graph.fwr"), graph).expect("writable");
        let frames_of = |name: &str, options: &[&str]| {
            let output = run(folder.path(), name, options, &[]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{said}\nthe tests need a Vulkan driver: `apt-get install libvulkan1 mesa-vulkan-drivers` gives one, \
                 and scripts/test installs it"
            );
            (frames(&folder.path().join(name)), report(&output))
        };
        let (expected, report) = frames_of("cpu.mkv", &[]);
        assert_eq!(report["gpu"], Value::Null);
        for (name, options) in [("gpu.mkv", &["--prefer", "gpu"][..]), ("apart.mkv", &["--prefer", "gpu", "--no-fuse"])]
        {
            let (found, report) = frames_of(name, options);
            assert_eq!(found, expected, "{name} of\n{graph}");
            let gpu = &report["gpu"];
            let count = report["outputs"][0]["frames"].as_u64().expect("a count");
            for way in ["up", "down"] {
                let planned = gpu[format!("planned_{way}")].as_u64().expect("a number");
                assert_eq!(gpu[format!("bytes_{way}")].as_u64(), Some(planned * count), "{way}, {name} of\n{graph}");
                assert!(planned > 0);
            }
        }
    }
}

#[test]
fn without_a_driver_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("graph.fwr"), DEEP).expect("writable");
    let nowhere = [("VK_ICD_FILENAMES", "/nowhere.json"), ("VK_DRIVER_FILES", "/nowhere.json")];
    let output = run(folder.path(), "out.mkv", &["--prefer", "gpu"], &nowhere);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("E1204") && said.contains("none was found"), "{said}");
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").flatten().map(|file| file.file_name()).collect();
    assert_eq!(left, ["graph.fwr"]);
}

fn run(folder: &Path, to: &str, options: &[&str], environment: &[(&str, &str)]) -> Output {
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["run", "graph.fwr"])
        .arg(clip)
        .args(["-o", to, "--json", "--allow", "warnings"])
        .args(options)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

/// What the run says of itself at its end.
fn report(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().last().expect("an event");
    serde_json::from_str::<Value>(last).expect("JSON")["report"].clone()
}

/// A hash of each frame of a file's picture.
fn frames(path: &Path) -> String {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-map", "0:v", "-f", "framemd5", "-"])
        .output();
    let output = output.expect("ffmpeg runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}
