//! Compiles every graph in the documentation: what is shown to people must work.
//!
//! A block fenced ```` ```fwr ```` must check without errors; one fenced
//! ```` ```fwr,fails=E0203 ```` must give that code and no other error. With
//! `media=pal` after that, every input is given a clip of that format (see
//! [`named_format`]), and the graph is planned as well.

mod support;

use std::path::{Path, PathBuf};

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic, Severity, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::media::{
    FrameRate, Layout, Matrix, Primaries, Range, Ratio, SampleType, Scan, Transfer, VideoFormat,
};
use fwr_compiler::resolve::NoFiles;
use fwr_compiler::syntax::ast::ItemKind;
use support::blocks::{Block, blocks};
use support::clip::{format, media};

#[test]
fn graphs_in_the_pages_of_diagnostics() {
    for code in Code::ALL {
        check_all(code.id(), code.page());
    }
}

#[test]
fn graphs_in_the_documentation_of_filters() {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    for declaration in library.filters().chain(library.measures()).chain(library.encoders()) {
        let docs = declaration.docs.join("\n");
        check_all(declaration.name(), &docs);
        // Helpers inside a filter's file need no example; what a user looks for does.
        assert!(!declaration.summary().is_empty(), "`{}` has no documentation", declaration.name());
        for param in &declaration.params {
            assert!(
                !param.docs.is_empty(),
                "parameter `{}` of `{}` has no documentation",
                param.name,
                declaration.name()
            );
        }
    }
}

#[test]
fn every_file_of_the_library_has_an_example() {
    for source in fwr_stdlib::SOURCES {
        assert!(source.text.contains("```fwr"), "{} shows no example", source.path);
    }
}

#[test]
fn graphs_in_the_book_and_the_readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    collect(&root.join("docs"), "md", &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("documentation is readable");
        check_all(&file.display().to_string(), &text);
    }
}

#[test]
fn examples_and_presets_check_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("examples"), "fwr", &mut files);
    assert!(!files.is_empty(), "there are examples");
    collect(&root.join("presets"), "fwr", &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("examples are readable");
        let found = check(&text, None);
        assert!(found.is_empty(), "{}: {}", file.display(), describe(&found));
    }
}

fn check_all(place: &str, text: &str) {
    for Block { line, fails, media, graph } in blocks(text) {
        // The better graph on the page of a warning is without that warning.
        let errors: Vec<Diagnostic> = check(&graph, media.as_deref())
            .into_iter()
            .filter(|found| found.severity() == Severity::Error || fails.is_some() || found.code.id() == place)
            .collect();
        match fails {
            None => assert!(errors.is_empty(), "{place}, block at line {line}: {}", describe(&errors)),
            Some(code) => {
                let other = errors.iter().any(|found| found.code.id() != code);
                assert!(
                    !errors.is_empty() && !other,
                    "{place}, block at line {line} must give {code}: {}",
                    describe(&errors)
                );
            }
        }
    }
}

fn check(graph: &str, named: Option<&str>) -> Vec<Diagnostic> {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source = sources.add("graph.fwr", graph);
    let program = compile::load(source, &mut sources, &library, &NoFiles);
    let Some(name) = named else {
        let mut checked = compile::check(&program, &Bindings::default());
        compile::check_written(&mut checked, &fwr_runtime::Containers);
        return checked.diagnostics;
    };
    let mut bindings = Bindings::default();
    for item in &program.file.items {
        if let ItemKind::Input(input) = &item.kind {
            bindings.media.insert(input.name.name.clone(), media(&named_format(name)));
        }
    }
    let mut checked = compile::check(&program, &bindings);
    compile::plan(&program, &mut checked, &sources, &bindings, &fwr_runtime::Containers);
    checked.diagnostics
}

/// The formats that a block's `media=` can name.
fn named_format(name: &str) -> VideoFormat {
    let rate = |numerator, denominator| Some(FrameRate { fps: Ratio::new(numerator, denominator), variable: false });
    match name {
        // A tape of 625 lines.
        "pal" => VideoFormat { scan: Scan::Tff, matrix: Matrix::Bt470bg, ..format(720, 576) },
        // The same from a card that writes no tags.
        "untagged" => VideoFormat {
            scan: Scan::Tff,
            matrix: Matrix::Unspecified,
            primaries: Primaries::Unspecified,
            transfer: Transfer::Unspecified,
            range: Range::Unspecified,
            ..format(720, 576)
        },
        "hd" => VideoFormat { rate: rate(24000, 1001), ..format(1920, 1080) },
        "rgb" => VideoFormat { layout: Layout::Rgb, matrix: Matrix::Rgb, range: Range::Full, ..format(640, 480) },
        "tenbit" => VideoFormat { sample: SampleType::Uint(10), layout: Layout::Yuv422, ..format(1920, 1080) },
        // What a telephone records.
        "vfr" => VideoFormat { rate: Some(FrameRate { fps: Ratio::new(30, 1), variable: true }), ..format(1920, 1080) },
        // A scan of film.
        "film" => VideoFormat { sample: SampleType::Uint(16), layout: Layout::Yuv444, ..format(2048, 1536) },
        other => panic!("no format is called `{other}`"),
    }
}

fn describe(found: &[Diagnostic]) -> String {
    found.iter().map(|found| format!("{} {}", found.code, found.message)).collect::<Vec<_>>().join("; ")
}

fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, extension, files);
        } else if path.extension().and_then(|end| end.to_str()) == Some(extension) {
            files.push(path);
        }
    }
    files.sort();
}
