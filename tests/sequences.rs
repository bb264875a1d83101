//! Image sequences in and out, with ffmpeg as the judge of what is in them.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use support::probe;

/// A sequence of every kind and depth: extension, encoder and pixel format of FFmpeg's.
const KINDS: &[(&str, &str, &str)] = &[
    ("png", "png", "rgb24"),
    ("png", "png", "rgba"),
    ("png", "png", "rgb48be"),
    ("png", "png", "gray"),
    ("png", "png", "gray16be"),
    ("tif", "tiff", "rgb24"),
    ("tiff", "tiff", "rgb48le"),
    ("tif", "tiff", "rgba64le"),
    ("tif", "tiff", "gray16le"),
    ("dpx", "dpx", "rgb24"),
    ("dpx", "dpx", "gbrp10be"),
    ("dpx", "dpx", "gbrp12be"),
    ("dpx", "dpx", "rgb48be"),
    ("exr", "exr", "gbrpf32le"),
    ("exr", "exr", "gbrapf32le"),
    ("exr", "exr", "grayf32le"),
];

const AS_IT_IS: &str = "input clip: media\n\noutput {\n  video: clip.video\n}\n";
const LOSSLESS: &str = "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n";
const TO_RGB: &str = "input clip: media\n\noutput {\n  video: clip.video |> assume(matrix: bt709) |> convert(layout: rgb)\n  \
                      drop: [audio, subtitles, attachments, data]\n}\n";
const SLOW: &str = "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> unsharp() |> \
                    encode(png, level: 9, first: 1001)\n}\n";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes a sequence of `frames` images of 98x66 with FFmpeg, whose first has this number.
    fn images(&self, pattern: &str, (codec, pixels): (&str, &str), frames: u32, first: u32) {
        let path = self.path(pattern);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let source = format!("-f lavfi -i testsrc2=s=98x66:r=24 -frames:v {frames} -start_number {first}");
        let mut args: Vec<&str> = source.split_whitespace().collect();
        args.extend(["-pix_fmt", pixels, "-c:v", codec, path.to_str().expect("text")]);
        probe::ffmpeg(&args);
    }

    fn command(&self, command: &str, graph: &str, args: &[&str]) -> Command {
        std::fs::write(self.path("graph.fwr"), graph).expect("writable");
        let mut fwr = Command::new(env!("CARGO_BIN_EXE_fwr"));
        fwr.args([command, "graph.fwr", "--allow", "warnings"]).args(args).current_dir(self.0.path());
        fwr.stdin(Stdio::null());
        fwr
    }

    fn fwr(&self, graph: &str, args: &[&str]) -> Output {
        self.command("run", graph, args).output().expect("the binary runs")
    }

    fn run(&self, graph: &str, args: &[&str]) -> String {
        let output = self.fwr(graph, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
        said
    }

    fn refused(&self, graph: &str, args: &[&str], code: &str) -> String {
        let output = self.fwr(graph, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(code), "{args:?} is refused with {code}: {said}");
        said
    }

    /// Names in a folder, in order.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn bytes(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let read = |name: String| {
            let bytes = std::fs::read(self.path(folder).join(&name)).expect("readable");
            (name, bytes)
        };
        self.names(folder).into_iter().map(read).collect()
    }
}

/// MD5 of the samples of each image of a folder, in order of names.
fn hashes(folder: &Path, pixels: &str) -> Vec<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files.iter().flat_map(|file| probe::frame_hashes(file, Some(pixels))).collect()
}

#[test]
fn every_kind_and_depth_goes_in_and_out_unchanged() {
    for (extension, codec, pixels) in KINDS {
        let place = Place::new();
        place.images(&format!("in/%04d.{extension}"), (codec, pixels), 5, 1);
        let expected = hashes(&place.path("in"), pixels);
        assert_eq!(expected.len(), 5);
        let (from, to) = (format!("in/####.{extension}"), format!("out/%04d.{extension}"));
        place.run(AS_IT_IS, &[&from, "--rate", "24", "-o", &to]);
        assert_eq!(hashes(&place.path("out"), pixels), expected, "{codec} {pixels}");
        let first = format!("out/0001.{extension}");
        let told = &probe::streams(&place.path(&first))[0];
        let native = if *pixels == "gbrp10be" || *pixels == "gbrp12be" {
            pixels.replace("be", "le")
        } else {
            (*pixels).to_owned()
        };
        assert_eq!(told["pix_fmt"].as_str(), Some(native.as_str()), "{codec}");
        // Whole numbers go through a file as well, and come back.
        if !pixels.contains("f32") {
            place.run(LOSSLESS, &["in", "--rate", "24", "-o", "whole.mkv"]);
            assert_eq!(
                probe::frame_hashes(&place.path("whole.mkv"), Some(pixels)),
                expected,
                "{codec} {pixels} to FFV1"
            );
            let back = format!("back/%06d.{extension}");
            place.run(AS_IT_IS, &["whole.mkv", "-o", &back]);
            assert_eq!(hashes(&place.path("back"), pixels), expected, "{codec} {pixels} from FFV1");
        }
    }
}

#[test]
fn halves_keep_what_halves_were_read_from() {
    let place = Place::new();
    std::fs::create_dir(place.path("in")).expect("a folder");
    let path = place.path("in/%04d.exr");
    let made =
        "-f lavfi -i testsrc2=s=98x66:r=24 -frames:v 4 -pix_fmt gbrpf32le -c:v exr -format half -compression zip16";
    probe::ffmpeg(&made.split_whitespace().chain([path.to_str().expect("text")]).collect::<Vec<_>>());
    let graph = "input clip: media\n\noutput {\n  video: clip.video |> encode(exr, samples: half)\n}\n";
    place.run(graph, &["in", "--rate", "24", "-o", "out/%04d.exr"]);
    assert_eq!(hashes(&place.path("out"), "gbrpf32le"), hashes(&place.path("in"), "gbrpf32le"));
}

#[test]
fn colours_and_rates_are_in_the_files() {
    let place = Place::new();
    let clip = place.path("clip.mkv");
    let made = "-f lavfi -i testsrc2=s=96x64:r=24000/1001 -frames:v 3 -vf format=gbrp10,setparams=color_primaries=bt709:color_trc=bt709 \
                -c:v ffv1 -level 3 -color_primaries bt709 -color_trc bt709";
    probe::ffmpeg(&made.split_whitespace().chain([clip.to_str().expect("text")]).collect::<Vec<_>>());
    place.run(AS_IT_IS, &["clip.mkv", "-o", "dpx/%04d.dpx"]);
    let image = std::fs::read(place.path("dpx/0001.dpx")).expect("readable");
    assert_eq!((&image[..4], image[801], image[802]), (&b"SDPX"[..], 6, 6), "transfer and primaries of BT.709");
    // Read back, it says itself how fast it is shown.
    let told =
        Command::new(env!("CARGO_BIN_EXE_fwr")).args(["probe", "dpx", "--json"]).current_dir(place.0.path()).output();
    let told = String::from_utf8_lossy(&told.expect("the binary runs").stdout).into_owned();
    assert!(told.contains("\"bt709\"") && told.contains("24000"), "{told}");
    // PNG is sRGB where it says nothing else, OpenEXR is linear.
    place.images("png/%04d.png", ("png", "rgb24"), 2, 1);
    place.images("exr/%04d.exr", ("exr", "gbrpf32le"), 2, 1);
    for (folder, transfer) in [("png", "iec61966-2-1"), ("exr", "linear")] {
        let told = Command::new(env!("CARGO_BIN_EXE_fwr"))
            .args(["probe", folder, "--json", "--rate", "24"])
            .current_dir(place.0.path())
            .output();
        let told = String::from_utf8_lossy(&told.expect("the binary runs").stdout).into_owned();
        assert!(told.contains(&format!("\"transfer\": \"{transfer}\"")), "{folder}: {told}");
        assert!(told.contains("\"range\": \"full\""), "{folder}: {told}");
    }
}

#[test]
fn what_is_no_sequence_is_refused_by_name() {
    let place = Place::new();
    place.images("in/%06d.png", ("png", "rgb24"), 6, 1001);
    let said = place.refused(LOSSLESS, &["in/%06d.png", "-o", "out.mkv"], "E1011");
    assert!(said.contains("--rate 24"), "{said}");
    place.run(LOSSLESS, &["in/%06d.png", "--rate", "24", "-o", "out.mkv"]);
    assert_eq!(probe::frame_times(&place.path("out.mkv")).len(), 6, "the first number need not be 0");
    let said = place.refused(LOSSLESS, &["in/%04d.png", "--rate", "24", "-o", "other.mkv"], "E1001");
    assert!(said.contains("in/%06d.png"), "{said}");
    // An image of another size.
    place.images("odd/%06d.png", ("png", "rgb24"), 1, 1);
    let odd = place.path("odd/000001.png");
    let larger = "-f lavfi -i testsrc2=s=100x66 -frames:v 1 -update 1";
    probe::ffmpeg(&larger.split_whitespace().chain([odd.to_str().expect("text")]).collect::<Vec<_>>());
    std::fs::rename(&odd, place.path("in/001004.png")).expect("one folder");
    let said = place.refused(LOSSLESS, &["in/%06d.png", "--rate", "24", "-o", "other.mkv"], "E1008");
    assert!(said.contains("001004.png") && said.contains("98x66 to 100x66"), "{said}");
    std::fs::remove_file(place.path("in/001004.png")).expect("it is there");
    let said = place.refused(LOSSLESS, &["in", "--rate", "24", "-o", "other.mkv"], "E1012");
    assert!(said.contains("001004.png is missing"), "{said}");
    place.run(LOSSLESS, &["in/*.png", "--rate", "24", "-o", "stars.mkv"]);
    assert_eq!(probe::frame_times(&place.path("stars.mkv")).len(), 5);
    place.images("in/%06d.tif", ("tiff", "rgb24"), 2, 1);
    place.refused(LOSSLESS, &["in", "--rate", "24", "-o", "other.mkv"], "E1013");
    assert!(!place.path("other.mkv").exists());
    // A rate is for sequences alone.
    place.refused(LOSSLESS, &["out.mkv", "--rate", "24", "-o", "other.mkv"], "E1303");
}

#[test]
fn what_images_cannot_hold_is_refused() {
    let place = Place::new();
    let clip = place.path("clip.mkv");
    let made = "-f lavfi -i testsrc2=s=96x64:r=25 -f lavfi -i sine -t 0.4 -c:v ffv1 -pix_fmt yuv420p -c:a flac";
    probe::ffmpeg(&made.split_whitespace().chain([clip.to_str().expect("text")]).collect::<Vec<_>>());
    let with_sound = TO_RGB.replace("  drop: [audio, subtitles, attachments, data]\n", "");
    let said = place.refused(&with_sound, &["clip.mkv", "-o", "out/%04d.png"], "E1105");
    assert!(said.contains("PNG images cannot hold stream 1") && said.contains("drop: [audio]"), "{said}");
    let silent = AS_IT_IS.replace("clip.video\n", "clip.video\n  drop: [audio]\n");
    let said = place.refused(&silent, &["clip.mkv", "-o", "out/%04d.png"], "E0401");
    assert!(said.contains("convert(layout: rgb)"), "{said}");
    let said =
        place.refused(&TO_RGB.replace("rgb)", "rgb, sample: f32)"), &["clip.mkv", "-o", "out/%04d.exr"], "E0401");
    assert!(said.contains("linear"), "{said}");
    let said = place.refused(TO_RGB, &["clip.mkv", "-o", "out.png"], "E1107");
    assert!(said.contains("out%06d.png"), "{said}");
    let ffv1 = TO_RGB.replace("rgb)", "rgb) |> encode(ffv1)");
    let said = place.refused(&ffv1, &["clip.mkv", "-o", "out/%04d.png"], "E1105");
    assert!(said.contains("encode(png)"), "{said}");
    assert!(!place.path("out").exists(), "nothing is left behind");
}

#[test]
fn images_that_are_there_are_kept() {
    let place = Place::new();
    place.images("in/%04d.png", ("png", "rgb24"), 6, 1);
    let run = ["in", "--rate", "24", "-o", "out/%04d.png"];
    place.run(AS_IT_IS, &run);
    let said = place.refused(AS_IT_IS, &run, "E1101");
    assert!(said.contains("0001.png exists already"), "{said}");
    let said = place.refused(AS_IT_IS, &["in", "--rate", "24", "-o", "in/####.png", "--force"], "E1102");
    assert!(said.contains("input in"), "{said}");
    // A part has the numbers that it has in the whole, and takes the place of those alone.
    let before = place.bytes("out");
    std::fs::write(place.path("out/0003.png"), b"spoilt").expect("writable");
    let said =
        place.run(AS_IT_IS, &["in", "--rate", "24", "-o", "out/%04d.png", "--force", "--from", "2f", "--to", "4f"]);
    assert!(place.bytes("out") == before, "{said}");
    assert!(!place.names("out").iter().any(|name| name.ends_with(".fwr")));
}

#[test]
fn parts_by_time_are_frames() {
    let place = Place::new();
    let clip = place.path("clip.mkv");
    let made = "-f lavfi -i testsrc2=s=96x64:r=25 -t 2 -c:v libx264 -bf 2 -pix_fmt yuv420p";
    probe::ffmpeg(&made.split_whitespace().chain([clip.to_str().expect("text")]).collect::<Vec<_>>());
    place.run(TO_RGB, &["clip.mkv", "-o", "whole/%05d.png"]);
    place.run(TO_RGB, &["clip.mkv", "-o", "part/%05d.png", "--from", "0.4s", "--to", "1s"]);
    let whole = place.bytes("whole");
    assert_eq!(whole.len(), 50);
    assert!(place.bytes("part") == whole[10..25], "{:?}", place.names("part"));
    // And back: the part of a sequence is the part of the clip.
    place.run(LOSSLESS, &["whole", "--rate", "25", "-o", "back.mkv", "--from", "10f", "--to", "25f"]);
    let expected: Vec<String> = hashes(&place.path("part"), "rgb24");
    assert_eq!(probe::frame_hashes(&place.path("back.mkv"), Some("rgb24")), expected);
}

fn kill(mut child: Child, after: Duration) -> bool {
    std::thread::sleep(after);
    let ended = child.try_wait().expect("a child").is_some();
    let _ = child.kill();
    child.wait().expect("it ended");
    ended
}

#[test]
fn a_run_that_is_killed_goes_on() {
    let place = Place::new();
    place.images("in/%04d.tif", ("tiff", "rgb24"), 60, 86_400);
    let args = ["in", "--rate", "24", "--segment", "8f", "-o"];
    let with = |output: &'static str| args.iter().copied().chain([output]).collect::<Vec<_>>();
    let begun = std::time::Instant::now();
    place.run(SLOW, &with("whole/####.png"));
    let taken = begun.elapsed();
    let whole = place.bytes("whole");
    assert_eq!((whole.len(), whole[0].0.as_str()), (60, "1001.png"));
    let mut kills = 0;
    for tenth in [3, 4, 5, 6, 7, 8] {
        let mut start = place.command("run", SLOW, &with("out/####.png"));
        let child = start.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        if kill(child, taken.mul_f64(f64::from(tenth) / 10.0)) {
            break;
        }
        kills += 1;
        let named = place.names("out").iter().filter(|name| name.ends_with(".png")).count();
        assert!(named == 0 || named == 60 || place.path("out/.####.png.fwr/naming").exists(), "{named} of 60");
    }
    assert!(kills > 0);
    if place.names("out").len() != 60 {
        place.run(SLOW, &with("out/####.png"));
    }
    assert!(place.bytes("out") == whole, "after {kills} kills");
}

#[test]
fn a_run_that_was_killed_while_images_got_their_names_gives_them_again() {
    let place = Place::new();
    place.images("in/%04d.png", ("png", "rgb24"), 12, 1);
    let args = ["in", "--rate", "24", "--segment", "4f", "-o", "out/%04d.png"];
    place.run(AS_IT_IS, &args);
    let whole = place.bytes("out");
    // As it is in the middle of that: some have their names, and the mark is there.
    place.run(AS_IT_IS, &["in", "--rate", "24", "--segment", "4f", "--segments", "0..3", "-o", "out/%04d.png"]);
    (7..=12).for_each(|number| std::fs::remove_file(place.path(&format!("out/{number:04}.png"))).expect("there"));
    place.refused(AS_IT_IS, &args, "E1101");
    std::fs::write(place.path("out/.%04d.png.fwr/naming"), b"").expect("writable");
    let said = place.run(AS_IT_IS, &args);
    assert!(place.bytes("out") == whole, "{said}");
}

#[test]
fn parts_of_a_sequence_are_joined() {
    let place = Place::new();
    place.images("in/%04d.png", ("png", "rgb24"), 20, 1);
    let args = |output: &'static str| vec!["in", "--rate", "24", "--segment", "6f", "-o", output];
    place.run(AS_IT_IS, &args("whole/%04d.png"));
    for part in ["2..4", "0..1", "1..2"] {
        place.run(AS_IT_IS, &[args("parts/%04d.png"), vec!["--segments", part]].concat());
    }
    let joined = place.command("join", AS_IT_IS, &args("parts/%04d.png")).output().expect("the binary runs");
    assert!(joined.status.success(), "{}", String::from_utf8_lossy(&joined.stderr));
    assert!(place.bytes("parts") == place.bytes("whole"));
}

#[test]
fn plans_and_estimates_know_sequences() {
    let place = Place::new();
    place.images("in/%04d.exr", ("exr", "gbrpf32le"), 4, 1);
    for command in ["check", "plan", "estimate"] {
        let mut run = place.command(command, AS_IT_IS, &["in", "--rate", "24", "-o", "out/####.exr"]);
        let output = run.output().expect("the binary runs");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A disk of three megabytes, where the tests may mount one.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_left_clean() {
    let place = Place::new();
    place.images("in/%04d.dpx", ("dpx", "rgb24"), 40, 1);
    let disk = place.path("disk");
    std::fs::create_dir(&disk).expect("made");
    let disk = disk.to_str().expect("text");
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=500k", "none", disk]).status();
    if !mount.is_ok_and(|status| status.success()) {
        eprintln!("not checked: only root may mount the small disk that this test fills");
        return;
    }
    let output = place.fwr(AS_IT_IS, &["in", "--rate", "24", "-o", "disk/new/%04d.dpx"]);
    let left = place.names("disk");
    let unmounted = Command::new("umount").arg(disk).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("E1104"), "{said}");
    assert_eq!(left, [""; 0]);
}
