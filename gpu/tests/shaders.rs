//! Every shader that the compiler writes is valid WGSL and stays below the limits that it promises; no device is needed.

mod support;

use fwr_compiler::fusion::Pipeline;
use fwr_compiler::fusion::generate::group_from_bytes;
use fwr_compiler::fusion::wgsl::{MAX_BUFFERS, shaders};
use fwr_compiler::plan::Backend;
use fwr_gpu::naga;
use support::Bytes;

#[test]
fn shaders_of_random_groups_are_valid() {
    let mut bytes = Bytes::new(3);
    let mut count = 0;
    for case in 0..600 {
        let (group, inputs) = group_from_bytes(&bytes.take(250), 16, 16);
        let pipeline = match case % 2 {
            0 => Pipeline::of(&group, &inputs),
            _ => Pipeline::optimised(&group, &inputs, Backend::Gpu),
        };
        let pipeline = pipeline.expect("the group fits its inputs");
        for shader in shaders(&pipeline).expect("random groups have no statistics") {
            validate(&shader.text);
            assert!(shader.bindings.len() <= MAX_BUFFERS);
            count += 1;
        }
    }
    assert!(count > 600);
}

fn validate(text: &str) {
    let module = naga::front::wgsl::parse_str(text).unwrap_or_else(|error| panic!("{}\n{text}", error.message()));
    let mut validator =
        naga::valid::Validator::new(naga::valid::ValidationFlags::all(), naga::valid::Capabilities::empty());
    if let Err(error) = validator.validate(&module) {
        panic!("{}\n{text}", error.emit_to_string(text));
    }
}
