//! Combs: lines that stick out on both sides, as they do where the fields of a frame are of two moments.

use super::Lines;

/// How far a line sticks out where it counts as a tooth; white is 4096.
const TOOTH: i32 = 120;
/// Lines of a block; it has as many samples across, of which four are averaged.
const BLOCK: usize = 16;
/// Samples across a block, as they are averaged.
const ACROSS: usize = 4;
/// Teeth from which on a block is combed, of 64 that it can have.
const TEETH: u32 = 14;

/// What two fields woven together show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Combs {
    /// How far lines stick out, all together.
    pub(crate) height: u64,
    /// Blocks full of teeth that move.
    pub(crate) blocks: u64,
}

/// The combs of the top lines of `top` woven with the bottom lines of `bottom`; teeth count in blocks if they stick out no
/// further than what they are of has changed from `before` to `after`, two frames one after the other: others are detail.
pub(crate) fn combs(top: &Lines, bottom: &Lines, [before, after]: [&Lines; 2]) -> Combs {
    let line = |y: usize| if y.is_multiple_of(2) { top.line(y) } else { bottom.line(y) };
    let mut found = Combs::default();
    let mut teeth = vec![0_u32; top.width()];
    for y in 1..top.height().saturating_sub(1) {
        let moment = [before.line(y), after.line(y)];
        found.height += row([line(y - 1), line(y), line(y + 1)], moment, &mut teeth);
        if y % BLOCK == BLOCK - 1 {
            found.blocks += full(&teeth);
            teeth.fill(0);
        }
    }
    found.blocks += full(&teeth);
    found
}

/// How much the top field and the bottom field have changed from one frame to another.
pub(crate) fn changes(before: &Lines, after: &Lines) -> [u64; 2] {
    let mut total = [0; 2];
    for y in 0..after.height() {
        let two = before.line(y).iter().zip(after.line(y));
        total[y % 2] += two.map(|(before, after)| u64::from((before - after).unsigned_abs())).sum::<u64>();
    }
    total
}

/// Counts the teeth of a line, column by column, and gives how far it sticks out altogether.
fn row([above, here, below]: [&[i32]; 3], [before, after]: [&[i32]; 2], teeth: &mut [u32]) -> u64 {
    let width = teeth.len();
    let (above, here, below) = (&above[..width], &here[..width], &below[..width]);
    let (before, after) = (&before[..width], &after[..width]);
    let mut total = 0_u64;
    for x in 0..width {
        let (low, high) = (above[x].min(below[x]), above[x].max(below[x]));
        let out = (here[x] - high).max(low - here[x]).max(0);
        total += u64::from(out as u32);
        teeth[x] += u32::from(out > TOOTH && (before[x] - after[x]).abs() >= out);
    }
    total
}

/// Blocks with enough teeth among the columns of a row of blocks.
fn full(teeth: &[u32]) -> u64 {
    teeth.chunks(ACROSS).filter(|block| block.iter().sum::<u32>() >= TEETH).count() as u64
}
