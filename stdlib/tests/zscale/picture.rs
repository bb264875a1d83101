//! A picture with what natural ones have: soft shading, texture, hard edges, grain. The same on every run.

use fwr_compiler::media::{PlaneKind, VideoFormat};

use crate::support::Clip;

/// The picture in `format`, inside its nominal range.
pub(crate) fn picture(format: &VideoFormat) -> Clip {
    let (width, height) = (f64::from(format.width), f64::from(format.height));
    Clip::new(format, |plane, x, y| {
        let kind = format.plane_kind(plane);
        let (w, h) = format.plane_size(plane);
        let (u, v) = ((x as f64 + 0.5) / w as f64 * width, (y as f64 + 0.5) / h as f64 * height);
        let nominal = match kind {
            PlaneKind::Chroma => 0.7 * (scene(u, v, plane) - 0.5),
            _ => 0.05 + 0.9 * scene(u, v, plane),
        };
        let scale = format.sample.scale(kind, format.effective_range());
        let code = f64::from(scale.offset) + f64::from(scale.span) * nominal;
        format.sample.max_code().map_or(code, |max| code.round().clamp(0.0, f64::from(max)))
    })
}

fn scene(x: f64, y: f64, plane: usize) -> f64 {
    let phase = plane as f64;
    let shading = 0.5 + 0.25 * (x / 61.0 + phase).sin() * (y / 47.0 - phase).cos();
    let texture = 0.08 * (x / 3.1 + y / 5.3).sin() * (x / 90.0).cos();
    let disc = if (x - 120.0).hypot(y - 80.0) < 45.0 { 0.2 } else { 0.0 };
    let bar = if (x + 0.5 * y).rem_euclid(97.0) < 6.0 { -0.22 } else { 0.0 };
    let grain = 0.02 * (noise(x as u32, y as u32, plane as u32) - 0.5);
    (shading + texture + disc + bar + grain).clamp(0.0, 1.0)
}

/// Uniform in 0..1, by position.
fn noise(x: u32, y: u32, plane: u32) -> f64 {
    let mut state = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77) ^ plane.wrapping_mul(0xc2b2_ae3d);
    for _ in 0..2 {
        state ^= state >> 15;
        state = state.wrapping_mul(0x2c1b_3c6d);
        state ^= state >> 12;
    }
    f64::from(state) / f64::from(u32::MAX)
}
