//! What is known of one document: its tokens, its tree, what checking found. Features read it and nothing else.

use std::sync::Arc;

use fwr_compiler::compile::{self, Checked, Program};
use fwr_compiler::diagnostics::Sources;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::resolve::Files;
use fwr_compiler::syntax::{self, SourceId, Span, WrittenToken, ast};
use lsp_types::{Location, Uri};

use crate::standard::Standard;
use crate::text::Text;
use crate::uri;

/// A document as it was at one moment.
#[derive(Debug)]
pub(crate) struct Analysis {
    pub(crate) standard: Arc<Standard>,
    pub(crate) uri: Uri,
    pub(crate) text: Text,
    /// The text's own number among `sources`.
    pub(crate) source: SourceId,
    /// The library's texts, the document's, and those of the files that it uses.
    pub(crate) sources: Sources,
    /// The document's tokens and comments.
    pub(crate) tokens: Vec<WrittenToken>,
    pub(crate) program: Program,
    pub(crate) checked: Checked,
    first_used: usize,
}

impl Analysis {
    /// Checks `text`, which goes by `name`; files that it uses come from `files`.
    pub(crate) fn new(standard: &Arc<Standard>, name: &str, uri: Uri, text: Text, files: &dyn Files) -> Self {
        let mut sources = standard.sources.clone();
        let shown = standard.shown_in(name);
        let source = shown.unwrap_or_else(|| sources.add(name, text.as_str()));
        let first_used = sources.ids().count();
        let tokens = syntax::scan(source, text.as_str());
        let standard = Arc::clone(standard);
        let (program, mut checked) = if shown.is_some() {
            of_library(&standard, source, &text)
        } else {
            compile::check_partly(source, &mut sources, &standard.library, files, &Bindings::default())
        };
        if let Some(world) = standard.world {
            compile::check_written(&mut checked, world);
        }
        Self { standard, uri, text, source, sources, tokens, program, checked, first_used }
    }

    /// Whether the document uses the file that goes by `name`.
    pub(crate) fn uses(&self, name: &str) -> bool {
        self.used().any(|source| self.sources.get(source).name == name)
    }

    /// The texts of the files that the document uses.
    pub(crate) fn used(&self) -> impl Iterator<Item = SourceId> {
        self.sources.ids().skip(self.first_used)
    }

    /// Whether it names a file that was not there.
    pub(crate) fn misses_files(&self) -> bool {
        self.program.file.items.iter().any(|item| matches!(item.kind, ast::ItemKind::Use(_)))
            && compile::has_errors(&self.program.diagnostics)
    }

    /// What stands at `span` of any text.
    pub(crate) fn written(&self, span: Span) -> &str {
        self.sources.get(span.source).text.get(span.range()).unwrap_or_default()
    }

    /// What stands at `span`, on one line.
    pub(crate) fn on_one_line(&self, span: Span) -> String {
        let words: Vec<&str> = self.written(span).split_whitespace().collect();
        // As it would be laid out if there were room.
        words.join(" ").replace("( ", "(").replace(", )", ")").replace("< ", "<")
    }

    /// Where a span is, for an editor to go to; texts of the library become files.
    pub(crate) fn location(&self, span: Span) -> Option<Location> {
        if span.source == self.source {
            return Some(Location::new(self.uri.clone(), self.text.range(span)));
        }
        let source = self.sources.get(span.source);
        let uri = if std::path::Path::new(&source.name).is_absolute() {
            uri::of_name(&source.name)?
        } else {
            self.standard.file(&source.name, &source.text)?
        };
        Some(Location::new(uri, Text::new(source.text.clone()).range(span)))
    }
}

/// A text of the library is right as it is, and has no outputs: it is read and not checked.
fn of_library(standard: &Standard, source: SourceId, text: &Text) -> (Program, Checked) {
    let (file, _) = syntax::parse(source, text.as_str());
    let library = standard.library.clone();
    let mut program = Program { file, source, text: text.as_str().into(), library, diagnostics: Vec::new() };
    let mut checked = compile::check(&program, &Bindings::default());
    checked.diagnostics.clear();
    program.diagnostics.clear();
    (program, checked)
}
