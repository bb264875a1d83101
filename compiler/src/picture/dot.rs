//! A plan in the language of Graphviz.

use super::content::{Content, Frame, Look, Node};
use crate::estimate::Estimate;
use crate::plan::Plan;

/// Writes a plan down for `dot`, with what it takes if it has been estimated.
pub fn dot(plan: &Plan, estimate: Option<&Estimate>) -> String {
    let content = Content::of(plan, estimate);
    let mut lines = vec![
        format!("digraph {} {{", quoted(&content.title)),
        "  rankdir=TB; compound=true; ranksep=0.4; nodesep=0.3;".to_owned(),
        "  fontname=\"Helvetica\"; fontsize=11; labeljust=l;".to_owned(),
        format!(
            "  label={}; labelloc=t;",
            quoted(
                &std::iter::once(content.title.clone()).chain(content.summary.clone()).collect::<Vec<_>>().join("\n")
            )
        ),
        "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];"
            .to_owned(),
        "  edge [color=\"#94a3b8\", fontname=\"Helvetica\", fontsize=10];".to_owned(),
    ];
    for (number, stage) in content.stages.iter().enumerate() {
        lines.push(format!("  subgraph cluster_stage{number} {{"));
        let slowest = stage.cost.as_ref().is_some_and(|cost| cost.slowest);
        let color = if slowest { "#fdba74" } else { "#cbd5e1" };
        lines.push(format!(
            "    label={}; style=\"rounded,filled\"; fillcolor=\"#f8fafc\"; color=\"{color}\";",
            head(stage)
        ));
        let own = |node: &&Node| node.stage == number;
        for (group, frame) in content.groups.iter().enumerate() {
            if !content.nodes.iter().any(|node| own(&node) && node.group == Some(group)) {
                continue;
            }
            let (fill, color) = if frame.look == Look::Gpu { ("#ecfdf5", "#a7f3d0") } else { ("#eff6ff", "#bfdbfe") };
            lines.push(format!("    subgraph cluster_group{group} {{"));
            lines.push(format!(
                "      label={}; style=\"rounded,filled\"; fillcolor=\"{fill}\"; color=\"{color}\";",
                head(frame)
            ));
            nodes(&content, |node| own(&node) && node.group == Some(group), "      ", &mut lines);
            lines.push("    }".to_owned());
        }
        nodes(&content, |node| own(&node) && node.group.is_none(), "    ", &mut lines);
        lines.push("  }".to_owned());
    }
    for edge in &content.edges {
        let label = edge.crosses.as_ref().map_or(String::new(), |crosses| {
            format!(" [label={}, color=\"#d97706\", fontcolor=\"#9a3412\", penwidth=2]", quoted(crosses))
        });
        lines.push(format!("  n{} -> n{}{label};", edge.from, edge.to));
    }
    for copied in &content.copied {
        let node = |stage| content.nodes.iter().position(|node| node.stage == stage);
        if let (Some(from), Some(to)) = (node(copied.from), node(copied.to)) {
            lines
                .push(format!("  n{from} -> n{to} [label={}, style=dashed, constraint=false];", quoted(&copied.label)));
        }
    }
    lines.push("}\n".to_owned());
    lines.join("\n")
}

fn nodes(content: &Content, wanted: impl Fn(&Node) -> bool, indent: &str, lines: &mut Vec<String>) {
    for (number, node) in content.nodes.iter().enumerate().filter(|(_, node)| wanted(node)) {
        let color = match node.look {
            Look::Cpu => "#3b82f6",
            Look::Gpu => "#10b981",
            Look::File => "#64748b",
            Look::Nothing => "#cbd5e1",
        };
        let style = if node.inserted.is_some() { ", style=\"rounded,filled,dashed\"" } else { "" };
        lines.push(format!(
            "{indent}n{number} [label={}, color=\"{color}\"{style}, tooltip={}];",
            quoted(&node.words().join("\n")),
            quoted(&node.hint)
        ));
    }
}

fn head(frame: &Frame) -> String {
    quoted(&frame.words())
}

/// Text in quotes, its lines centred.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
