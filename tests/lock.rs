//! What is locked stays as it is: the frames of locked runs, the locks and plans of equal inputs.

mod support;

use std::path::Path;
use std::process::{Command, Output};

use support::{made_clips, probe};

const GRAPH: &str = "input tape: media

param strength: 0..1 = 0.5

/// Mixes with a blur.
kernel soften(src: plane, amount: 0..1 = 0.5) -> plane {
  let blur = sum for dy in -1..1, dx in -1..1 { src[dx, dy] } / 9
  mix(src, blur, amount)
}

output {
  video: tape.video |> deinterlace(rate: double) |> soften(amount: strength) |> grain() |> ENCODER
}
";

/// Runs `fwr` in `folder`.
fn fwr(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(args)
        .current_dir(folder)
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("the binary runs")
}

#[track_caller]
fn succeed(folder: &Path, args: &[&str]) -> String {
    let output = fwr(folder, args);
    assert!(output.status.success(), "fwr {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// A folder with the graph and a clip.
fn folder(encoder: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("graph.fwr"), GRAPH.replace("ENCODER", encoder)).expect("writable");
    made_clips::make_named("clips/tff.mpg");
    std::fs::copy(made_clips::folder().join("tff.mpg"), folder.path().join("tape.mpg")).expect("a copy");
    folder
}

#[test]
fn a_locked_run_gives_the_frames_of_the_first() {
    let folder = folder("encode(ffv1)");
    let path = folder.path();
    succeed(path, &["run", "graph.fwr", "tape.mpg", "-o", "first.mkv", "-p", "strength=0.8"]);
    succeed(path, &["lock", "graph.fwr", "tape.mpg", "-p", "strength=0.8"]);
    // The param is not given again.
    succeed(path, &["run", "graph.fwr", "tape.mpg", "-o", "second.mkv", "--locked"]);
    let [first, second] = ["first.mkv", "second.mkv"].map(|name| probe::frame_hashes(&path.join(name), None));
    assert!(!first.is_empty());
    assert_eq!(first, second);
    // Comments and layout are no part of a recipe, where the graph is read from neither.
    let text = std::fs::read_to_string(path.join("graph.fwr")).expect("readable");
    std::fs::create_dir(path.join("elsewhere")).expect("a folder");
    std::fs::write(path.join("elsewhere/graph.fwr"), format!("//! Said otherwise.\n\n// A word.\n{text}"))
        .expect("writable");
    std::fs::copy(path.join("graph.fwr.lock"), path.join("elsewhere/graph.fwr.lock")).expect("a copy");
    let graph = path.join("elsewhere/graph.fwr");
    let graph = graph.to_str().expect("text");
    succeed(path, &["run", graph, "tape.mpg", "-o", "third.mkv", "--locked"]);
    assert_eq!(probe::frame_hashes(&path.join("third.mkv"), None), second);
}

#[test]
fn a_run_that_would_differ_writes_nothing() {
    let folder = folder("encode(ffv1)");
    let path = folder.path();
    succeed(path, &["lock", "graph.fwr", "tape.mpg"]);
    let lock = std::fs::read_to_string(path.join("graph.fwr.lock")).expect("readable");
    let graph = std::fs::read_to_string(path.join("graph.fwr")).expect("readable");
    // Of the library another version, and another one of native code.
    let reworked = |lock: &str, name: &str, key: &str| {
        let line = lock.lines().find(|line| line.contains(&format!("name = \"{name}\""))).expect("is used");
        let at = line.find(&format!("{key} = \"")).expect("has a digest") + key.len() + 4;
        lock.replace(line, &format!("{}00{}", &line[..at], &line[at + 2..]))
    };
    let changes: [(&str, String, String, &str); 7] = [
        ("arithmetic", lock.clone(), graph.replace("/ 9", "/ 10"), "`soften` is defined otherwise in graph.fwr"),
        ("an argument", lock.clone(), graph.replace("rate: double", "rate: same"), "`deinterlace` now runs with rate"),
        ("a default", lock.clone(), graph.replace("0..1 = 0.5\n", "0..1 = 0.6\n"), "`strength` is 0.6 instead of 0.5"),
        (
            "a setting",
            lock.clone(),
            graph.replace("ffv1", "ffv1, slices: 24"),
            "ffv1 encodes with slices 24 instead of 16",
        ),
        ("an encoder", lock.clone(), graph.replace("ffv1", "x264"), "encoded by x264 instead of ffv1"),
        ("native code", reworked(&lock, "interleave", "code"), graph.clone(), "the native code of `interleave`"),
        ("pixels", lock.replace("pixels = 1", "pixels = 0"), graph.clone(), "works pictures out otherwise"),
    ];
    for (what, lock, graph, sentence) in changes {
        std::fs::write(path.join("graph.fwr.lock"), lock).expect("writable");
        std::fs::write(path.join("graph.fwr"), graph).expect("writable");
        let output = fwr(path, &["run", "graph.fwr", "tape.mpg", "-o", "out.mkv", "--locked"]);
        let said = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(5), "{what}: {said}");
        assert!(said.contains(sentence), "{what}: {said}");
        assert!(!path.join("out.mkv").exists(), "{what} leaves nothing");
    }
}

#[test]
fn another_version_of_the_library_counts_where_it_changes_the_plan() {
    let folder = folder("encode(ffv1)");
    let path = folder.path();
    let older = |lock: &str| {
        let line = lock.lines().find(|line| line.contains("name = \"grain\"")).expect("is used");
        let at = line.find("says = \"").expect("has a digest") + 8;
        lock.replace(line, &format!("{}00{}", &line[..at], &line[at + 2..]))
    };
    for (media, code) in [(None, 5), (Some("tape.mpg"), 0)] {
        let mut args = vec!["lock", "graph.fwr"];
        args.extend(media);
        succeed(path, &args);
        let lock = std::fs::read_to_string(path.join("graph.fwr.lock")).expect("readable");
        std::fs::write(path.join("graph.fwr.lock"), older(&lock)).expect("writable");
        args.push("--check");
        let output = fwr(path, &args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains("`grain` of the library is another version"), "{said}");
    }
}

#[test]
fn equal_inputs_give_byte_identical_locks_and_plans() {
    let folders = [folder("encode(x264)"), folder("encode(x264)")];
    let made =
        folders.iter().zip([["C", "UTC", "1"], ["en_GB.UTF-8", "Asia/Kolkata", "3"]]).map(|(folder, settings)| {
            let path = folder.path();
            let run = |args: &[&str]| {
                let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
                    .args(args)
                    .current_dir(path)
                    .envs(["LANG", "TZ", "RAYON_NUM_THREADS"].into_iter().zip(settings))
                    .env("HOME", path)
                    .env("XDG_CACHE_HOME", path)
                    .output()
                    .expect("the binary runs");
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                output.stdout
            };
            let plan = run(&["plan", "graph.fwr", "tape.mpg", "-o", "out.mkv", "--json"]);
            let shown = run(&["plan", "graph.fwr", "tape.mpg", "-o", "out.mkv"]);
            run(&["lock", "graph.fwr", "tape.mpg"]);
            // Neither is where the graph lies.
            let absolute = path.join("graph.fwr");
            let lock = std::fs::read(path.join("graph.fwr.lock")).expect("readable");
            run(&["lock", absolute.to_str().expect("text"), "tape.mpg"]);
            assert_eq!(std::fs::read(path.join("graph.fwr.lock")).expect("readable"), lock);
            [plan, shown, lock].map(|bytes| String::from_utf8(bytes).expect("text"))
        });
    let made: Vec<_> = made.collect();
    assert_eq!(made[0], made[1]);
    assert!(!made[0][0].contains(folders[0].path().to_str().expect("text")), "a plan has no absolute paths");
}

#[test]
fn another_clip_of_the_same_format_may_be_longer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    std::fs::write(
        path.join("graph.fwr"),
        "input tape: media\n\noutput {\n  video: tape.video |> trim(start: 2frames) |> blur() |> encode(ffv1)\n}\n",
    )
    .expect("writable");
    let clip = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv");
    probe::ffmpeg(&["-i", clip, "-frames:v", "20", "-an", "-c:v", "ffv1", path.join("a.mkv").to_str().expect("text")]);
    probe::ffmpeg(&["-i", clip, "-frames:v", "9", "-an", "-c:v", "ffv1", path.join("b.mkv").to_str().expect("text")]);
    succeed(path, &["lock", "graph.fwr", "a.mkv"]);
    succeed(path, &["run", "graph.fwr", "b.mkv", "-o", "out.mkv", "--locked"]);
}
