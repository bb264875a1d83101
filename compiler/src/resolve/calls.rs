//! Checks calls before anything is evaluated: that there is what they name, and that it has such arguments.

use super::foreign::{unknown_argument, unknown_call};
use super::purposes::help_by_purpose;
use super::reserved::{check_argument, is_reserved_arg};
use super::{Declaration, Library, Module};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::syntax::ast::{Arg, Call, ExprKind, Ident};

/// Functions of the language, which may be called anywhere outside kernels.
pub const FUNCTIONS: &[&str] = &["min", "max", "abs", "round", "floor", "ceil", "len", "given", "memory", "kept"];

/// What filters stand behind in VapourSynth.
const PLUGINS: &[&str] = &["std", "core", "vs", "resize", "fmtc", "havsfunc", "haf", "vsutil", "lvsfunc", "mvsfunc"];

pub(super) fn check_call(call: &Call, piped: bool, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let name = call.name.name.as_str();
    if library.is_missing(call.module.as_ref().unwrap_or(&call.name)) {
        return;
    }
    if let Some(module) = &call.module {
        check_in_module(module, call, library, diagnostics);
    } else if name == "encode" {
        check_encode(call, piped, library, diagnostics);
    } else if let Some(declaration) = library.callee(call) {
        check_arguments(declaration, &call.args, diagnostics);
    } else if let Some(module) = library.module_at(&call.name) {
        check_graph(module, call, library, diagnostics);
    } else if library.encoder(name).is_some() {
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_FILTER, format!("`{name}` is an encoder, not a filter"))
                .label(call.name.span, "")
                .help(format!("write `encode({name})`")),
        );
    } else if !FUNCTIONS.contains(&name) {
        match unknown_call(call, library) {
            Some(found) => diagnostics.push(found),
            None => diagnostics.push(unknown_filter(call, library)),
        }
    }
}

/// Nothing is called so: what it may be a slip of, or which of ours does what it does in another program.
fn unknown_filter(call: &Call, library: &Library) -> Diagnostic {
    let name = call.name.name.as_str();
    let found = Diagnostic::new(Code::UNKNOWN_FILTER, format!("there is no filter `{name}`")).label(call.name.span, "");
    let names = library
        .filters_in(call.name.span.source)
        .map(Declaration::name)
        .chain(library.modules_in(call.name.span.source))
        .chain(FUNCTIONS.iter().copied())
        .chain(["encode"]);
    if let Some(near) = nearest(name, names) {
        return found.did_you_mean(call.name.span, Some(near));
    }
    if let Some(encoder) = nearest(name, library.encoders().map(Declaration::name)) {
        return found.help(format!("an encoder is named in `encode`: did you mean `encode({encoder})`?"));
    }
    let purpose = help_by_purpose(name, library);
    found.help(purpose.unwrap_or_else(|| "`fwr filters` lists the filters there are".to_owned()))
}

/// `module.name(…)`: something that a file defines which this one uses.
fn check_in_module(module: &Ident, call: &Call, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let name = &call.name.name;
    let Some(used) = library.module_at(module) else {
        if let Some(declaration) = library.callee(call) {
            check_arguments(declaration, &call.args, diagnostics);
            return;
        }
        if let Some(found) = unknown_in_group(module, call, library) {
            diagnostics.push(found);
            return;
        }
        if let Some(found) = unknown_call(call, library) {
            diagnostics.push(found);
            return;
        }
        // `std.Something`: a plugin of VapourSynth and its filter.
        let purpose = help_by_purpose(name, library);
        if purpose.is_some() || PLUGINS.contains(&module.name.as_str()) {
            diagnostics.push(
                Diagnostic::new(Code::UNKNOWN_FILTER, format!("there is no filter `{}.{name}`", module.name))
                    .label(module.span.to(call.name.span), "")
                    .help(purpose.unwrap_or_else(|| "`fwr filters` lists the filters there are".to_owned())),
            );
            return;
        }
        let known = library.modules_in(module.span.source);
        let help = match nearest(&module.name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("to call a filter on a clip, write `{} |> {name}(…)`", module.name),
        };
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_NAME, format!("no file is used as `{}` here", module.name))
                .label(module.span, "")
                .help(help),
        );
        return;
    };
    if let Some(declaration) = library.callee(call) {
        check_arguments(declaration, &call.args, diagnostics);
        return;
    }
    if used.is_broken {
        return;
    }
    let known: Vec<&str> = library.parts_of(used.source).map(Declaration::name).collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("it defines no filters; as a graph it is called `{}(…)`", module.name),
        None => format!("it defines {}", known.join(", ")),
    };
    diagnostics.push(
        Diagnostic::new(Code::UNKNOWN_FILTER, format!("`{}` defines no filter `{name}`", module.name))
            .label(call.name.span, "")
            .help(help),
    );
}

/// `degrade.nothing(…)`: the library has such a group, but not this in it.
fn unknown_in_group(group: &Ident, call: &Call, library: &Library) -> Option<Diagnostic> {
    let name = &call.name.name;
    let known: Vec<&str> = library.group(&group.name).collect();
    let span = group.span.to(call.name.span);
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{}.{near}`?", group.name),
        None => format!("there are {}", known.join(", ")),
    };
    let found = Diagnostic::new(Code::UNKNOWN_FILTER, format!("there is no filter `{}.{name}`", group.name));
    (!known.is_empty()).then(|| found.label(span, "").help(help))
}

/// A file without an output cannot be called; its filters can.
fn check_graph(module: &Module, call: &Call, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    if module.is_broken {
        return;
    }
    let name = &call.name.name;
    let first = library.parts_of(module.source).map(Declaration::name).next();
    diagnostics.push(
        Diagnostic::new(Code::UNKNOWN_FILTER, format!("`{name}` is a file without an output, so it cannot be called"))
            .label(call.name.span, "")
            .help(match first {
                Some(first) => format!("call one of its filters: `{name}.{first}(…)`"),
                None => "give it an output, or a filter to call".to_owned(),
            }),
    );
}

fn check_encode(call: &Call, piped: bool, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let encoders = || library.encoders().map(Declaration::name);
    let Some((position, codec)) = encoder_argument(call, piped) else {
        diagnostics.push(
            Diagnostic::new(Code::MISSING_ARGUMENT, "encode is not told which encoder to use")
                .label(call.span, "")
                .help(format!("name one: {}", encoders().collect::<Vec<_>>().join(", "))),
        );
        return;
    };
    let ExprKind::Name(name) = &codec.value.kind else { return };
    let Some(encoder) = library.encoder(name) else {
        let help = nearest(name, encoders()).map_or_else(
            || format!("the encoders are {}", encoders().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_ENCODER, format!("there is no encoder `{name}`"))
                .label(codec.value.span, "")
                .help(help),
        );
        return;
    };
    let rest: Vec<Arg> =
        call.args.iter().enumerate().filter(|(index, _)| *index != position).map(|(_, arg)| arg.clone()).collect();
    check_arguments(encoder, &rest, diagnostics);
}

/// The argument of `encode` that names the encoder, and its position.
pub fn encoder_argument(call: &Call, piped: bool) -> Option<(usize, &Arg)> {
    let position = usize::from(!piped);
    let arg = call.args.get(position)?;
    let is_codec = match &arg.name {
        None => matches!(arg.value.kind, ExprKind::Name(_)),
        Some(name) => name.name == "codec",
    };
    is_codec.then_some((position, arg))
}

fn check_arguments(declaration: &Declaration, args: &[Arg], diagnostics: &mut Vec<Diagnostic>) {
    for arg in args {
        let Some(name) = &arg.name else { continue };
        if declaration.param(&name.name).is_some() {
            continue;
        }
        if is_reserved_arg(declaration, arg) {
            diagnostics.extend(check_argument(declaration, arg));
            continue;
        }
        diagnostics.extend(unknown_argument(declaration, arg));
    }
}
