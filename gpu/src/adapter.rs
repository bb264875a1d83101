//! Finds the graphics processors there are, and the one to work on.

use std::cmp::Reverse;

use crate::error::GpuError;
use crate::memory;

/// A graphics processor that a driver offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// Its name, with what speaks to it.
    pub name: String,
    /// Whether it is a program on the processor.
    pub software: bool,
    /// Whether its memory is its own, not the processor's.
    pub own_memory: bool,
    /// Bytes of its memory, where the driver says so.
    pub memory: Option<u64>,
}

/// The graphics processors that can compute, the one that is used first.
///
/// Drivers are loaded for it, which takes up to a few tenths of a second; no device is opened.
pub fn adapters() -> Vec<Adapter> {
    able().0.iter().map(about).collect()
}

/// What is known of an adapter.
pub(crate) fn about(adapter: &wgpu::Adapter) -> Adapter {
    let info = adapter.get_info();
    Adapter {
        name: described(&info),
        software: is_software(&info),
        own_memory: info.device_type == wgpu::DeviceType::DiscreteGpu,
        memory: memory::bytes(adapter),
    }
}

/// The adapter that is likely the fastest.
///
/// # Errors
/// [`GpuError::NoAdapter`], with what was found.
pub(crate) fn find() -> Result<wgpu::Adapter, GpuError> {
    let (able, found) = able();
    able.into_iter().next().ok_or(GpuError::NoAdapter { found })
}

/// Those that can compute, the best first, and what is to be said of others.
fn able() -> (Vec<wgpu::Adapter>, Vec<String>) {
    let backends = wgpu::Backends::VULKAN | wgpu::Backends::METAL | wgpu::Backends::DX12;
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends,
        // The same in every build: no validation layers that a machine happens to have.
        flags: wgpu::InstanceFlags::empty(),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let mut found = Vec::new();
    let mut able = Vec::new();
    for adapter in pollster::block_on(instance.enumerate_adapters(backends)) {
        let compute = wgpu::DownlevelFlags::COMPUTE_SHADERS;
        if adapter.get_downlevel_capabilities().flags.contains(compute) {
            able.push(adapter);
        } else {
            found.push(format!("{}, which has no compute shaders", described(&adapter.get_info())));
        }
    }
    // Of equal ones the first, as the system lists them.
    able.sort_by_key(|adapter| Reverse(rank(adapter.get_info().device_type)));
    (able, found)
}

/// Whether an adapter is a program on the processor.
pub(crate) fn is_software(info: &wgpu::AdapterInfo) -> bool {
    info.device_type == wgpu::DeviceType::Cpu
}

/// Its name, with what speaks to it: `llvmpipe (LLVM 15.0.6, 256 bits), Vulkan`.
pub(crate) fn described(info: &wgpu::AdapterInfo) -> String {
    let backend = match info.backend {
        wgpu::Backend::Vulkan => "Vulkan",
        wgpu::Backend::Metal => "Metal",
        wgpu::Backend::Dx12 => "Direct3D 12",
        _ => "another interface",
    };
    format!("{}, {backend}", info.name)
}

fn rank(kind: wgpu::DeviceType) -> u8 {
    match kind {
        wgpu::DeviceType::DiscreteGpu => 4,
        wgpu::DeviceType::IntegratedGpu => 3,
        wgpu::DeviceType::VirtualGpu => 2,
        wgpu::DeviceType::Other => 1,
        wgpu::DeviceType::Cpu => 0,
    }
}
