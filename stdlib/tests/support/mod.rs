//! Runs native filters on pictures in memory, the way the runtime does: plane by plane, in strips of rows.
#![allow(dead_code, unreachable_pub, reason = "shared by test crates that each use a part")]

use fwr_compiler::fusion::{self, Group, Pipeline, Raster};
use fwr_compiler::media::{Layout, Ratio, SampleType, VideoFormat};
use fwr_compiler::plan::Window;
use fwr_compiler::types::{Args, Constant, Unit};
use fwr_stdlib::measure::Reading;
use fwr_stdlib::native::{Call, PixelWork, Problem, WholePicture, Work};
use fwr_stdlib::{Frames, LibrarySource, Picture, Plane, Rows};

/// A picture in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// Its format.
    pub format: VideoFormat,
    /// The bytes of its planes, without padding.
    pub planes: Vec<Vec<u8>>,
}

impl Clip {
    /// A picture whose sample at (plane, x, y) has the code (or float) value that `value` gives.
    pub fn new(format: &VideoFormat, mut value: impl FnMut(usize, usize, usize) -> f64) -> Self {
        let planes = (0..format.planes())
            .map(|plane| {
                let (width, height) = format.plane_size(plane);
                let mut bytes = Vec::with_capacity(width * height * format.sample.bytes());
                for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
                    let value = value(plane, x, y);
                    match format.sample {
                        SampleType::Uint(8) => bytes.push(value as u8),
                        SampleType::Uint(_) => bytes.extend((value as u16).to_ne_bytes()),
                        SampleType::F16 => bytes.extend(half::f16::from_f64(value).to_ne_bytes()),
                        SampleType::F32 => bytes.extend((value as f32).to_ne_bytes()),
                    }
                }
                bytes
            })
            .collect();
        Self { format: format.clone(), planes }
    }

    /// A picture in which neighbours differ.
    pub fn ramp(format: &VideoFormat) -> Self {
        let limit = format.sample.max_code().map_or(1.0, |max| f64::from(max) + 1.0);
        let step = if format.sample.is_float() { 1.0 / 1024.0 } else { 1.0 };
        Self::new(format, |plane, x, y| ((plane * 50 + x * 7 + y * 13) as f64 * step) % limit)
    }

    /// The bits of its samples.
    fn rasters(&self) -> Vec<Raster> {
        let bytes = self.format.sample.bytes();
        let bits = |sample: &[u8]| sample.iter().rev().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        let raster = |(plane, samples): (usize, &Vec<u8>)| {
            let (width, height) = self.format.plane_size(plane);
            Raster { width, height, samples: samples.chunks_exact(bytes).map(bits).collect() }
        };
        self.planes.iter().enumerate().map(raster).collect()
    }

    /// The sample at (plane, x, y).
    pub fn get(&self, plane: usize, x: usize, y: usize) -> f64 {
        let index = y * self.format.plane_size(plane).0 + x;
        let bytes = &self.planes[plane];
        match self.format.sample {
            SampleType::Uint(8) => f64::from(bytes[index]),
            SampleType::Uint(_) => f64::from(u16::from_ne_bytes([bytes[2 * index], bytes[2 * index + 1]])),
            SampleType::F16 => half::f16::from_ne_bytes([bytes[2 * index], bytes[2 * index + 1]]).to_f64(),
            SampleType::F32 => {
                f64::from(f32::from_ne_bytes(bytes[4 * index..4 * index + 4].try_into().expect("four bytes")))
            }
        }
    }

    /// Every (plane, x, y) there is.
    pub fn positions(&self) -> Vec<(usize, usize, usize)> {
        (0..self.format.planes())
            .flat_map(|plane| {
                let (width, height) = self.format.plane_size(plane);
                (0..height).flat_map(move |y| (0..width).map(move |x| (plane, x, y)))
            })
            .collect()
    }

    /// The picture as filters see it.
    pub fn view(&self) -> Picture<'_> {
        let planes = self
            .planes
            .iter()
            .enumerate()
            .map(|(plane, bytes)| {
                let (width, height) = self.format.plane_size(plane);
                let stride = width * self.format.sample.bytes();
                Plane { bytes, stride, width, height, sample: self.format.sample }
            })
            .collect();
        Picture { planes }
    }
}

/// A progressive, limited-range BT.709 format.
pub fn format(width: u32, height: u32, sample: &str, layout: Layout) -> VideoFormat {
    let sample = SampleType::from_name(sample).expect("a sample type");
    VideoFormat { sar: None, time_base: Ratio::new(1, 1000), ..VideoFormat::usual((width, height), layout, sample) }
}

/// An argument that is a symbol.
pub fn name<'a>(parameter: &'a str, value: &str) -> (&'a str, Constant) {
    (parameter, Constant::Name(value.to_owned()))
}

/// An argument in pixels.
pub fn px(parameter: &str, value: i64) -> (&str, Constant) {
    (parameter, Constant::Number(value as f64, Unit::Px))
}

/// What `filter` says about a call.
pub fn check(
    filter: &str,
    args: &[(&str, Constant)],
    input: &VideoFormat,
    output: &VideoFormat,
) -> Result<(), Problem> {
    let args = arguments(args);
    let call = Call { args: &args, inputs: std::slice::from_ref(input), output };
    fwr_stdlib::native(filter).expect("a native filter").check(&call)
}

/// The frame that `filter` makes of one frame of each input, in strips of `strip` rows.
pub fn run_strips(
    filter: &str,
    args: &[(&str, Constant)],
    inputs: &[&Clip],
    output: &VideoFormat,
    strip: usize,
) -> Clip {
    let args = arguments(args);
    let formats: Vec<_> = inputs.iter().map(|clip| clip.format.clone()).collect();
    let call = Call { args: &args, inputs: &formats, output };
    let native = fwr_stdlib::native(filter).expect("a native filter");
    native.check(&call).expect("the call is fine");
    let work = match native.build(&call) {
        Work::Picture(work) => work,
        Work::Pixels(pixels) => return run_pixels(&pixels, inputs, output),
        Work::Whole(work) => return run_whole(&*work, inputs, output),
        Work::Timeline(_) => panic!("{filter} computes no pictures"),
    };
    let copies = standing_still(inputs, work.window());
    let views = copies.iter().map(|clips| clips.iter().map(Clip::view).collect()).collect::<Vec<Vec<_>>>();
    let windows: Vec<&[Picture<'_>]> = views.iter().map(|view| &view[..]).collect();
    let frames = Frames { windows: &windows, number: 0 };
    let mut result = Clip::new(output, |_, _, _| 0.0);
    for plane in 0..output.planes() {
        if work.passes(plane) {
            result.planes[plane].clone_from(&inputs[0].planes[plane]);
            continue;
        }
        let (width, height) = output.plane_size(plane);
        let stride = width * output.sample.bytes();
        for first in (0..height).step_by(strip) {
            let rows = first..(first + strip).min(height);
            let bytes = &mut result.planes[plane][rows.start * stride..rows.end * stride];
            let mut out = Rows { bytes, stride, width, height: rows.len(), sample: output.sample };
            work.rows(&frames, plane, rows, &mut out);
        }
    }
    result
}

/// As many frames of each clip as a window has, each in memory of its own.
fn standing_still(inputs: &[&Clip], window: Window) -> Vec<Vec<Clip>> {
    inputs.iter().map(|clip| vec![Clip::clone(clip); (window.before + 1 + window.after) as usize]).collect()
}

/// The frame that work makes all at once, of clips that stand still.
fn run_whole(work: &dyn WholePicture, inputs: &[&Clip], output: &VideoFormat) -> Clip {
    let window = work.window();
    let copies = standing_still(inputs, window);
    let views = copies.iter().map(|clips| clips.iter().map(Clip::view).collect()).collect::<Vec<Vec<_>>>();
    let windows: Vec<&[Picture<'_>]> = views.iter().map(|view| &view[..]).collect();
    let mut result = Clip::new(output, |_, _, _| 0.0);
    let mut out: Vec<Rows<'_>> = result
        .planes
        .iter_mut()
        .enumerate()
        .map(|(plane, bytes)| {
            let (width, height) = output.plane_size(plane);
            Rows { bytes, stride: width * output.sample.bytes(), width, height, sample: output.sample }
        })
        .collect();
    work.picture(&Frames { windows: &windows, number: u64::from(window.before) }, &mut out);
    result
}

/// The frame that a kernel makes, as the interpreter says.
fn run_pixels(pixels: &PixelWork, inputs: &[&Clip], output: &VideoFormat) -> Clip {
    let formats: Vec<_> = inputs.iter().map(|clip| clip.format.clone()).collect();
    let group = Group::one("pixels", &pixels.kernel, &pixels.planes, output);
    let pipeline = Pipeline::of(&group, &formats).expect("the kernel fits the formats");
    let rasters: Vec<Vec<Raster>> = inputs.iter().map(|clip| clip.rasters()).collect();
    let size = |plane| output.plane_size(plane);
    let made = fusion::interpret(&pipeline, 0, 0.0, size, |input, plane, _| &rasters[input][plane]);
    let bytes = output.sample.bytes();
    let plane = |raster: &Raster| raster.samples.iter().flat_map(|bits| bits.to_ne_bytes()[..bytes].to_vec()).collect();
    Clip { format: output.clone(), planes: made[0].iter().map(plane).collect() }
}

/// The frame that `filter` makes, in strips of a size that fits nothing.
pub fn run(filter: &str, args: &[(&str, Constant)], inputs: &[&Clip], output: &VideoFormat) -> Clip {
    run_strips(filter, args, inputs, output, 5)
}

fn arguments(args: &[(&str, Constant)]) -> Args {
    Args(args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

/// What `measure` says of a clip with these frames.
pub fn reading(measure: &str, args: &[(&str, Constant)], frames: &[&Clip]) -> Option<Reading> {
    let frames: Vec<[&Clip; 1]> = frames.iter().map(|frame| [*frame]).collect();
    reading_of(measure, args, &frames)
}

/// What `measure` says of clips with these frames, side by side.
pub fn reading_of<const CLIPS: usize>(
    measure: &str,
    args: &[(&str, Constant)],
    frames: &[[&Clip; CLIPS]],
) -> Option<Reading> {
    let measure = fwr_stdlib::measure(measure).expect("a measure");
    let formats = frames.first()?.map(|clip| clip.format.clone());
    let mut meter = measure.start(&arguments(args), &formats);
    frames.iter().for_each(|frames| meter.see(&frames.map(Clip::view)));
    meter.reading()
}

/// The number that `measure` gives for two clips.
pub fn compared(measure: &str, args: &[(&str, Constant)], frames: &[[&Clip; 2]]) -> f64 {
    match reading_of(measure, args, frames).map(|reading| reading.value) {
        Some(Constant::Number(value, _)) => value,
        other => panic!("{measure} gives {other:?}"),
    }
}

/// The number that `measure` gives.
pub fn measured(measure: &str, args: &[(&str, Constant)], frames: &[&Clip]) -> f64 {
    match reading(measure, args, frames).map(|reading| reading.value) {
        Some(Constant::Number(value, _)) => value,
        other => panic!("{measure} gives {other:?}"),
    }
}

/// Noise of deviation 1, evenly spread, the same every time.
pub fn grain(plane: usize, x: usize, y: usize) -> f64 {
    let seed = (plane * 1_000_003 + y * 7919 + x) as u32;
    let mixed = seed.wrapping_mul(0x9e37_79b1);
    let mixed = (mixed ^ mixed >> 15).wrapping_mul(0x85eb_ca77);
    let even = f64::from((mixed ^ mixed >> 13).wrapping_mul(0xc2b2_ae3d)) / f64::from(u32::MAX) * 2.0 - 1.0;
    even * 3.0_f64.sqrt()
}

/// Asserts that `filter` takes off most of noise of deviation 10 on pictures of this size with edges, and leaves those.
pub fn takes_noise_off(filter: &str, args: &[(&str, Constant)], (width, height): (u32, u32)) {
    for layout in [Layout::Yuv420, Layout::Gray, Layout::Rgb] {
        let of = format(width, height, "u8", layout);
        let clean = |plane: usize, x: usize| if plane == 0 && x % 100 >= 50 { 180.0 } else { 90.0 };
        let noisy = Clip::new(&of, |plane, x, y| clean(plane, x) + 10.0 * grain(plane, x, y));
        let quiet = run(filter, args, &[&noisy], &of);
        for plane in 0..of.planes() {
            let error = |clip: &Clip| {
                let places: Vec<_> = clip.positions().into_iter().filter(|(at, _, _)| *at == plane).collect();
                let squares = places.iter().map(|(_, x, y)| (clip.get(plane, *x, *y) - clean(plane, *x)).powi(2));
                (squares.sum::<f64>() / places.len() as f64).sqrt()
            };
            assert!(error(&quiet) < 0.4 * error(&noisy), "{layout:?} {plane}: {} of {}", error(&quiet), error(&noisy));
        }
    }
}

/// What a measure is started with on clips of `format`, whatever it takes: the format of each clip, and arguments.
pub fn start_of(measure: &LibrarySource, format: &VideoFormat) -> (Vec<VideoFormat>, Args) {
    // What a clip is compared with is its original, by that name.
    let clips = if measure.text.contains("\n  original: ") { 2 } else { 1 };
    let args = [
        ("share", Constant::Number(0.01, Unit::None)),
        ("block", Constant::Number(8.0, Unit::Px)),
        ("planes", Constant::Name("all".to_owned())),
    ];
    let args = args.into_iter().map(|(name, value)| (name.to_owned(), value));
    (vec![format.clone(); clips], Args(args.collect()))
}
