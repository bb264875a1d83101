//! What a plan keeps nothing of.

use std::collections::BTreeSet;

use super::routing::class_of;
use super::{CopiedStream, OpKind, Plan};
use crate::elaborate::Bindings;
use crate::graph::StreamClass;

impl Plan {
    /// The kinds of stream of which the inputs have one that is in no output.
    pub fn lost(&self, bindings: &Bindings) -> BTreeSet<StreamClass> {
        let mut lost = BTreeSet::new();
        for (input, planned) in self.inputs.iter().enumerate() {
            let Some(media) = bindings.media.get(&planned.name) else { continue };
            for stream in &media.streams {
                let id = CopiedStream { input, stream: stream.index };
                let is_decoded = |kind: &OpKind| *kind == OpKind::Decode { input, stream: stream.index };
                let is_copied = self.outputs.iter().any(|output| output.copied.contains(&id));
                if !is_copied && !self.ops.iter().any(|op| is_decoded(&op.kind)) {
                    lost.insert(class_of(&stream.kind));
                }
            }
            if media.chapters > 0 && !self.outputs.iter().any(|output| output.chapters) {
                lost.insert(StreamClass::Chapters);
            }
            let has_tags = !media.metadata.is_empty() || media.streams.iter().any(|stream| stream.language.is_some());
            if has_tags && !self.outputs.iter().any(|output| output.metadata) {
                lost.insert(StreamClass::Metadata);
            }
        }
        lost
    }
}
