//! `camera_path`: how the picture as a whole moves from frame to frame.

mod fit;

use fwr_compiler::media::{CodeScale, SampleType, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use self::fit::{Motion, Sight};
use crate::measure::{Measure, Meter, Reading, of_luma};
use crate::motion::{Care, Field, Pyramid, search};
use crate::samples::add_row;
use crate::{Picture, Plane};

/// Samples from one block to the next.
const STEP: usize = 16;
/// The difference of levels within a block, of 255, from which its vector is believed.
const UNEVEN: u8 = 16;
/// Parts of a sample that are told from each other.
const PARTS: f64 = 64.0;
/// Parts of a turn's radian, and of a zoom, that are.
const FINE_PARTS: f64 = 16_777_216.0;

pub(crate) fn measure() -> &'static dyn Measure {
    &CameraPath
}

struct CameraPath;

impl Measure for CameraPath {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Following { scale, last: None, path: Vec::new() })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 8.0)
    }
}

struct Following {
    scale: CodeScale,
    last: Option<Luma>,
    /// Of each frame, whether it begins a scene, and its motion.
    path: Vec<(bool, Motion)>,
}

/// Luma in 8 bits, of full range.
struct Luma {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
    pyramid: Pyramid,
}

impl Luma {
    fn new(width: usize, height: usize, bytes: Vec<u8>) -> Self {
        let plane = Plane { bytes: &bytes, stride: width, width, height, sample: SampleType::Uint(8) };
        let pyramid = Pyramid::of(&plane, CodeScale { offset: 0.0, span: 255.0 });
        Self { width, height, bytes, pyramid }
    }

    fn of(plane: &Plane<'_>, scale: CodeScale) -> Self {
        let mut bytes = Vec::with_capacity(plane.width * plane.height);
        let mut row = vec![0.0; plane.width];
        for y in 0..plane.height {
            add_row(plane, y, 1.0, false, &mut row);
            bytes.extend(row.iter().map(|code| ((code - scale.offset) / scale.span * 255.0).clamp(0.0, 255.0) as u8));
        }
        Self::new(plane.width, plane.height, bytes)
    }

    /// How it lies beside the frame before; `None` where that is of another scene.
    fn motion_since(&self, before: &Self) -> Option<Motion> {
        if self.width.min(self.height) < STEP || (self.width, self.height) != (before.width, before.height) {
            return Some(Motion::default());
        }
        let field = search(&self.pyramid, &before.pyramid, STEP, Care::Thorough, None);
        let is_cut = field.vectors.iter().all(|vector| vector.cost >= 1.0);
        (!is_cut).then(|| Motion::fitted(&self.sights(&field)))
    }

    /// What the blocks show that have something in them.
    fn sights(&self, field: &Field) -> Vec<Sight> {
        let grid = field.grid;
        let mut sights = Vec::new();
        for (number, vector) in field.vectors.iter().enumerate() {
            let (left, top) = (number % grid.columns * grid.step, number / grid.columns * grid.step);
            let is_whole = left + STEP <= self.width && top + STEP <= self.height;
            if !is_whole || !self.is_uneven(left, top) {
                continue;
            }
            let middle = |start: usize, size: usize| (start + STEP / 2) as f64 - size as f64 / 2.0;
            sights.push(Sight {
                at: [middle(left, self.width), middle(top, self.height)],
                moved: [f64::from(vector.dx) / 4.0, f64::from(vector.dy) / 4.0],
            });
        }
        sights
    }

    fn is_uneven(&self, left: usize, top: usize) -> bool {
        let rows = (top..top + STEP).map(|y| &self.bytes[y * self.width + left..][..STEP]);
        let (mut least, mut most) = (u8::MAX, u8::MIN);
        for level in rows.flatten() {
            (least, most) = (least.min(*level), most.max(*level));
        }
        most - least >= UNEVEN
    }
}

impl Meter for Following {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let now = Luma::of(&pictures[0].planes[0], self.scale);
        let motion = self.last.as_ref().and_then(|last| now.motion_since(last));
        let rounded = |value: f64, parts: f64| (value * parts).round() / parts;
        self.path.push(match motion {
            Some(motion) => {
                let shift = motion.shift.map(|shift| rounded(shift, PARTS));
                let [turn, zoom] = [motion.turn, motion.zoom].map(|value| rounded(value, FINE_PARTS));
                (false, Motion { shift, turn, zoom })
            }
            None => (true, Motion::default()),
        });
        self.last = Some(now);
    }

    fn reading(&self) -> Option<Reading> {
        let numbers = self.path.iter().flat_map(|(begins, motion)| {
            [f64::from(u8::from(*begins)), motion.shift[0], motion.shift[1], motion.turn, motion.zoom]
        });
        let list = numbers.map(|number| Constant::Number(number, Unit::None)).collect();
        (!self.path.is_empty()).then(|| Reading::plain(Constant::List(list)))
    }

    fn save(&self) -> Vec<u64> {
        let mut saved = vec![self.path.len() as u64];
        for (begins, motion) in &self.path {
            saved.push(u64::from(*begins));
            saved.extend([motion.shift[0], motion.shift[1], motion.turn, motion.zoom].map(f64::to_bits));
        }
        if let Some(last) = &self.last {
            saved.extend([last.width as u64, last.height as u64]);
            saved.extend(
                last.bytes.chunks(8).map(|part| part.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))),
            );
        }
        saved
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((count, rest)) = saved.split_first() else { return false };
        let Some((path, rest)) =
            usize::try_from(*count).ok().and_then(|count| rest.split_at_checked(count.checked_mul(5)?))
        else {
            return false;
        };
        self.path = path
            .as_chunks::<5>()
            .0
            .iter()
            .map(|[begins, numbers @ ..]| {
                let [x, y, turn, zoom] = numbers.map(f64::from_bits);
                (*begins == 1, Motion { shift: [x, y], turn, zoom })
            })
            .collect();
        let Some((&[width, height], words)) = rest.split_first_chunk::<2>() else {
            return rest.is_empty() && *count == 0;
        };
        let (width, height) = (width as usize, height as usize);
        let Some(samples) =
            width.checked_mul(height).filter(|samples| *samples > 0 && samples.div_ceil(8) == words.len())
        else {
            return false;
        };
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.truncate(samples);
        self.last = Some(Luma::new(width, height, bytes));
        true
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use super::*;
    use crate::support::{Clip, format, reading};

    /// A picture full of blobs, moved.
    fn scene(dx: usize, dy: usize) -> Clip {
        Clip::new(&format(160, 112, "u8", Layout::Gray), move |_, x, y| {
            let (x, y) = (x as f64 + dx as f64, y as f64 + dy as f64);
            120.0 + 50.0 * (x * 0.21).sin() * (y * 0.17 + 0.05 * x).cos() + 40.0 * (x * 0.083 + y * 0.11).sin()
        })
    }

    #[test]
    fn a_moved_picture_tells_how_far() {
        let clips = [scene(0, 0), scene(3, 0), scene(3, 2)];
        let found = reading("camera_path", &[], &clips.iter().collect::<Vec<_>>()).expect("there are frames");
        let Constant::List(numbers) = found.value else { panic!("a list") };
        let numbers: Vec<f64> = numbers
            .iter()
            .map(|number| if let Constant::Number(value, _) = number { *value } else { f64::NAN })
            .collect();
        assert_eq!(numbers[0], 1.0, "the first frame begins a scene");
        // What moved to the left by 3 was 3 to the right before.
        let expected = [[3.0, 0.0], [0.0, 2.0]];
        for (frame, expected) in expected.iter().enumerate() {
            let found = &numbers[5 * (frame + 1)..][..5];
            assert_eq!(found[0], 0.0);
            assert!((found[1] - expected[0]).abs() < 0.15 && (found[2] - expected[1]).abs() < 0.15, "{found:?}");
        }
    }

    #[test]
    fn goes_on_where_it_was() {
        let clips: Vec<Clip> = (0..5).map(|n| scene(2 * n, n)).collect();
        let mut whole = CameraPath.start(&Args::default(), std::slice::from_ref(&clips[0].format));
        clips.iter().for_each(|clip| whole.see(&[clip.view()]));
        for stop in 0..5 {
            let mut first = CameraPath.start(&Args::default(), std::slice::from_ref(&clips[0].format));
            clips[..stop].iter().for_each(|clip| first.see(&[clip.view()]));
            let mut second = CameraPath.start(&Args::default(), std::slice::from_ref(&clips[0].format));
            assert!(second.restore(&first.save()), "after {stop} frames");
            clips[stop..].iter().for_each(|clip| second.see(&[clip.view()]));
            assert_eq!(second.reading(), whole.reading(), "after {stop}");
        }
    }
}
