//! Texts are read, printed and laid out without a loss.

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::syntax::{self, SourceId, ast};

use super::texts::text;

const SOURCE: SourceId = SourceId(0);

/// A text is read whatever it is; findings have places inside it; what reads can be printed and read again.
pub fn parse(bytes: &[u8]) {
    let text = text(bytes);
    let (file, found) = syntax::parse(SOURCE, &text);
    hold_places(&found, &text);
    if !found.is_empty() {
        return;
    }
    let printed = syntax::print(&file, &text);
    let (again, found) = syntax::parse(SOURCE, &printed);
    assert_eq!(found, [], "printed as\n{printed}");
    assert_eq!(shape(&again), shape(&file), "printed as\n{printed}");
}

/// Laying a text out keeps what it says and its comments, and doing so again changes nothing.
pub fn format(bytes: &[u8]) {
    let text = text(bytes);
    let (file, found) = syntax::parse(SOURCE, &text);
    match syntax::format(&text, SOURCE) {
        Ok(laid_out) => {
            let (again, _) = syntax::parse(SOURCE, &laid_out);
            assert_eq!(shape(&again), shape(&file), "laid out as\n{laid_out}");
            assert_eq!(comments(again), comments(file), "laid out as\n{laid_out}");
            assert_eq!(syntax::format(&laid_out, SOURCE).as_ref(), Ok(&laid_out), "not stable");
        }
        // Refused for what the text says, and never because the formatter would change it.
        Err(refused) => assert_eq!(refused, found),
    }
}

/// Every finding of the syntax has a place in the text and says what to do.
fn hold_places(found: &[Diagnostic], text: &str) {
    for one in found {
        assert!(!one.labels.is_empty() && one.help.is_some(), "{one:?}");
        assert!(one.labels.iter().all(|label| text.get(label.span.range()).is_some()), "{one:?}");
    }
}

/// A tree without places and comments.
fn shape(file: &ast::File) -> String {
    let bare = |line: &str| line.rsplit_once(" @").map_or(line, |(head, _)| head).to_owned() + "\n";
    syntax::dump(file, "").lines().filter(|line| !line.starts_with("comment ")).map(bare).collect()
}

fn comments(file: ast::File) -> Vec<String> {
    let mut comments: Vec<String> = file.comments.into_iter().map(|comment| comment.text).collect();
    comments.sort();
    comments
}
