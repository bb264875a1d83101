//! How the C library's heap treats the large pieces that packets and pictures are made of.

/// Pieces up to this size come from the heap and go back to it, instead of to the system one by one; glibc takes
/// no more.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGEST: libc::c_int = 32 << 20;

/// Free memory at the end of the heap that is kept.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: libc::c_int = 512 << 20;

/// Keeps memory of packets and pictures that are gone for those that come: every frame needs as much as the one
/// before, and fresh memory from the system costs a fault for each page. Half of what reading raw video takes is that.
///
/// glibc would find out by itself, but only where one thread does all; other C libraries are left as they are.
pub(crate) fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: both calls set a number in the allocator, which takes them at any time.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGEST);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
    }
}

/// Has all threads share one heap: of heaps that are not the first, glibc gives back no free memory at their end, and
/// what ran before would add to what runs. Only before the first thread is started.
///
/// Threads hardly meet there: pieces of pictures are kept and used again, and what a row asks for is small beside its work.
pub fn keep_one_heap() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: the call sets a number in the allocator, which takes it at any time.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}

/// Gives the system back what the heap keeps of a run that has ended, before another begins that needs other pieces.
pub fn give_back_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: the call looks at free memory only, and takes the allocator's locks itself.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Pieces from this size on come from the system one by one in runs whose encoders follow each other.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const FRESH: libc::c_int = 16 << 10;

/// Takes all but small pieces fresh from the system, which gives them out as zeros, and gives them back at once, from now on.
///
/// x264 looks at memory that it has not written, and decides by it. In a program that opens one encoder that memory
/// is fresh from the system and zero; where encoders follow each other it is what the last one left, which depends on
/// the order in which threads let go of it. The same frames would not give the same packets. (Clearing all that is
/// asked for would make what is never touched take room, too.) Other C libraries than glibc are left as they are.
pub(crate) fn take_fresh_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: the call sets a number in the allocator, which takes it at any time.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, FRESH);
    }
}
