//! Figures that are counted sample by sample.

use super::raw::Raw;

/// From how many codes on a sample counts as damaged.
const DAMAGED: u8 = 10;
/// How far from damage a mask may reach, in samples, and still be right.
const RIM: usize = 3;

/// The share of damaged luma whose error is less than half of what it was.
pub(crate) fn mended(made: &Raw, damaged: &Raw, original: &Raw) -> f64 {
    let errors = made.luma().zip(damaged.luma()).zip(original.luma());
    let off = errors.map(|((made, damaged), original)| (made.abs_diff(original), damaged.abs_diff(original)));
    share(off.filter(|(_, was)| *was > DAMAGED).map(|(is, was)| is < was.div_ceil(2)))
}

/// The share of luma that is off by more than a code.
pub(crate) fn changed(made: &Raw, original: &Raw) -> f64 {
    share(made.luma().zip(original.luma()).map(|(made, original)| made.abs_diff(original) > 1))
}

/// PSNR of the planes of colour together.
pub(crate) fn psnr_of_colour(made: &Raw, original: &Raw) -> f64 {
    let squares = made.colour().zip(original.colour()).map(|(made, original)| square(made, original));
    psnr(mean(squares))
}

/// The mean PSNR between a frame and the next, in the middle of luma.
pub(crate) fn steadiness(clip: &Raw) -> f64 {
    let pairs = clip.frames.windows(2).map(|pair| {
        let squares = middle(clip).map(|place| square(pair[0][place], pair[1][place]));
        psnr(mean(squares)).min(60.0)
    });
    mean(pairs)
}

/// The mean difference between neighbouring samples, in the middle of luma.
pub(crate) fn detail(clip: &Raw) -> f64 {
    let of_frame = |frame: &Vec<u8>| {
        let steps = middle(clip).map(|place| {
            let step = |other: usize| f64::from(frame[place].abs_diff(frame[other]));
            step(place + 1) + step(place + clip.width)
        });
        mean(steps)
    };
    mean(clip.frames.iter().map(of_frame))
}

/// How much of the damage that shows a mask has found, and how much of what it has found is near damage.
pub(crate) fn recall_and_precision(mask: &Raw, truth: &Raw, damaged: &Raw, original: &Raw) -> [f64; 2] {
    let shows = damaged.luma().zip(original.luma()).map(|(damaged, original)| damaged.abs_diff(original) > DAMAGED);
    let found = || mask.luma().map(|level| level >= 128);
    let there = truth.luma().map(|level| level >= 128);
    let recall = share(there.zip(shows).zip(found()).filter(|((there, shows), _)| *there && *shows).map(|(_, f)| f));
    let near = truth.frames.iter().flat_map(|frame| near(frame, truth.width, truth.height));
    [recall, share(found().zip(near).filter(|(found, _)| *found).map(|(_, near)| near))]
}

/// Which samples have damage at or beside them.
fn near(truth: &[u8], width: usize, height: usize) -> Vec<bool> {
    let mut near = vec![false; width * height];
    for (place, _) in truth[..width * height].iter().enumerate().filter(|(_, level)| **level > 0) {
        let (x, y) = (place % width, place / width);
        for row in y.saturating_sub(RIM)..=(y + RIM).min(height - 1) {
            near[row * width..][x.saturating_sub(RIM)..=(x + RIM).min(width - 1)].fill(true);
        }
    }
    near
}

/// Places in the middle 60 % of luma.
fn middle(clip: &Raw) -> impl Iterator<Item = usize> + use<> {
    let (width, height) = (clip.width, clip.height);
    (height / 5..height - height / 5).flat_map(move |y| (width / 5..width - width / 5).map(move |x| y * width + x))
}

fn square(a: u8, b: u8) -> f64 {
    f64::from(a.abs_diff(b)).powi(2)
}

fn psnr(error: f64) -> f64 {
    10.0 * (255.0 * 255.0 / error).log10()
}

fn share(of: impl Iterator<Item = bool>) -> f64 {
    mean(of.map(|is| if is { 1.0 } else { 0.0 }))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}
