//! The library as the compiler sees it: declarations, and answers about native filters.

use fwr_compiler::diagnostics::{Diagnostic, Sources};
use std::sync::Arc;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::plan::Window;
use fwr_compiler::resolve::{Library, NativeCall, NativeTraits, Natives, Pixels, Problem};
use fwr_compiler::syntax;
use fwr_compiler::syntax::ast::FilterKind;

use crate::native::{PixelWork, Work};
use crate::{CODES, PRESETS, SOURCES, measure, native};

/// The standard library with its presets, its texts added to `sources`; presets are read when they are used.
///
/// # Errors
/// What is wrong with the library's own texts; a test holds that there is nothing.
pub fn library(sources: &mut Sources) -> Result<Library, Vec<Diagnostic>> {
    let mut library = Library::new(&Answers);
    let mut diagnostics = Vec::new();
    for source in SOURCES {
        let id = sources.add(format!("stdlib/{}", source.path), source.text);
        let (file, found) = syntax::parse(id, source.text);
        diagnostics.extend(found);
        library.add_own(&file, source.name(), &mut diagnostics);
    }
    library.check_own_implementations(&mut diagnostics);
    for preset in PRESETS {
        library.add_preset(preset.name(), preset.text);
    }
    if diagnostics.is_empty() { Ok(library) } else { Err(diagnostics) }
}

struct Answers;

impl Natives for Answers {
    fn contains(&self, filter: &str) -> bool {
        native(filter).is_some()
    }

    fn measures(&self, name: &str) -> bool {
        measure(name).is_some()
    }

    fn code(&self, kind: FilterKind, name: &str) -> Option<String> {
        let folder = if kind == FilterKind::Measure { "measures" } else { "filters" };
        let path = format!("{folder}/{name}");
        CODES.iter().find(|(other, _)| *other == path).map(|(_, digest)| format!("{digest:016x}"))
    }

    fn check(&self, filter: &str, call: &NativeCall<'_>) -> Result<(), Problem> {
        native(filter).map_or(Ok(()), |native| native.check(call))
    }

    fn traits(&self, filter: &str, call: &NativeCall<'_>) -> NativeTraits {
        let (mut work, mut scratch) = (Units::default(), 0);
        let (window, passing, pixels) = match native(filter).map(|native| native.build(call)) {
            Some(Work::Picture(picture)) => {
                let passing = (0..call.output.planes()).all(|plane| picture.passes(plane));
                work = picture.work(call.output);
                (picture.window(), passing, None)
            }
            Some(Work::Whole(picture)) => {
                work = picture.work(call.output);
                scratch = picture.scratch(call.output);
                (picture.window(), false, None)
            }
            Some(Work::Pixels(PixelWork { kernel, planes })) => {
                let support = kernel.support();
                let window = Window { before: support.before, after: support.after };
                (window, !planes.contains(&true), Some(Arc::new(Pixels { kernel, planes })))
            }
            Some(Work::Timeline(_)) => return NativeTraits { moves_frames: true, ..NativeTraits::default() },
            None => return NativeTraits::default(),
        };
        let same_size = call.inputs.first().is_some_and(|input| {
            (input.width, input.height, input.layout, input.sample, input.alpha)
                == (call.output.width, call.output.height, call.output.layout, call.output.sample, call.output.alpha)
        });
        NativeTraits { window, retags: same_size && passing, moves_frames: false, pixels, work, scratch }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_native_filter_and_measure_has_a_digest_of_its_code() {
        let mut sources = Sources::default();
        let library = library(&mut sources).expect("a library without mistakes");
        for declaration in library.filters().chain(library.measures()) {
            let kind = declaration.kind();
            let native = matches!(kind, FilterKind::Extern | FilterKind::Measure);
            let found = library.natives().code(kind, declaration.name());
            assert_eq!(found.is_some(), native, "{}", declaration.name());
        }
        let code = |name: &str| library.natives().code(FilterKind::Extern, name);
        assert_ne!(code("resize"), code("crop"));
    }

    #[test]
    fn the_library_is_without_mistakes() {
        let mut sources = Sources::default();
        if let Err(found) = library(&mut sources) {
            let texts: Vec<_> = found
                .iter()
                .map(|found| {
                    let place = found
                        .labels
                        .first()
                        .map(|label| (sources.get(label.span.source).name.clone(), sources.line_column(label.span)));
                    format!("{} {} {place:?}", found.code, found.message)
                })
                .collect();
            panic!("{}", texts.join("\n"));
        }
    }
}
