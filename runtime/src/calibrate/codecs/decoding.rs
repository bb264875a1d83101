//! Decoders: of every codec that this FFmpeg can also make a sample of.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::path::Path;
use std::time::Instant;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::machine::Codec;
use fwr_compiler::media::Layout;
use fwr_compiler::types::{Args, Constant, Unit};

use super::fit::{Taken, prices};
use super::{Bench, PICTURE, pixels, threads};
use crate::calibrate::footage::{Shape, footage};
use crate::calibrate::usage::process_time;
use crate::frame::Frame;
use crate::media::{AvError, Decoder, Demuxer, Encoder, Muxer, Setup};

/// Processor time that a measurement takes at least: below, clocks are too coarse.
const LEAST_SECONDS: f64 = 0.1;
/// Pictures that are on their way in a run, and stay in memory.
const ON_THEIR_WAY: usize = 12;
/// How far off a decoder's time is expected to be, as a part: pictures differ.
const SPREAD: f64 = 0.2;

/// Made by hand: raw frames behind a line of text.
const RAW: &str = "raw";

/// A codec's samples.
struct Sample {
    /// The codec in FFmpeg's spelling.
    codec: &'static str,
    /// Who makes them.
    encoder: &'static str,
    shape: Shape,
    /// From good to bad.
    qualities: &'static [f64],
}

const fn sample(codec: &'static str, encoder: &'static str, qualities: &'static [f64]) -> Sample {
    Sample { codec, encoder, shape: PICTURE, qualities }
}

/// What is coded without loss has one quality, and takes fewer bits for the second where pictures are flat.
const LOSSLESS: &[f64] = &[1.0, 0.0];

const TEN: Shape = Shape { bits: 10, ..PICTURE };

const SAMPLES: &[Sample] = &[
    sample("h264", "sample-h264", &[17.0, 27.0]),
    Sample { shape: TEN, ..sample("h264", "sample-h264", &[17.0, 27.0]) },
    sample("hevc", "sample-hevc", &[16.0, 24.0]),
    Sample { shape: TEN, ..sample("hevc", "sample-hevc", &[16.0, 24.0]) },
    sample("mpeg2video", "sample-mpeg2video", &[2.0, 8.0]),
    sample("mpeg4", "sample-mpeg4", &[2.0, 8.0]),
    sample("mjpeg", "sample-mjpeg", &[2.0, 10.0]),
    Sample {
        shape: Shape { bits: 10, layout: Layout::Yuv422, frames: 12, ..PICTURE },
        ..sample("prores", "sample-prores", &[3.0, 0.0])
    },
    Sample { shape: Shape { width: 720, height: 576, ..PICTURE }, ..sample("dvvideo", "sample-dvvideo", &[0.0]) },
    sample("vp9", "sample-vp9", &[20.0, 40.0]),
    Sample { shape: Shape { frames: 12, ..PICTURE }, ..sample("ffv1", "ffv1", LOSSLESS) },
    Sample { shape: Shape { frames: 12, ..TEN }, ..sample("ffv1", "ffv1", LOSSLESS) },
    // Large enough that what is on its way does not stay in any cache.
    Sample { shape: Shape { width: 1920, height: 1080, frames: 16, ..PICTURE }, ..sample("rawvideo", RAW, &[0.0]) },
    Sample { shape: Shape { width: 1920, height: 1080, frames: 16, ..TEN }, ..sample("rawvideo", RAW, &[0.0]) },
];

/// Measures decoders, by codec, and by codec and depth where it is more than 8 bits: `h264/10`. `known` says what is
/// not measured of them. Codecs that no sample can be made of are left out.
///
/// # Errors
/// E1201 if it is stopped.
pub(in crate::calibrate) fn decoders(
    bench: &Bench<'_>,
    known: &BTreeMap<String, Codec>,
) -> Result<BTreeMap<String, Codec>, Diagnostic> {
    let mut measured = BTreeMap::new();
    let mut clips = Clips::default();
    for sample in SAMPLES {
        super::super::go_on(bench.stopped)?;
        let name = match sample.shape.bits {
            10 if sample.codec != "prores" => format!("{}/10", sample.codec),
            _ => sample.codec.to_owned(),
        };
        (bench.progress)(&format!("decoding {name}"));
        let Some(like) = known.get(&name).or_else(|| known.get(sample.codec)) else { continue };
        match codec(bench, sample, like, &mut clips) {
            Ok(codec) => drop(measured.insert(name, codec)),
            Err(found) => tracing::info!("{name} is not measured: {}", found.message),
        }
    }
    Ok(measured)
}

/// Footage that is made already.
#[derive(Default)]
struct Clips(Vec<(Shape, Vec<Frame>)>);

impl Clips {
    fn get(&mut self, shape: Shape) -> &[Frame] {
        let place = self.0.iter().position(|(made, _)| *made == shape).unwrap_or_else(|| {
            // Those of the last codecs are enough, and all together would take much memory.
            self.0.truncate(4);
            self.0.insert(0, (shape, footage(shape)));
            0
        });
        &self.0[place].1
    }
}

fn codec(bench: &Bench<'_>, sample: &Sample, like: &Codec, clips: &mut Clips) -> Result<Codec, Diagnostic> {
    let file = bench.folder.join(format!("{}-{}.mkv", sample.codec, sample.shape.bits));
    let (mut taken, mut starts) = (Vec::new(), Vec::new());
    for quality in sample.qualities {
        let flat = sample.encoder == "ffv1" && *quality == 0.0;
        let frames = clips.get(Shape { flat, ..sample.shape });
        let bits = match sample.encoder {
            RAW => write_raw(&file, frames)?,
            encoder => write(&file, encoder, *quality, frames)?,
        };
        let mut tries = Vec::new();
        for _ in 0..if bench.full { 5 } else { 3 } {
            let (seconds, start) = decode(&file, frames.len(), bench.full)?;
            tries.push(seconds);
            starts.push(start);
        }
        // What else the machine does only ever adds to it.
        let seconds = tries.into_iter().fold(f64::INFINITY, f64::min);
        taken.push(Taken { pixels: pixels(sample.shape, frames.len()), bits, seconds });
    }
    let (pixel_ns, bit_ns) = prices(&taken);
    starts.sort_by(f64::total_cmp);
    Ok(Codec { pixel_ns, bit_ns, start_seconds: starts[starts.len() / 2], spread: SPREAD, ..*like })
}

/// Writes `frames` as they are, in the form of YUV4MPEG2, and gives their bits.
fn write_raw(file: &Path, frames: &[Frame]) -> Result<f64, Diagnostic> {
    let unwritable = |error: std::io::Error| crate::media::io_failure(&file.display().to_string(), &error);
    let Some(first) = frames.first() else { return Ok(0.0) };
    let (width, height) = (first.format.width, first.format.height);
    let colours = if first.format.sample.bits() > 8 { "420p10 XYSCSS=420P10" } else { "420jpeg" };
    let mut bytes = format!("YUV4MPEG2 W{width} H{height} F25:1 Ip A1:1 C{colours}\n").into_bytes();
    for frame in frames {
        bytes.extend(b"FRAME\n");
        for plane in &frame.planes {
            let row = plane.width * plane.sample.bytes();
            let rows = plane.storage.bytes().chunks(plane.stride).take(plane.height);
            rows.for_each(|samples| bytes.extend(&samples[..row]));
        }
    }
    std::fs::write(file, &bytes).map_err(unwritable)?;
    Ok(bytes.len() as f64 * 8.0)
}

/// Encodes `frames` into `file`, and gives the bits of all packets.
fn write(file: &Path, encoder: &str, quality: f64, frames: &[Frame]) -> Result<f64, Diagnostic> {
    let path = file.display().to_string();
    let unwritable = |error: std::io::Error| crate::media::io_failure(&path, &error);
    let Some(first) = frames.first() else { return Ok(0.0) };
    let named = if encoder == "ffv1" { "slices" } else { "quality" };
    let value = if encoder == "ffv1" { 16.0 } else { quality };
    let args = Args([(named.to_owned(), Constant::Number(value, Unit::None))].into());
    let setup = Setup {
        args: &args,
        format: &first.format,
        side_data: &[],
        threads: threads(),
        global_header: Muxer::wants_global_header("matroska"),
    };
    let mut encoder = Encoder::open(encoder, &setup)?;
    let mut muxer = Muxer::new("matroska", Box::new(File::create(file).map_err(unwritable)?), &path)?;
    let stream = muxer.add_encoded(&encoder, &first.format, &[], None, false)?;
    muxer.write_header()?;
    let mut bits = 0.0;
    for frame in frames.iter().map(Some).chain([None]) {
        encoder.send(frame)?;
        while let Some(mut packet) = encoder.receive()? {
            bits += packet.size() as f64 * 8.0;
            packet.rescale(encoder.time_base(), muxer.time_base(stream));
            muxer.write(packet, stream)?;
        }
    }
    muxer.finish()?;
    Ok(bits)
}

/// Processor time for `frames` frames of a file, over and over until it can be told, and seconds to open the decoder.
fn decode(file: &Path, frames: usize, full: bool) -> Result<(f64, f64), Diagnostic> {
    let path = file.display().to_string();
    let least = if full { 3.0 * LEAST_SECONDS } else { LEAST_SECONDS };
    let (mut spent, mut decoded, mut start) = (0.0, 0, 0.0);
    while spent < least {
        let mut demuxer = Demuxer::open(&path, None)?;
        let opening = Instant::now();
        let mut decoder = Decoder::open(&demuxer, 0, threads())?;
        start = opening.elapsed().as_secs_f64();
        let before = process_time();
        let all = all(&mut demuxer, &mut decoder);
        drop(decoder);
        spent += (process_time() - before).as_secs_f64();
        let all = all.map_err(|error| Diagnostic::new(Code::INTERNAL, format!("{path} is not decoded: {error}")))?;
        if all == 0 {
            return Err(Diagnostic::new(Code::INTERNAL, format!("no picture comes out of {path}")));
        }
        decoded += all;
    }
    Ok((spent * frames as f64 / decoded as f64, start))
}

/// Reads and decodes to the end, and counts the pictures.
fn all(demuxer: &mut Demuxer, decoder: &mut Decoder) -> Result<usize, AvError> {
    let mut pictures = 0;
    let mut held = VecDeque::new();
    loop {
        let packet = demuxer.read()?;
        decoder.send(packet.as_ref())?;
        loop {
            match decoder.receive() {
                Ok(picture) => {
                    pictures += 1;
                    held.push_back(picture);
                    if held.len() > ON_THEIR_WAY {
                        held.pop_front();
                    }
                }
                Err(AvError::AGAIN) => break,
                Err(AvError::EOF) => return Ok(pictures),
                Err(error) => return Err(error),
            }
        }
    }
}
