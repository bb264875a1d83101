//! Memory for planes: aligned, counted, and used again when the last frame that holds it is gone.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytemuck::{Pod, Zeroable};

use super::region::Region;
use crate::budget::{Account, Reservation};
use crate::frame::Storage;
use crate::memory;

/// Alignment of planes and rows in bytes: a cache line, and the widest vector.
pub const ALIGNMENT: usize = 64;

/// One cache line.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C, align(64))]
struct Line([u8; ALIGNMENT]);

/// Bytes that start at a multiple of [`ALIGNMENT`].
pub(super) struct Lines(Vec<Line>);

impl Lines {
    /// At least `bytes` zeros. The thread ends if there is no room for them.
    pub(super) fn zeroed(bytes: usize) -> Self {
        let count = bytes.div_ceil(ALIGNMENT);
        let mut lines = Vec::new();
        if lines.try_reserve_exact(count).is_err() {
            memory::give_up(bytes);
        }
        lines.resize(count, Line::zeroed());
        Self(lines)
    }

    /// Makes it at least `bytes` long; what is in it is not kept.
    pub(super) fn grow(&mut self, bytes: usize) {
        if self.0.len() * ALIGNMENT < bytes {
            *self = Self::zeroed(bytes);
        }
    }

    #[inline(always)]
    pub(super) fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0)
    }

    #[inline(always)]
    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        bytemuck::cast_slice_mut(&mut self.0)
    }
}

/// Memory for the planes of frames on their way through a run.
///
/// Clones share one pool. A buffer goes back when it is dropped, and is given
/// out again for a plane of the same size with whatever it held last.
#[derive(Clone, Default)]
pub struct FramePool(Arc<Mutex<Shelves>>);

#[derive(Default)]
struct Shelves {
    idle: HashMap<usize, Vec<Kept>>,
    stats: PoolStats,
    account: Option<Account>,
}

/// Memory of a plane, and its bytes in the ledger of the run.
struct Kept {
    region: Region,
    _counted: Option<Reservation>,
}

/// What a pool holds, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolStats {
    /// In frames that somebody holds.
    pub in_use: usize,
    /// Waiting to be used again.
    pub idle: usize,
    /// The most that was in use and idle at a time.
    pub peak: usize,
}

/// A plane's memory, still to be filled by its one owner.
pub struct PlaneBuffer {
    /// `None` once it is given back.
    kept: Option<Kept>,
    pool: FramePool,
}

impl FramePool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty pool whose memory is held by `account`.
    pub fn counted(account: Account) -> Self {
        Self(Arc::new(Mutex::new(Shelves { account: Some(account), ..Shelves::default() })))
    }

    /// A buffer of at least `bytes` bytes; what is in it is not defined.
    pub fn take(&self, bytes: usize) -> PlaneBuffer {
        let lines = bytes.div_ceil(ALIGNMENT);
        let bytes = lines * ALIGNMENT;
        let (recycled, account) = {
            let mut shelves = self.shelves();
            let recycled = shelves.idle.get_mut(&lines).and_then(Vec::pop);
            if recycled.is_some() {
                shelves.stats.idle -= bytes;
            } else if shelves.stats.idle > 0 && shelves.must_shrink(bytes) {
                // Planes of another size were needed before: let them go rather than grow.
                shelves.idle.clear();
                shelves.stats.idle = 0;
            }
            shelves.stats.in_use += bytes;
            shelves.stats.peak = shelves.stats.peak.max(shelves.stats.in_use + shelves.stats.idle);
            (recycled, shelves.account.clone())
        };
        let kept = recycled.unwrap_or_else(|| {
            let counted = account.map(|account| account.reserve(bytes as u64));
            Kept { region: Region::zeroed(bytes), _counted: counted }
        });
        PlaneBuffer { kept: Some(kept), pool: self.clone() }
    }

    /// What the pool holds now.
    pub fn stats(&self) -> PoolStats {
        self.shelves().stats
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        // Counts stay right even if a holder panicked: each change is one step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelves {
    /// Whether idle memory has to go before `bytes` more are taken.
    fn must_shrink(&self, bytes: usize) -> bool {
        let PoolStats { in_use, idle, peak } = self.stats;
        let room = self.account.as_ref().is_none_or(|account| account.has_room_for(bytes as u64));
        in_use + idle + bytes > peak || !room
    }
}

impl PlaneBuffer {
    /// All of the memory.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        self.kept.as_mut().map_or(&mut [], |kept| kept.region.bytes_mut())
    }
}

impl Storage for PlaneBuffer {
    fn bytes(&self) -> &[u8] {
        self.kept.as_ref().map_or(&[], |kept| kept.region.bytes())
    }
}

impl Drop for PlaneBuffer {
    fn drop(&mut self) {
        let Some(kept) = self.kept.take() else { return };
        let bytes = kept.region.bytes().len();
        let mut shelves = self.pool.shelves();
        shelves.stats.in_use -= bytes;
        shelves.stats.idle += bytes;
        shelves.idle.entry(bytes / ALIGNMENT).or_default().push(kept);
    }
}

impl fmt::Debug for FramePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FramePool({:?})", self.stats())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_are_aligned_counted_and_used_again() {
        let pool = FramePool::new();
        let mut first = pool.take(100);
        first.bytes_mut()[0] = 7;
        let address = first.bytes().as_ptr() as usize;
        assert_eq!((address % ALIGNMENT, first.bytes().len()), (0, 128));
        assert_eq!(pool.stats(), PoolStats { in_use: 128, idle: 0, peak: 128 });
        drop(first);
        assert_eq!(pool.stats(), PoolStats { in_use: 0, idle: 128, peak: 128 });
        let second = pool.take(128);
        assert_eq!(second.bytes().as_ptr() as usize, address);
        assert_eq!(pool.stats().peak, 128);
    }

    #[test]
    fn sizes_no_longer_needed_are_let_go() {
        let pool = FramePool::new();
        drop(pool.take(6400));
        let other = pool.take(640);
        assert_eq!(pool.stats().in_use, 640);
        drop(pool.take(6400));
        assert!(pool.stats().peak <= 6400 + 640);
        drop(other);
    }

    #[test]
    fn a_buffer_outlives_its_pool() {
        let pool = FramePool::new();
        let buffer: Arc<dyn Storage> = Arc::new(pool.take(64));
        drop(pool);
        assert_eq!(buffer.bytes().len(), 64);
    }
}
