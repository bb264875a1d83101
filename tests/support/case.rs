//! The text form of cases.

/// One command with what it must give.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Lines before the command that explain it.
    pub notes: Vec<String>,
    /// The words after `fwr`.
    pub command: String,
    /// Files that are there when it runs: name and text.
    pub files: Vec<(String, String)>,
    /// What must come on stdout.
    pub stdout: String,
    /// What must come on stderr.
    pub stderr: String,
    /// The exit code.
    pub exit: i32,
}

impl Case {
    /// Reads the cases of a file.
    pub fn parse(text: &str) -> Result<Vec<Self>, String> {
        let mut cases: Vec<Self> = Vec::new();
        let mut section = Section::Head;
        for (number, line) in text.lines().enumerate() {
            if let Some(name) = line.strip_prefix("=== ") {
                cases.push(Self { name: name.trim().to_owned(), ..Self::default() });
                section = Section::Head;
                continue;
            }
            let case =
                cases.last_mut().ok_or_else(|| format!("line {}: text before the first `=== name`", number + 1))?;
            if let Some(header) = line.strip_prefix("--- ") {
                section = match header.trim() {
                    "stdout" => Section::Stdout,
                    "stderr" => Section::Stderr,
                    other => match other.split_once(' ') {
                        Some(("file", name)) => {
                            case.files.push((name.to_owned(), String::new()));
                            Section::File
                        }
                        Some(("exit", code)) => {
                            case.exit =
                                code.parse().map_err(|_| format!("line {}: `{code}` is no exit code", number + 1))?;
                            Section::Head
                        }
                        _ => return Err(format!("line {}: there is no section `{other}`", number + 1)),
                    },
                };
                continue;
            }
            let into = match section {
                Section::Head => {
                    match line.strip_prefix("$ fwr ") {
                        Some(command) => command.clone_into(&mut case.command),
                        None if line.trim().is_empty() => {}
                        None => case.notes.push(line.to_owned()),
                    }
                    continue;
                }
                Section::File => case.files.last_mut().map(|(_, text)| text).ok_or("a file section without a file")?,
                Section::Stdout => &mut case.stdout,
                Section::Stderr => &mut case.stderr,
            };
            into.push_str(line);
            into.push('\n');
        }
        match cases.iter().find(|case| case.command.is_empty()) {
            Some(case) => Err(format!("case `{}` has no line `$ fwr …`", case.name)),
            None => Ok(cases),
        }
    }

    /// The cases as a file.
    pub fn print(cases: &[Self]) -> String {
        cases.iter().map(Self::print_one).collect::<Vec<_>>().join("\n")
    }

    fn print_one(&self) -> String {
        let mut text = format!("=== {}\n", self.name);
        for note in &self.notes {
            text += &format!("{note}\n");
        }
        text += &format!("$ fwr {}\n", self.command);
        for (name, contents) in &self.files {
            text += &format!("--- file {name}\n{}\n", contents.trim_end());
        }
        for (name, contents) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !contents.trim_end().is_empty() {
                text += &format!("--- {name}\n{}\n", contents.trim_end());
            }
        }
        text + &format!("--- exit {}\n", self.exit)
    }
}

enum Section {
    Head,
    File,
    Stdout,
    Stderr,
}
