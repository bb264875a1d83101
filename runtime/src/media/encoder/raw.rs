//! Samples as they are: for pipes, and for programs that read nothing else.

use super::{Choice, Setup};

pub(super) const CHOICE: Choice = Choice { name: "raw", codec: "rawvideo", options, keeps_captions: false };

fn options(_: &Setup<'_>) -> Vec<(&'static str, String)> {
    Vec::new()
}
