//! What is run to learn what work costs: each kind of work alone as far as that can be, and filters as they are used.

use fwr_compiler::media::Layout;

use super::clip::Size;
use super::trial::Trial;

/// A middling picture: its frames are more than the cores' own caches hold.
const MIDDLING: Size = Size { width: 1280, height: 720, bits: 8, layout: Layout::Yuv420, interlaced: false };

/// Kernels of one kind of work each, after two samples that no table can stand for.
const KINDS: &[(&str, &str, usize)] = &[
    ("v = v * w + b", "v", 12),
    ("v = v * w + b", "v", 40),
    ("v = min(max(v - w, b), a + v)", "v", 10),
    ("v = if v > w then a - v else b + w", "v", 8),
    ("v = abs(v - a) / (w + 2 + v * v)", "v", 6),
    ("v = sqrt(v * v + a * a + 0.001)", "v", 6),
    ("v = exp(0 - v * v) + a", "v", 4),
    ("v = log(v * v + 1.5)", "v", 4),
    ("v = sin(v * 3 + b)", "v", 4),
    ("v = pow(v * v + 0.01, 0.45)", "v", 3),
    ("v = floor(v * 17 + a) / 17", "v", 6),
];

/// Filters on a clip of [`MIDDLING`] size, of 8 bits and then of 10.
const FILTERS: &[&str] = &[
    "|> blur(radius: 1px)",
    "|> blur(radius: 3px)",
    "|> unsharp(amount: 0.7, radius: 2px, planes: all)",
    "|> median(radius: 1px)",
    "|> dilate(radius: 2px)",
    "|> temporal_soften(radius: 1frames)",
    "|> temporal_median()",
    "|> grain(amount: 3%)",
    "|> resize(width: 1920px, height: 1080px)",
    "|> resize(width: 640px, height: 360px, method: lanczos)",
    "|> resize(width: 256px, height: 144px, method: bicubic)",
    "|> crop(left: 16px, right: 16px, top: 16px, bottom: 16px)",
    "|> convert(layout: yuv444)",
    "|> blur(radius: 1px) |> contrast(amount: 1.1, planes: all) |> unsharp(amount: 0.5, planes: all)",
    "|> erode(radius: 1px) |> blur(radius: 1px)",
    "|> pad(left: 16px, right: 16px)",
    "|> convert(layout: rgb) |> convert(layout: yuv420, matrix: bt709)",
];

/// Filters that are looked up, by depth.
const TABLES: &[&str] =
    &["|> levels(gamma: 1.3, planes: all)", "|> curves(points: [[0, 0.1], [0.5, 0.4], [1, 1]], planes: all)"];

/// Kernels that no list of filters has.
const OWN: &[&str] = &[
    "plane_mean(src) + 0.5 * (src - src[1, 0])",
    "random(1) * src + random(2) * src[0, 1] + random(3)",
    "curve(0.5 * src + 0.5 * src[1, 0], [[0, 0.1], [0.3, 0.4], [0.6, 0.5], [1, 1]])",
    "if y % 2 == 0 then src else (src[0, -1] + src[0, 1]) / 2",
    "src[0, 0] * 0.5 + src[3, 3] * 0.5",
    "(src[0, 0, -3] + src[0, 0, -2] + src[0, 0, -1] + src + src[0, 0, 1] + src[0, 0, 2] + src[0, 0, 3]) / 7",
    "(src[0, -3] + src[1, -2] + src[2, -1] + src + src[3, 1] + src[2, 2] + src[1, 3] + src[-1, 3]) / 8",
    "src * (0.5 + 0.1 * sin(y / 7)) + src[1, 0] * 0.2 * cos(y / 5) + 0.01 * sin(y / 3)",
    "plane_percentile(src, 5%) + 0.7 * src",
    "median for dy in -2..2, dx in -1..1 { src[dx, dy] }",
    "max(min(src[0, 0, -1], src[0, 0, 1]), src)",
];

/// What is run: a few of each kind, or with `full` on more sizes and depths.
pub(super) fn graphs(full: bool) -> Vec<Trial> {
    let mut trials: Vec<Trial> = Vec::new();
    let mut add = |items: String, filters: &str, size: Size| {
        trials.push(Trial { items, filters: filters.to_owned(), size });
    };
    let ten = Size { bits: 10, ..MIDDLING };
    let gray = Size { layout: Layout::Gray, ..MIDDLING };
    for (step, value, times) in KINDS {
        add(steps(step, value, *times), "|> work()", gray);
    }
    for own in OWN {
        let kernel = format!("kernel work(src: plane) -> plane {{\n  {own}\n}}\n");
        add(kernel.clone(), "|> work()", gray);
        add(kernel, "|> work()", Size { bits: 10, ..gray });
    }
    for filters in FILTERS {
        add(String::new(), filters, MIDDLING);
        add(String::new(), filters, ten);
    }
    for filters in TABLES {
        for bits in [8, 10, 12, 16] {
            add(String::new(), filters, Size { bits, ..MIDDLING });
        }
    }
    add(String::new(), "|> resize(width: 1920px, height: 1080px)", Size { bits: 16, ..MIDDLING });
    add(String::new(), "|> resize(width: 640px, height: 360px)", Size { bits: 16, ..MIDDLING });
    let fields = Size { width: 720, height: 576, bits: 8, layout: Layout::Yuv422, interlaced: true };
    add(String::new(), "|> deinterlace(rate: double)", fields);
    // Small and large: what a row and a frame take, and what memory does.
    for (width, height) in [(64, 64), (64, 720), (320, 240), (3840, 2160)] {
        let size = Size { width, height, ..MIDDLING };
        add(String::new(), "|> blur(radius: 1px)", size);
        add(String::new(), "|> levels(gamma: 1.3, planes: all)", size);
        add(String::new(), "|> dilate(radius: 1px)", size);
        add(String::new(), "|> resize(width: 720px, height: 480px)", size);
    }
    if full {
        for (width, height, bits, layout) in [
            (720, 576, 8, Layout::Yuv422),
            (1920, 1080, 8, Layout::Yuv420),
            (1920, 1080, 10, Layout::Yuv422),
            (640, 480, 8, Layout::Yuv444),
        ] {
            let size = Size { width, height, bits, layout, interlaced: false };
            FILTERS
                .iter()
                .filter(|filters| !filters.contains("layout"))
                .for_each(|filters| add(String::new(), filters, size));
            TABLES.iter().for_each(|filters| add(String::new(), filters, size));
        }
    }
    trials
}

/// A kernel that takes a step a number of times.
fn steps(step: &str, value: &str, times: usize) -> String {
    let mut text = String::from(
        "kernel work(src: plane) -> plane {\n  let a = src[0, 0] * 0.9\n  let w0 = src[1, 0] * 0.7 + 0.1\n  let v0 = a + w0 * 0.3\n",
    );
    let (_, right) = step.split_once('=').unwrap_or(("", step));
    for number in 0..times {
        let b = format!("0.{}", 101 + 7 * number);
        let said: String = right
            .split_inclusive(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .map(|word| {
                let name = word.trim_end_matches(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let rest = &word[name.len()..];
                let name = match name {
                    // Two chains side by side: what waits for itself is not what kernels are like.
                    "v" if number == 0 => "w0".to_owned(),
                    "v" => format!("v{}", number - 1),
                    "w" => "w0".to_owned(),
                    "b" => b.clone(),
                    other => other.to_owned(),
                };
                format!("{name}{rest}")
            })
            .collect();
        text += &format!("  let v{} ={said}\n", number + 1);
    }
    text + &format!("  ({value}{times} + {value}{}) * 0.5\n}}\n", times - 1)
}
