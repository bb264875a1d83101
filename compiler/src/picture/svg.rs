//! A plan drawn: an SVG document that stands alone and suits light and dark pages.

use std::fmt::Write;

use super::content::{Content, Frame, Look, Node};
use super::costs::Cost;
use super::layout::Point;
use super::letters;
use super::nested::{Area, Drawing, drawing};
use super::sizes::{self, LINE, SIDE, SMALL, Style, TEXT, TITLE, TITLE_FOOT};
use crate::estimate::Estimate;
use crate::plan::Plan;

const STYLE: &str = include_str!("style.css");

/// Room for the title above the drawing, and for each line below the title.
const HEADING: f64 = 34.0;

/// Draws a plan, with what it takes if it has been estimated.
pub fn svg(plan: &Plan, estimate: Option<&Estimate>) -> String {
    let content = Content::of(plan, estimate);
    let drawing = drawing(&content);
    let top = 20.0 + HEADING + 18.0 * content.summary.len() as f64;
    let legend = legend(&content);
    let widest = content.summary.iter().map(|line| letters::width(line, TEXT)).fold(0.0, f64::max);
    let title = letters::width(&content.title, 20.0) * 1.08;
    let wanted = widest.max(title).max(legend.iter().map(|(_, text)| legend_width(text)).sum()) + 48.0;
    let width = drawing.width.max(wanted);
    let height = top + drawing.height + 34.0;
    let mut out = String::new();
    line(
        &mut out,
        &format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img">"#,
            width.ceil(),
            height.ceil()
        ),
    );
    line(&mut out, &format!("<title>plan of {}</title>", escaped(&content.title)));
    line(&mut out, &format!("<style>\n{STYLE}</style>"));
    line(&mut out, r#"<rect class="page" width="100%" height="100%"/>"#);
    text(&mut out, "heading", 24.0, 40.0, &content.title);
    for (number, summary) in content.summary.iter().enumerate() {
        text(&mut out, "", 24.0, 62.0 + 18.0 * number as f64, summary);
    }
    line(&mut out, &format!(r#"<g transform="translate({} {})">"#, number((width - drawing.width) / 2.0), number(top)));
    for (frame, area) in content.stages.iter().zip(&drawing.stages).filter(|(_, area)| area.width > 0.0) {
        stage(&mut out, frame, area);
    }
    for (frame, area) in content.groups.iter().zip(&drawing.groups) {
        group(&mut out, frame, area);
    }
    copied(&mut out, &content, &drawing);
    for (edge, points) in content.edges.iter().zip(&drawing.edges) {
        curve(&mut out, points, edge.crosses.is_some());
    }
    for (number, shown) in content.nodes.iter().enumerate() {
        node(&mut out, shown, &drawing, number);
    }
    // Last, so that nothing covers them.
    for (frame, area) in content.stages.iter().zip(&drawing.stages).filter(|(_, area)| area.width > 0.0) {
        stage_head(&mut out, frame, area);
    }
    for (frame, area) in content.groups.iter().zip(&drawing.groups) {
        group_head(&mut out, frame, area);
    }
    pills(&mut out, &content, &drawing);
    line(&mut out, "</g>");
    let mut x = 24.0;
    for (class, shown) in legend {
        line(&mut out, &rect(class, &Area { x, y: height - 28.0, width: 10.0, height: 10.0 }, 3.0));
        text(&mut out, "small", x + 16.0, height - 19.0, shown);
        x += legend_width(shown);
    }
    line(&mut out, "</svg>");
    out
}

/// What the colours mean, as far as they occur.
fn legend(content: &Content) -> Vec<(&'static str, &'static str)> {
    let looks = |look| content.nodes.iter().any(|node| node.look == look);
    let costs = content.nodes.iter().any(|node| node.cost.is_some());
    let known = [
        (looks(Look::Cpu), "cpu", "on the processor"),
        (looks(Look::Gpu), "gpu", "on the graphics processor"),
        (looks(Look::File), "file", "decoder, encoder"),
        (content.nodes.iter().any(|node| node.inserted.is_some()), "inserted", "inserted by the compiler"),
        (costs, "track", "times are for one frame; a full bar is busy all through the run"),
    ];
    known.into_iter().filter(|(shown, ..)| *shown).map(|(_, class, text)| (class, text)).collect()
}

fn legend_width(text: &str) -> f64 {
    letters::width(text, SMALL) + 36.0
}

fn stage(out: &mut String, frame: &Frame, area: &Area) {
    let slowest = frame.cost.as_ref().is_some_and(|cost| cost.slowest);
    line(out, &rect(if slowest { "stage-slowest" } else { "stage" }, area, 14.0));
}

fn stage_head(out: &mut String, frame: &Frame, area: &Area) {
    let slowest = frame.cost.as_ref().is_some_and(|cost| cost.slowest);
    text(out, "stage-title", area.x + SIDE, area.y + 21.0, &frame.title);
    if let Some(cost) = &frame.cost {
        let (class, shown) = match slowest {
            true => ("small slowest", format!("{} · slowest", cost.text)),
            false => ("small", cost.text.clone()),
        };
        text_end(out, class, area.x + area.width - SIDE, area.y + 21.0, &shown);
    }
}

fn group(out: &mut String, frame: &Frame, area: &Area) {
    let class = if frame.look == Look::Gpu { "group-gpu" } else { "group-cpu" };
    line(out, &rect(class, area, 11.0));
}

fn group_head(out: &mut String, frame: &Frame, area: &Area) {
    text(out, "group-title", area.x + SIDE, area.y + 21.0, &frame.title);
    if let Some(cost) = &frame.cost {
        text_end(out, "cost", area.x + area.width - SIDE, area.y + 21.0, &cost.text);
        let track =
            Area { x: area.x + SIDE, y: area.y + area.height - 9.0, width: area.width - 2.0 * SIDE, height: 4.0 };
        bar(out, cost, frame.look, &track);
    }
}

fn node(out: &mut String, node: &Node, drawing: &Drawing, number: usize) {
    let (area, written) = (&drawing.nodes[number], &drawing.written[number]);
    line(out, &format!("<g><title>{}</title>", escaped(&node.hint)));
    line(out, &rect(if node.inserted.is_some() { "node made" } else { "node" }, area, 8.0));
    let stripe = Area { x: area.x, y: area.y + 8.0, width: 4.0, height: area.height - 16.0 };
    line(out, &rect(class(node.look), &stripe, 2.0));
    let (left, mut foot) = (area.x + SIDE, area.y + TITLE_FOOT);
    text(out, "title", left, foot, &node.title);
    if let Some(line) = &node.line {
        text(out, "small", left + letters::width(&node.title, TITLE) * 1.05 + 8.0, foot, line);
    }
    if let Some(cost) = &node.cost {
        text_end(out, "cost", area.x + area.width - SIDE, foot, &cost.text);
    }
    for (style, words) in &written.lines {
        foot += LINE;
        let class = match style {
            Style::Plain => "",
            Style::Format => "format",
            Style::Inserted => "inserted",
        };
        text(out, class, left, foot, words);
    }
    if let Some(cost) = &node.cost {
        let track = Area { x: left, y: area.y + area.height - 11.0, width: area.width - 2.0 * SIDE, height: 4.0 };
        bar(out, cost, node.look, &track);
    }
    line(out, "</g>");
}

/// The part of the run that something is at work.
fn bar(out: &mut String, cost: &Cost, look: Look, track: &Area) {
    line(out, &rect("track", track, 2.0));
    if let Some(share) = cost.share.filter(|share| *share > 0.0) {
        // Never so short that nobody sees it.
        let busy = Area { width: (track.width * share).max(3.0), ..*track };
        line(out, &rect(class(look), &busy, 2.0));
    }
}

fn class(look: Look) -> &'static str {
    match look {
        Look::Cpu => "cpu",
        Look::Gpu => "gpu",
        Look::File => "file",
        Look::Nothing => "nothing",
    }
}

/// A line that leaves and enters boxes upright, with its tip.
fn curve(out: &mut String, points: &[Point], crosses: bool) {
    let [start, rest @ .., end] = points else { return };
    let mut path = format!("M{} {}", number(start.x), number(start.y));
    // The tip takes the last of the way.
    let end = Point { x: end.x, y: end.y - 6.0 };
    let mut last = *start;
    for point in rest.iter().chain([&end]) {
        if (point.x - last.x).abs() < 0.5 {
            let _ = write!(path, " L{} {}", number(point.x), number(point.y));
        } else {
            let middle = (last.y + point.y) / 2.0;
            let [x0, x1, y1, middle] = [last.x, point.x, point.y, middle].map(number);
            let _ = write!(path, " C{x0} {middle} {x1} {middle} {x1} {y1}");
        }
        last = *point;
    }
    line(out, &format!(r#"<path class="{}" d="{path}"/>"#, if crosses { "crosses" } else { "edge" }));
    let [x, left, right, top, foot] = [end.x, end.x - 4.0, end.x + 4.0, end.y - 2.0, end.y + 6.0].map(number);
    let tip = if crosses { "tip-crosses" } else { "tip" };
    line(out, &format!(r#"<path class="{tip}" d="M{left} {top} L{right} {top} L{x} {foot} Z"/>"#));
}

/// What crosses between processors, each on its line and clear of everything else.
fn pills(out: &mut String, content: &Content, drawing: &Drawing) {
    let heads = drawing.groups.iter().zip(&content.groups).chain(drawing.stages.iter().zip(&content.stages));
    let heads = heads.flat_map(|(area, frame)| {
        let cost = frame.cost.as_ref().map_or(0.0, |cost| letters::width(&cost.text, TEXT) * 1.1 + SIDE);
        let title = Area { width: letters::width(&frame.title, TEXT) * 1.1 + SIDE, height: 28.0, ..*area };
        [title, Area { x: area.x + area.width - cost, width: cost, height: 28.0, ..*area }]
    });
    let mut taken: Vec<Area> = drawing.nodes.iter().copied().chain(heads).collect();
    for (edge, points) in content.edges.iter().zip(&drawing.edges) {
        let (Some(words), [start, .., end]) = (&edge.crosses, &points[..]) else { continue };
        let width = letters::width(words, SMALL) + 14.0;
        let at = |x: f64, y: f64| Area { x: x - width / 2.0, y: y - 9.0, width, height: 18.0 };
        let straight = points.windows(2).filter(|pair| (pair[0].x - pair[1].x).abs() < 0.5);
        let wished = [at(end.x, end.y - 18.0), at(start.x, start.y + 15.0)];
        let mut wished = wished.into_iter().chain(straight.map(|pair| at(pair[0].x, (pair[0].y + pair[1].y) / 2.0)));
        let free = |area: &Area| !taken.iter().any(|other| other.meets(area));
        let area = wished.find(free).unwrap_or(at(end.x, end.y - 18.0));
        line(out, &rect("pill", &area, 9.0));
        let (x, y) = (number(area.x + width / 2.0), number(area.y + 13.0));
        line(
            out,
            &format!(r#"<text class="pill-text" text-anchor="middle" x="{x}" y="{y}">{}</text>"#, escaped(words)),
        );
        taken.push(area);
    }
}

/// Streams that go past everything, one label to each line.
fn copied(out: &mut String, content: &Content, drawing: &Drawing) {
    for (copied, points) in content.copied.iter().zip(&drawing.copied) {
        let [start, .., before, end] = &points[..] else { continue };
        // The tip takes the last of the way.
        let (dx, dy) = ((end.x - before.x).signum(), (end.y - before.y).signum());
        let (dx, dy) = if end.x == before.x { (0.0, dy) } else { (dx, 0.0) };
        let foot = Point { x: end.x - 6.0 * dx, y: end.y - 6.0 * dy };
        let mut path = format!("M{} {}", number(start.x), number(start.y));
        for corner in points.windows(3) {
            let towards = |to: &Point| {
                let (dx, dy) = (to.x - corner[1].x, to.y - corner[1].y);
                let part = (10.0 / (dx.abs() + dy.abs()).max(1.0)).min(0.5);
                Point { x: corner[1].x + part * dx, y: corner[1].y + part * dy }
            };
            let (into, away) = (towards(&corner[0]), towards(&corner[2]));
            let [a, b, x, y, c, d] = [into.x, into.y, corner[1].x, corner[1].y, away.x, away.y].map(number);
            let _ = write!(path, " L{a} {b} Q{x} {y} {c} {d}");
        }
        let _ = write!(path, " L{} {}", number(foot.x), number(foot.y));
        line(out, &format!(r#"<path class="copied" d="{path}"/>"#));
        let [a, b, c, d] = [foot.x - 4.0 * dy, foot.y - 4.0 * dx, foot.x + 4.0 * dy, foot.y + 4.0 * dx].map(number);
        line(out, &format!(r#"<path class="nothing" d="M{a} {b} L{c} {d} L{} {} Z"/>"#, number(end.x), number(end.y)));
        let right = points.iter().map(|point| point.x).fold(f64::NEG_INFINITY, f64::max);
        let (x, y) = (number(right + 5.0), number((start.y + end.y) / 2.0 - sizes::label(copied) / 2.0));
        let label = escaped(&copied.label);
        line(out, &format!(r#"<text class="small" transform="translate({x} {y}) rotate(90)">{label}</text>"#));
    }
}

fn rect(class: &str, area: &Area, round: f64) -> String {
    let [x, y, width, height, round] = [area.x, area.y, area.width, area.height.max(0.0), round].map(number);
    format!(r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round}"/>"#)
}

fn text(out: &mut String, class: &str, x: f64, y: f64, words: &str) {
    placed(out, class, "", (x, y), words);
}

/// Text that ends at `x`.
fn text_end(out: &mut String, class: &str, x: f64, y: f64, words: &str) {
    placed(out, class, r#" text-anchor="end""#, (x, y), words);
}

fn placed(out: &mut String, class: &str, anchor: &str, (x, y): (f64, f64), words: &str) {
    let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
    let (x, y) = (number(x), number(y));
    line(out, &format!(r#"<text{class}{anchor} x="{x}" y="{y}">{}</text>"#, escaped(words)));
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// A tenth of a column is more than anybody sees.
fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // Not `-0`.
    format!("{}", rounded + 0.0)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
