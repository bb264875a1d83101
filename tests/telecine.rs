//! Film that was brought to video comes back frame by frame, as it was.

mod support;

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use support::probe::{ffmpeg, frame_hashes, frame_times};

/// Of the frames of the film, those that must come back: the part that is promised.
const PROMISED: f64 = 0.995;
const SIZE: (usize, usize) = (352, 240);

/// Numbers of fields in turn, each list of them with how many frames there are of it.
type Pattern<'a> = &'a [(&'a [usize], usize)];

#[test]
fn film_comes_back_frame_by_frame() {
    let film = Film::new();
    let patterns: [(&str, Pattern<'_>); 5] = [
        ("3:2", &[(&[2, 3], 200)]),
        ("3:2, begun elsewhere", &[(&[3, 2], 200)]),
        ("2:2", &[(&[2], 200)]),
        ("2:2 across frames", &[(&[1], 1), (&[2], 199)]),
        ("mixed", &[(&[2, 3], 70), (&[2], 61), (&[3, 2, 2, 3], 69)]),
    ];
    for (name, pattern) in patterns {
        let groups: Vec<usize> =
            pattern.iter().flat_map(|(fields, count)| fields.iter().cycle().take(*count)).copied().collect();
        for order in ["tff", "bff"] {
            let found = film.and_back(&groups, order);
            // Of a frame that has one field only, the other one is gone; so is a field that fills no frame at the end.
            let ends = groups.iter().scan(0, |fields, group| {
                *fields += group;
                Some(*fields)
            });
            let shown = groups.iter().sum::<usize>() / 2 * 2;
            let whole = film.hashes.iter().zip(groups.iter().zip(ends));
            let whole = whole.filter(|(_, (fields, end))| **fields > 1 && *end <= shown);
            let expected: HashSet<&String> = whole.map(|(hash, _)| hash).collect();
            let back: HashSet<&String> = found.iter().collect();
            let there = expected.intersection(&back).count() as f64 / expected.len() as f64;
            assert!(there >= PROMISED, "{name}, {order}: {:.1} % of the frames came back", 100.0 * there);
            let wrong = found.iter().filter(|hash| !expected.contains(hash)).count();
            assert!(
                wrong as f64 <= (1.0 - PROMISED) * found.len() as f64,
                "{name}, {order}: {wrong} frames are others"
            );
            // Nothing is shown twice but what the film has twice.
            assert!(found.len() <= groups.len(), "{name}, {order}: {} frames of {}", found.len(), groups.len());
        }
    }
}

#[test]
fn frames_of_film_are_spaced_evenly() {
    let film = Film::new();
    film.and_back(&[2, 3].repeat(50), "tff");
    let times = frame_times(&film.path("back.mkv"));
    assert_eq!(times.len(), 100);
    for two in times.windows(2) {
        // Matroska counts milliseconds.
        assert!((two[1] - two[0] - 1001.0 / 24000.0).abs() < 0.0011, "{times:?}");
    }
}

#[test]
fn what_telecine_makes_is_taken_back() {
    let film = Film::new();
    film.write("film.y4m", &(0..40).map(|frame| [frame, frame]).collect::<Vec<_>>(), "progressive", "24000:1001");
    let graph = "input film: media\n\noutput {\n  video: film.video |> degrade.telecine() |> inverse_telecine() |> encode(ffv1)\n}\n";
    film.run(graph, &["film.y4m", "-o", "back.mkv"]);
    assert_eq!(frame_hashes(&film.path("back.mkv"), None), film.hashes[..40]);
    let times = frame_times(&film.path("back.mkv"));
    assert!((times[39] - times[0] - 39.0 * 1001.0 / 24000.0).abs() < 0.002, "{times:?}");
}

#[test]
fn fields_taken_apart_and_woven_are_the_frames() {
    let film = Film::new();
    film.write("video.y4m", &(0..20).map(|frame| [2 * frame, 2 * frame + 1]).collect::<Vec<_>>(), "bff", "25:1");
    let graph = "input tape: media\n\nlet video = assume(tape.video, scan: bff)\n\noutput {\n  video: video |> encode(ffv1)\n}\n\n\
                 output {\n  video: video |> separate_fields() |> weave_fields(order: bff) |> encode(ffv1)\n}\n\n\
                 output {\n  video: video |> deinterlace() |> degrade.interlace(order: bff) |> encode(ffv1)\n}\n";
    film.run(graph, &["video.y4m", "-o", "whole.mkv", "-o", "woven.mkv", "-o", "again.mkv"]);
    let whole = frame_hashes(&film.path("whole.mkv"), None);
    assert_eq!(whole.len(), 20);
    for name in ["woven.mkv", "again.mkv"] {
        assert_eq!(frame_hashes(&film.path(name), None), whole, "{name}");
        assert_eq!(frame_times(&film.path(name)), frame_times(&film.path("whole.mkv")), "{name}");
    }
}

/// A film of scenes that move fast, slowly and not at all.
struct Film {
    folder: tempfile::TempDir,
    frames: Vec<Vec<u8>>,
    hashes: Vec<String>,
}

impl Film {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (width, height) = SIZE;
        let raw = folder.path().join("film.yuv");
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
        let filter = format!(
            "[0:v]scale={width}:{height},format=yuv420p,setsar=1[a];testsrc2=s={width}x{height}:r=25:d=3.2,\
             format=yuv420p,setsar=1[b];mandelbrot=s={width}x{height}:r=25,trim=end_frame=50,format=yuv420p,\
             setsar=1[c];[a][b][c]concat=n=3"
        );
        let to = raw.to_str().expect("text");
        ffmpeg(&[
            "-i",
            city.to_str().expect("text"),
            "-filter_complex",
            &filter,
            "-fps_mode",
            "passthrough",
            "-f",
            "rawvideo",
            to,
        ]);
        let bytes = std::fs::read(&raw).expect("readable");
        let frames: Vec<Vec<u8>> = bytes.chunks_exact(width * height * 3 / 2).map(<[u8]>::to_vec).collect();
        assert!(frames.len() >= 200, "{} frames", frames.len());
        let mut film = Self { folder, frames, hashes: Vec::new() };
        film.write(
            "whole.y4m",
            &(0..film.frames.len()).map(|frame| [frame, frame]).collect::<Vec<_>>(),
            "progressive",
            "25:1",
        );
        film.hashes = frame_hashes(&film.path("whole.y4m"), None);
        film
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Writes frames of two fields each, the earlier of a frame of the film, and the later.
    fn write(&self, name: &str, fields: &[[usize; 2]], scan: &str, rate: &str) {
        let (width, height) = SIZE;
        let (letter, later) = match scan {
            "tff" => ("t", 1),
            "bff" => ("b", 0),
            _ => ("p", 1),
        };
        let mut file = Vec::new();
        writeln!(file, "YUV4MPEG2 W{width} H{height} F{rate} I{letter} A1:1 C420mpeg2 XCOLORRANGE=LIMITED")
            .expect("memory");
        for moments in fields {
            file.extend(b"FRAME\n");
            let mut start = 0;
            for (width, height) in [(width, height), (width / 2, height / 2), (width / 2, height / 2)] {
                for y in 0..height {
                    let moment = moments[usize::from(y % 2 == later)];
                    file.extend(&self.frames[moment][start + y * width..][..width]);
                }
                start += width * height;
            }
        }
        std::fs::write(self.path(name), file).expect("writable");
    }

    /// Brings the film to video, so many fields of each frame, and gives what comes back.
    fn and_back(&self, groups: &[usize], order: &str) -> Vec<String> {
        let fields: Vec<usize> = (0..).zip(groups).flat_map(|(frame, fields)| vec![frame; *fields]).collect();
        let pairs: Vec<[usize; 2]> = fields.as_chunks::<2>().0.to_vec();
        self.write("video.y4m", &pairs, order, "30000:1001");
        let graph = format!(
            "input tape: media\n\noutput {{\n  video: tape.video |> assume(scan: {order}) |> inverse_telecine() |> encode(ffv1)\n}}\n"
        );
        self.run(&graph, &["video.y4m", "-o", "back.mkv", "--force"]);
        frame_hashes(&self.path("back.mkv"), None)
    }

    fn run(&self, graph: &str, args: &[&str]) {
        std::fs::write(self.path("graph.fwr"), graph).expect("writable");
        let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
        command.current_dir(self.folder.path()).args(["run", "graph.fwr", "--quiet", "--no-cache"]).args(args);
        let output = command.output().expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
