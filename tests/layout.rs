//! Every graph of the project is laid out as `fwr fmt` lays it out.

use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::Sources;
use fwr_compiler::syntax;

#[test]
fn every_graph_is_in_canonical_layout() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["stdlib/filters", "stdlib/encoders", "examples", "presets"] {
        collect(&root.join(folder), &mut files);
    }
    assert!(files.len() > 20, "the library and the examples are found: {}", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("graphs are readable");
        let source = Sources::default().add(file.display().to_string(), text.as_str());
        let laid_out = syntax::format(&text, source).unwrap_or_else(|found| panic!("{}: {found:?}", file.display()));
        assert!(laid_out == text, "run `fwr fmt {}`", file.strip_prefix(root).unwrap_or(&file).display());
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().and_then(|end| end.to_str()) == Some("fwr") {
            files.push(path);
        }
    }
}
