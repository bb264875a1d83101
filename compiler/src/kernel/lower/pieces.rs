//! The polynomials of which a curve through points is made.
//!
//! Smooth curves are cubic and do not overshoot: F. N. Fritsch and R. E. Carlson, *Monotone piecewise cubic
//! interpolation*, SIAM J. Numer. Anal. 17 (1980). Slopes are worked out in double precision; the curve itself
//! passes through its points exactly, and is between them as exact as single precision is.

/// A polynomial from one point to the next: start + t·(s0 + t·(s1 + t·s2)), t counted from the point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    pub(super) from: f32,
    pub(super) start: f32,
    pub(super) slopes: [f32; 3],
}

/// The pieces between points whose x go up; there are at least two points.
pub(super) fn pieces(points: &[(f32, f32)], smooth: bool) -> Vec<Piece> {
    let exact: Vec<(f64, f64)> = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
    let secants: Vec<f64> = exact.windows(2).map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).collect();
    let tangents = if smooth { tangents(&secants) } else { Vec::new() };
    let piece = |(number, secant): (usize, &f64)| {
        let slopes = match tangents.get(number..number + 2) {
            Some(&[here, next]) => {
                let width = exact[number + 1].0 - exact[number].0;
                [here, (3.0 * secant - 2.0 * here - next) / width, (here + next - 2.0 * secant) / (width * width)]
            }
            _ => [*secant, 0.0, 0.0],
        };
        let (from, start) = points[number];
        Piece { from, start, slopes: slopes.map(held) }
    };
    secants.iter().enumerate().map(piece).collect()
}

/// A coefficient in single precision; points that lie so near that it would be infinite make a step.
fn held(slope: f64) -> f32 {
    slope.clamp(-1e30, 1e30) as f32
}

/// The slope at each point: the mean of those beside it, held to what lets the curve not turn round between points.
fn tangents(secants: &[f64]) -> Vec<f64> {
    let inner = secants.windows(2).map(|pair| if pair[0] * pair[1] > 0.0 { (pair[0] + pair[1]) / 2.0 } else { 0.0 });
    let mut tangents: Vec<f64> =
        secants.first().copied().into_iter().chain(inner).chain(secants.last().copied()).collect();
    for (number, secant) in secants.iter().enumerate() {
        let (here, next) = (tangents[number], tangents[number + 1]);
        let length = (here * here + next * next).sqrt();
        let most = 3.0 * secant.abs();
        if length > most {
            let factor = most / length;
            (tangents[number], tangents[number + 1]) = (here * factor, next * factor);
        }
    }
    tangents
}
