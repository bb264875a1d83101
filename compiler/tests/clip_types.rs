//! What is said of a clip that is known in part holds of every clip that it may be.

use fwr_compiler::media::{Layout, Named, SampleType, Scan, VideoFormat};
use fwr_compiler::types::{ClipType, Fact, Requirement, Verdict, completions};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Nothing known, one value, or a few of `all`.
fn fact<T: PartialOrd + Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Fact<T>> {
    let few = subsequence(all.clone(), 1..=all.len().min(3));
    prop_oneof![Just(Fact::Open), few.prop_map(|few| Fact::one_of(few).unwrap_or_default())]
}

fn size() -> impl Strategy<Value = Fact<u32>> {
    let between = (1u32..9, 1u32..9).prop_map(|(a, b)| Fact::between(a.min(b), a.max(b)).unwrap_or_default());
    prop_oneof![fact((1..9).collect()), between]
}

fn clip() -> impl Strategy<Value = ClipType> {
    let layouts = fact(Layout::ALL.to_vec());
    let samples = fact(SampleType::ALL.to_vec());
    (size(), size(), layouts, samples, fact(Scan::ALL.to_vec())).prop_map(|(width, height, layout, sample, scan)| {
        ClipType { width, height, layout, sample, scan, ..ClipType::any() }
    })
}

fn format() -> impl Strategy<Value = VideoFormat> {
    (1u32..9, 1u32..9, select(Layout::ALL), select(SampleType::ALL), select(Scan::ALL)).prop_map(
        |(width, height, layout, sample, scan)| VideoFormat {
            scan,
            frames: Some(10),
            ..VideoFormat::usual((width, height), layout, sample)
        },
    )
}

fn requirements() -> impl Strategy<Value = Vec<Requirement>> {
    let named = |names: &[&str]| names.iter().filter_map(|name| Requirement::from_name(name)).collect::<Vec<_>>();
    let scans = named(&["progressive", "interlaced", "tff", "bff"]);
    let layouts = named(&["yuv", "gray", "rgb", "yuv420", "yuv444", "yuv411"]);
    let samples = named(&["u8", "u10", "u16", "f32", "integer", "float"]);
    prop_oneof![
        subsequence(scans, 1..=2),
        subsequence(layouts, 1..=3),
        subsequence(samples, 1..=3),
        Just(vec![Requirement::WholeChroma]),
    ]
}

/// Whether `clip` may be of this format.
fn admits(clip: &ClipType, format: &VideoFormat) -> bool {
    clip.differences(&format.clone().into()).is_empty()
}

proptest! {
    #[test]
    fn a_verdict_is_that_of_every_clip_that_it_may_be(clip in clip(), any in requirements()) {
        let formats = every_format(&clip);
        prop_assume!(!formats.is_empty());
        let meets = |format: &VideoFormat| Requirement::verdict(&any, &format.clone().into()) == Verdict::Holds;
        let (some, none) = (formats.iter().any(meets), !formats.iter().all(meets));
        prop_assert_eq!(Requirement::verdict(&any, &clip), Verdict::new(some, none));
    }

    #[test]
    fn both_is_what_either_side_admits_and_no_more(a in clip(), b in clip(), format in format()) {
        let mut both = a.clone();
        match both.narrow(&b) {
            Ok(()) => prop_assert_eq!(admits(&both, &format), admits(&a, &format) && admits(&b, &format)),
            Err(properties) => {
                prop_assert!(!(admits(&a, &format) && admits(&b, &format)));
                prop_assert_eq!(properties, b.differences(&a), "it is the same from the other side");
            }
        }
    }

    #[test]
    fn either_admits_what_one_of_them_does(a in clip(), b in clip(), format in format()) {
        let either = a.join(&b);
        if admits(&a, &format) || admits(&b, &format) {
            prop_assert!(admits(&either, &format), "{either} is not {format}");
        }
    }

    #[test]
    fn what_is_known_of_a_known_clip_is_all(format in format()) {
        let clip = ClipType::from(format.clone());
        prop_assert_eq!(clip.to_string(), format.to_string());
        prop_assert!(clip.open().is_empty());
        prop_assert_eq!(clip.exact(), Some(format));
    }

    #[test]
    fn completions_agree_with_what_is_known(a in clip(), b in clip()) {
        let mut count = 0;
        for formats in completions(&[&a, &b]).take(200) {
            prop_assert!(admits(&a, &formats[0]), "{a} is not {}", formats[0]);
            prop_assert!(admits(&b, &formats[1]), "{b} is not {}", formats[1]);
            count += 1;
        }
        prop_assert!(count > 0);
    }
}

/// Every format that `clip` may have, with sizes up to 16 where they are open.
fn every_format(clip: &ClipType) -> Vec<VideoFormat> {
    let sizes: Vec<u32> = (1..=16).collect();
    let one = |clip: &ClipType| completions(&[clip]).next().and_then(|formats| formats.into_iter().next());
    let mut found = Vec::new();
    for layout in clip.layout.values(Layout::ALL) {
        for scan in clip.scan.values(Scan::ALL) {
            for sample in clip.sample.values(SampleType::ALL) {
                for width in clip.width.values(&sizes) {
                    for height in clip.height.values(&sizes) {
                        let known = ClipType {
                            width: Fact::Known(width),
                            height: Fact::Known(height),
                            layout: Fact::Known(layout),
                            scan: Fact::Known(scan),
                            sample: Fact::Known(sample),
                            ..clip.clone()
                        };
                        found.extend(one(&known));
                    }
                }
            }
        }
    }
    found
}
