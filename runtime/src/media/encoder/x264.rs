//! H.264 through x264: 8 and 10 bits, progressive or interlaced.

use super::{Choice, Setup, hdr};

pub(super) const CHOICE: Choice = Choice { name: "x264", codec: "libx264", options, keeps_captions: true };

fn options(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let args = setup.args;
    let mut options = vec![("crf", args.number("crf").to_string()), ("preset", args.name("preset").to_owned())];
    if args.name("tune") != "none" {
        options.push(("tune", args.name("tune").to_owned()));
    }
    if setup.format.scan.is_interlaced() {
        options.push(("flags", "+ildct+ilme".to_owned()));
    }
    let parameters: Vec<String> = [
        instructions().map(|names| format!("asm={names}")),
        hdr::mastering_display(setup.side_data).map(|text| format!("mastering-display={text}")),
        hdr::light_level(setup.side_data).map(|text| format!("cll={text}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !parameters.is_empty() {
        options.push(("x264-params", parameters.join(":")));
    }
    options
}

/// The instructions that x264 may use, where it may not use all that the processor has.
///
/// With AVX-512, core 164 reads memory that it has not written where a row has no multiple of eight macroblocks (in
/// MB-tree, so with any rate control but a constant quantiser): a cut of 720 samples a row encodes otherwise from
/// one run to the next. Where it is a multiple, AVX-512 may still round otherwise than all that came before it,
/// and a part that another machine made would not be the same. Without it x264 takes about 6 % longer.
fn instructions() -> Option<&'static str> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx2") {
        return Some("MMX2,SSE2Fast,SSSE3,SSE4.2,AVX,FMA3,BMI2,AVX2");
    }
    None
}
