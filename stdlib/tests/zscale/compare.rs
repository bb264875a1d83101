//! Runs one case both ways and holds the results together.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use fwr_compiler::media::{Layout, Matrix, Named as _, Range, SampleType, VideoFormat};
use fwr_compiler::types::Constant;

use super::picture::picture;
use crate::support::{Clip, run};

/// A call of ours, and the settings of `zscale` that mean the same.
pub(crate) struct Case {
    pub(crate) filter: &'static str,
    pub(crate) args: Vec<(&'static str, Constant)>,
    pub(crate) input: VideoFormat,
    pub(crate) output: VideoFormat,
    pub(crate) zscale: String,
    /// How many planes are compared.
    pub(crate) planes: usize,
}

/// Fails unless at least 99.9 % of the samples are within one code value.
pub(crate) fn compare(case: &Case) {
    let clip = picture(&case.input);
    let ours = run(case.filter, &case.args, &[&clip], &case.output);
    let theirs = zscale(&clip, &case.output, &case.zscale);
    let mut off = 0usize;
    let mut worst = (0.0, (0, 0, 0));
    let mut positions = ours.positions();
    positions.retain(|(plane, ..)| *plane < case.planes);
    for &(plane, x, y) in &positions {
        let difference = (ours.get(plane, x, y) - theirs.get(plane, x, y)).abs();
        off += usize::from(difference > 1.0);
        if difference > worst.0 {
            worst = (difference, (plane, x, y));
        }
    }
    let share = 100.0 * (1.0 - off as f64 / positions.len() as f64);
    let title = format!("{} to {}, zscale={}", case.input, case.output, case.zscale);
    println!("{share:8.4} % within 1, at most {} off at {:?}: {title}", worst.0, worst.1);
    assert!(share >= 99.9, "{share:.4} % within 1, at most {} off at {:?}: {title}", worst.0, worst.1);
}

/// What FFmpeg's `zscale` makes of one frame.
pub(crate) fn zscale(clip: &Clip, output: &VideoFormat, settings: &str) -> Clip {
    let from = &clip.format;
    let filter = format!(
        "setparams=range={}:colorspace={},zscale={settings}:{}:dither=none,format={}",
        range(from),
        colorspace(from),
        location(from, output),
        pixel_format(output),
    );
    let size = format!("{}x{}", from.width, from.height);
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-filter_threads", "1", "-f", "rawvideo"])
        .args(["-pixel_format", &pixel_format(from), "-video_size", &size, "-i", "-"])
        .args(["-vf", &filter, "-f", "rawvideo", "-pix_fmt", &pixel_format(output), "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ffmpeg is installed");
    let input: Vec<u8> = order(from).into_iter().flat_map(|plane| clip.planes[plane].clone()).collect();
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let mut bytes = Vec::new();
    child.stdout.take().expect("piped").read_to_end(&mut bytes).expect("ffmpeg writes");
    writer.join().expect("no panic").expect("ffmpeg reads");
    assert!(child.wait().expect("ffmpeg ends").success(), "ffmpeg -vf {filter}");

    let mut result = Clip::new(output, |_, _, _| 0.0);
    let mut rest = &bytes[..];
    for plane in order(output) {
        let (head, tail) = rest.split_at(result.planes[plane].len());
        result.planes[plane].copy_from_slice(head);
        rest = tail;
    }
    assert!(rest.is_empty(), "one frame of {}", pixel_format(output));
    result
}

/// FFmpeg's planes of R'G'B' are G, B, R.
fn order(format: &VideoFormat) -> Vec<usize> {
    if format.layout == Layout::Rgb { vec![1, 2, 0] } else { (0..format.planes()).collect() }
}

fn pixel_format(format: &VideoFormat) -> String {
    let base = match format.layout {
        Layout::Gray => "gray".to_owned(),
        Layout::Rgb => "gbrp".to_owned(),
        layout => format!("{}p", layout.name()),
    };
    match format.sample {
        SampleType::Uint(8) => base,
        SampleType::F32 => format!("{base}f32le"),
        sample => format!("{base}{}le", sample.bits()),
    }
}

fn range(format: &VideoFormat) -> &'static str {
    if format.effective_range() == Range::Full { "full" } else { "limited" }
}

fn colorspace(format: &VideoFormat) -> &'static str {
    if format.matrix == Matrix::Rgb { "gbr" } else { format.matrix.name() }
}

fn location(from: &VideoFormat, to: &VideoFormat) -> String {
    format!("chromalin={}:chromal={}", from.chroma_location, to.chroma_location)
}
