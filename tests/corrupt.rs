//! Three hundred files with something wrong in them: no panic, no hang, a message, and one of the exit codes there are.
//!
//! They are made here, from small clips in many containers, by a generator of numbers that always gives the same: cut off,
//! with bits turned, with pieces swapped, doubled, left out or overwritten, with wrong headers, and by random bytes.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use support::probe;

/// At least so many files.
const FEWEST: usize = 300;
/// Longer than this is a hang, on the slowest machine.
const LONGEST: Duration = Duration::from_secs(60);

/// Containers, and how their clip is made.
const CLIPS: &[(&str, &str)] = &[
    ("h264.mkv", "-c:v libx264 -preset ultrafast -g 5 -bf 2 -c:a aac"),
    ("h264.mp4", "-c:v libx264 -preset ultrafast -g 5 -bf 2 -c:a aac"),
    ("hevc.mp4", "-c:v libx265 -preset ultrafast -x265-params log-level=none -c:a aac"),
    ("mpeg2.ts", "-c:v mpeg2video -g 5 -c:a mp2"),
    ("mpeg2.mpg", "-c:v mpeg2video -g 5 -c:a mp2"),
    ("ffv1.mkv", "-c:v ffv1 -level 3 -slicecrc 1 -c:a flac"),
    ("mjpeg.avi", "-c:v mjpeg -c:a pcm_s16le"),
    ("prores.mov", "-c:v prores_ks -c:a pcm_s16le"),
    ("vp9.webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus"),
    ("raw.nut", "-c:v rawvideo -pix_fmt yuv420p -c:a pcm_s16le"),
];

const GRAPH: &str = "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n";

/// What makes a fault, in the bytes of a file.
type Breaking = fn(&mut Vec<u8>, &mut Numbers);

/// What is done to a file.
const FAULTS: &[(&str, Breaking)] = &[
    ("cut", |bytes, numbers| bytes.truncate(numbers.below(bytes.len()))),
    ("cut short", |bytes, numbers| bytes.truncate(numbers.below(600.min(bytes.len())))),
    ("few bits", |bytes, numbers| turn_bits(bytes, numbers, 8)),
    ("many bits", |bytes, numbers| turn_bits(bytes, numbers, 2000)),
    ("header", |bytes, numbers| {
        for _ in 0..12 {
            let at = numbers.below(bytes.len().min(900));
            bytes[at] = numbers.next() as u8;
        }
    }),
    ("end", |bytes, numbers| {
        let from = bytes.len() * 9 / 10;
        for _ in 0..40 {
            let at = from + numbers.below(bytes.len() - from);
            bytes[at] = numbers.next() as u8;
        }
    }),
    ("swapped", |bytes, numbers| {
        let size = (bytes.len() / 24).max(1);
        for _ in 0..3 {
            let (a, b) = (numbers.below(24) * size, numbers.below(24) * size);
            if a.abs_diff(b) >= size && a.max(b) + size <= bytes.len() {
                let (low, high) = bytes.split_at_mut(a.max(b));
                low[a.min(b)..a.min(b) + size].swap_with_slice(&mut high[..size]);
            }
        }
    }),
    ("left out", |bytes, numbers| {
        let from = numbers.below(bytes.len());
        let to = (from + 1 + numbers.below(bytes.len() / 8 + 1)).min(bytes.len());
        bytes.drain(from..to);
    }),
    ("doubled", |bytes, numbers| {
        let from = numbers.below(bytes.len());
        let to = (from + 1 + numbers.below(bytes.len() / 8 + 1)).min(bytes.len());
        let piece = bytes[from..to].to_vec();
        bytes.splice(to..to, piece);
    }),
    ("zeros", |bytes, numbers| {
        let from = numbers.below(bytes.len());
        let to = (from + 1 + numbers.below(bytes.len() / 4 + 1)).min(bytes.len());
        bytes[from..to].fill(0);
    }),
];

#[test]
fn no_file_makes_a_run_panic_or_hang() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("graph.fwr"), GRAPH).expect("writable");
    let clips: Vec<PathBuf> = CLIPS.iter().map(|(name, recipe)| make(folder.path(), name, recipe)).collect();
    let rounds = FEWEST.div_ceil(clips.len() * FAULTS.len());
    let all: Vec<(usize, usize, usize)> = (0..rounds)
        .flat_map(|round| {
            (0..CLIPS.len()).flat_map(move |clip| (0..FAULTS.len()).map(move |fault| (round, clip, fault)))
        })
        .collect();
    assert!(all.len() >= FEWEST, "{} files", all.len());
    let (next, problems) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let counts: Vec<AtomicUsize> = (0..4).map(|_| AtomicUsize::new(0)).collect();
    let work = || {
        while let Some((round, clip, fault)) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
            let mut numbers = Numbers((round * 1000 + clip * 50 + fault) as u64 + 1);
            let mut bytes = fs::read(&clips[*clip]).expect("readable");
            FAULTS[*fault].1(&mut bytes, &mut numbers);
            let name = format!("{round}-{}-{}", FAULTS[*fault].0.replace(' ', "_"), CLIPS[*clip].0);
            fs::write(folder.path().join(&name), bytes).expect("writable");
            match judge(folder.path(), &name, round % 2 == 1) {
                Ok(code) => drop(counts[code].fetch_add(1, Ordering::SeqCst)),
                Err(problem) => problems.lock().expect("no panic here").push(problem),
            }
            let _ = fs::remove_file(folder.path().join(&name));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let counts: Vec<usize> = counts.into_iter().map(AtomicUsize::into_inner).collect();
    eprintln!("{} files; exit codes 0, 1, 2, 3: {counts:?}", all.len());
    let problems = problems.into_inner().expect("no panic here");
    assert!(problems.is_empty(), "{} of {}:\n{}", problems.len(), all.len(), problems.join("\n\n"));
    assert!(counts[0] > 10 && counts[3] > 50, "the files are too good or too bad: {counts:?}");
}

/// Runs a file, keeping what can be decoded or not; the exit code, or what is wrong with how it ended.
fn judge(folder: &Path, name: &str, allow: bool) -> Result<usize, String> {
    let out = format!("{name}.out.mkv");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.args(["run", "graph.fwr", name, "-o", &out, "--allow", "warnings", "--threads", "1"]);
    command.args(allow.then_some("--allow-damaged")).current_dir(folder).env("NO_COLOR", "1");
    // To a file: a pipe that nobody empties would be a hang of ours.
    let told = folder.join(format!("{name}.said"));
    let said = fs::File::create(&told).expect("writable");
    let child = command.stdout(Stdio::null()).stderr(said).spawn().expect("the binary runs");
    let code = wait(child).ok_or_else(|| format!("{name} hangs"))?;
    let said = String::from_utf8_lossy(&fs::read(&told).expect("readable")).into_owned();
    let there = folder.join(&out).exists();
    let _ = (fs::remove_file(&told), fs::remove_file(folder.join(&out)));
    let fault = match code {
        Some(0) if there => return Ok(0),
        Some(code @ (1 | 3)) if !there && has_code(&said) && !said.contains("E1202") => return Ok(code as usize),
        Some(_) if said.contains("panicked") || said.contains("E1202") => "is a fault of ours",
        Some(0) => "gives nothing and says that all is well",
        Some(_) if there => "leaves an output",
        Some(_) => "ends without a code that fits",
        None => "ends by a signal",
    };
    Err(format!("{name} {fault} ({code:?}): {said}"))
}

/// Waits for the end; `None` if that does not come, and then the exit code, if there is one.
#[expect(clippy::option_option, reason = "a hang and a signal are two things")]
fn wait(mut child: Child) -> Option<Option<i32>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return Some(status.code());
        }
        if begun.elapsed() > LONGEST {
            let _ = (child.kill(), child.wait());
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether something like `E1007` is said.
fn has_code(said: &str) -> bool {
    said.split_whitespace()
        .any(|word| word.len() == 5 && word.starts_with('E') && word[1..].chars().all(|c| c.is_ascii_digit()))
}

fn make(folder: &Path, name: &str, recipe: &str) -> PathBuf {
    let path = folder.join(name);
    let mut args = vec!["-f", "lavfi", "-i", "testsrc2=s=128x96:r=25:d=0.8", "-f", "lavfi", "-i", "sine=d=0.8:r=48000"];
    args.extend(["-pix_fmt", if recipe.contains("prores") { "yuv422p10le" } else { "yuv420p" }]);
    args.extend(recipe.split(' '));
    args.push(path.to_str().expect("text"));
    probe::ffmpeg(&args);
    path
}

fn turn_bits(bytes: &mut [u8], numbers: &mut Numbers, count: usize) {
    for _ in 0..count {
        let at = numbers.below(bytes.len());
        bytes[at] ^= 1 << numbers.below(8);
    }
}

/// The same numbers every time (xorshift64*; Vigna, 2016).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}
