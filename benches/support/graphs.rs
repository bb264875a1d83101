//! Graphs of any size, as a careful person would write a long restoration: stages, branches, own filters, two outputs.

use std::fmt::Write as _;

/// What a graph starts with: a contract on the tape, settings, a kernel and a filter of its own.
const HEAD: &str = "\
//! A restoration, generated to be long.

/// The tape, as captured.
input tape: media<interlaced tff, 720x576, yuv422, u8, 25fps, range: limited, matrix: smpte170m>

// Stages repeat here in an order that nobody would choose.
lints {
  allow: [
    sharpen_before_denoise, grain_before_scale, grain_before_denoise, sharpen_before_scale,
    eight_bit_intermediate, scaled_twice,
  ]
}

/// How hard to sharpen.
param strength: 0..2 = 0.6

/// The noise of the tape: the largest difference that is averaged.
param noise: 0..1 = 3%

/// Sharpen by adding back what a small blur removes.
kernel crisp(
  /// The clip to sharpen.
  src: plane,
  /// How much of the detail to add.
  amount: 0..4 = 0.6,
  /// Which planes.
  planes: planes = luma,
) -> plane {
  let around = (sum for dy in -1..1, dx in -1..1 { src[dx, dy] }) / 9
  src + amount * (src - around)
}

/// A picture made of two.
kernel blend(
  /// The one.
  a: plane,
  /// The other.
  b: plane,
  /// How much of the other.
  share: 0..1 = 0.5,
) -> plane {
  mix(a, b, share)
}

/// Quiet the noise, then bring back some edge.
filter tidy(
  /// The clip to work on.
  clip: video,
  /// How hard to sharpen.
  amount: 0..2 = 0.5,
) -> video {
  let quiet = clip |> temporal_soften(radius: 1frames)
  quiet |> unsharp(amount: amount)
}
";

/// The calls that stages are made of, in turn; `#` is a digit that differs from place to place.
const CALLS: &[&str] = &[
    "temporal_soften(radius: 2frames, luma_threshold: noise)",
    "convert(sample: u16)",
    "levels(black: 0.#%, gamma: 1.1#)",
    "crisp(amount: 0.5 + strength / 1#)",
    "crop(left: 8px, right: 8px)",
    "tidy(amount: strength * 0.9#)",
    "pad(left: 8px, right: 8px)",
    "saturation(amount: 1.0#)",
    "median(radius: 1px)",
    "lift_gamma_gain(lift: 0.00#)",
    "unsharp(amount: if strength > 0.5 then 0.3# else 0.2#)",
    "resize(width: 720px, height: 576px, method: spline36)",
    "blur(radius: 1px, planes: chroma)",
    "temporal_median()",
    "grain(amount: 1.#%, seed: 1#)",
    "convert(sample: u10)",
];

/// How many calls a branch has, before the next starts from the tape again.
const BRANCH: usize = 48;
/// How many calls stand in one `let`.
const STAGE: usize = 5;

/// A graph with `calls` calls of filters in its text; at least 5.
pub(crate) fn graph(calls: usize) -> String {
    let mut text = HEAD.to_owned();
    let (mut left, mut branch) = (calls, 0);
    let mut joined: Option<String> = None;
    while left > 0 {
        let length = left.clamp(5, BRANCH);
        left = left.saturating_sub(length + 1);
        let end = write_branch(&mut text, branch, length);
        joined = Some(match joined {
            None => end,
            Some(before) => {
                let _ = write!(text, "\nlet joined_{branch} = blend({before}, {end}, share: 0.{})\n", branch % 9 + 1);
                format!("joined_{branch}")
            }
        });
        branch += 1;
    }
    let end = joined.unwrap_or_else(|| "tape.video".to_owned());
    let _ = write!(
        text,
        "\noutput \"master.mkv\" {{\n  video: {end} |> encode(ffv1)\n}}\n\n\
         output \"delivery.mp4\" {{\n  video: {end} |> crop(left: 8px, right: 8px) |> encode(x264, crf: 18)\n  \
         drop: [subtitles, attachments]\n}}\n"
    );
    text
}

/// One branch of `length` calls from the tape; gives the name of its end.
fn write_branch(text: &mut String, branch: usize, length: usize) -> String {
    let order = if branch.is_multiple_of(2) { "tff" } else { "bff" };
    let mut name = format!("whole_{branch}");
    let _ = write!(
        text,
        "\n// Branch {branch}: its fields, its stages, and the form that all branches end in.\n\
         let {name} = tape.video |> assume(scan: {order}) |> deinterlace(rate: same)\n"
    );
    let calls: Vec<usize> = (0..length - 4).collect();
    for (stage, calls) in calls.chunks(STAGE).enumerate() {
        let next = format!("stage_{branch}_{stage}");
        let _ = write!(text, "let {next} = {name}");
        for call in calls {
            let digit = (branch * 7 + call) % 9 + 1;
            let call = CALLS[(branch * 3 + call) % CALLS.len()].replace('#', &digit.to_string());
            let _ = write!(text, "\n  |> {call}");
        }
        text.push('\n');
        name = next;
    }
    let _ = write!(
        text,
        "let end_{branch} = {name}\n  |> resize(width: 720px, height: 576px, method: spline36)\n  |> convert(sample: u10)\n"
    );
    format!("end_{branch}")
}
