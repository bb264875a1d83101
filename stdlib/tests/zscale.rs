//! `resize` and `convert` against zimg, by way of FFmpeg's `zscale` filter.

mod support;
mod zscale {
    pub(crate) mod accuracy;
    pub(crate) mod compare;
    pub(crate) mod picture;
}

use fwr_compiler::media::{ChromaLocation, Layout, Matrix, Range, SampleType, VideoFormat};
use fwr_compiler::types::{Constant, Unit};
use support::{format, name, px};
use zscale::accuracy::{errors, lanczos, spline36};
use zscale::compare::{Case, compare};

fn resize_case(input: VideoFormat, (width, height): (u32, u32), (kernel, peer): (&str, &str)) -> Case {
    let plain = |value: f64| Constant::Number(value, Unit::None);
    let output = VideoFormat { width, height, ..input.clone() };
    Case {
        filter: "resize",
        args: vec![
            px("width", i64::from(width)),
            px("height", i64::from(height)),
            name("method", kernel),
            ("b", plain(0.0)),
            ("c", plain(0.6)),
            ("taps", plain(3.0)),
        ],
        zscale: format!("w={width}:h={height}:{peer}"),
        planes: output.planes(),
        input,
        output,
    }
}

const KERNELS: [(&str, &str); 8] = [
    ("point", "filter=point"),
    ("bilinear", "filter=bilinear"),
    ("bicubic", "filter=bicubic:param_a=0:param_b=0.6"),
    ("mitchell", "filter=bicubic:param_a=0.3333333:param_b=0.3333333"),
    ("catmull_rom", "filter=bicubic:param_a=0:param_b=0.5"),
    ("lanczos", "filter=lanczos"),
    ("spline16", "filter=spline16"),
    ("spline36", "filter=spline36"),
];

#[test]
fn every_kernel_resizes_as_zimg_does() {
    for kernel in KERNELS {
        for size in [(640, 352), (160, 90), (480, 120)] {
            compare(&resize_case(format(320, 180, "u8", Layout::Yuv420), size, kernel));
        }
    }
}

#[test]
fn every_layout_and_depth_resizes_as_zimg_does() {
    use Layout::{Gray, Rgb, Yuv410, Yuv411, Yuv420, Yuv422, Yuv440, Yuv444};
    // What zscale of FFmpeg 5.1 takes without a conversion by another filter.
    let planar = [Yuv420, Yuv422, Yuv444, Rgb];
    let eight_bits = [Gray, Yuv410, Yuv411, Yuv440].into_iter().map(|layout| (layout, "u8"));
    let formats = planar.into_iter().flat_map(|layout| [(layout, "u8"), (layout, "u10"), (layout, "u16")]);
    for (layout, sample) in formats.chain(eight_bits) {
        for size in [(400, 300), (200, 100)] {
            compare(&resize_case(format(320, 180, sample, layout), size, ("lanczos", "filter=lanczos")));
        }
    }
}

#[test]
fn every_siting_resizes_as_zimg_does() {
    use ChromaLocation::{Bottom, BottomLeft, Center, Left, Top, TopLeft};
    for location in [Left, Center, TopLeft, Top, BottomLeft, Bottom] {
        let mut input = format(320, 180, "u8", Layout::Yuv420);
        input.chroma_location = location;
        compare(&resize_case(input, (480, 270), ("spline36", "filter=spline36")));
    }
}

#[test]
fn odd_sizes_resize_as_zimg_does() {
    for layout in [Layout::Gray, Layout::Yuv444, Layout::Rgb] {
        for size in [(333, 211), (97, 61), (321, 55)] {
            compare(&resize_case(format(181, 123, "u8", layout), size, ("lanczos", "filter=lanczos")));
        }
    }
}

#[test]
fn integers_are_as_exact_as_those_of_zimg() {
    for (bits, kernel, weight) in [
        ("u8", ("lanczos", "filter=lanczos"), lanczos as fn(f64) -> f64),
        ("u8", ("spline36", "filter=spline36"), spline36),
        ("u10", ("lanczos", "filter=lanczos"), lanczos),
        ("u10", ("spline36", "filter=spline36"), spline36),
        ("u12", ("lanczos", "filter=lanczos"), lanczos),
    ] {
        for size in [(640, 360), (160, 90), (480, 270), (213, 121)] {
            let mut case = resize_case(format(320, 180, bits, Layout::Gray), size, kernel);
            // zscale takes more than eight bits in colour only; planes do not see each other.
            case.input.layout = if bits == "u8" { Layout::Gray } else { Layout::Yuv444 };
            case.output.layout = case.input.layout;
            let [ours, theirs] = errors(&case, weight);
            println!(
                "{bits} {} to {size:?}: mean {:.5}, most {:.4}; zimg: {:.5}, {:.4}",
                kernel.0, ours.mean, ours.most, theirs.mean, theirs.most
            );
            // Both round to whole codes, which is nearly all of the error; what is left is thousandths.
            let worse = (ours.mean - theirs.mean, ours.most - theirs.most);
            assert!(worse.0 < 1e-4 && worse.1 < 2e-3, "{bits} {kernel:?} {size:?}: {worse:?} worse than zimg");
            assert!(ours.most < 0.6, "{bits} {kernel:?} {size:?}: {}", ours.most);
        }
    }
}

fn convert_case(input: VideoFormat, output: VideoFormat) -> Case {
    let matrix = match output.matrix {
        Matrix::Rgb => "gbr".to_owned(),
        matrix => matrix.to_string(),
    };
    let range = if output.effective_range() == Range::Full { "full" } else { "limited" };
    Case {
        filter: "convert",
        args: vec![name("matrix", "same"), name("dither", "none"), name("chroma", "catmull_rom")],
        zscale: format!("matrix={matrix}:range={range}:filter=bicubic:param_a=0:param_b=0.5"),
        planes: output.planes(),
        input,
        output,
    }
}

#[test]
fn depths_and_ranges_convert_as_in_zimg() {
    for (from, to) in [("u8", "u10"), ("u10", "u8"), ("u8", "u16"), ("u16", "u10"), ("u12", "u8")] {
        for ranges in [
            (Range::Limited, Range::Limited),
            (Range::Full, Range::Full),
            (Range::Limited, Range::Full),
            (Range::Full, Range::Limited),
        ] {
            let mut input = format(320, 180, from, Layout::Yuv420);
            input.range = ranges.0;
            let sample = SampleType::from_name(to).expect("a sample type");
            let output = VideoFormat { range: ranges.1, sample, ..input.clone() };
            compare(&convert_case(input, output));
        }
    }
}

#[test]
fn rgb_converts_as_in_zimg() {
    for layout in [Layout::Yuv444, Layout::Yuv422, Layout::Yuv420] {
        for sample in ["u8", "u10"] {
            for matrix in [Matrix::Bt709, Matrix::Bt470bg, Matrix::Bt2020nc] {
                let mut yuv = format(320, 180, sample, layout);
                yuv.matrix = matrix;
                let rgb = format(320, 180, sample, Layout::Rgb);
                compare(&convert_case(yuv.clone(), rgb.clone()));
                compare(&convert_case(rgb, yuv));
            }
        }
    }
}

#[test]
fn subsampling_and_siting_convert_as_in_zimg() {
    use Layout::{Yuv420, Yuv422, Yuv444};
    for (from, to) in [(Yuv420, Yuv422), (Yuv422, Yuv420), (Yuv420, Yuv444), (Yuv444, Yuv420), (Yuv444, Yuv422)] {
        for location in [ChromaLocation::Left, ChromaLocation::Center, ChromaLocation::TopLeft] {
            let mut input = format(320, 180, "u8", from);
            input.chroma_location = location;
            let output = VideoFormat { layout: to, ..input.clone() };
            compare(&convert_case(input, output));
        }
    }
    let input = format(320, 180, "u8", Yuv420);
    let output = VideoFormat { chroma_location: ChromaLocation::TopLeft, ..input.clone() };
    compare(&convert_case(input, output));
}

#[test]
fn matrices_convert_as_in_zimg() {
    for layout in [Layout::Yuv444, Layout::Yuv422, Layout::Yuv420] {
        for sample in ["u8", "u10"] {
            for location in [ChromaLocation::Left, ChromaLocation::Center] {
                let mut input = format(320, 180, sample, layout);
                input.matrix = Matrix::Smpte170m;
                input.chroma_location = location;
                let output = VideoFormat { matrix: Matrix::Bt709, ..input.clone() };
                compare(&convert_case(input, output));
            }
        }
    }
}
