//! Images of a sequence: PNG, TIFF, DPX and OpenEXR, each frame on its own.

use super::{Choice, Setup};

pub(super) const PNG: Choice = Choice { name: "png", codec: "png", options: png, keeps_captions: false };
pub(super) const TIFF: Choice = Choice { name: "tiff", codec: "tiff", options: tiff, keeps_captions: false };
pub(super) const DPX: Choice = Choice { name: "dpx", codec: "dpx", options: nothing, keeps_captions: false };
pub(super) const EXR: Choice = Choice { name: "exr", codec: "exr", options: exr, keeps_captions: false };

fn png(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    // Each row as the difference to the one above: quick, and most of what choosing for each row gains.
    vec![("compression_level", setup.args.int("level").to_string()), ("pred", "up".to_owned())]
}

fn tiff(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let algorithm = match setup.args.name("compression") {
        "none" => "raw",
        other => other,
    };
    vec![("compression_algo", algorithm.to_owned())]
}

fn exr(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    vec![("format", setup.args.name("samples").to_owned()), ("compression", setup.args.name("compression").to_owned())]
}

fn nothing(_: &Setup<'_>) -> Vec<(&'static str, String)> {
    Vec::new()
}
