//! Graphics processors: which there are.

/// Names of the graphics processors that can compute, the one that is used first; drivers are loaded to find out.
#[cfg(feature = "gpu")]
pub fn adapters() -> Vec<String> {
    fwr_gpu::adapters().into_iter().map(|adapter| adapter.name).collect()
}

/// None in a build without them.
#[cfg(not(feature = "gpu"))]
pub fn adapters() -> Vec<String> {
    Vec::new()
}
