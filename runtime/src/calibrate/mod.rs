//! Calibration: what work costs on this machine, measured on made-up frames in this process.

mod clip;
mod clock;
mod graphs;
mod kernels;
#[cfg(test)]
mod tests;
mod trial;

pub use kernels::kernels;
