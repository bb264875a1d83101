//! Compares what a file says of its fields with what was measured in its pictures.

use std::collections::BTreeSet;

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::graph::{NodeId, NodeKind};
use crate::media::{Named, Scan};
use crate::syntax::ast::ExprKind;
use crate::syntax::walk::walk_item;
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
            let count = |verdict: &str| fields.tally.get(verdict).copied().unwrap_or(0);
            let others = ["progressive", "tff", "bff", "unclear"].into_iter().filter(|what| what != verdict);
            let others = others.filter(|what| count(what) > 0).map(|what| format!("{} {what}", count(what)));
            let others = others.collect::<Vec<_>>().join(", ");
            let others = if others.is_empty() { others } else { format!(" ({others})") };
            let tagged = self.graph.clip(node).scan.known() == Some(&said);
            let said = format!("{} {said}", if tagged { "tagged" } else { "taken for" });
            let shown = match measured {
                Scan::Progressive => "whole frames",
                Scan::Tff => "two fields a frame, the top one first",
                Scan::Bff => "two fields a frame, the bottom one first",
            };
            let name = &name.name;
            let mut found = Diagnostic::new(
                Code::FIELD_ORDER_CONTRADICTED,
                format!(
                    "`{name}` is {said}, but {} of {} frames show {measured}{others}",
                    count(verdict),
                    fields.frames
                ),
            )
            .label(self.inputs[input].name.span, format!("shows {shown}"))
            .help(format!("say what it is, right after the input: `{name}.video |> assume(scan: {measured})`"));
            if tagged {
                found = found.fix(self.told(name, measured));
            }
            self.report(found);
        }
    }

    /// The fix that says how the picture of the input `name` is scanned, wherever it is used.
    fn told(&self, name: &str, scan: Scan) -> Fix {
        let (mut pictures, mut asked) = (Vec::new(), BTreeSet::new());
        for item in &self.main.items {
            walk_item(item, &mut |expr| {
                let ExprKind::Member(base, field) = &expr.kind else { return };
                match &base.kind {
                    ExprKind::Name(input) if input == name && field.name == "video" => pictures.push(expr.span),
                    // A property of the picture is asked for, the picture itself not used.
                    ExprKind::Member(..) => drop(asked.insert((base.span.start, base.span.end))),
                    _ => {}
                }
            });
        }
        pictures.retain(|span| !asked.contains(&(span.start, span.end)));
        let fix = Fix::maybe(format!("take `{name}.video` for {scan}"));
        // As a call it can stand wherever the picture stood.
        pictures
            .into_iter()
            .fold(fix, |fix, span| fix.insert_before(span, "assume(").insert_after(span, format!(", scan: {scan})")))
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
