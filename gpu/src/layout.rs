//! How the buffers of a shader are bound.

use fwr_compiler::fusion::wgsl::Binding;

/// The entries of the one group that a shader has: what it is told, then its storage buffers.
pub(crate) fn entries(bindings: &[Binding]) -> Vec<wgpu::BindGroupLayoutEntry> {
    let params = entry(0, wgpu::BufferBindingType::Uniform);
    let storage = bindings.iter().zip(1..).map(|(binding, number)| {
        let read_only = !matches!(binding, Binding::Made(_));
        entry(number, wgpu::BufferBindingType::Storage { read_only })
    });
    [params].into_iter().chain(storage).collect()
}

fn entry(binding: u32, ty: wgpu::BufferBindingType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
        count: None,
    }
}
