//! Memory that vectors are read from whole, without crossing from one cache line to the next.

/// A value that begins where a cache line does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(C, align(64))]
pub(super) struct Aligned<T>(pub(super) T);

// SAFETY: zeros are fine for it as they are for the array.
unsafe impl bytemuck::Zeroable for Aligned<[i32; 16]> {}
// SAFETY: 64 bytes of plain integers at an alignment of 64: no padding.
unsafe impl bytemuck::Pod for Aligned<[i32; 16]> {}

/// `length` words of `memory`, which grows if need be, from where a cache line begins.
pub(super) fn line(memory: &mut Vec<i16>, length: usize) -> &mut [i16] {
    const LINE: usize = 64;
    memory.resize(memory.len().max(length + LINE / size_of::<i16>()), 0);
    // The offset is any number where addresses mean nothing.
    let offset = memory.as_ptr().align_offset(LINE).min(LINE / size_of::<i16>());
    &mut memory[offset..][..length]
}
