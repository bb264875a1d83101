//! What is written in each box of a drawing, and how large that makes it.

use super::content::{Copied, Frame, Node};
use super::letters::{width, wrapped};

/// Letters of titles.
pub(super) const TITLE: f64 = 14.0;
/// Letters of everything else.
pub(super) const TEXT: f64 = 12.0;
/// Letters on lines and in corners.
pub(super) const SMALL: f64 = 11.0;
/// Room at the left and right of what a box says.
pub(super) const SIDE: f64 = 14.0;
/// From the top of a box to the foot of its title.
pub(super) const TITLE_FOOT: f64 = 22.0;
/// From line to line.
pub(super) const LINE: f64 = 16.0;

/// The longest lines in a box.
const MOST: f64 = 250.0;

/// Text in a box.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) lines: Vec<(Style, String)>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What a line of text in a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    /// The format that comes out.
    Format,
    /// Why the compiler inserted it.
    Inserted,
}

/// What a box says.
pub(super) fn node(node: &Node) -> Written {
    let mut lines = Vec::new();
    let mut say = |style, text: &str, most| {
        lines.extend(wrapped(text, TEXT, MOST, most).into_iter().map(|line| (style, line)));
    };
    node.lines.iter().filter(|line| !line.is_empty()).for_each(|line| say(Style::Plain, line, 3));
    node.format.iter().for_each(|format| say(Style::Format, &format!("→ {format}"), 2));
    node.inserted.iter().for_each(|reason| say(Style::Inserted, &format!("inserted: {reason}"), 3));
    let mut head = width(&node.title, TITLE) * 1.08;
    head += node.line.as_ref().map_or(0.0, |line| 8.0 + width(line, SMALL));
    head += node.cost.as_ref().map_or(0.0, |cost| 16.0 + width(&cost.text, TEXT) * 1.08);
    let widest = lines.iter().map(|(_, line)| width(line, TEXT)).fold(head, f64::max);
    let bar = if node.cost.is_some() { 8.0 } else { 0.0 };
    let height = TITLE_FOOT + LINE * lines.len() as f64 + 11.0 + bar;
    Written { lines, width: (widest + 2.0 * SIDE).max(120.0).ceil(), height }
}

/// How wide a group or a stage is at least: such that its title and what it takes stand beside a line in the middle.
pub(super) fn head(frame: &Frame, size: f64) -> f64 {
    let cost = frame.cost.as_ref().map_or(0.0, |cost| {
        let slowest = if cost.slowest { " · slowest" } else { "" };
        width(&format!("{}{slowest}", cost.text), TEXT) * 1.08
    });
    let title = width(&frame.title, size) * 1.12;
    2.0 * (title.max(cost) + SIDE + 10.0)
}

/// How wide the label of copied streams is.
pub(super) fn label(copied: &Copied) -> f64 {
    width(&copied.label, SMALL) + 16.0
}
