//! Findings as workflow commands of GitHub Actions: they appear beside the changed lines of a pull request.

use fwr_compiler::diagnostics::{Diagnostic, Severity, Sources};

/// One line for each finding.
pub(super) fn to_commands(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut lines = String::new();
    for found in diagnostics {
        let kind = match found.severity() {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let mut properties = Vec::new();
        if let Some(label) = found.labels.first() {
            let ((line, column), (end_line, end_column)) = super::ends(label.span, sources);
            properties.push(("file", sources.get(label.span.source).name.clone()));
            properties.push(("line", line.to_string()));
            properties.push(("endLine", end_line.to_string()));
            // Columns of a place over several lines are not understood there.
            if line == end_line {
                properties.push(("col", column.to_string()));
                properties.push(("endColumn", end_column.to_string()));
            }
        }
        properties.push(("title", format!("{}: {}", found.code, found.code.title())));
        let properties: Vec<String> =
            properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
        let message = match &found.help {
            Some(help) => format!("{}\n{help}", found.message),
            None => found.message.clone(),
        };
        lines += &format!("::{kind} {}::{}\n", properties.join(","), data(&message));
    }
    lines
}

/// The text of a command: what would end it is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: what would end it as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use fwr_compiler::diagnostics::Code;
    use fwr_compiler::syntax::Span;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let mut sources = Sources::default();
        let source = sources.add("a,b:c.fwr", "let a = 35%\n");
        let found = Diagnostic::new(Code::OUT_OF_RANGE, "a is 35%, and more")
            .label(Span::new(source, 8, 11), "")
            .help("write less:\nit helps");
        assert_eq!(
            to_commands(&[found], &sources),
            "::error file=a%2Cb%3Ac.fwr,line=1,endLine=1,col=9,endColumn=12,\
             title=E0303%3A A number outside the declared range::a is 35%25, and more%0Awrite less:%0Ait helps\n"
        );
    }

    #[test]
    fn a_finding_without_a_place_has_none() {
        let found = Diagnostic::new(Code::NO_OUTPUT, "nothing");
        let line = to_commands(&[found], &Sources::default());
        assert!(line.starts_with("::error title=E0501%3A "), "{line}");
    }
}
