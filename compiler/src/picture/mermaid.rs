//! A plan in Mermaid, which GitHub, GitLab and many editors draw inside Markdown.

use super::content::{Content, Frame, Look, Node};
use crate::estimate::Estimate;
use crate::plan::Plan;

/// Writes a plan down as a flowchart, with what it takes if it has been estimated.
pub fn mermaid(plan: &Plan, estimate: Option<&Estimate>) -> String {
    let content = Content::of(plan, estimate);
    let title = std::iter::once(content.title.clone()).chain(content.summary.clone()).collect::<Vec<_>>().join(" · ");
    let mut lines =
        vec!["---".to_owned(), format!("title: {}", json(&title)), "---".to_owned(), "flowchart TB".to_owned()];
    for (number, stage) in content.stages.iter().enumerate() {
        let own = |node: &Node| node.stage == number;
        if !content.nodes.iter().any(own) {
            continue;
        }
        lines.push(format!("  subgraph stage{number}[\"{}\"]", head(stage)));
        for (group, frame) in content.groups.iter().enumerate() {
            if !content.nodes.iter().any(|node| own(node) && node.group == Some(group)) {
                continue;
            }
            lines.push(format!("    subgraph group{group}[\"{}\"]", head(frame)));
            nodes(&content, |node| own(node) && node.group == Some(group), "      ", &mut lines);
            lines.push("    end".to_owned());
        }
        nodes(&content, |node| own(node) && node.group.is_none(), "    ", &mut lines);
        lines.push("  end".to_owned());
    }
    let mut crossing = Vec::new();
    for (number, edge) in content.edges.iter().enumerate() {
        let label = edge.crosses.as_ref().map_or(String::new(), |crosses| format!("|\"{}\"|", escaped(crosses)));
        lines.push(format!("  n{} -->{label} n{}", edge.from, edge.to));
        if edge.crosses.is_some() {
            crossing.push(number.to_string());
        }
    }
    for copied in &content.copied {
        lines.push(format!("  stage{} -. \"{}\" .-> stage{}", copied.from, escaped(&copied.label), copied.to));
    }
    for (class, style) in [
        ("cpu", "stroke:#3b82f6"),
        ("gpu", "stroke:#10b981"),
        ("file", "stroke:#64748b"),
        ("nothing", "stroke:#cbd5e1"),
    ] {
        let of: Vec<String> = (0..content.nodes.len())
            .filter(|node| class_of(content.nodes[*node].look) == class)
            .map(|node| format!("n{node}"))
            .collect();
        if !of.is_empty() {
            lines.push(format!("  classDef {class} {style}"));
            lines.push(format!("  class {} {class}", of.join(",")));
        }
    }
    if !crossing.is_empty() {
        lines.push(format!("  linkStyle {} stroke:#d97706,stroke-width:2px", crossing.join(",")));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn nodes(content: &Content, wanted: impl Fn(&Node) -> bool, indent: &str, lines: &mut Vec<String>) {
    for (number, node) in content.nodes.iter().enumerate().filter(|(_, node)| wanted(node)) {
        let words = node.words();
        let (title, rest) =
            words.split_first().map_or((String::new(), &[][..]), |(title, rest)| (escaped(title), rest));
        let rest: String = rest.iter().map(|line| format!("<br/>{}", escaped(line))).collect();
        lines.push(format!("{indent}n{number}[\"<b>{title}</b>{rest}\"]"));
    }
}

fn class_of(look: Look) -> &'static str {
    match look {
        Look::Cpu => "cpu",
        Look::Gpu => "gpu",
        Look::File => "file",
        Look::Nothing => "nothing",
    }
}

fn head(frame: &Frame) -> String {
    escaped(&frame.words())
}

/// Text inside quotes: Mermaid reads entities with a hash.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}

/// A title in the quotes of YAML, which are those of JSON.
fn json(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
