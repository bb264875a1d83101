//! Profiles as text: TOML that people read and write.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::Profile;
use super::{check, complete};
use crate::diagnostics::{Code, Diagnostic, nearest};

impl Profile {
    /// The profile that `text` is, complete: what it does not state is worked out from the reference.
    /// `origin` names the document in messages.
    ///
    /// # Errors
    /// E1401 if the text is no TOML, states something that profiles do not have or lacks something that they need,
    /// or has a figure that cannot be.
    pub fn from_toml(text: &str, origin: &str) -> Result<Self, Diagnostic> {
        let mut profile: Self = toml::from_str(text).map_err(|error| unreadable(&error, text, origin))?;
        complete::complete(&mut profile);
        check::check(&profile).map_err(|problem| refused(origin, &problem))?;
        Ok(profile)
    }

    /// The profile with what it leaves out worked out from the reference: costs and codecs that are not there, figures
    /// that are not a number.
    #[must_use]
    pub fn completed(mut self) -> Self {
        complete::complete(&mut self);
        self
    }

    /// The profile as a document that [`Profile::from_toml`] reads, figures to four digits.
    pub fn to_toml(&self) -> String {
        let table = Table::try_from(self).expect("profiles hold numbers, texts and tables only");
        let mut text = String::new();
        print(&table, "", &mut text);
        text
    }
}

/// A figure to four digits: what is measured is not known any better.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// Prints the tables that people look for under headings of their own, and others in a line.
fn print(table: &Table, path: &str, text: &mut String) {
    let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for (name, value) in table.iter().filter(|(name, value)| !has_heading(path, name, value)) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{} = {}", key(name), inline(value));
    }
    for (name, value) in table.iter().filter(|(name, value)| has_heading(path, name, value)) {
        match value {
            Value::Table(inner) => {
                let _ = writeln!(text, "\n[{}]", under(name));
                print(inner, &under(name), text);
            }
            Value::Array(list) => {
                for inner in list.iter().filter_map(Value::as_table) {
                    let _ = writeln!(text, "\n[[{}]]", under(name));
                    print(inner, &under(name), text);
                }
            }
            _ => {}
        }
    }
}

fn has_heading(path: &str, name: &str, value: &Value) -> bool {
    match value {
        Value::Table(_) => path.is_empty() || name == "costs",
        Value::Array(list) => !list.is_empty() && list.iter().all(Value::is_table),
        _ => false,
    }
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { Value::from(name).to_string() }
}

fn inline(value: &Value) -> String {
    match value {
        Value::Float(figure) => Value::Float(rounded(*figure)).to_string(),
        Value::Table(table) => {
            let fields: Vec<String> =
                table.iter().map(|(name, value)| format!("{} = {}", key(name), inline(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(list) if list.iter().any(|value| value.as_str().is_some_and(|text| text.len() > 40)) => {
            let items: Vec<String> = list.iter().map(|value| format!("  {},\n", inline(value))).collect();
            format!("[\n{}]", items.concat())
        }
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn unreadable(error: &toml::de::Error, text: &str, origin: &str) -> Diagnostic {
    let line = error.span().map_or_else(String::new, |span| {
        let before = text.get(..span.start).unwrap_or(text);
        format!(", line {}", before.matches('\n').count() + 1)
    });
    let (problem, help) = told(error.message());
    let help = help.unwrap_or_else(|| {
        "docs/machines.md explains each figure; `fwr machine laptop --toml` prints a whole profile".to_owned()
    });
    Diagnostic::new(Code::BAD_PROFILE, format!("the profile {origin}{line}: {problem}")).help(help)
}

/// What the parser objects to in our words, and what to do about it.
fn told(message: &str) -> (String, Option<String>) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let (Some(_), [name, known @ ..]) = (message.strip_prefix("unknown "), &quoted[..]) {
        let near = nearest(name, known.iter().copied());
        let help =
            near.map_or_else(|| format!("there are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        return (format!("`{name}` is not known here"), Some(help));
    }
    if let (Some(_), [name, ..]) = (message.strip_prefix("missing field "), &quoted[..]) {
        return (format!("`{name}` is missing"), None);
    }
    let plain = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    match plain {
        Some(plain) => (format!("found {plain}"), None),
        None => (message.lines().collect::<Vec<_>>().join(", ").replace("invalid", "unexpected"), None),
    }
}

fn refused(origin: &str, problem: &check::Problem) -> Diagnostic {
    Diagnostic::new(Code::BAD_PROFILE, format!("the profile {origin}: `{}` is {}", problem.field, problem.found))
        .help(format!("expected {}; docs/machines.md explains each figure", problem.expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = r#"
name = "mine"
summary = "a machine"

[cpu]
model = "some processor"
cores = 8
threads = 16
simd = "avx2"
ghz = 3.5
l1_kib = 32
l2_kib = 512
l3_kib = 16384
memory_gib = 16.0
memory_gbs = 40.0
core_gbs = 20.0
"#;

    #[test]
    fn what_is_printed_is_read_back() {
        let profile = Profile::from_toml(PLAIN, "mine.toml").expect("a profile");
        let text = profile.to_toml();
        let again = Profile::from_toml(&text, "again.toml").expect("its print");
        assert_eq!(again.to_toml(), text);
        assert!(text.contains("\n[cpu.costs]\nsimple = { ps = "), "{text}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let said = |text: &str| Profile::from_toml(text, "mine.toml").expect_err("wrong").message;
        assert_eq!(
            said(&PLAIN.replace("cores = 8", "corse = 8")),
            "the profile mine.toml, line 7: `corse` is not known here"
        );
        assert_eq!(said(&PLAIN.replace("cores = 8\n", "")), "the profile mine.toml, line 5: `cores` is missing");
        assert_eq!(
            said(&PLAIN.replace("ghz = 3.5", "ghz = \"fast\"")),
            "the profile mine.toml, line 10: found string \"fast\", expected f64"
        );
        assert_eq!(said(&PLAIN.replace("cores = 8", "cores = 0")), "the profile mine.toml: `cpu.cores` is 0");
        assert_eq!(said(&PLAIN.replace("ghz = 3.5", "ghz = nan")), "the profile mine.toml: `cpu.ghz` is NaN");
    }
}
