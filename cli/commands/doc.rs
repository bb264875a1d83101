//! `fwr doc NAME`: the documentation, parameters and example of a filter, measure or encoder.

use fwr_compiler::diagnostics::{Code, Diagnostic, Sources, nearest};
use fwr_compiler::resolve::{Declaration, Parameter, known_as};
use fwr_compiler::syntax::ast::FilterKind;

use crate::arguments::DocArgs;
use crate::exit::Exit;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &DocArgs) -> Exit {
    let mut sources = Sources::default();
    let library = match fwr_stdlib::library(&mut sources) {
        Ok(library) => library,
        Err(found) => return findings::show(&found, &sources, false),
    };
    let found = library.filter(&args.name).or_else(|| library.measure(&args.name));
    let Some(declaration) = found.or_else(|| library.encoder(&args.name)) else {
        let names = library.filters().chain(library.measures()).chain(library.encoders()).map(Declaration::name);
        let ours = known_as(&args.name, &library).map(Declaration::name);
        let help = ours
            .or_else(|| nearest(&args.name, names))
            .map_or_else(|| "`fwr filters` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        let found = Diagnostic::new(Code::NOT_FOUND, format!("there is no filter, measure or encoder `{}`", args.name))
            .help(help);
        return findings::show_one(found);
    };
    stdout::print_line(declaration.name());
    stdout::print_line(format_args!("{}\n", "=".repeat(declaration.name().len())));
    stdout::print_line(declaration.docs.join("\n"));
    stdout::print_line("\nParameters");
    for param in &declaration.params {
        stdout::print_line(describe(param, &sources));
    }
    if let (Some(implements), Some(of)) = (&declaration.attributes.implements, library.implemented_by(declaration)) {
        stdout::print_line(format_args!("\nImplements {} ({})", of.name(), implements.quality));
    }
    let implementations = library.implementations(declaration, declaration.filter.name.span.source);
    if implementations.len() > 1 {
        stdout::print_line("\nImplementations: `using: NAME` takes one, `--quality` chooses among them");
        for one in implementations {
            stdout::print_line(format_args!("  {} ({}): {}", one.name(), one.quality(), one.summary()));
        }
    }
    if declaration.kind() == FilterKind::Measure {
        stdout::print_line(format_args!("\nGives {}", declaration.returns.ty));
    }
    Exit::Fine
}

/// A parameter in some lines: name, what it takes, its default, what it is for.
pub(crate) fn describe(param: &Parameter, sources: &Sources) -> String {
    let default = param.default.as_ref().map_or(String::new(), |default| {
        let text = &sources.get(default.span.source).text[default.span.range()];
        format!(" (default {text})")
    });
    let docs: String = param.docs.iter().map(|line| format!("\n      {line}")).collect();
    format!("  {}: {}{default}{docs}", param.name, param.ty)
}
