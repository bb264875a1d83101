//! The graphs that a comparison is: two clips, what is measured of them, and stills.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{Layout, Matrix, MediaInfo, VideoFormat};
use fwr_compiler::plan::Place;
use fwr_runtime::media;

use super::metric::{Metric, Of};
use super::shape;
use crate::arguments::{CompareArgs, ExcerptArgs, GraphArgs, LevelArgs};
use crate::session::{Failure, Media, Session};

/// The last frame that a `trim` can name.
const LAST: u64 = 1_000_000_000;

/// The frames that are compared: the first, and the one behind the last.
pub(super) type Frames = (u64, u64);

/// Two files that are compared.
pub(super) struct Pair<'a> {
    args: &'a CompareArgs,
    /// What is in the clip and in its original.
    media: [MediaInfo; 2],
}

impl<'a> Pair<'a> {
    /// Looks into both files.
    ///
    /// # Errors
    /// If one cannot be read.
    pub(super) fn open(args: &'a CompareArgs) -> Result<Self, Diagnostic> {
        let info = |path: &Path, name: &str| media::probe(&path.display().to_string(), args.rates.of(name));
        Ok(Self { args, media: [info(&args.clip, "clip")?, info(&args.original, "original")?] })
    }

    /// The formats of the pictures, which can be compared sample by sample.
    ///
    /// # Errors
    /// E0403 if they cannot.
    pub(super) fn formats(&self) -> Result<[VideoFormat; 2], Diagnostic> {
        let format = |media: &MediaInfo| {
            let found = media.first_video().map(|(_, format)| format.clone());
            found.ok_or_else(|| {
                Diagnostic::new(Code::NO_STREAM, format!("{} has no picture to compare", media.path))
                    .help("`fwr probe FILE` shows what a file holds")
            })
        };
        let [clip, original] = [format(&self.media[0])?, format(&self.media[1])?];
        if (clip.width, clip.height, clip.layout) == (original.width, original.height, original.layout) {
            return Ok([clip, original]);
        }
        let [first, second] = &self.media;
        let message = format!(
            "clips are compared sample by sample, but {} is {}, and {} is {}",
            first.path,
            shape(&clip),
            second.path,
            shape(&original)
        );
        let steps = match clip.layout == original.layout {
            true => format!("resize(width: {}px, height: {}px)", original.width, original.height),
            false => format!("convert(layout: {})", original.layout),
        };
        Err(Diagnostic::new(Code::CLIPS_DIFFER, message).help(format!(
            "bring the first to the shape of the second in a graph: `clip.video |> {steps} |> encode(ffv1)`"
        )))
    }

    /// The frames that are compared; `None` for all.
    ///
    /// # Errors
    /// E1303 if a place is a time and the original has no rate that tells its frame, or nothing is left.
    pub(super) fn frames(&self, part: &ExcerptArgs) -> Result<Option<Frames>, Diagnostic> {
        if part.excerpt().is_none() {
            return Ok(None);
        }
        let frame = |place: Option<Place>, otherwise: u64| match place {
            None => Ok(otherwise),
            Some(place) => self.media[1].first_video().and_then(|(_, format)| place.frame(format)).ok_or_else(|| {
                Diagnostic::new(
                    Code::BAD_PARAM,
                    format!("{} has no constant rate, so a time does not tell a frame", self.media[1].path),
                )
                .help("count frames: `--from 120f --to 240f`")
            }),
        };
        let (from, to) = (frame(part.from, 0)?, frame(part.to, LAST)?);
        if from >= to {
            return Err(Diagnostic::new(Code::BAD_PARAM, format!("nothing lies between frame {from} and frame {to}"))
                .help("--to names the frame behind the last"));
        }
        Ok(Some((from, to)))
    }

    /// A graph of these two files.
    ///
    /// # Errors
    /// As [`Session::of_text`].
    pub(super) fn session(&self, text: &str) -> Result<Session, Failure> {
        session(text, self.args, Vec::new())
    }
}

/// A graph of the two files that `args` name, with its outputs.
///
/// # Errors
/// As [`Session::of_text`].
pub(super) fn session(text: &str, args: &CompareArgs, output: Vec<PathBuf>) -> Result<Session, Failure> {
    let graph = GraphArgs {
        graph: "comparison".into(),
        media: vec![args.clip.clone(), args.original.clone()],
        input: Vec::new(),
        param: Vec::new(),
        output,
        rates: args.rates.clone(),
        levels: LevelArgs { allow: vec!["warnings".to_owned()], ..LevelArgs::default() },
        described: Vec::new(),
    };
    Session::of_text(text, &graph, Media::Required)
}

/// The graph that asks for all measures.
pub(super) fn measuring(metrics: &[Metric], frames: Option<Frames>) -> String {
    let mut text = clips(frames);
    text += "output {\n  video: made\n}\n\nexpect {\n";
    for metric in metrics {
        // Writing into a text cannot fail.
        let _ = match metric.of {
            Of::Both => writeln!(text, "  {}(made, meant) == 0", metric.name),
            Of::Each => writeln!(text, "  {0}(made) == 0\n  {0}(meant) == 0", metric.name),
        };
    }
    text + "}\n"
}

/// The graph of one frame of both, side by side.
pub(super) fn still(frame: u64, formats: &[VideoFormat; 2]) -> String {
    let mut text = clips(Some((frame, frame + 1)));
    let format = &formats[1];
    // Tags that differ between the two, or that nobody has set, are to make no difference here.
    let tagged = [format, &formats[0]].into_iter().map(|format| format.matrix).find(|tag| *tag != Matrix::Unspecified);
    let matrix = tagged.unwrap_or(if format.height <= 576 { Matrix::Smpte170m } else { Matrix::Bt709 });
    let tags = |format: &VideoFormat| {
        let matrix = if format.layout.is_yuv() { format!("matrix: {matrix}, ") } else { String::new() };
        let range = format.effective_range();
        format!("{matrix}range: {range}, scan: progressive, primaries: bt709, transfer: bt709, sar: 1")
    };
    let [made, meant] = [tags(&formats[0]), tags(format)];
    let colour = match format.layout {
        Layout::Rgb | Layout::Gray => "convert(sample: u8, range: full)".to_owned(),
        _ => "convert(sample: u8, layout: rgb)".to_owned(),
    };
    let width = format.width;
    let _ = write!(
        text,
        "kernel beside(left: plane, right: plane) -> plane {{\n  if x < width / 2 then left else right\n}}\n\n\
         output {{\n  video: beside(\n    made |> assume({made}) |> {colour} |> pad(right: {width}px),\n    \
         meant |> assume({meant}) |> {colour} |> pad(left: {width}px),\n  ) |> encode(png, first: {frame})\n  drop: [audio, subtitles, attachments, data, video]\n}}\n"
    );
    text
}

fn clips(frames: Option<Frames>) -> String {
    let trim = frames.map_or(String::new(), |(from, to)| format!(" |> trim(start: {from}frames, end: {to}frames)"));
    format!(
        "input clip: media\ninput original: media\n\nlet made = clip.video{trim}\nlet meant = original.video{trim}\n\n"
    )
}
