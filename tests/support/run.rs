//! Runs the built binary on a case and compares.

use std::path::Path;
use std::process::Command;

use super::case::Case;

/// What a command gave, made comparable.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    stdout: String,
    stderr: String,
    exit: i32,
}

/// Runs the command of a case in a folder of its own.
pub fn run_case(case: &Case) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder for the case");
    for (name, text) in &case.files {
        let path = folder.path().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("folders for the case's files");
        }
        std::fs::write(path, text).expect("the case's files are writable");
    }
    let media = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media");
    std::os::unix::fs::symlink(media, folder.path().join("media")).expect("a link to the clips");
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(words(&case.command))
        .current_dir(folder.path())
        .env_remove("RUST_LOG")
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs");
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace(&folder.path().display().to_string(), "FOLDER");
        trimmed(&text)
    };
    Outcome { stdout: text(&output.stdout), stderr: text(&output.stderr), exit: output.status.code().unwrap_or(-1) }
}

impl Outcome {
    /// What the case says must come.
    pub fn expected(case: &Case) -> Self {
        Self { stdout: trimmed(&case.stdout), stderr: trimmed(&case.stderr), exit: case.exit }
    }

    /// Writes what came into the case.
    pub fn record(self, case: &mut Case) {
        case.stdout = self.stdout;
        case.stderr = self.stderr;
        case.exit = self.exit;
    }

    /// What came and what should have, for a person.
    pub fn difference(&self, case: &Case) -> String {
        let expected = Self::expected(case);
        let mut text = format!("$ fwr {}\n", case.command);
        for (what, found, wanted) in
            [("stdout", &self.stdout, &expected.stdout), ("stderr", &self.stderr, &expected.stderr)]
        {
            if found != wanted {
                text += &format!("--- {what}, expected\n{wanted}\n--- {what}, found\n{found}\n");
            }
        }
        if self.exit != expected.exit {
            text += &format!("--- exit {}, expected {}\n", self.exit, expected.exit);
        }
        text
    }
}

/// Without trailing blanks, which nobody sees in a case file.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Splits at spaces; text in double quotes stays together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in command.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().expect("never empty").push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
