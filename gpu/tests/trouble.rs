//! What a driver refuses comes back as an error, and the device lives on unless it is lost.

mod support;

use fwr_compiler::fusion::Pipeline;
use fwr_compiler::fusion::generate::group_from_bytes;
use fwr_compiler::fusion::wgsl::{Packing, shaders};
use fwr_gpu::{Download, Gpu, GpuError, Program, Rows};
use support::{Bytes, gpu};

#[test]
fn a_shader_that_is_refused_leaves_the_device_usable() {
    let gpu = gpu();
    let (group, inputs) = group_from_bytes(&Bytes::new(9).take(60), 8, 8);
    let pipeline = Pipeline::of(&group, &inputs).expect("the group fits its inputs");
    let broken = |from: &str, to: &str| {
        let mut shaders = shaders(&pipeline).expect("it has no statistics");
        for shader in &mut shaders {
            shader.text = shader.text.replace(from, to);
        }
        Program::new(gpu, &pipeline, shaders).err()
    };
    for (from, to) in [("fn main", "fn moin"), ("@compute", "@compuse"), ("p.last_x", "p.last_z")] {
        let error = broken(from, to);
        assert!(matches!(&error, Some(GpuError::Shader { .. })), "{error:?}");
    }
    assert_eq!(broken("", ""), None);
}

#[test]
fn a_plane_that_is_too_large_is_refused() {
    let error = gpu().plane(1 << 20, 1 << 20, Packing::One).err();
    assert!(matches!(error, Some(GpuError::TooLarge { .. })), "{error:?}");
}

#[test]
fn a_lost_device_says_so() {
    let gpu = Gpu::open().expect("a device");
    let rows = Rows { bytes: &[7; 64], stride: 8 };
    let plane = gpu.upload(rows, 8, 8, Packing::Four).expect("room for a plane");
    let download = Download::start(&gpu, &plane).expect("a device");
    assert_eq!(download.wait(|rows| rows.bytes.to_vec()), Ok(vec![7; 64]));
    assert_eq!((gpu.moved().up, gpu.moved().down), (64, 64));
    gpu.lose();
    let error = gpu.upload(rows, 8, 8, Packing::Four).err();
    assert!(matches!(error, Some(GpuError::Lost(_))), "{error:?}");
}
