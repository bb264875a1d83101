//! What the words of the language mean, in one line each, for hover and completion.

use fwr_compiler::media::{ChromaLocation, Layout, Matrix, Named, Primaries, Range, SampleType, Scan, Transfer};

/// Words with their meaning.
pub(crate) type Words = &'static [(&'static str, &'static str)];

/// What `word` means, if the table has it.
pub(crate) fn meaning(words: Words, word: &str) -> Option<&'static str> {
    words.iter().find(|(name, _)| *name == word).map(|(_, meaning)| *meaning)
}

/// Words at the start of an item, each with what completion writes: a snippet, `$1` the first place to fill in.
pub(crate) const ITEM_SNIPPETS: &[(&str, &str)] = &[
    ("input", "input ${1:tape}: media"),
    ("param", "/// $1\nparam ${2:strength}: ${3:0..1} = ${4:0.5}"),
    ("let", "let ${1:picture} = $0"),
    ("output", "output \"${1:restored.mkv}\" {\n  video: $0\n}"),
    ("filter", "/// $1\nfilter ${2:name}(\n  /// ${3:The clip to work on.}\n  clip: video,\n) -> video {\n  clip$0\n}"),
    ("kernel", "/// $1\nkernel ${2:name}(\n  /// ${3:The clip to work on.}\n  src: plane,\n) -> plane {\n  src$0\n}"),
    ("use", "use $0"),
    (
        "model",
        "model ${1:name} {\n  file: \"$2\"\n  sha256: \"$3\"\n  licence: \"$4\"\n  source: \"$5\"\n  input: ${6:rgb}\n  values: ${7:0..1}\n  scale: ${8:1}\n}",
    ),
    ("expect", "expect {\n  $0\n}"),
    ("lints", "lints {\n  ${1|allow,warn,deny|}: [$0]\n}"),
    ("edition", "edition 2026"),
];

/// Keywords.
pub(crate) const KEYWORDS: Words = &[
    ("input", "A media file that the graph reads."),
    ("param", "A value that the person who runs the graph may choose: `-p NAME=VALUE`."),
    ("let", "A name for a value."),
    ("output", "A file that the graph writes. It appears under its name when it is complete."),
    ("filter", "A filter made of other filters."),
    ("kernel", "A filter in pixel code: how one sample of the result follows from samples near it."),
    ("extern", "Native code in the standard library."),
    ("encoder", "The end of a picture, turned into a stream."),
    ("measure", "Something that is worked out over a whole clip before the plan is made."),
    ("expect", "What must hold of the result."),
    ("use", "Another file, or a preset of the library, made known under a name."),
    ("as", "The name under which a file is known here."),
    ("model", "A neural network: where its file is and what it does to a picture."),
    ("lints", "How serious the lints of this file are."),
    ("edition", "The state of the language that this file is written in."),
    ("if", "One of two values, by a condition that is known before the run."),
    ("then", "The value where the condition is true."),
    ("else", "The value in all other cases."),
    ("match", "One of several values, by what a value is."),
    ("for", "One value for each element of a list or range; in a kernel, a loop over constant ranges."),
    ("in", "What a loop goes through."),
    ("carry", "What goes from one round of a `for` to the next."),
    ("like", "The format of this parameter, but for what follows."),
    ("and", "True if both are."),
    ("or", "True if one of them is."),
    ("not", "True if it is not."),
    ("true", "The condition holds."),
    ("false", "The condition does not hold."),
    ("none", "An optional value that is not given."),
];

/// Properties of a clip.
pub(crate) const PROPERTIES: Words = &[
    ("width", "Luma samples in a line, in px."),
    ("height", "Lines in a frame, in px."),
    ("sar", "Sample aspect ratio: the width of a sample over its height."),
    ("rate", "Frames in a second, in fps."),
    ("variable", "Whether frames are unequally spaced in time."),
    ("time_base", "Seconds in one tick of the timestamps."),
    ("frames", "The number of frames."),
    ("sample", "How a sample is stored: `u8` to `u16`, `f16`, `f32`."),
    ("layout", "Colour model and chroma subsampling: `yuv420`, `rgb`, …"),
    ("matrix", "How R'G'B' becomes Y'CbCr (ITU-T H.273)."),
    ("primaries", "The colours that R, G and B stand for (ITU-T H.273)."),
    ("transfer", "How code values become light (ITU-T H.273)."),
    ("range", "Which codes are black and white: `limited` or `full`."),
    ("chroma_location", "Where chroma samples lie among luma samples."),
    ("scan", "`progressive`, or interlaced with the first field: `tff`, `bff`."),
];

/// What a media file has behind the dot.
pub(crate) const MEDIA: Words =
    &[("video", "The first moving picture of the file."), ("audio", "The sound of the file.")];

/// Fields of an output.
pub(crate) const OUTPUT_FIELDS: Words = &[
    ("video", "The picture to write; without `encode` the encoder follows from the container."),
    ("audio", "The sound to copy: `tape.audio`, or a list."),
    ("copy", "Which streams to copy. Without it, all that the graph does not name."),
    ("drop", "Which streams to leave out on purpose."),
];

/// What `copy` and `drop` take.
pub(crate) const STREAMS: Words = &[
    ("audio", "Sound, packet by packet."),
    ("subtitles", "Subtitles."),
    ("chapters", "Chapter marks."),
    ("attachments", "Attached files and cover pictures."),
    ("data", "Other data."),
    ("metadata", "Titles and other tags."),
    ("video", "Further video streams."),
    ("all", "Everything."),
];

/// Fields of a model.
pub(crate) const MODEL_FIELDS: Words = &[
    ("file", "Where its weights are."),
    ("sha256", "The SHA-256 of the file, 64 hexadecimal digits."),
    ("licence", "The licence of the weights."),
    ("source", "Where the weights come from."),
    ("input", "The layout that it takes and gives: `rgb`, `gray`."),
    ("values", "The range of its values: `0..1`."),
    ("scale", "How many times larger its result is."),
    ("multiple_of", "What width and height must be a multiple of, in px."),
    ("reach", "How far around a sample it looks, in px."),
];

/// Levels of a lint.
pub(crate) const LEVELS: Words = &[("allow", "Say nothing."), ("warn", "Warn."), ("deny", "Take it for an error.")];

/// Types of inputs, params and parameters.
pub(crate) const TYPES: Words = &[
    ("media", "A media file."),
    ("video", "A clip; between `<` and `>` what must hold of it."),
    ("audio", "Sound."),
    ("vectors", "Motion vectors: for each block of a picture, where it was in the frames around."),
    ("mask", "A gray clip of values from 0 to 1 that says where."),
    ("number", "A number; between `<` and `>` its unit."),
    ("int", "A whole number; between `<` and `>` its range."),
    ("bool", "`true` or `false`."),
    ("text", "A text in quotes."),
    ("one_of", "One of these names, numbers or texts."),
    ("list", "A list; between `<` and `>` the type of its elements, and how many."),
    ("plane", "A clip's samples, in a kernel."),
    ("planes", "A choice of planes: `all`, `luma`, `chroma`."),
    ("stream", "An encoded picture."),
];

/// What `video<…>` may ask for besides values of properties.
pub(crate) const CONDITIONS: Words = &[
    ("interlaced", "Two fields, whichever is first."),
    ("yuv", "Any Y'CbCr layout."),
    ("integer", "Any integer sample type."),
    ("float", "Any floating-point sample type."),
    ("constant", "A constant frame rate."),
    ("variable", "A variable frame rate."),
    ("whole_chroma", "A size that ends with a whole chroma sample."),
    ("full", "Black and white at the ends of what samples can hold."),
    ("linear", "Samples that are proportional to light."),
];

/// Attributes, without their `@`.
pub(crate) const ATTRIBUTES: Words = &[
    ("role", "What a filter is for in a restoration: lints know it by that."),
    ("class", "How repeatable a filter is: `exact`, `tolerance` or `seeded`."),
    ("warm_up", "How many frames of history it needs before its result is exact; or `all`."),
    ("deprecated", "What to use instead."),
    ("known_as", "What other programs call it."),
    (
        "implements",
        "The filter whose place it can take, and how good it is: `@implements(deinterlace, quality: draft)`.",
    ),
    ("quality", "How good the filter is beside others that implement it; `standard` where nothing is said."),
    ("allow", "Lints that say nothing about this item."),
    ("warn", "Lints that warn about this item."),
    ("deny", "Lints that are errors in this item."),
];

/// What `@role` takes.
pub(crate) const ROLES: &[&str] = &[
    "deinterlace",
    "denoise",
    "sharpen",
    "scale",
    "grain",
    "dust",
    "stabilise",
    "deflicker",
    "deblock",
    "deband",
    "grade",
    "crop",
    "convert",
];

/// What `@class` takes.
pub(crate) const CLASSES: Words = &[
    ("exact", "The same bits on every machine."),
    ("tolerance", "The same but for rounding."),
    ("seeded", "Random, by a seed: the same bits for the same seed."),
];

/// What `@quality` takes.
pub(crate) const QUALITIES: Words = &[
    ("draft", "To look at and to decide by: fast, and visibly less."),
    ("standard", "What a restoration is made with as a rule."),
    ("best", "The most that can be had, whatever it costs."),
];

/// What `on` takes.
pub(crate) const BACKENDS: Words = &[("cpu", "The processor."), ("gpu", "A graphics processor.")];

/// Functions of values outside kernels.
pub(crate) const FUNCTIONS: Words = &[
    ("min", "The smallest of two or more numbers."),
    ("max", "The largest of two or more numbers."),
    ("abs", "The number without its sign."),
    ("round", "The nearest whole number."),
    ("floor", "The next whole number below."),
    ("ceil", "The next whole number above."),
    ("len", "How many elements a list has."),
    ("given", "Whether an optional value is given."),
    ("memory", "In `expect`: the memory that a run takes at most, as `memory() <= 512MiB`."),
    ("kept", "In `expect`: whether an output has all of a kind of stream, as `kept(audio)` or `kept(all)`."),
    ("as_mask", "A mask of a clip's luma."),
    ("as_clip", "A mask as a gray clip, to look at."),
    ("encode", "Ends a picture: `encode(ffv1)`, with the settings of the encoder."),
];

/// Functions and places in kernels.
pub(crate) const KERNEL_WORDS: Words = &[
    ("median", "The middle one of an odd number of values."),
    ("sort", "`sort(a, b, …)[0]`: values in order, the least first; `sort for dy in -1..1 { … }` those of a loop."),
    ("sum", "`sum for dy in -1..1 { … }`: the sum over constant ranges."),
    ("clamp", "`clamp(v, low, high)`: `v`, moved into the range."),
    ("mix", "`mix(a, b, t)`: from `a` to `b` as `t` goes from 0 to 1."),
    ("select", "`select(condition, a, b)`: one of two values, sample by sample."),
    ("sqrt", "The square root."),
    ("exp", "e to the power of the number."),
    ("log", "The natural logarithm."),
    ("pow", "`pow(a, b)`: `a` to the power of `b`."),
    ("sin", "The sine of an angle in radians."),
    ("cos", "The cosine of an angle in radians."),
    ("random", "`random(seed)`: a number from 0 to 1 that depends on seed, frame, plane and place only."),
    (
        "curve",
        "`curve(v, [[0, 0], [0.5, 0.6], [1, 1]])`: a curve through points; `curve(v, points, smooth)` without corners.",
    ),
    ("table", "`table(list, position)`: the element of a list at a position that differs from sample to sample."),
    ("plane_min", "`plane_min(src)`: the smallest value of a plane."),
    ("plane_max", "`plane_max(src)`: the largest value of a plane."),
    ("plane_mean", "`plane_mean(src)`: the mean of a plane; `plane_mean(src, -1)` that of the frame before."),
    ("plane_percentile", "`plane_percentile(src, 1%)`: the value that this share of a plane does not exceed."),
    ("plane_share", "`plane_share(src, low, high)`: the share of a plane's samples from `low` on and below `high`."),
    ("x", "The column of the sample in its plane."),
    ("y", "The row of the sample in its plane."),
    ("frame", "The number of the frame."),
    ("time", "When the frame is shown, in seconds from the start of the clip."),
    ("width", "The width of the plane."),
    ("height", "The height of the plane."),
];

/// The values that a property can have, if they have names.
pub(crate) fn values_of(property: &str) -> Vec<String> {
    fn names<T: Named>() -> Vec<String> {
        T::ALL.iter().map(|value| value.name().to_owned()).collect()
    }
    match property {
        "sample" => SampleType::ALL.iter().map(ToString::to_string).collect(),
        "layout" => names::<Layout>(),
        "matrix" => names::<Matrix>(),
        "primaries" => names::<Primaries>(),
        "transfer" => names::<Transfer>(),
        "range" => names::<Range>(),
        "chroma_location" => names::<ChromaLocation>(),
        "scan" => names::<Scan>(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_language_is_explained() {
        for keyword in fwr_compiler::syntax::KEYWORDS {
            assert!(meaning(KEYWORDS, keyword).is_some(), "{keyword}");
        }
        for property in fwr_compiler::types::property::PROPERTIES {
            assert!(meaning(PROPERTIES, property).is_some(), "{property}");
        }
        for function in fwr_compiler::resolve::FUNCTIONS {
            assert!(meaning(FUNCTIONS, function).is_some(), "{function}");
        }
        for role in fwr_compiler::resolve::Role::ALL {
            assert!(ROLES.contains(&role.name()), "{role}");
        }
        for quality in fwr_compiler::resolve::Quality::ALL {
            assert!(meaning(QUALITIES, quality.name()).is_some(), "{quality}");
        }
        for (backend, _) in fwr_compiler::elaborate::BACKENDS {
            assert!(meaning(BACKENDS, backend).is_some(), "{backend}");
        }
        for class in fwr_compiler::resolve::Class::ALL {
            assert!(meaning(CLASSES, class.name()).is_some(), "{class}");
        }
    }

    /// A snippet as it is with its own texts, `x` where it has none.
    fn filled_in(snippet: &str) -> String {
        let mut out = String::new();
        let mut rest = snippet;
        while let Some((before, behind)) = rest.split_once('$') {
            out.push_str(before);
            let (text, after) = match behind.strip_prefix('{') {
                Some(inside) => inside.split_once('}').expect("the brace is closed"),
                None => ("", &behind[1..]),
            };
            let text = text.trim_start_matches(|c: char| c.is_ascii_digit());
            match (text.strip_prefix(':'), text.strip_prefix('|')) {
                (Some(own), _) => out.push_str(own),
                (_, Some(choices)) => out.push_str(choices.split(',').next().unwrap_or_default()),
                _ => out.push('x'),
            }
            rest = after;
        }
        out + rest
    }

    #[test]
    fn snippets_are_in_the_language() {
        for (word, snippet) in ITEM_SNIPPETS {
            let text = filled_in(snippet).replace("use x", "use presets.x");
            let (file, found) = fwr_compiler::syntax::parse(fwr_compiler::syntax::SourceId(0), &text);
            assert_eq!(found, [], "{word}: {text}");
            assert_eq!(file.items.len(), 1, "{word}: {text}");
        }
    }
}
