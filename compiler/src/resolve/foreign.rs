//! What other programs call the filters and arguments of the library, to answer "did you mean".
//!
//! Read from `@known_as` in the library's own files. A spelling there may say in parentheses what its
//! arguments are called here, and after a `+` what has to be added for the call to mean the same:
//! `"resize.Bicubic(width: width, +method: bicubic)"`.

use super::{Declaration, Library};
use crate::diagnostics::{Code, Diagnostic, Fix, nearest};
use crate::syntax::Span;
use crate::syntax::ast::{Arg, Call};

/// A filter of the library under the name that another program has for it.
struct Foreign<'a> {
    /// What it is here.
    declaration: &'a Declaration,
    /// The name as the other program writes it.
    spelling: &'a str,
    /// Arguments: theirs and ours.
    renamed: Vec<(&'a str, &'a str)>,
    /// Arguments to add, as written.
    added: Vec<&'a str>,
}

/// What is no filter here, with what is done instead.
const NOT_FILTERS: &[(&[&str], &str)] = &[
    (
        &[
            "ffms2.Source",
            "lsmas.LWLibavSource",
            "bs.VideoSource",
            "LWLibavVideoSource",
            "AviSource",
            "FFVideoSource",
            "FFmpegSource2",
            "DirectShowSource",
            "MPEG2Source",
            "d2v.Source",
            "movie",
        ],
        "a file comes in as an input: write `input tape: media`, and use `tape.video`",
    ),
    (
        &["fps", "AssumeFPS", "std.AssumeFPS", "ConvertFPS", "ChangeFPS", "framerate", "minterpolate"],
        "the times of frames are kept as they are; no filter of this version makes another rate",
    ),
    (&["setpts", "std.SetVideoCache", "Prefetch", "SetMTMode"], "this is seen to by the run: leave it out"),
    (
        &["telecine", "pullup", "fieldmatch", "decimate", "TFM", "TDecimate", "vivtc.VFM", "vivtc.VDecimate", "IVTC"],
        "no filter of this version finds the frames of telecined film again",
    ),
];

/// Words for one thing; a parameter with one of them is meant by all.
const SYNONYMS: &[&[&str]] = &[
    &["amount", "strength", "sigma", "power", "intensity", "sharpness", "opacity", "factor", "variance", "var"],
    &["radius", "r", "size", "reach", "distance", "range", "hradius", "vradius", "ksize"],
    &["threshold", "thr", "thresh", "limit", "tolerance", "luma_threshold"],
    &["width", "w", "target_width", "out_w"],
    &["height", "h", "target_height", "out_h"],
    &["method", "kernel", "filter", "flags", "resizer", "interpolation", "algorithm"],
    &["sample", "bits", "depth", "bit_depth", "bitdepth", "bits_per_sample"],
    &["layout", "format", "pix_fmt", "pixel_format", "subsampling", "chroma_format"],
    &["matrix", "colorspace", "color_matrix", "matrix_s"],
    &["range", "range_s", "color_range", "full"],
    &["black", "min_in", "input_low", "imin", "black_level", "low"],
    &["white", "max_in", "input_high", "imax", "white_level", "high"],
    &["output_black", "min_out", "output_low", "omin"],
    &["output_white", "max_out", "output_high", "omax"],
    &["start", "first", "from", "first_frame", "start_frame", "begin"],
    &["end", "last", "to", "last_frame", "end_frame", "stop"],
    &["scan", "field_order", "field", "order", "parity", "tff", "field_based"],
    &["rate", "mode", "bob", "double", "fps"],
    &["planes", "plane", "channels"],
    &["bottom", "down"],
    &["top", "up"],
    &["dither", "dither_type", "dithering"],
    &["crf", "quality", "q", "cq"],
    &["preset", "speed"],
];

/// The filter of the library that another program calls `written`.
pub fn known_as<'a>(written: &str, library: &'a Library) -> Option<&'a Declaration> {
    known(library, written).first().map(|foreign| foreign.declaration)
}

/// The finding about a call of something that another program has by that name; `None` if none does.
pub(super) fn unknown_call(call: &Call, library: &Library) -> Option<Diagnostic> {
    let module = call.module.as_ref();
    let span = module.map_or(call.name.span, |module| module.span.to(call.name.span));
    let written = match module {
        Some(module) => format!("{}.{}", module.name, call.name.name),
        None => call.name.name.clone(),
    };
    let is = |name: &&str| name.eq_ignore_ascii_case(&written);
    if let Some((_, instead)) = NOT_FILTERS.iter().find(|(names, _)| names.iter().any(&is)) {
        return Some(
            Diagnostic::new(Code::UNKNOWN_FILTER, format!("`{written}` is no filter here"))
                .label(span, "")
                .help((*instead).to_owned()),
        );
    }
    let mut meant = known(library, &written);
    // A plugin that is not listed; but the library's own name after a dot is another slip.
    if meant.is_empty() && module.is_some() && library.filter(&call.name.name).is_none() {
        meant = known(library, &call.name.name);
    }
    // Of several, those that have the arguments which are given.
    let fits = |foreign: &Foreign<'_>| {
        let named = call.args.iter().filter_map(|arg| arg.name.as_ref());
        named.filter(|name| foreign.here(&name.name).is_some()).count()
    };
    let most = meant.iter().map(fits).max()?;
    meant.retain(|foreign| fits(foreign) == most);
    let first = meant.first()?;
    let names: Vec<String> = meant.iter().map(|foreign| format!("`{}`", foreign.declaration.name())).collect();
    let here = names.join(" or ");
    let mut diagnostic = Diagnostic::new(
        Code::UNKNOWN_FILTER,
        format!("`{written}` is {}, and here it is {here}", whose(first.spelling)),
    )
    .label(span, "");
    diagnostic = match meant.as_slice() {
        [only] => diagnostic.help(format!("write {}", only.example(call))).fix(only.fix(call, span)),
        _ => diagnostic.help(format!("write {}; `fwr doc` says what each does", here)),
    };
    Some(diagnostic)
}

/// What `written`, an argument that `declaration` does not have, is called here.
pub(super) fn argument<'a>(declaration: &'a Declaration, written: &str) -> Option<&'a str> {
    let param = |name: &str| declaration.params.iter().map(|param| param.name.as_str()).find(|param| *param == name);
    let known = declaration.attributes.known_as.iter().flat_map(|spelling| read(declaration, spelling).renamed);
    if let Some((_, ours)) = known.into_iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(written)) {
        return param(ours);
    }
    let plain = |name: &&str| declaration.param(name).is_some_and(|param| !param.ty.is_clip());
    SYNONYMS
        .iter()
        .filter(|words| words.iter().any(|word| word.eq_ignore_ascii_case(written)))
        .find_map(|words| words.iter().copied().find(plain))
        .and_then(param)
}

/// The finding about an argument that `declaration` does not have.
pub(super) fn unknown_argument(declaration: &Declaration, arg: &Arg) -> Option<Diagnostic> {
    let name = arg.name.as_ref()?;
    let names: Vec<&str> =
        declaration.params.iter().filter(|param| !param.ty.is_clip()).map(|param| param.name.as_str()).collect();
    let diagnostic =
        Diagnostic::new(Code::UNKNOWN_ARGUMENT, format!("{} has no argument `{}`", declaration.name(), name.name))
            .label(name.span, "");
    if let Some(here) = argument(declaration, &name.name) {
        return Some(
            diagnostic
                .help(format!("here it is called `{here}`"))
                .fix(Fix::maybe(format!("write `{here}`")).replace(name.span, here)),
        );
    }
    let help = match names.as_slice() {
        [] => format!("{} takes no arguments", declaration.name()),
        names => format!("its arguments are {}", names.join(", ")),
    };
    Some(diagnostic.help(help).did_you_mean(name.span, nearest(&name.name, names.iter().copied())))
}

/// The filters that some program calls `written`.
fn known<'a>(library: &'a Library, written: &str) -> Vec<Foreign<'a>> {
    let all = || {
        library.filters().flat_map(|declaration| {
            declaration.attributes.known_as.iter().map(move |spelling| read(declaration, spelling))
        })
    };
    let exact: Vec<_> = all().filter(|foreign| foreign.spelling == written).collect();
    if exact.is_empty() {
        all().filter(|foreign| foreign.spelling.eq_ignore_ascii_case(written)).collect()
    } else {
        exact
    }
}

/// Reads one text of `@known_as`.
fn read<'a>(declaration: &'a Declaration, text: &'a str) -> Foreign<'a> {
    let (spelling, args) = text.split_once('(').unwrap_or((text, ""));
    let args = args.trim_end_matches(')').split(',').map(str::trim).filter(|arg| !arg.is_empty());
    let mut foreign = Foreign { declaration, spelling: spelling.trim(), renamed: Vec::new(), added: Vec::new() };
    for arg in args {
        match (arg.strip_prefix('+'), arg.split_once(':')) {
            (Some(added), _) => foreign.added.push(added.trim()),
            (None, Some((theirs, ours))) => foreign.renamed.push((theirs.trim(), ours.trim())),
            (None, None) => {}
        }
    }
    foreign
}

/// Whose name it is, by how it is spelled.
fn whose(spelling: &str) -> &'static str {
    match (spelling.contains('.'), spelling.starts_with(|c: char| c.is_ascii_uppercase())) {
        (true, _) => "VapourSynth's name",
        (false, true) => "AviSynth's name",
        (false, false) => "FFmpeg's name",
    }
}

impl<'a> Foreign<'a> {
    /// What their argument is called here.
    fn here(&self, theirs: &str) -> Option<&'a str> {
        let renamed = self.renamed.iter().find(|(name, _)| name.eq_ignore_ascii_case(theirs)).map(|(_, ours)| *ours);
        renamed
            .or_else(|| argument(self.declaration, theirs))
            .or_else(|| self.declaration.params.iter().map(|param| param.name.as_str()).find(|param| *param == theirs))
    }

    /// How their call is written here, without its values.
    fn example(&self, call: &Call) -> String {
        let theirs = call.args.iter().filter_map(|arg| arg.name.as_ref());
        let args = theirs.filter_map(|name| self.here(&name.name)).map(|ours| format!("{ours}: …"));
        let args: Vec<String> = args.chain(self.added.iter().map(|added| (*added).to_owned())).collect();
        let args = if args.is_empty() { "…".to_owned() } else { args.join(", ") };
        format!("`{}({args})`", self.declaration.name())
    }

    /// Their call as ours. The values stay: what they mean may differ, so a person looks at it.
    fn fix(&self, call: &Call, name: Span) -> Fix {
        let mut fix = Fix::maybe(format!("write `{}`", self.declaration.name())).replace(name, self.declaration.name());
        for theirs in call.args.iter().filter_map(|arg| arg.name.as_ref()) {
            if let Some(ours) = self.here(&theirs.name).filter(|ours| *ours != theirs.name) {
                fix = fix.replace(theirs.span, ours);
            }
        }
        if !self.added.is_empty() {
            let close = Span { start: call.span.end - 1, ..call.span };
            let comma = if call.args.is_empty() { "" } else { ", " };
            fix = fix.insert_before(close, format!("{comma}{}", self.added.join(", ")));
        }
        fix
    }
}

#[cfg(test)]
mod tests {
    use super::whose;

    #[test]
    fn a_name_tells_whose_it_is() {
        assert_eq!(whose("std.Levels"), "VapourSynth's name");
        assert_eq!(whose("ConvertToYV12"), "AviSynth's name");
        assert_eq!(whose("hqdn3d"), "FFmpeg's name");
    }
}
