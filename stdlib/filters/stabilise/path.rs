//! The path of a camera, as it is and as it should be.

use fwr_compiler::kernel::math;

/// Where a picture lies: shifted by samples, turned by radians, enlarged by a share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Pose {
    pub(crate) shift: [f64; 2],
    pub(crate) turn: f64,
    pub(crate) zoom: f64,
}

impl Pose {
    fn map2(self, other: Self, with: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            shift: [with(self.shift[0], other.shift[0]), with(self.shift[1], other.shift[1])],
            turn: with(self.turn, other.turn),
            zoom: with(self.zoom, other.zoom),
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        self.map2(other, |one, other| one + other)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.map2(other, |one, other| one - other)
    }

    fn times(self, factor: f64) -> Self {
        self.map2(self, |one, _| one * factor)
    }
}

/// The poses of all frames.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Path {
    /// Where the picture lies in each frame, from the first of its scene on.
    is: Vec<Pose>,
    /// Where it should.
    should: Vec<Pose>,
    /// The scene of each frame.
    scene: Vec<usize>,
}

impl Path {
    /// Of the numbers that `camera_path` gives, smoothed by a Gaussian of deviation `smooth` frames.
    pub(crate) fn new(numbers: &[f64], smooth: f64) -> Self {
        let mut path = Self::default();
        let (mut pose, mut scene) = (Pose::default(), 0);
        for [begins, x, y, turn, zoom] in numbers.as_chunks::<5>().0 {
            if *begins != 0.0 {
                (pose, scene) = (Pose::default(), scene + 1);
            } else {
                // What was to the right has moved to the left.
                pose = pose.minus(Pose { shift: [*x, *y], turn: *turn, zoom: *zoom });
            }
            path.is.push(pose);
            path.scene.push(scene);
        }
        for poses in path.is.chunk_by_scene(&path.scene) {
            path.should.extend(smoothed(poses, smooth));
        }
        path
    }

    /// How the picture of frame `other` has to be moved to lie where that of frame `number` should; `None` if they
    /// are not of one scene.
    pub(crate) fn correction(&self, number: usize, other: usize) -> Option<Pose> {
        let of_one = self.scene.get(number)? == self.scene.get(other)?;
        of_one.then(|| self.should[number].minus(self.is[other]))
    }
}

trait ByScene {
    fn chunk_by_scene<'a>(&'a self, scene: &'a [usize]) -> impl Iterator<Item = &'a [Pose]>;
}

impl ByScene for Vec<Pose> {
    fn chunk_by_scene<'a>(&'a self, scene: &'a [usize]) -> impl Iterator<Item = &'a [Pose]> {
        let mut rest = &self[..];
        scene.chunk_by(|one, next| one == next).map(move |frames| {
            let (poses, after) = rest.split_at(frames.len());
            rest = after;
            poses
        })
    }
}

/// Poses under a Gaussian; past the ends the path goes on as it came, turned about its end.
fn smoothed(poses: &[Pose], deviation: f64) -> Vec<Pose> {
    let reach = (3.0 * deviation) as isize;
    let weights: Vec<f64> = (0..=reach)
        .map(|away| {
            let part = away as f64 / deviation;
            f64::from(math::exp((-0.5 * part * part) as f32))
        })
        .collect();
    let last = poses.len() as isize - 1;
    let at = |place: isize| -> Pose {
        if place < 0 {
            poses[0].times(2.0).minus(poses[(-place).min(last) as usize])
        } else if place > last {
            poses[last as usize].times(2.0).minus(poses[(2 * last - place).max(0) as usize])
        } else {
            poses[place as usize]
        }
    };
    (0..=last)
        .map(|frame| {
            let (mut sum, mut total) = (Pose::default(), 0.0);
            for away in -reach..=reach {
                let weight = weights[away.unsigned_abs()];
                sum = sum.plus(at(frame + away).times(weight));
                total += weight;
            }
            sum.times(1.0 / total)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list as `camera_path` gives it, of shifts to the right.
    fn list(shifts: &[Option<f64>]) -> Vec<f64> {
        shifts
            .iter()
            .flat_map(|shift| [f64::from(u8::from(shift.is_none())), shift.unwrap_or(0.0), 0.0, 0.0, 0.0])
            .collect()
    }

    #[test]
    fn a_pan_stays_and_a_jump_goes() {
        let mut shifts = vec![Some(-2.0); 40];
        shifts[0] = None;
        let even = Path::new(&list(&shifts), 5.0);
        for frame in 0..40 {
            let shift = even.correction(frame, frame).expect("a frame").shift[0];
            assert!(shift.abs() < 1e-4, "{frame}: {shift}");
        }
        shifts[20] = Some(-7.0);
        shifts[21] = Some(3.0);
        let jump = Path::new(&list(&shifts), 5.0).correction(20, 20).expect("a frame").shift[0];
        assert!((jump + 5.0).abs() < 0.6, "{jump}");
    }

    #[test]
    fn scenes_have_nothing_to_do_with_each_other() {
        let shifts = [None, Some(4.0), Some(-4.0), None, Some(1.0)];
        let path = Path::new(&list(&shifts), 3.0);
        assert_eq!(path.correction(2, 3), None);
        assert_eq!(path.correction(5, 5), None, "past the end");
        assert!(path.correction(1, 2).is_some());
    }
}
