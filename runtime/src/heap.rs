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
