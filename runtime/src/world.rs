//! What the planner asks about files that will be written, answered by FFmpeg.

use fwr_compiler::plan::World;

use crate::media;

/// The containers that this build can write.
#[derive(Debug, Clone, Copy)]
pub struct Containers;

impl World for Containers {
    fn container_for(&self, path: &str) -> Option<String> {
        media::container_of(path).map(str::to_owned)
    }

    fn can_hold(&self, container: &str, codec: &str) -> bool {
        media::can_hold(container, codec)
    }

    fn can_rotate(&self, container: &str) -> bool {
        media::can_rotate(container)
    }

    fn can_attach(&self, container: &str) -> bool {
        container == "matroska"
    }
}
