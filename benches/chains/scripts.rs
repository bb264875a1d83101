//! What the other tools are given to do.

use std::path::Path;

/// A chain, in each tool's words.
pub(crate) struct Chain {
    /// Its name, and that of its graph in this folder.
    pub(crate) name: &'static str,
    /// FFmpeg's filters for samples of so many bits.
    pub(crate) ffmpeg: fn(u32) -> String,
    /// VapourSynth's: a name for each way of writing it, and the script from the clip `c` to the clip `o`.
    pub(crate) vapoursynth: fn(u32) -> Vec<(&'static str, String)>,
}

pub(crate) const CHAINS: &[Chain] = &[
    Chain { name: "pointwise", ffmpeg: pointwise_ffmpeg, vapoursynth: pointwise_vapoursynth },
    Chain { name: "table", ffmpeg: table_ffmpeg, vapoursynth: table_vapoursynth },
    Chain { name: "stencil", ffmpeg: stencil_ffmpeg, vapoursynth: stencil_vapoursynth },
];

/// A whole script: the clip, `body`, the end.
pub(crate) fn vapoursynth(clip: &Path, bits: u32, body: &str) -> String {
    format!(
        "import vapoursynth as vs\ncore = vs.core\nc = core.lsmas.LWLibavSource({:?}, format='YUV420P{bits}')\n{body}o.set_output()\n",
        clip.display().to_string()
    )
}

/// Codes of black, of the span to white, the middle of chroma, and the largest code.
struct Codes {
    black: u32,
    span: u32,
    middle: u32,
    max: u32,
    white: u32,
}

fn codes(bits: u32) -> Codes {
    let unit = 1 << (bits - 8);
    Codes { black: 16 * unit, span: 219 * unit, middle: 128 * unit, max: (1 << bits) - 1, white: 235 * unit }
}

fn lut(bits: u32, expression: &str) -> String {
    let Codes { black, span, white, .. } = codes(bits);
    let nominal = format!("((val-{black})/{span})");
    format!(
        "lutyuv=y='clip({black}+{span}*({})\\,{black}\\,{white})'",
        expression.replace('v', &nominal).replace(',', "\\,")
    )
}

const CURVE: &str = "0.7*v+0.3*v*v*(3-2*v)";
const LIFT: &str = "pow(clip(v,0,1)*0.98+0.01,0.909)";

fn pointwise_ffmpeg(bits: u32) -> String {
    // FFmpeg's `noise` knows 8 bits only: more would be converted down and up again.
    let noise = if bits == 8 { ",noise=c0s=6:c0f=t" } else { "" };
    let (lift, curve, contrast) = (lut(bits, LIFT), lut(bits, CURVE), lut(bits, "(v-0.5)*1.05+0.5"));
    format!("{lift},hue=s=1.15,{curve},unsharp=3:3:0.6:3:3:0,{contrast}{noise}")
}

fn table_ffmpeg(bits: u32) -> String {
    let (lift, curve) = (lut(bits, LIFT), lut(bits, CURVE));
    let (contrast, levels) = (lut(bits, "(v-0.5)*1.05+0.5"), lut(bits, "(v-0.02)/0.96"));
    format!("{lift},hue=s=1.15,{curve},{contrast},{levels}")
}

fn stencil_ffmpeg(bits: u32) -> String {
    let blur = "convolution='1 2 1 2 4 2 1 2 1:1 2 1 2 4 2 1 2 1:1 2 1 2 4 2 1 2 1:1 2 1 2 4 2 1 2 1'";
    // FFmpeg's sharpener has no limit, which makes its part a little less.
    format!("{blur},unsharp=3:3:1.2:3:3:1.2,median=radius=1,{}", lut(bits, "(v-0.5)*1.05+0.5"))
}

/// Luma as nominal values, `f` of them, and back; in Reverse Polish.
fn nominal(bits: u32, f: &str) -> String {
    let Codes { black, span, .. } = codes(bits);
    format!("x {black} - {span} / {f} {span} * {black} +")
}

const LIFT_RPN: &str = "0 max 1 min 0.98 * 0.01 + 0.909 pow";
const CURVE_RPN: &str = "dup 0.7 * swap dup dup * swap 2 * 3 swap - * 0.3 * +";

/// The expert's chain: a table, then one expression for what looks at neighbours and positions.
fn pointwise_vapoursynth(bits: u32) -> Vec<(&'static str, String)> {
    let Codes { black, span, middle, max, .. } = codes(bits);
    let sharp = "x[0,0] 1.6 * x[-1,-1] x[0,-1] 2 * + x[1,-1] + x[-1,0] 2 * + x[0,0] 4 * + x[1,0] 2 * + x[-1,1] + x[0,1] 2 * + x[1,1] + 0.0375 * -";
    let grey = f64::from(black) + f64::from(span) / 2.0;
    let contrast = format!("{grey} - 1.05 * {grey} +");
    let noise =
        format!("X 12.9898 * Y 78.233 * + N 37.719 * + sin 43758.5453 * dup floor - 0.5 - {} *", 6 << (bits - 8));
    let saturation = format!("x {middle} - 1.15 * {middle} +");
    let (lift, curve) = (nominal(bits, LIFT_RPN), nominal(bits, CURVE_RPN));
    let by_hand = format!(
        "def f(x):\n    t = min(max((x - {black}) / {span}, 0), 1); t = (t * 0.98 + 0.01) ** 0.909\n    \
         t = 0.7 * t + 0.3 * t * t * (3 - 2 * t)\n    return min({max}, max(0, round(t * {span} + {black})))\n\
         o = core.std.Lut(c, planes=0, function=f)\n\
         o = core.std.Lut(o, planes=[1, 2], function=lambda x: min({max}, max(0, round((x - {middle}) * 1.15 + {middle}))))\n\
         o = core.akarin.Expr(o, ['{sharp} {contrast} {noise} +', '', ''])\n"
    );
    let one_each = format!(
        "E = core.akarin.Expr\no = E(c, ['{lift}', '', ''])\no = E(o, ['', '{saturation}', '{saturation}'])\n\
         o = E(o, ['{curve}', '', ''])\no = E(o, ['{sharp}', '', ''])\no = E(o, ['x {contrast}', '', ''])\n\
         o = E(o, ['x {noise} +', '', ''])\n"
    );
    vec![
        ("VapourSynth, Lut + akarin by hand", by_hand),
        ("VapourSynth, an akarin.Expr each", one_each),
        ("VapourSynth, reading only", "o = c\n".to_owned()),
    ]
}

fn table_vapoursynth(bits: u32) -> Vec<(&'static str, String)> {
    let Codes { black, span, middle, max, .. } = codes(bits);
    let by_hand = format!(
        "def f(x):\n    t = min(max((x - {black}) / {span}, 0), 1); t = (t * 0.98 + 0.01) ** 0.909\n    \
         t = 0.7 * t + 0.3 * t * t * (3 - 2 * t); t = (t - 0.5) * 1.05 + 0.5; t = (t - 0.02) / 0.96\n    \
         return min({max}, max(0, round(t * {span} + {black})))\n\
         o = core.std.Lut(c, planes=0, function=f)\n\
         o = core.std.Lut(o, planes=[1, 2], function=lambda x: min({max}, max(0, round((x - {middle}) * 1.15 + {middle}))))\n"
    );
    vec![("VapourSynth, a Lut by hand", by_hand), ("VapourSynth, reading only", "o = c\n".to_owned())]
}

fn stencil_vapoursynth(bits: u32) -> Vec<(&'static str, String)> {
    let Codes { black, span, .. } = codes(bits);
    let limit = f64::from(span) * 0.03;
    let grey = f64::from(black) + f64::from(span) / 2.0;
    let script = format!(
        "m = [1, 2, 1, 2, 4, 2, 1, 2, 1]\no = core.std.Convolution(c, m)\nb = core.std.Convolution(o, m)\n\
         o = core.akarin.Expr([o, b], 'x x y - 1.2 * -{limit} max {limit} min +')\no = core.std.Median(o)\n\
         o = core.akarin.Expr(o, 'x {grey} - 1.05 * {grey} +')\n"
    );
    vec![("VapourSynth, Convolution, Median, Expr", script), ("VapourSynth, reading only", "o = c\n".to_owned())]
}
