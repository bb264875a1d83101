//! A case: texts in an editor, and what is asked about them.

/// One case of a file.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
    pub(crate) steps: Vec<Step>,
}

/// A text with a name.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    /// As written in the case, cursors included.
    pub(crate) text: String,
    /// Whether the editor has it open; otherwise it is on disk.
    pub(crate) open: bool,
}

/// Something that is asked or done.
#[derive(Debug)]
pub(crate) struct Step {
    /// `hover`, `completion first 3`.
    pub(crate) request: String,
    pub(crate) expected: String,
}

/// The marker of the cursor and of the ends of a selection.
pub(crate) const CURSOR: char = '¦';

impl Case {
    /// Reads the cases of a file.
    ///
    /// # Errors
    /// What is not a case.
    pub(crate) fn parse(text: &str) -> Result<Vec<Self>, String> {
        let mut cases: Vec<Self> = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("=== ") {
                cases.push(Self { name: name.to_owned(), files: Vec::new(), steps: Vec::new() });
                continue;
            }
            let case = cases.last_mut().ok_or("a case file starts with `=== NAME`")?;
            match line.strip_prefix("--- ") {
                Some(header) => case.section(header),
                None => case.line(line),
            }
        }
        for case in &mut cases {
            for file in &mut case.files {
                // One blank line before the next case belongs to neither.
                file.text.truncate(file.text.trim_end_matches('\n').len());
                file.text.push('\n');
            }
        }
        Ok(cases)
    }

    fn section(&mut self, header: &str) {
        let file = |name: &str, open| File { name: name.to_owned(), text: String::new(), open };
        match header.split_once(' ') {
            Some(("file", name)) if self.steps.is_empty() => self.files.push(file(name, true)),
            Some(("disk", name)) if self.steps.is_empty() => self.files.push(file(name, false)),
            _ => self.steps.push(Step { request: header.to_owned(), expected: String::new() }),
        }
    }

    fn line(&mut self, line: &str) {
        let into = match (self.steps.last_mut(), self.files.last_mut()) {
            (Some(step), _) => &mut step.expected,
            (None, Some(file)) => &mut file.text,
            (None, None) => return,
        };
        into.push_str(line);
        into.push('\n');
    }

    /// The cases as a file.
    pub(crate) fn print(cases: &[Self]) -> String {
        cases.iter().map(Self::print_one).collect::<Vec<_>>().join("\n")
    }

    fn print_one(&self) -> String {
        let mut text = format!("=== {}\n", self.name);
        for file in &self.files {
            text += &format!("--- {} {}\n{}", if file.open { "file" } else { "disk" }, file.name, file.text);
        }
        for step in &self.steps {
            text += &format!("--- {}\n", step.request);
            if !step.expected.trim().is_empty() {
                text += &format!("{}\n", step.expected.trim_end());
            }
        }
        text
    }
}
