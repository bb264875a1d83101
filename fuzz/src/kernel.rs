//! Kernels keep their values when they are simplified.

use fwr_compiler::kernel::{Builder, Load, Position, generate, interpret, verify};

/// What samples hold: ordinary values, and those where arithmetic goes wrong.
const SAMPLES: [f32; 9] = [0.0, -0.0, 0.3, 1.0, -0.5, 7.0, f32::INFINITY, f32::NAN, 1e-41];

/// A kernel made of the bytes keeps the IR's contract, and so does its simpler form, which gives the same bits.
pub fn kernel(bytes: &[u8]) {
    let written = generate::from_bytes(bytes, 2, 3, 1);
    if verify(&written).is_err() {
        // More expressions than a kernel may have.
        return;
    }
    let mut builder = Builder::new();
    let values = builder.copy(&written, |_, _| None).expect("there are no tables");
    let simpler = builder.finish("simpler", 2, &values);
    assert_eq!(verify(&simpler), Ok(()), "{written}\n{simpler}");
    for (x, y, frame) in [(0, 0, 0), (13, 5, 3), (39, 29, 1 << 24)] {
        let position = Position { x, y, width: 40, height: 30, frame, plane: 1, time: 0.5 };
        let load = |load: Load| {
            let (x, y) = position.place(load);
            let mixed = x * 7 + y * 3 + usize::from(load.input) + usize::from(load.dt.unsigned_abs());
            SAMPLES[mixed % SAMPLES.len()]
        };
        let (a, b) = (interpret(&written, &position, load), interpret(&simpler, &position, load));
        assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(), "{a} or {b}\n{written}\n{simpler}");
    }
}
