//! The two commands that the README promises are there and run.

use std::process::Command;

use crate::{assert_none, root, text};

/// What a newcomer is told to type.
const COMMANDS: &[&str] = &["scripts/demo", "scripts/test"];

#[test]
fn the_readme_names_the_two_commands() {
    assert_none(unnamed(&text("README.md")));
}

#[test]
fn the_two_commands_explain_themselves() {
    for command in COMMANDS {
        let output = Command::new(root().join(command)).arg("--help").output().expect("it runs");
        let help = String::from_utf8(output.stdout).expect("help in UTF-8");
        assert!(output.status.success(), "{command} --help fails");
        assert!(help.contains(&format!("Usage: {command}")), "{command} --help says:\n{help}");
    }
}

#[test]
fn a_readme_without_them_is_found() {
    assert_eq!(unnamed("Run `scripts/demo`."), ["the README does not name scripts/test"]);
}

fn unnamed(readme: &str) -> Vec<String> {
    let missing = COMMANDS.iter().filter(|command| !readme.contains(**command));
    missing.map(|command| format!("the README does not name {command}")).collect()
}
