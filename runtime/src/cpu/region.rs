//! Memory of one plane: a large one comes from the system and goes back to it, in huge pages where there are any.

use super::buffer::{ALIGNMENT, Lines};
#[cfg(unix)]
use super::mapped::Mapped;

/// Planes of this size and more are not left to the heap: it would keep holes of every size that was ever used.
const LARGE: usize = 256 << 10;

/// Zeros at first, aligned to [`ALIGNMENT`].
pub(super) enum Region {
    Heap(Lines),
    #[cfg(unix)]
    System(Mapped),
}

impl Region {
    /// At least `bytes` bytes.
    pub(super) fn zeroed(bytes: usize) -> Self {
        #[cfg(unix)]
        if bytes >= LARGE
            && let Some(mapped) = Mapped::zeroed(bytes.next_multiple_of(ALIGNMENT))
        {
            return Self::System(mapped);
        }
        Self::Heap(Lines::zeroed(bytes))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Heap(lines) => lines.bytes(),
            #[cfg(unix)]
            Self::System(mapped) => mapped.bytes(),
        }
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Heap(lines) => lines.bytes_mut(),
            #[cfg(unix)]
            Self::System(mapped) => mapped.bytes_mut(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large_ones_are_aligned_and_zero() {
        for bytes in [0, 1, 100, LARGE - 1, LARGE, 3 << 20, (5 << 20) + 64] {
            let mut region = Region::zeroed(bytes);
            let all = region.bytes_mut();
            assert!(all.len() >= bytes && all.len() < bytes + ALIGNMENT, "{bytes}");
            assert!((all.as_ptr() as usize).is_multiple_of(ALIGNMENT), "{bytes}");
            assert!(all.iter().all(|byte| *byte == 0), "{bytes}");
            all.fill(7);
            assert!(region.bytes().iter().all(|byte| *byte == 7), "{bytes}");
        }
    }
}
