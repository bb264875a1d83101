//! What `resize` does to pictures whose result is known.

use fwr_compiler::media::{ChromaLocation, Layout, VideoFormat};
use fwr_compiler::types::{Constant, Unit};

use crate::support::{Clip, format, name, px, run, run_strips};

fn resize(clip: &Clip, width: u32, height: u32, kernel: &str) -> Clip {
    run("resize", &args(width, height, kernel), &[clip], &sized(&clip.format, width, height))
}

fn args(width: u32, height: u32, kernel: &str) -> [(&'static str, Constant); 6] {
    let plain = |value: f64| Constant::Number(value, Unit::None);
    [
        px("width", i64::from(width)),
        px("height", i64::from(height)),
        name("method", kernel),
        ("b", plain(0.0)),
        ("c", plain(0.5)),
        ("taps", plain(3.0)),
    ]
}

fn sized(format: &VideoFormat, width: u32, height: u32) -> VideoFormat {
    VideoFormat { width, height, ..format.clone() }
}

const KERNELS: [&str; 8] =
    ["point", "bilinear", "bicubic", "mitchell", "catmull_rom", "lanczos", "spline16", "spline36"];

#[test]
fn the_same_size_is_the_same_picture() {
    let clip = Clip::ramp(&format(37, 23, "u8", Layout::Yuv420));
    assert_eq!(resize(&clip, 37, 23, "lanczos"), clip);
}

#[test]
fn a_flat_picture_stays_flat() {
    for kernel in KERNELS {
        for sample in ["u8", "u16"] {
            let mut format = format(33, 21, sample, Layout::Yuv420);
            format.alpha = true;
            let levels = [235.0, 16.0, 240.0, 255.0];
            let clip = Clip::new(&format, |plane, _, _| levels[plane]);
            for (width, height) in [(70, 9), (5, 64), (33, 50), (48, 21)] {
                let resized = resize(&clip, width, height, kernel);
                for (plane, x, y) in resized.positions() {
                    assert_eq!(resized.get(plane, x, y), levels[plane], "{kernel} {width}x{height} {plane} {x},{y}");
                }
            }
        }
    }
}

#[test]
fn a_slope_stays_a_slope() {
    // Chroma, at its own place among the luma samples, has to show the same slope at every siting.
    for location in [ChromaLocation::Left, ChromaLocation::Center, ChromaLocation::TopLeft, ChromaLocation::Bottom] {
        for (width, height) in [(120, 96), (30, 24), (90, 36)] {
            let mut format = format(60, 48, "f32", Layout::Yuv420);
            format.chroma_location = location;
            let slope = |format: &VideoFormat, scale: (f64, f64)| {
                let at_left = matches!(location, ChromaLocation::Left | ChromaLocation::TopLeft);
                let dx = if at_left { 0.0 } else { 0.5 };
                let dy = match location {
                    ChromaLocation::TopLeft => 0.0,
                    ChromaLocation::Bottom => 1.0,
                    _ => 0.5,
                };
                Clip::new(format, |plane, x, y| {
                    let (x, y) =
                        if plane == 0 { (x as f64, y as f64) } else { (2.0 * x as f64 + dx, 2.0 * y as f64 + dy) };
                    (x + 0.5) * scale.0 + 2.0 * (y + 0.5) * scale.1
                })
            };
            let clip = slope(&format, (1.0, 1.0));
            let scale = (60.0 / f64::from(width), 48.0 / f64::from(height));
            let expected = slope(&sized(&format, width, height), scale);
            let resized = resize(&clip, width, height, "catmull_rom");
            for (plane, x, y) in resized.positions() {
                let (w, h) = expected.format.plane_size(plane);
                // Near an edge the mirror image bends the slope.
                let margin = |place: usize, size: usize| place.min(size - 1 - place) * 8 > size;
                if margin(x, w) && margin(y, h) {
                    let (found, wanted) = (resized.get(plane, x, y), expected.get(plane, x, y));
                    // A widened kernel is only nearly exact; a wrong siting is off by a quarter sample or more.
                    assert!((found - wanted).abs() < 0.12, "{location} plane {plane} {x},{y}: {found}, not {wanted}");
                }
            }
        }
    }
}

#[test]
fn strips_do_not_show() {
    let clip = Clip::ramp(&format(61, 47, "u10", Layout::Yuv422));
    for (width, height) in [(90, 80), (40, 20), (61, 90), (100, 47), (20, 90), (120, 20)] {
        let output = sized(&clip.format, width, height);
        let args = args(width, height, "spline36");
        let whole = run_strips("resize", &args, &[&clip], &output, 1000);
        for strip in [1, 7, 8, 13] {
            assert_eq!(run_strips("resize", &args, &[&clip], &output, strip), whole, "{width}x{height} by {strip}");
        }
    }
}

#[test]
fn pictures_of_one_sample_work() {
    let clip = Clip::new(&format(1, 1, "u8", Layout::Yuv420), |_, _, _| 77.0);
    let resized = resize(&clip, 9, 5, "lanczos");
    assert!(resized.positions().into_iter().all(|(plane, x, y)| resized.get(plane, x, y) == 77.0));
    assert_eq!(resize(&resized, 1, 1, "lanczos"), clip);
}
