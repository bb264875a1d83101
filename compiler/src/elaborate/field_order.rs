//! Compares what a file says of its fields with what was measured in its pictures.

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{NodeId, NodeKind};
use crate::media::{Named, Scan};
use crate::types::Constant;

impl Elaborator<'_> {
    /// Reports inputs whose fields are not as they are said to be, by the tag or by an `assume`.
    pub(super) fn check_field_order(&mut self) {
        let bindings = self.bindings;
        for (input, node) in self.sources.clone() {
            let name = &self.inputs[input].name;
            let Some(fields) = bindings.fields.get(&name.name) else { continue };
            let Constant::Name(verdict) = &fields.value else { continue };
            let Some(measured) = Scan::from_name(verdict) else { continue };
            let Some(said) = self.said_scans(node).into_iter().find(|scan| *scan != measured) else { continue };
            let tally: Vec<String> = fields
                .tally
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(what, count)| format!("{count} {what}"))
                .collect();
            let what = match measured {
                Scan::Progressive => "whole frames",
                Scan::Tff => "two fields a frame, the top one first",
                Scan::Bff => "two fields a frame, the bottom one first",
            };
            self.report(
                Diagnostic::new(
                    Code::FIELD_ORDER_CONTRADICTED,
                    format!(
                        "`{}` is tagged {said}, but its pictures are {measured}: {} of {} frames",
                        name.name,
                        tally.join(", "),
                        fields.frames
                    ),
                )
                .label(name.span, format!("tagged {said}, measured {what}"))
                .help(format!(
                    "say what it is, right after the input: `{}.video |> assume(scan: {measured})`",
                    name.name
                )),
            );
        }
    }

    /// How the frames of a source are said to be scanned where they are used: as tagged, or as `assume` has it.
    fn said_scans(&self, source: NodeId) -> Vec<Scan> {
        let scan = |id: NodeId| self.graph.clip(id).scan.known().copied();
        let readers: Vec<NodeId> = self.graph.dag.neighbors(source).collect();
        if readers.is_empty() {
            return scan(source).into_iter().collect();
        }
        let retags = |id: &NodeId| {
            let node = self.graph.node(*id);
            node.name == "assume" && matches!(node.kind, NodeKind::Retag | NodeKind::Native { .. })
        };
        readers.into_iter().filter_map(|reader| scan(if retags(&reader) { reader } else { source })).collect()
    }
}
