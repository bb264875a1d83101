//! Encoders that no graph can name: they make the samples that decoders are measured with.
//!
//! Each takes one setting, `quality`, a number that the encoder has for it: a quantiser, a rate factor, a profile.

use super::{Choice, Setup};

pub(super) const CHOICES: &[Choice] = &[
    sample("sample-h264", "libx264", h264),
    sample("sample-hevc", "libx265", hevc),
    sample("sample-mpeg2video", "mpeg2video", fixed_quantiser),
    sample("sample-mpeg4", "mpeg4", fixed_quantiser),
    sample("sample-mjpeg", "mjpeg", jpeg),
    sample("sample-prores", "prores_ks", profile),
    sample("sample-dvvideo", "dvvideo", nothing),
    sample("sample-vp9", "libvpx-vp9", vp9),
];

const fn sample(
    name: &'static str,
    codec: &'static str,
    options: fn(&Setup<'_>) -> Vec<(&'static str, String)>,
) -> Choice {
    Choice { name, codec, options, keeps_captions: true }
}

fn h264(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    // The tools of files that are met most, quickly made.
    vec![("crf", quality(setup)), ("preset", "fast".to_owned()), ("g", "250".to_owned())]
}

fn hevc(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let parameters = format!("log-level=none:pools={}", setup.threads.max(1));
    vec![("crf", quality(setup)), ("preset", "veryfast".to_owned()), ("x265-params", parameters)]
}

fn fixed_quantiser(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let mut options = quantiser_alone(setup);
    options.extend([("g", "12".to_owned()), ("bf", "2".to_owned())]);
    options
}

/// FFmpeg's own encoders take quantisers between two that it may be told are one.
fn quantiser_alone(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    vec![("qmin", quality(setup)), ("qmax", quality(setup)), ("b", "20000000".to_owned())]
}

/// Limited range is what most footage has, though the standard knows the full one only.
fn jpeg(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let mut options = quantiser_alone(setup);
    options.push(("strict", "unofficial".to_owned()));
    options
}

fn profile(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    vec![("profile", quality(setup)), ("vendor", "apl0".to_owned())]
}

fn vp9(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("crf", quality(setup)),
        ("b", "0".to_owned()),
        ("deadline", "realtime".to_owned()),
        ("cpu-used", "7".to_owned()),
    ]
}

fn nothing(_: &Setup<'_>) -> Vec<(&'static str, String)> {
    Vec::new()
}

fn quality(setup: &Setup<'_>) -> String {
    setup.args.number("quality").to_string()
}
