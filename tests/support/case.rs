//! The text form of cases.

/// Files, and commands over them with what each must give.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Lines that explain it.
    pub notes: Vec<String>,
    /// What is in the folder before the first command.
    pub setup: Vec<Setup>,
    /// The commands, in order.
    pub steps: Vec<Step>,
}

/// Something that is there before the first command.
#[derive(Debug, Clone)]
pub enum Setup {
    /// A text file: name and text.
    File(String, String),
    /// An empty folder.
    Folder(String),
    /// A symbolic link: name and target.
    Link(String, String),
}

/// One command with what it must give.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// The command line.
    pub command: String,
    /// What it reads on stdin.
    pub stdin: String,
    /// What must come on stdout.
    pub stdout: String,
    /// What must come on stderr.
    pub stderr: String,
    /// The exit code.
    pub exit: i32,
}

enum Section {
    Head,
    File,
    Stdin,
    Stdout,
    Stderr,
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
            let at = |problem: String| format!("line {}: {problem}", number + 1);
            let case = cases.last_mut().ok_or_else(|| at("text before the first `=== name`".to_owned()))?;
            let in_output = matches!(section, Section::Stdout | Section::Stderr | Section::Stdin);
            if let Some(command) = line.strip_prefix("$ ")
                && !in_output
            {
                case.steps.push(Step { command: command.trim_end().to_owned(), ..Step::default() });
                section = Section::Head;
            } else if let Some(header) = line.strip_prefix("--- ") {
                section = case.open(header.trim()).map_err(at)?;
            } else {
                case.take(line, &section);
            }
        }
        match cases.iter().find(|case| case.steps.is_empty()) {
            Some(case) => Err(format!("case `{}` has no line `$ fwr …`", case.name)),
            None => Ok(cases),
        }
    }

    fn open(&mut self, header: &str) -> Result<Section, String> {
        let words: Vec<&str> = header.split(' ').collect();
        match (words.as_slice(), self.steps.last_mut()) {
            (["file", name], _) => {
                self.setup.push(Setup::File((*name).to_owned(), String::new()));
                return Ok(Section::File);
            }
            (["folder", name], _) => self.setup.push(Setup::Folder((*name).to_owned())),
            (["link", name, "->", target], _) => {
                self.setup.push(Setup::Link((*name).to_owned(), (*target).to_owned()));
            }
            (["stdin"], Some(_)) => return Ok(Section::Stdin),
            (["stdout"], Some(_)) => return Ok(Section::Stdout),
            (["stderr"], Some(_)) => return Ok(Section::Stderr),
            (["exit", code], Some(step)) => {
                step.exit = code.parse().map_err(|_| format!("`{code}` is no exit code"))?;
            }
            _ => return Err(format!("there is no section `{header}` here")),
        }
        Ok(Section::Head)
    }

    fn take(&mut self, line: &str, section: &Section) {
        let into = match (section, self.setup.last_mut(), self.steps.last_mut()) {
            (Section::File, Some(Setup::File(_, text)), _) => text,
            (Section::Stdin, _, Some(step)) => &mut step.stdin,
            (Section::Stdout, _, Some(step)) => &mut step.stdout,
            (Section::Stderr, _, Some(step)) => &mut step.stderr,
            _ => {
                if !line.trim().is_empty() {
                    self.notes.push(line.to_owned());
                }
                return;
            }
        };
        into.push_str(line);
        into.push('\n');
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
        for setup in &self.setup {
            text += &match setup {
                Setup::File(name, contents) => format!("--- file {name}\n{}\n", contents.trim_end()),
                Setup::Folder(name) => format!("--- folder {name}\n"),
                Setup::Link(name, target) => format!("--- link {name} -> {target}\n"),
            };
        }
        for step in &self.steps {
            text += &format!("$ {}\n", step.command);
            for (name, contents) in [("stdin", &step.stdin), ("stdout", &step.stdout), ("stderr", &step.stderr)] {
                if !contents.trim_end().is_empty() {
                    text += &format!("--- {name}\n{}\n", contents.trim_end());
                }
            }
            text += &format!("--- exit {}\n", step.exit);
        }
        text
    }
}
