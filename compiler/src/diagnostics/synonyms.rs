//! Words of FFmpeg, VapourSynth, AviSynth and editing programs for what has another name here.

/// Words that mean one of some names here. Which of the names it is shows in the place where
/// the word stands: only one of them can be written there.
struct Synonyms {
    names: &'static [&'static str],
    words: &'static [&'static str],
}

const fn group(names: &'static [&'static str], words: &'static [&'static str]) -> Synonyms {
    Synonyms { names, words }
}

/// Words are in lower case without `_` and `-`; a word may be in several groups.
const SYNONYMS: &[Synonyms] = &[
    // Encoders.
    group(&["x264"], &["libx264", "h264", "avc", "libx264rgb", "h264nvenc", "h264vaapi", "h264qsv", "mpeg4avc"]),
    group(&["x265"], &["libx265", "h265", "hevc", "hevcnvenc", "hevcvaapi", "hevcqsv"]),
    group(&["ffv1"], &["lossless", "huffyuv", "ffvhuff", "utvideo", "lagarith", "ffvhuff"]),
    // Properties of clips.
    group(&["scan"], &["fieldorder", "fieldbased", "interlaced", "interlace", "fields", "parity", "isinterlaced"]),
    group(
        &["layout"],
        &["pixfmt", "pixelformat", "pixeltype", "format", "chroma", "subsampling", "chromaformat", "csp"],
    ),
    group(&["sample"], &["bitdepth", "depth", "bits", "bitspersample", "bitspercomponent", "sampletype"]),
    group(&["rate"], &["fps", "framerate", "rframerate", "avgframerate", "fpsnum"]),
    group(&["frames"], &["numframes", "framecount", "nbframes", "length", "duration", "totalframes"]),
    group(&["matrix"], &["colorspace", "colourspace", "colormatrix", "colourmatrix", "matrixins", "space"]),
    group(&["range"], &["colorrange", "colourrange", "levels", "rangein", "fullrange"]),
    group(&["transfer"], &["trc", "colortrc", "gamma", "transferins", "eotf"]),
    group(&["primaries"], &["colorprimaries", "colourprimaries", "gamut", "primariesin"]),
    group(&["chroma_location"], &["chromaloc", "chromalocation", "chromasamplelocation", "cplace", "siting"]),
    group(&["sar"], &["par", "dar", "aspect", "aspectratio", "pixelaspect", "sampleaspectratio"]),
    group(&["time_base"], &["timebase", "tb"]),
    group(&["width"], &["w", "iw", "ow", "outw", "targetwidth"]),
    group(&["height"], &["h", "ih", "oh", "outh", "targetheight"]),
    group(&["video"], &["v", "picture", "image", "clip", "frames"]),
    group(&["audio"], &["a", "sound"]),
    // Values of properties.
    group(&["limited"], &["tv", "mpeg", "narrow", "video", "studio", "legal"]),
    group(&["full"], &["pc", "jpeg", "extended", "data"]),
    group(&["tff"], &["top", "topfieldfirst", "tffirst", "upper", "upperfieldfirst", "tb", "tt"]),
    group(&["bff"], &["bottom", "bottomfieldfirst", "lower", "lowerfieldfirst", "bt", "bb"]),
    group(&["progressive"], &["frame", "framebased", "prog", "noninterlaced", "deinterlaced"]),
    group(&["interlaced"], &["fieldbased", "fields"]),
    group(&["smpte170m"], &["601", "bt601", "rec601", "170m", "ntsc", "itu601", "matrix.rec601"]),
    group(&["bt470bg"], &["470bg", "pal", "rec601pal"]),
    group(&["bt709"], &["709", "rec709", "hd", "itu709"]),
    group(&["bt2020nc"], &["2020", "rec2020", "2020ncl", "bt2020", "bt2020ncl"]),
    group(&["smpte2084"], &["pq", "st2084", "hdr10"]),
    group(
        &["yuv420"],
        &["yuv420p", "yuv420p8", "yuv420p10", "yuv420p10le", "yuvj420p", "yv12", "i420", "nv12", "p010", "420"],
    ),
    group(
        &["yuv422"],
        &["yuv422p", "yuv422p8", "yuv422p10", "yuv422p10le", "yuvj422p", "yv16", "uyvy422", "yuy2", "v210", "422"],
    ),
    group(&["yuv444"], &["yuv444p", "yuv444p8", "yuv444p10", "yuv444p10le", "yuvj444p", "yv24", "444", "yuv444ps"]),
    group(&["rgb"], &["rgb24", "gbrp", "rgbs", "rgb48", "rgb32", "rgb30", "bgr24"]),
    group(&["gray"], &["grey", "gray8", "gray16", "y8", "y16", "luma", "mono", "grays"]),
    group(&["u8"], &["8", "8bit", "uint8", "byte"]),
    group(&["u10"], &["10", "10bit"]),
    group(&["u16"], &["16", "16bit", "uint16", "word"]),
    group(&["f32"], &["32", "32bit", "float", "single", "float32"]),
    group(&["f16"], &["half", "float16"]),
    group(&["constant"], &["cfr"]),
    group(&["variable"], &["vfr"]),
    // Choices of filters.
    group(&["double"], &["bob", "sendfield", "field", "fields", "doublerate", "2x", "60i"]),
    group(&["same"], &["sendframe", "single", "samerate", "keep", "input"]),
    group(&["point"], &["nearest", "neighbor", "nearestneighbor", "nearestneighbour", "none"]),
    group(&["bilinear"], &["linear", "fastbilinear", "triangle"]),
    group(&["bicubic"], &["cubic"]),
    group(&["catmull_rom"], &["catrom"]),
    group(&["lanczos"], &["lanczos3", "lanczos4", "sinc"]),
    group(&["spline36"], &["spline", "spline64"]),
    group(&["ordered"], &["bayer", "halftone"]),
    group(&["luma"], &["y", "0", "lum"]),
    group(&["chroma"], &["uv", "cbcr"]),
    group(&["all"], &["yuv", "every", "both"]),
    // Arguments of filters.
    group(&["radius"], &["hradius", "vradius", "r", "lumaradius", "size", "kernelsize", "lr", "tr"]),
    group(&["amount"], &["strength", "str", "lumaamount", "la", "intensity"]),
    group(&["method"], &["kernel", "filter", "algorithm", "flags", "resampler", "interpolation"]),
    group(&["crf"], &["quality", "q", "qp", "cq", "rf", "quantizer"]),
    group(&["preset"], &["speed", "cpuused"]),
    group(&["threshold"], &["thr", "th", "thresh"]),
    group(&["luma_threshold"], &["thresh", "threshold", "thy", "lumathreshold", "thsad"]),
    group(&["chroma_threshold"], &["thc", "thuv", "chromathreshold", "thsadc"]),
    group(&["start"], &["startframe", "first", "from", "ss"]),
    group(&["end"], &["endframe", "last", "to", "stop"]),
    group(&["dither"], &["dithertype", "dithering"]),
    // Fields of outputs, kinds of stream.
    group(&["subtitles"], &["subs", "s", "captions", "text", "closedcaptions"]),
    group(&["attachments"], &["fonts", "t", "attachment", "covers", "coverart", "pictures"]),
    group(&["chapters"], &["chapter", "marks"]),
    group(&["metadata"], &["tags", "mapmetadata"]),
    group(&["data"], &["d", "timecode", "tmcd"]),
    // Types.
    group(&["text"], &["str", "string", "char", "path"]),
    group(&["number"], &["float", "double", "f64", "real", "decimal", "num"]),
    group(&["int"], &["integer", "i32", "i64", "long", "uint"]),
    group(&["bool"], &["boolean", "flag"]),
    group(&["video"], &["videonode", "vnode", "clip", "picture"]),
    group(&["media"], &["file", "source", "movie"]),
];

/// The candidate that `name` means in another program.
pub(super) fn meant<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // `std.BoxBlur`, `vs.RGB24`: the last word says it.
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    let word: String = last.to_lowercase().chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect();
    let groups = SYNONYMS.iter().filter(|group| group.words.contains(&word.as_str()));
    groups
        .flat_map(|group| group.names)
        .find_map(|name| candidates.iter().find(|candidate| *candidate == name).copied())
}

#[cfg(test)]
mod tests {
    use super::{SYNONYMS, meant};

    #[test]
    fn the_place_decides_what_a_word_means() {
        assert_eq!(meant("bottom", &["progressive", "tff", "bff"]), Some("bff"));
        assert_eq!(meant("bottom", &["left", "top"]), None);
        assert_eq!(meant("vs.RGB24", &["rgb", "yuv444"]), Some("rgb"));
        assert_eq!(meant("color_space", &["range", "matrix"]), Some("matrix"));
    }

    #[test]
    fn words_are_written_as_they_are_looked_up() {
        for word in SYNONYMS.iter().flat_map(|group| group.words) {
            assert!(!word.contains(['_', '-', ' ']) && word.to_lowercase() == **word, "{word}");
        }
    }
}
