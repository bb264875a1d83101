//! `degrain` and `compensate` on pictures that are known.

use fwr_compiler::media::{Layout, VideoFormat};
use fwr_compiler::types::{Constant, Unit};

use crate::support::{Clip, format, run};

/// Vectors that all point `dx` and `dy` samples away, at a cost, in both directions.
fn vectors(clip: &VideoFormat, [dx, dy]: [f64; 2], cost: f64) -> Clip {
    let shape = VideoFormat {
        width: clip.width.div_ceil(8),
        height: 2 * clip.height.div_ceil(8),
        ..format(1, 1, "f32", Layout::Rgb)
    };
    Clip::new(&shape, |plane, _, _| [dx, dy, cost][plane])
}

#[test]
fn a_picture_that_stands_still_is_left_as_it_is() {
    for sample in ["u8", "u10", "f32"] {
        let of = format(50, 38, sample, Layout::Yuv420);
        let clip = Clip::ramp(&of);
        let noise = ("noise", Constant::Number(0.05, Unit::None));
        let result = run("degrain", &[noise], &[&clip, &vectors(&of, [0.0, 0.0], 0.0)], &of);
        for (plane, x, y) in result.positions() {
            let (found, expected) = (result.get(plane, x, y), clip.get(plane, x, y));
            assert!((found - expected).abs() < 1e-4, "{sample} {plane} {x},{y}: {found} {expected}");
        }
    }
}

#[test]
fn what_matches_badly_counts_nothing() {
    let of = format(48, 40, "u8", Layout::Gray);
    let clip = Clip::ramp(&of);
    let noise = ("noise", Constant::Number(0.05, Unit::None));
    // Elsewhere the picture is another, but the vectors say so.
    let result = run("degrain", &[noise], &[&clip, &vectors(&of, [5.0, 3.0], 0.2)], &of);
    assert_eq!(result.planes, clip.planes);
}

#[test]
fn a_frame_is_brought_from_where_the_vectors_point() {
    let of = format(64, 48, "u8", Layout::Yuv420);
    let clip = Clip::new(&of, |plane, x, y| (40 * plane + 2 * x + y) as f64);
    let from = ("from", Constant::Number(1.0, Unit::Frames));
    let result = run("compensate", &[from], &[&clip, &vectors(&of, [6.0, -4.0], 0.01)], &of);
    for (plane, x, y) in result.positions() {
        let (width, height) = of.plane_size(plane);
        let by = if plane == 0 { [6, -4] } else { [3, -2] };
        let (there_x, there_y) = (x as isize + by[0], y as isize + by[1]);
        if there_x < width as isize && there_y >= 0 && there_y < height as isize {
            let expected = clip.get(plane, there_x as usize, there_y as usize);
            assert_eq!(result.get(plane, x, y), expected, "{plane} {x},{y}");
        }
    }
}
