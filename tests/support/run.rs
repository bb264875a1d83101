//! Runs the commands of a case with the built binary and compares.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::case::{Case, Setup, Step};
use super::made_clips;

/// What a command gave, made comparable.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    stdout: String,
    stderr: String,
    exit: i32,
}

/// Runs the commands of a case, one after another, in a folder of its own.
pub fn run_case(case: &Case) -> Vec<Outcome> {
    let folder = tempfile::tempdir().expect("a folder for the case");
    let media = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media");
    std::os::unix::fs::symlink(media, folder.path().join("media")).expect("a link to the clips");
    std::os::unix::fs::symlink(made_clips::folder(), folder.path().join("clips")).expect("a link to the made clips");
    for setup in &case.setup {
        prepare(setup, folder.path());
    }
    case.steps.iter().for_each(|step| made_clips::make_named(&step.command));
    case.steps.iter().map(|step| run_step(step, folder.path())).collect()
}

fn prepare(setup: &Setup, folder: &Path) {
    let (Setup::File(name, _) | Setup::Folder(name) | Setup::Link(name, _)) = setup;
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).expect("folders for the case's files");
    }
    match setup {
        Setup::File(_, text) => {
            made_clips::make_named(text);
            std::fs::write(path, text).expect("the case's files are writable");
        }
        Setup::Folder(_) => std::fs::create_dir(path).expect("the case's folders can be made"),
        Setup::Link(_, target) => {
            made_clips::make_named(target);
            std::os::unix::fs::symlink(target, path).expect("the case's links can be made");
        }
    }
}

fn run_step(step: &Step, folder: &Path) -> Outcome {
    let words = words(&step.command);
    let (program, args) = words.split_first().expect("a command");
    match program.as_str() {
        "fwr" => run_fwr(args, &step.stdin, folder),
        "ls" => Outcome { stdout: listing(folder), stderr: String::new(), exit: 0 },
        "cat" => {
            let text = std::fs::read_to_string(folder.join(&args[0])).expect("the file to show is text");
            Outcome { stdout: trimmed(&without_digests(&text)), stderr: String::new(), exit: 0 }
        }
        other => panic!("cases know the commands fwr, ls and cat, not `{other}`"),
    }
}

fn run_fwr(args: &[String], stdin: &str, folder: &Path) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(args)
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .env("NO_COLOR", "1")
        // What a case measures must not be known from another.
        .env("XDG_CACHE_HOME", "/dev/null")
        // What whoever runs the tests has measured of the machine is not theirs.
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // It need not read what it is given.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("the binary ends");
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace(&folder.display().to_string(), "FOLDER");
        trimmed(&without_timing(&text))
    };
    Outcome { stdout: text(&output.stdout), stderr: text(&output.stderr), exit: output.status.code().unwrap_or(-1) }
}

impl Outcome {
    /// What the step says must come.
    pub fn expected(step: &Step) -> Self {
        Self { stdout: trimmed(&step.stdout), stderr: trimmed(&step.stderr), exit: step.exit }
    }

    /// Writes what came into the step.
    pub fn record(self, step: &mut Step) {
        step.stdout = self.stdout;
        step.stderr = self.stderr;
        step.exit = self.exit;
    }

    /// What came and what should have, for a person.
    pub fn difference(&self, step: &Step) -> String {
        let expected = Self::expected(step);
        let mut text = format!("$ {}\n", step.command);
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

/// What the folder holds besides the clips, one name a line; hidden files too.
fn listing(folder: &Path) -> String {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the case's folder is readable")
        .map(|entry| entry.expect("a readable entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "media" && name != "clips")
        .collect();
    names.sort();
    names.join("\n")
}

/// Time and size of what was written depend on the machine.
fn without_timing(text: &str) -> String {
    let one = |line: &str| match line.split_once(" frames in ") {
        Some((before, _)) if line.starts_with("wrote ") => format!("{before} frames in …"),
        _ if line.starts_with("predicted ") => "predicted …".to_owned(),
        _ if line.starts_with("memory ") && line.contains(" of at most ") => "memory …".to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(one).collect::<Vec<_>>().join("\n")
}

/// Lock files without what changes with every version of a filter or of FFmpeg.
fn without_digests(text: &str) -> String {
    let is_digest = |part: &str| part.len() >= 16 && part.chars().all(|c| c.is_ascii_hexdigit());
    let one = |part: &str| match part {
        part if is_digest(part) => "DIGEST".to_owned(),
        part if part.starts_with("libavcodec ") => "libavcodec VERSION".to_owned(),
        part if part.starts_with("x264 core ") => "x264 core VERSION".to_owned(),
        part => part.to_owned(),
    };
    text.split('"').map(one).collect::<Vec<_>>().join("\"")
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
