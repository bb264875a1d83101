//! All phases in order: from the text of a graph to its plan.

use crate::diagnostics::{Code, Diagnostic, Severity, Sources};
use crate::elaborate::{
    Bindings, ChoiceSite, Elaborated, Expectation, Measured, Notes, Request, Step, check_module, elaborate,
};
use crate::graph::Graph;
use crate::lints::{self, Levels, Subject};
use crate::passes;
use crate::plan::{self, Plan, World};
use crate::resolve::{Files, Library, check_names, read_uses};
use crate::syntax::{self, SourceId, ast};

/// A parsed graph with everything it can call.
#[derive(Debug)]
pub struct Program {
    /// The syntax tree.
    pub file: ast::File,
    /// Which text it is.
    pub source: SourceId,
    /// That text.
    pub text: String,
    /// The standard library and the file's own definitions.
    pub library: Library,
    /// What parsing and name checking found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Program {
    /// Whether it can be elaborated: a text not read whole says little, and a filter that uses itself has no end.
    fn is_whole(&self) -> bool {
        let in_this = |found: &Diagnostic| found.labels.first().is_none_or(|label| label.span.source == self.source);
        let stops = |found: &Diagnostic| found.code.is_syntax() || found.code == Code::RECURSION;
        !self.diagnostics.iter().any(|found| stops(found) && in_this(found))
    }
}

/// What elaboration makes of a program.
#[derive(Debug, Default)]
pub struct Checked {
    /// The graph before the passes.
    pub graph: Graph,
    /// The uses of filters in the text.
    pub steps: Vec<Step>,
    /// The graph after each pass, with the pass's name.
    pub after: Vec<(&'static str, Graph)>,
    /// Everything found so far.
    pub diagnostics: Vec<Diagnostic>,
    /// What was learnt about places in the text: the value of every expression.
    pub notes: Notes,
    /// What has to be measured before all of the graph is known: see [`plan::survey`].
    pub measurements: Vec<Request>,
    /// The measured values that the graph depends on.
    pub measured: Vec<(Request, Measured)>,
    /// The conditions of `expect` blocks, in order.
    pub expectations: Vec<Expectation>,
    /// Where one of several implementations does the work of a filter, in the order of evaluation.
    pub sites: Vec<ChoiceSite>,
    /// The levels of lints, which hold for what planning finds as well.
    pub levels: Levels,
}

/// Parses the graph `source`, reads what it uses through `files`, and checks its names against `library`.
///
/// The texts of what it uses are added to `sources`, behind those that are there.
pub fn load(source: SourceId, sources: &mut Sources, library: &Library, files: &dyn Files) -> Program {
    let (file, mut diagnostics) = syntax::parse(source, &sources.get(source).text);
    let mut library = library.clone();
    library.add(&file, &mut diagnostics);
    // Names are judged only in a text that was read whole: what a syntax error hid would look undefined.
    if diagnostics.is_empty() {
        read_uses(&file, source, sources, &mut library, files, &mut diagnostics);
        check_names(&file, &library, &mut diagnostics);
        check_modules(&mut library, &mut diagnostics);
    }
    in_order(&mut diagnostics);
    let text = sources.get(source).text.clone();
    Program { file, source, text, library, diagnostics }
}

/// Checks every file that is used by itself, each after those that it uses itself.
fn check_modules(library: &mut Library, diagnostics: &mut Vec<Diagnostic>) {
    let read: Vec<SourceId> =
        library.modules().filter(|module| !module.is_preset && module.is_whole).map(|module| module.source).collect();
    for source in read.into_iter().rev() {
        let Some(module) = library.module(source) else { continue };
        let mut found = Vec::new();
        check_module(module, library, &mut found);
        found.retain(|finding| finding.severity() == Severity::Error);
        if !found.is_empty() {
            library.set_broken(source);
            diagnostics.append(&mut found);
        }
    }
}

/// Elaborates a program into a graph and runs the passes.
pub fn check(program: &Program, bindings: &Bindings) -> Checked {
    let mut checked = look_at(program, bindings);
    let mut rewritten = checked.graph.clone();
    passes::run_all(&mut rewritten, |pass, graph| checked.after.push((pass.name, graph.clone())));
    checked
}

/// [`check`] without the passes, which find nothing.
fn look_at(program: &Program, bindings: &Bindings) -> Checked {
    let mut diagnostics = program.diagnostics.clone();
    if !program.is_whole() {
        return Checked { diagnostics, ..Checked::default() };
    }
    let levels = Levels::read(&program.file, program.source, &bindings.lints, &mut diagnostics);
    let Elaborated { graph, notes, steps, requests, measured, expectations, sites } =
        elaborate((&program.file, &program.text), &program.library, bindings, &mut diagnostics);
    let Program { file, source, text, library, .. } = program;
    let subject = Subject { file, text, source: *source, library, graph: &graph, steps: &steps };
    lints::run(subject, &mut diagnostics);
    drop_consequences(&mut diagnostics);
    levels.apply(&mut diagnostics);
    in_order(&mut diagnostics);
    let after = Vec::new();
    Checked { graph, steps, after, diagnostics, notes, measurements: requests, measured, expectations, sites, levels }
}

/// As [`load`] and [`check`], for editors, in whose texts something is being written as a rule.
///
/// Of a text that does not parse it finds no more than they do, but what could be read of it is looked at all the
/// same: for what it means, in [`Checked::notes`].
pub fn check_partly(
    source: SourceId,
    sources: &mut Sources,
    library: &Library,
    files: &dyn Files,
    bindings: &Bindings,
) -> (Program, Checked) {
    let mut program = load(source, sources, library, files);
    let mut checked = look_at(&program, bindings);
    if !program.is_whole() {
        // What was not read would be reported as missing.
        let mut consequences = Vec::new();
        read_uses(&program.file, source, sources, &mut program.library, files, &mut consequences);
        let Elaborated { graph, notes, .. } =
            elaborate((&program.file, &program.text), &program.library, bindings, &mut consequences);
        (checked.graph, checked.notes) = (graph, notes);
    }
    (program, checked)
}

/// Makes the plan of a checked program whose media is known; `None` if anything stands against it.
pub fn plan(
    program: &Program,
    checked: &mut Checked,
    sources: &Sources,
    bindings: &Bindings,
    world: &dyn World,
) -> Option<Plan> {
    if has_errors(&checked.diagnostics) {
        return None;
    }
    let graph = checked.after.last().map_or(&checked.graph, |(_, graph)| graph);
    let mut plan =
        plan::build(&program.file, program.source, sources, graph, bindings, world, &mut checked.diagnostics);
    if let Some(plan) = &mut plan {
        plan.measured = plan::values(&checked.measured, sources);
        plan.implementations = checked.sites.clone();
    }
    checked.levels.apply(&mut checked.diagnostics);
    if has_errors(&checked.diagnostics) {
        return None;
    }
    if plan.is_none() {
        checked.diagnostics.push(
            Diagnostic::new(Code::INTERNAL, "the graph checks clean, but no plan could be made of it")
                .help("this is a fault in FrameWright: please report it with the graph"),
        );
    }
    plan
}

/// Adds what can be said against the files that a checked program writes, whether or not its media is known.
pub fn check_written(checked: &mut Checked, world: &dyn World) {
    if !has_errors(&checked.diagnostics) {
        plan::check_written(&checked.graph, world, &mut checked.diagnostics);
        in_order(&mut checked.diagnostics);
    }
}

/// Findings in the order of the text, what has no place in it last.
fn in_order(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|found| {
        let place = found.labels.first().map(|label| (label.span.source, label.span.start));
        (place.is_none(), place)
    });
}

/// Drops findings of disuse where an error may be their cause: a misspelt name, an output that is not there,
/// a kernel that could not be read to its end.
fn drop_consequences(diagnostics: &mut Vec<Diagnostic>) {
    if has_errors(diagnostics) {
        let disuse = [Code::UNUSED, Code::UNUSED_FILTER, Code::UNUSED_PARAMETER, Code::UNUSED_USE];
        diagnostics.retain(|found| !disuse.contains(&found.code));
    }
}

/// Whether any finding stops the work.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}
