//! What `convert` does to pictures whose result is known.

use fwr_compiler::media::{ChromaLocation, Layout, Matrix, Range, SampleType, Scan, VideoFormat};
use fwr_compiler::types::Constant;
use proptest::prelude::*;

use crate::support::{Clip, check, format, name, run, run_strips};

fn args(dither: &str) -> [(&'static str, Constant); 3] {
    [name("matrix", "same"), name("dither", dither), name("chroma", "catmull_rom")]
}

fn convert(clip: &Clip, to: &VideoFormat) -> Clip {
    run("convert", &args("ordered"), &[clip], to)
}

fn with_sample(format: &VideoFormat, sample: &str) -> VideoFormat {
    VideoFormat { sample: SampleType::from_name(sample).expect("a sample type"), ..format.clone() }
}

#[test]
fn nothing_to_do_passes_the_planes() {
    let clip = Clip::ramp(&format(19, 11, "u10", Layout::Yuv420));
    assert_eq!(convert(&clip, &clip.format), clip);
}

#[test]
fn every_code_comes_back_from_a_wider_type() {
    for range in [Range::Limited, Range::Full] {
        // Where a narrow code has a wide one of exactly its value, not even dither moves it.
        for (narrow, wide, dither) in [
            ("u8", "u10", "none"),
            ("u10", "u16", "none"),
            ("u8", "f16", "none"),
            ("u16", "f32", "none"),
            ("u8", "u16", "none"),
            ("u8", "f32", "ordered"),
            ("u12", "f32", "ordered"),
        ] {
            let mut format = format(256, 256, narrow, Layout::Yuv444);
            (format.range, format.alpha) = (range, true);
            let codes = f64::from(format.sample.max_code().expect("integers")) + 1.0;
            let clip = Clip::new(&format, |_, x, y| ((y * 256 + x) as f64) % codes);
            let widened = run("convert", &args(dither), &[&clip], &with_sample(&format, wide));
            let back = run("convert", &args(dither), &[&widened], &format);
            for (plane, x, y) in clip.positions() {
                let (found, wanted) = (back.get(plane, x, y), clip.get(plane, x, y));
                assert_eq!(found, wanted, "{narrow} to {wide} and back, {range}, plane {plane}");
            }
        }
    }
}

#[test]
fn limited_depth_is_a_shift() {
    let clip = Clip::ramp(&format(64, 8, "u8", Layout::Yuv420));
    let wide = convert(&clip, &with_sample(&clip.format, "u10"));
    assert!(clip.positions().into_iter().all(|(plane, x, y)| wide.get(plane, x, y) == 4.0 * clip.get(plane, x, y)));
    assert_eq!(convert(&wide, &clip.format), clip, "dither leaves exact codes alone");
}

#[test]
fn range_keeps_black_and_white() {
    let limited = format(4, 4, "u8", Layout::Yuv420);
    let full = VideoFormat { range: Range::Full, ..limited.clone() };
    let clip = Clip::new(&limited, |plane, x, _| [[16.0, 235.0], [16.0, 240.0], [128.0, 128.0]][plane][x % 2]);
    let converted = convert(&clip, &full);
    assert_eq!((converted.get(0, 0, 0), converted.get(0, 1, 0)), (0.0, 255.0));
    // H.273 full-range chroma reaches from 0.5 to 255.5 around 128; half a code goes to the even one.
    assert_eq!((converted.get(1, 0, 0), converted.get(1, 1, 0), converted.get(2, 0, 0)), (0.0, 255.0, 128.0));
    let back = convert(&converted, &limited);
    assert_eq!((back.get(0, 0, 0), back.get(0, 1, 0), back.get(2, 0, 0)), (16.0, 235.0, 128.0));
}

#[test]
fn primaries_have_their_codes() {
    // BT.709, limited range: the 75 % bars' full-amplitude cousins, from BT.709 item 3.
    let colours = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]];
    let codes = [[63.0, 102.0, 240.0], [173.0, 42.0, 26.0], [32.0, 240.0, 118.0], [235.0, 128.0, 128.0]];
    let rgb = format(4, 1, "u8", Layout::Rgb);
    let clip = Clip::new(&rgb, |plane, x, _| 255.0 * colours[x][plane]);
    let yuv = format(4, 1, "u8", Layout::Yuv444);
    let converted = convert(&clip, &yuv);
    for (plane, x, y) in converted.positions() {
        assert_eq!(converted.get(plane, x, y), codes[x][plane], "plane {plane} of {:?}", colours[x]);
    }
    let back = convert(&converted, &rgb);
    for (plane, x, y) in back.positions() {
        assert!((back.get(plane, x, y) - clip.get(plane, x, y)).abs() <= 1.0);
    }
}

#[test]
fn gray_goes_to_neutral_colour_and_back() {
    let gray = format(16, 16, "u8", Layout::Gray);
    let clip = Clip::new(&gray, |_, x, y| 16.0 + (x * 13 + y) as f64);
    let yuv = convert(&clip, &VideoFormat { layout: Layout::Yuv420, ..gray.clone() });
    assert_eq!(yuv.get(1, 3, 3), 128.0);
    let rgb_format = VideoFormat { layout: Layout::Rgb, matrix: Matrix::Rgb, range: Range::Full, ..gray.clone() };
    let rgb = convert(&yuv, &rgb_format);
    assert_eq!(rgb.get(0, 5, 5), rgb.get(2, 5, 5));
    assert_eq!(convert(&rgb, &gray), clip);
    assert_eq!(convert(&yuv, &gray), clip);
}

#[test]
fn dither_keeps_the_mean() {
    let wide = format(64, 64, "u16", Layout::Gray);
    let clip = Clip::new(&wide, |_, _, _| 100.0 * 256.0 + 77.0);
    let narrow = convert(&clip, &with_sample(&wide, "u8"));
    let mean: f64 = narrow.positions().iter().map(|&(p, x, y)| narrow.get(p, x, y)).sum::<f64>() / 4096.0;
    assert!((mean - (100.0 + 77.0 / 256.0)).abs() <= 1.0 / 128.0, "{mean}");
    let rounded = run("convert", &args("none"), &[&clip], &with_sample(&wide, "u8"));
    assert!(rounded.positions().into_iter().all(|(p, x, y)| rounded.get(p, x, y) == 100.0));
}

#[test]
fn interlaced_chroma_stays_in_its_field() {
    let mut from = format(16, 32, "u8", Layout::Yuv420);
    from.scan = Scan::Tff;
    // The fields are of different colours: nothing of one may show in the other.
    let clip = Clip::new(&from, |plane, _, y| if plane == 0 { 100.0 } else { [60.0, 200.0][y % 2] });
    for layout in [Layout::Yuv444, Layout::Yuv422] {
        let converted = convert(&clip, &VideoFormat { layout, ..from.clone() });
        for (plane, x, y) in converted.positions().into_iter().filter(|(plane, ..)| *plane > 0) {
            assert_eq!(converted.get(plane, x, y), [60.0, 200.0][y % 2]);
        }
        assert_eq!(convert(&converted, &from), clip);
    }
}

#[test]
fn strips_do_not_show() {
    let from = format(45, 38, "u10", Layout::Yuv420);
    let clip = Clip::ramp(&from);
    let rgb = VideoFormat { layout: Layout::Rgb, matrix: Matrix::Rgb, range: Range::Full, ..from.clone() };
    let sited = VideoFormat { chroma_location: ChromaLocation::Center, ..with_sample(&from, "u8") };
    let interlaced = VideoFormat { scan: Scan::Bff, layout: Layout::Yuv444, ..from.clone() };
    for to in [rgb, sited, interlaced] {
        let mut clip = clip.clone();
        clip.format.scan = to.scan;
        let whole = run_strips("convert", &args("ordered"), &[&clip], &to, 1000);
        for strip in [1, 6, 8, 11] {
            assert_eq!(run_strips("convert", &args("ordered"), &[&clip], &to, strip), whole, "{to} by {strip}");
        }
    }
}

#[test]
fn an_untagged_matrix_is_not_guessed() {
    let mut from = format(720, 576, "u8", Layout::Yuv420);
    from.matrix = Matrix::Unspecified;
    let problem = check("convert", &args("none"), &from, &format(720, 576, "u8", Layout::Rgb)).expect_err("untagged");
    assert_eq!(problem.message, "converting to rgb needs the clip's matrix, which is unspecified");
    assert_eq!(problem.help.as_deref(), Some("say which it is, before: `assume(matrix: bt470bg)`"));
    let mut to = from.clone();
    to.sample = SampleType::Uint(10);
    assert_eq!(check("convert", &args("none"), &from, &to), Ok(()), "no matrix is needed for depth");
}

#[test]
fn rgb_to_yuv_wants_to_know_which() {
    let from = format(1920, 1080, "u8", Layout::Rgb);
    let to = VideoFormat { layout: Layout::Yuv444, ..from.clone() };
    let problem = check("convert", &args("none"), &from, &to).expect_err("no matrix");
    assert_eq!(problem.message, "rgb to yuv444 needs a `matrix`, and none is given");
    assert_eq!(problem.help.as_deref(), Some("name the one to make: `matrix: bt709`"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Through R'G'B' and back in floating point is the same picture.
    #[test]
    fn rgb_and_back(seed in 0usize..1000, matrix in prop_oneof![
        Just(Matrix::Bt709), Just(Matrix::Bt470bg), Just(Matrix::Bt2020nc), Just(Matrix::Ycgco)
    ]) {
        let mut yuv = format(16, 4, "f32", Layout::Yuv444);
        yuv.matrix = matrix;
        let rgb = VideoFormat { layout: Layout::Rgb, matrix: Matrix::Rgb, ..yuv.clone() };
        let clip = Clip::new(&yuv, |plane, x, y| {
            ((seed + plane * 31 + x * 17 + y * 5) % 97) as f64 / 97.0 - if plane > 0 { 0.5 } else { 0.0 }
        });
        let back = convert(&convert(&clip, &rgb), &yuv);
        for (plane, x, y) in clip.positions() {
            prop_assert!((back.get(plane, x, y) - clip.get(plane, x, y)).abs() < 1e-5);
        }
    }

    /// A flat picture is flat after any change of layout and siting.
    #[test]
    fn flat_stays_flat(y in 16u8..=235, u in 16u8..=240, v in 16u8..=240, interlaced: bool,
        width in 1u32..40, height in 1u32..40) {
        let mut from = format(width, height, "u8", Layout::Yuv420);
        if interlaced && height > 3 {
            from.scan = Scan::Tff;
        }
        let clip = Clip::new(&from, |plane, _, _| f64::from([y, u, v][plane]));
        for layout in [Layout::Yuv411, Layout::Yuv444, Layout::Yuv410, Layout::Yuv440] {
            let to = VideoFormat { layout, chroma_location: ChromaLocation::TopLeft, ..from.clone() };
            let converted = convert(&clip, &to);
            for (plane, x, row) in converted.positions() {
                prop_assert_eq!(converted.get(plane, x, row), f64::from([y, u, v][plane]));
            }
        }
    }
}
