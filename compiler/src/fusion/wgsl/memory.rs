//! The functions of a shader that read and write planes: samples out of words and into them.

use std::fmt::Write;

use super::shader::Packing;
use crate::kernel::{CodeMap, Stored};

/// Declares the buffer of binding `number`.
pub(super) fn declare(number: usize, element: &str, access: &str) -> String {
    format!("@group(0) @binding({number}) var<storage, {access}> b{number}: array<{element}>;\n")
}

/// The function `in_N(x, y)`: the stored samples of buffer N at columns x of row y, which are inside the plane.
pub(super) fn samples_at(number: usize, packing: Packing, lanes: u32) -> String {
    let column = |lane: u32| if lanes == 1 { "at".to_owned() } else { format!("at.{}", letter(lane)) };
    let word = |lane: u32| match packing {
        Packing::One => format!("b{number}[row + {}]", column(lane)),
        Packing::Two => format!("b{number}[row + ({} >> 1u)]", column(lane)),
        Packing::Four => format!("b{number}[row + ({} >> 2u)]", column(lane)),
    };
    let words: Vec<String> = (0..lanes).map(word).collect();
    let words = format!("U({})", words.join(", "));
    let samples = match packing {
        Packing::One => words,
        Packing::Two => format!("({words} >> ((at & U(1u)) << U(4u))) & U(0xffffu)"),
        Packing::Four => format!("({words} >> ((at & U(3u)) << U(3u))) & U(0xffu)"),
    };
    format!(
        "fn in_{number}(x: I, y: i32) -> U {{\n    let row = u32(y) * {};\n    let at = U(x);\n    return {samples};\n}}\n\n",
        stride(packing)
    )
}

/// The function `here_N(id, y)`: the stored samples that invocation `id` of row `y` makes anew.
pub(super) fn samples_here(number: usize, packing: Packing, lanes: u32) -> String {
    let a_word = packing.samples();
    let bits = 32 / a_word;
    let mask = if bits == 32 { String::new() } else { format!(" & U({:#x}u)", (1_u32 << bits) - 1) };
    let mut text = format!("fn here_{number}(id: u32, y: i32) -> U {{\n    let row = u32(y) * {};\n", stride(packing));
    if a_word >= lanes {
        // One word has all of them, and perhaps those of other invocations.
        let share = a_word / lanes;
        let (word, start) = match share {
            1 => ("id".to_owned(), String::new()),
            _ => (format!("id / {share}u"), format!(" >> ((id % {share}u) * {}u)", lanes * bits)),
        };
        let shifts: Vec<String> = (0..lanes).map(|lane| format!("{}u", lane * bits)).collect();
        let _ = writeln!(text, "    let word = b{number}[row + {word}]{start};");
        let _ = writeln!(text, "    return (U(word) >> U({})){mask};", shifts.join(", "));
    } else {
        let words = lanes / a_word;
        let sample = |lane: u32| match a_word {
            1 => format!("w{lane}"),
            _ => format!("w{} >> {}u", lane / a_word, (lane % a_word) * bits),
        };
        for word in 0..words {
            let _ = writeln!(text, "    let w{word} = b{number}[row + id * {words}u + {word}u];");
        }
        let samples: Vec<String> = (0..lanes).map(sample).collect();
        let _ = writeln!(text, "    return U({}){mask};", samples.join(", "));
    }
    text.push_str("}\n\n");
    text
}

/// The statements that store `samples` of invocation `id.x` of row `y` in buffer N.
pub(super) fn store_here(number: usize, packing: Packing, lanes: u32, samples: &str) -> String {
    let a_word = packing.samples();
    let bits = 32 / a_word;
    let words = lanes / a_word;
    let sample = |lane: u32| {
        let sample = if lanes == 1 { samples.to_owned() } else { format!("{samples}.{}", letter(lane)) };
        match lane % a_word {
            0 => sample,
            within => format!("({sample} << {}u)", within * bits),
        }
    };
    let mut text = String::new();
    for word in 0..words {
        let packed: Vec<String> = (word * a_word..(word + 1) * a_word).map(sample).collect();
        let packed = packed.join(" | ");
        let row = format!("id.y * {}", stride(packing));
        let _ = match (words, word) {
            (1, _) => writeln!(text, "    b{number}[{row} + id.x] = {packed};"),
            // The first word is always there.
            (_, 0) => writeln!(text, "    b{number}[{row} + id.x * {words}u] = {packed};"),
            _ => writeln!(
                text,
                "    if id.x * {words}u + {word}u < {} {{\n        b{number}[{row} + id.x * {words}u + {word}u] = {packed};\n    }}",
                stride(packing)
            ),
        };
    }
    text
}

/// The functions `load_N` from stored samples to nominal values, `store_N` back, and `round_N` for both.
pub(super) fn conversions(number: usize, stored: &Stored, uses: Conversions) -> String {
    let mut text = String::new();
    if uses.load || uses.round {
        let body = match stored {
            Stored::Byte(map) | Stored::Word(map) => load_code(map),
            Stored::Half => "    return half_value(samples);\n".to_owned(),
            Stored::Single => "    return bitcast<V>(samples);\n".to_owned(),
        };
        let _ = write!(text, "fn load_{number}(samples: U) -> V {{\n{body}}}\n\n");
    }
    if uses.store || uses.round {
        let body = match stored {
            Stored::Byte(map) | Stored::Word(map) => store_code(map),
            Stored::Half => "    return half_bits(value);\n".to_owned(),
            Stored::Single => "    return float_bits(value);\n".to_owned(),
        };
        let _ = write!(text, "fn store_{number}(value: V) -> U {{\n{body}}}\n\n");
    }
    if uses.round {
        let _ = write!(
            text,
            "fn round_{number}(value: V) -> V {{\n    return load_{number}(store_{number}(value));\n}}\n\n"
        );
    }
    text
}

/// Which conversions of a way of storing a shader uses.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Conversions {
    pub(super) load: bool,
    pub(super) store: bool,
    pub(super) round: bool,
}

fn load_code(map: &CodeMap) -> String {
    format!(
        "    let above = V(samples) - V({});\n    return add(mul(above, V({})), mul(above, V({})));\n",
        literal(map.offset),
        literal(map.inverse_hi),
        literal(map.inverse_lo)
    )
}

fn store_code(map: &CodeMap) -> String {
    format!(
        "    let known = select(value, V(0.0), is_nan(value));
    let code = add(mul(known, V({})), V({}));
    let positive = select(V(0.0), code, code > V(0.0));
    let held = select(V({max}), positive, positive < V({max}));
    return bitcast<U>(held + V(8388608.0)) & U(0xffffu);\n",
        literal(map.span),
        literal(map.offset),
        max = literal(map.max)
    )
}

/// A number as WGSL writes it, exact.
pub(super) fn literal(value: f32) -> String {
    format!("{value:?}f")
}

/// Words of a row.
fn stride(packing: Packing) -> &'static str {
    match packing {
        Packing::One => "u32(p.last_x + 1)",
        Packing::Two => "p.pairs",
        Packing::Four => "p.quads",
    }
}

fn letter(lane: u32) -> char {
    ['x', 'y', 'z', 'w'][lane as usize % 4]
}
