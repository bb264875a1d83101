//! How much memory a graphics processor has, which the graphics library does not say.

/// Bytes of the largest heap on the device, by Vulkan; `None` elsewhere.
#[cfg(not(target_vendor = "apple"))]
pub(crate) fn bytes(adapter: &wgpu::Adapter) -> Option<u64> {
    /// `VK_MEMORY_HEAP_DEVICE_LOCAL_BIT`.
    const ON_DEVICE: u32 = 1;
    // SAFETY: the adapter is only asked, and is destroyed by nobody meanwhile.
    let vulkan = unsafe { adapter.as_hal::<wgpu::hal::api::Vulkan>() }?;
    let instance = vulkan.shared_instance().raw_instance();
    // SAFETY: a physical device of this very instance.
    let memory = unsafe { instance.get_physical_device_memory_properties(vulkan.raw_physical_device()) };
    let heaps = memory.memory_heaps.iter().take(memory.memory_heap_count as usize);
    heaps.filter(|heap| heap.flags.as_raw() & ON_DEVICE != 0).map(|heap| heap.size).max()
}

/// See above.
#[cfg(target_vendor = "apple")]
pub(crate) fn bytes(_: &wgpu::Adapter) -> Option<u64> {
    None
}
