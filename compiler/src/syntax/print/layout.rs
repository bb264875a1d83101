//! Documents that know where they may be broken, and their rendering into lines of at most [`WIDTH`] columns.
//!
//! After P. Wadler, "A prettier printer" (2003), with trailing comments that
//! wait for the end of their line.

/// Columns of a line, where it can be helped.
pub(super) const WIDTH: usize = 100;

/// A piece of laid-out text.
#[derive(Debug, Clone)]
pub(super) struct Doc {
    node: Node,
    /// A line break is certain somewhere inside.
    breaks: bool,
}

#[derive(Debug, Clone)]
enum Node {
    Text(String),
    /// A line break in a broken group, else this text.
    Line(&'static str),
    /// A line break if what follows, up to the next possible break, does not fit; else a space.
    Fill,
    Hard,
    /// An empty line in a broken group, else nothing.
    Blank,
    /// Text in a broken group, else nothing.
    IfBroken(&'static str),
    /// A comment for the end of the line.
    Comment(String),
    Concat(Vec<Doc>),
    Indent(Box<Doc>),
    /// Lines inside start at the column where it starts, less so many columns.
    Align(usize, Box<Doc>),
    Group(Box<Doc>),
}

impl Doc {
    fn soft(node: Node) -> Self {
        Self { node, breaks: false }
    }
}

/// Nothing.
pub(super) fn nil() -> Doc {
    concat([])
}

pub(super) fn text(text: impl Into<String>) -> Doc {
    Doc::soft(Node::Text(text.into()))
}

/// A space or a line break.
pub(super) fn line() -> Doc {
    Doc::soft(Node::Line(" "))
}

/// Nothing or a line break.
pub(super) fn softline() -> Doc {
    Doc::soft(Node::Line(""))
}

pub(super) fn fill() -> Doc {
    Doc::soft(Node::Fill)
}

pub(super) fn hardline() -> Doc {
    Doc { node: Node::Hard, breaks: true }
}

pub(super) fn blank() -> Doc {
    Doc::soft(Node::Blank)
}

pub(super) fn if_broken(text: &'static str) -> Doc {
    Doc::soft(Node::IfBroken(text))
}

/// A comment, which ends its line.
pub(super) fn comment(text: String) -> Doc {
    Doc { node: Node::Comment(text), breaks: true }
}

/// A comment that waits for the end of its line, wherever that is.
pub(super) fn straggler(text: String) -> Doc {
    Doc::soft(Node::Comment(text))
}

pub(super) fn concat(docs: impl IntoIterator<Item = Doc>) -> Doc {
    let docs: Vec<Doc> = docs.into_iter().collect();
    let breaks = docs.iter().any(|doc| doc.breaks);
    Doc { node: Node::Concat(docs), breaks }
}

pub(super) fn indent(doc: Doc) -> Doc {
    Doc { breaks: doc.breaks, node: Node::Indent(Box::new(doc)) }
}

pub(super) fn align(less: usize, doc: Doc) -> Doc {
    Doc { breaks: doc.breaks, node: Node::Align(less, Box::new(doc)) }
}

/// All its own breaks are line breaks, or none.
pub(super) fn group(doc: Doc) -> Doc {
    Doc { breaks: doc.breaks, node: Node::Group(Box::new(doc)) }
}

/// The text of `doc`, each line ended.
pub(super) fn render(doc: &Doc) -> String {
    let mut page = Page::default();
    let mut todo = vec![(0, false, doc)];
    while let Some((indent, flat, doc)) = todo.pop() {
        match &doc.node {
            Node::Text(text) => page.write(indent, text),
            Node::Line(text) if flat => page.write(indent, text),
            Node::Fill if flat || fits(page.column(indent) + 1, &todo) => page.write(indent, " "),
            Node::Line(_) | Node::Fill | Node::Hard => page.end_line(),
            Node::Blank if flat => {}
            Node::Blank => page.empty_line(),
            Node::IfBroken(text) if !flat => page.write(indent, text),
            Node::IfBroken(_) => {}
            Node::Comment(text) => page.comment(indent, text),
            Node::Concat(docs) => todo.extend(docs.iter().rev().map(|doc| (indent, flat, doc))),
            Node::Indent(doc) => todo.push((indent + 2, flat, &**doc)),
            Node::Align(less, doc) => todo.push((page.column(indent).saturating_sub(*less), flat, &**doc)),
            Node::Group(doc) => {
                let flat = flat
                    || !doc.breaks && {
                        todo.push((indent, true, &**doc));
                        let fits = fits(page.column(indent), &todo);
                        todo.pop();
                        fits
                    };
                todo.push((indent, flat, &**doc));
            }
        }
    }
    page.finish()
}

/// Whether what is to do fits into the line from `column` on, up to the next possible line break.
fn fits(mut column: usize, todo: &[(usize, bool, &Doc)]) -> bool {
    let mut rest = todo.len();
    let mut inner: Vec<(bool, &Doc)> = Vec::new();
    while column <= WIDTH {
        let (flat, doc) = match inner.pop() {
            Some(next) => next,
            None if rest == 0 => return true,
            None => {
                rest -= 1;
                (todo[rest].1, todo[rest].2)
            }
        };
        match &doc.node {
            Node::Text(text) => column += text.chars().count(),
            Node::Line(text) if flat => column += text.len(),
            Node::Fill if flat => column += 1,
            Node::Line(_) | Node::Fill | Node::Hard => return true,
            Node::Blank | Node::Comment(_) => {}
            Node::IfBroken(text) => column += if flat { 0 } else { text.len() },
            Node::Concat(docs) => inner.extend(docs.iter().rev().map(|doc| (flat, doc))),
            Node::Indent(doc) | Node::Align(_, doc) | Node::Group(doc) => inner.push((flat, &**doc)),
        }
    }
    false
}

#[derive(Default)]
struct Page {
    /// Finished lines: code, and the comment at its end.
    lines: Vec<(String, Option<String>)>,
    current: String,
    /// Comments of the current line; the first is for its end, the others stand above the next line.
    comments: Vec<String>,
    above: Vec<String>,
}

impl Page {
    fn column(&self, indent: usize) -> usize {
        if self.current.is_empty() { indent } else { self.current.chars().count() }
    }

    fn write(&mut self, indent: usize, text: &str) {
        if self.current.is_empty() && !text.is_empty() {
            // Above a closing bracket they belong to what is inside.
            let closes = matches!(text, ")" | "]" | "}" | ">");
            self.comments_above(if closes { indent + 2 } else { indent });
            self.current.extend(std::iter::repeat_n(' ', indent));
        }
        self.current.push_str(text);
    }

    fn comment(&mut self, indent: usize, text: &str) {
        if self.current.is_empty() {
            self.comments_above(indent);
            self.lines.push((format!("{:indent$}{text}", ""), None));
        } else {
            self.comments.push(text.to_owned());
        }
    }

    fn comments_above(&mut self, indent: usize) {
        self.lines.extend(self.above.drain(..).map(|comment| (format!("{:indent$}{comment}", ""), None)));
    }

    fn end_line(&mut self) {
        if self.current.is_empty() {
            return;
        }
        let code = std::mem::take(&mut self.current).trim_end().to_owned();
        let mut comments = std::mem::take(&mut self.comments).into_iter();
        self.lines.push((code, comments.next()));
        self.above.extend(comments);
    }

    fn empty_line(&mut self) {
        self.end_line();
        if self.lines.last().is_some_and(|(code, _)| !code.is_empty()) {
            self.lines.push((String::new(), None));
        }
    }

    /// The text; trailing comments of neighbouring lines stand below each other.
    fn finish(mut self) -> String {
        self.end_line();
        self.comments_above(0);
        let mut out = String::new();
        let mut start = 0;
        while start < self.lines.len() {
            let run = self.lines[start..].iter().take_while(|(_, comment)| comment.is_some()).count();
            let widest = self.lines[start..start + run].iter().map(|(code, _)| code.chars().count()).max();
            for (code, comment) in &self.lines[start..start + run.max(1)] {
                out.push_str(code);
                if let (Some(comment), Some(widest)) = (comment, widest) {
                    out.extend(std::iter::repeat_n(' ', widest + 2 - code.chars().count()));
                    out.push_str(comment);
                }
                out.push('\n');
            }
            start += run.max(1);
        }
        out
    }
}
