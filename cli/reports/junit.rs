//! JUnit XML, which build servers show: one test case for each condition.

use std::fmt::Write as _;
use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic};

/// A condition, as a test case.
pub(crate) struct Case {
    /// The condition as written.
    pub(crate) name: String,
    /// The file that it is in, and its line.
    pub(crate) place: (String, usize),
    /// What became of it.
    pub(crate) verdict: Verdict,
}

/// What became of a condition.
pub(crate) enum Verdict {
    /// It holds.
    Passed,
    /// It does not: with the values on both sides.
    Failed(String),
    /// It could not be decided.
    Unknown(String),
}

/// The document of one suite.
pub(crate) fn document(suite: &str, seconds: f64, cases: &[Case]) -> String {
    let count = |wanted: fn(&Verdict) -> bool| cases.iter().filter(|case| wanted(&case.verdict)).count();
    let failures = count(|verdict| matches!(verdict, Verdict::Failed(_)));
    let errors = count(|verdict| matches!(verdict, Verdict::Unknown(_)));
    let (suite, all) = (escaped(suite), cases.len());
    let numbers = format!("tests=\"{all}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{seconds:.3}\"");
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {numbers}>\n  <testsuite name=\"{suite}\" {numbers}>\n"
    );
    for Case { name, place: (file, line), verdict } in cases {
        // Writing into a text cannot fail.
        let _ = write!(
            text,
            "    <testcase name=\"{}\" classname=\"{suite}\" file=\"{}\" line=\"{line}\"",
            escaped(name),
            escaped(file)
        );
        let _ = match verdict {
            Verdict::Passed => writeln!(text, "/>"),
            Verdict::Failed(why) => {
                writeln!(text, ">\n      <failure message=\"{}\"/>\n    </testcase>", escaped(why))
            }
            Verdict::Unknown(why) => {
                writeln!(text, ">\n      <error message=\"{}\"/>\n    </testcase>", escaped(why))
            }
        };
    }
    text + "  </testsuite>\n</testsuites>\n"
}

/// Writes a document.
///
/// # Errors
/// E1103 if it cannot be written.
pub(crate) fn write(path: &Path, document: &str) -> Result<(), Diagnostic> {
    std::fs::write(path, document).map_err(|error| {
        Diagnostic::new(
            Code::OUTPUT_UNWRITABLE,
            format!("the test report {} cannot be written: {error}", path.display()),
        )
        .help("give --junit a file in a folder that is there and writable")
    })
}

/// A text as it may stand in an attribute: control characters, which XML has no way to write, are spaces.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_xml_is_escaped() {
        let case = Case {
            name: "a < b & \"c\"".to_owned(),
            place: ("x.fwr".to_owned(), 7),
            verdict: Verdict::Failed("1 < 0\n".to_owned()),
        };
        let text = document("x<y>.fwr", 0.5, &[case]);
        assert!(text.contains("name=\"a &lt; b &amp; &quot;c&quot;\" classname=\"x&lt;y&gt;.fwr\""), "{text}");
        assert!(text.contains("tests=\"1\" failures=\"1\" errors=\"0\" time=\"0.500\""), "{text}");
        assert!(text.contains("<failure message=\"1 &lt; 0 \"/>"), "{text}");
    }
}
