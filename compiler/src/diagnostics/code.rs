//! The catalogue: every code, once.

use std::fmt;

use super::Severity;

/// The code of a kind of diagnostic: `E…` errors stop the work, `W…` warnings do not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

/// Declares the codes, each with its page `pages/CODE.md`.
macro_rules! catalogue {
    ($($(#[$meta:meta])* $name:ident = $id:literal;)*) => {
        impl Code {
            $($(#[$meta])* pub const $name: Self = Self($id);)*

            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The page that explains this code, in Markdown.
            pub fn page(self) -> &'static str {
                match self.0 {
                    $($id => include_str!(concat!("pages/", $id, ".md")),)*
                    _ => unreachable!("codes are made by the catalogue only"),
                }
            }
        }
    };
}

catalogue! {
    // E01: the text.
    /// The text does not follow the grammar.
    SYNTAX = "E0101";
    /// A spelling of another language, or a character that a word processor put in.
    FOREIGN = "E0102";
    /// A bracket or a text that is opened and not closed, or closed and not opened.
    NOT_CLOSED = "E0103";
    /// Expressions nested too deep, or chained too long.
    TOO_DEEP = "E0104";

    // E02: names.
    /// A name that nothing defines.
    UNKNOWN_NAME = "E0201";
    /// A filter or function that nothing defines.
    UNKNOWN_FILTER = "E0202";
    /// An argument that the filter does not take.
    UNKNOWN_ARGUMENT = "E0203";
    /// A name defined twice.
    DUPLICATE_NAME = "E0204";
    /// A property that the value does not have.
    UNKNOWN_PROPERTY = "E0205";
    /// A filter that uses itself.
    RECURSION = "E0206";
    /// A file or preset to use that is not there.
    NO_MODULE = "E0207";
    /// A state of the language that this version does not know.
    UNKNOWN_EDITION = "E0208";
    /// A level for a lint that does not exist.
    UNKNOWN_LINT = "E0209";
    /// An encoder that nothing declares.
    UNKNOWN_ENCODER = "E0211";

    // E03: values.
    /// A value of the wrong type.
    WRONG_TYPE = "E0301";
    /// A quantity in the wrong unit.
    WRONG_UNIT = "E0302";
    /// A number outside the declared range.
    OUT_OF_RANGE = "E0303";
    /// A value that is not one of the choices.
    NOT_A_CHOICE = "E0304";
    /// A required argument that is missing.
    MISSING_ARGUMENT = "E0305";
    /// More positional arguments than the filter takes, or one given twice.
    EXTRA_ARGUMENT = "E0306";
    /// A declaration that cannot work.
    BAD_DECLARATION = "E0307";
    /// A kernel that cannot be lowered to pixel code.
    BAD_KERNEL = "E0308";
    /// A `match` that leaves out values that there can be.
    NOT_EXHAUSTIVE = "E0309";
    /// Something that was not given and is used as if it were.
    NOTHING_GIVEN = "E0310";
    /// A type that there is not.
    UNKNOWN_TYPE = "E0319";
    /// A range with nothing in it.
    EMPTY_RANGE = "E0320";
    /// A division by zero.
    DIVISION_BY_ZERO = "E0311";
    /// An offset, bound or seed of a kernel that is not a whole number known before the run.
    KERNEL_OFFSET = "E0312";
    /// A kernel that reads further than kernels reach.
    KERNEL_REACH = "E0313";
    /// A kernel of too many operations.
    KERNEL_SIZE = "E0314";
    /// A median of an even number of values, or of too many.
    KERNEL_MEDIAN = "E0315";
    /// A kernel that takes no plane, or gives something else.
    KERNEL_SIGNATURE = "E0316";
    /// An implementation that cannot stand in for the filter that it names.
    MISFIT = "E0317";
    /// A pin on a call in which nothing is computed.
    NOTHING_TO_PIN = "E0318";

    // E04: clips.
    /// A clip that lacks what the filter needs.
    CLIP_MISMATCH = "E0401";
    /// Geometry that cuts through a chroma sample or leaves no picture.
    BAD_GEOMETRY = "E0402";
    /// Two clips that must have the same format and do not.
    CLIPS_DIFFER = "E0403";
    /// A conversion that cannot be made.
    NO_CONVERSION = "E0404";
    /// One clip that cannot be both of what two filters ask for.
    CONTRADICTION = "E0405";
    /// A file that is not what its input promises.
    CONTRACT = "E0406";
    /// An untagged property that a filter depends on.
    ASSUMED_TAG = "W0401";
    /// A conversion that loses something, inserted by the compiler.
    LOSSY_CONVERSION = "W0402";
    /// A filter that mixes the lines of two fields.
    FIELDS_MIXED = "W0403";
    /// Fields that are not as the file's tag says.
    FIELD_ORDER_CONTRADICTED = "W0404";

    // E05: the graph as a whole.
    /// A graph with nothing to write.
    NO_OUTPUT = "E0501";
    /// An output without a picture, or one too many.
    BAD_OUTPUT = "E0502";
    /// An input without a file.
    UNBOUND_INPUT = "E0503";
    /// A graph that expands to more than can be worked out.
    TOO_LARGE = "E0504";
    /// A network, which this version cannot run.
    NO_BACKEND = "E0505";
    /// Two outputs to one file.
    OUTPUT_TWICE = "E0514";
    /// A field that outputs do not have.
    UNKNOWN_FIELD = "E0515";
    /// A kind of stream that there is not.
    UNKNOWN_STREAM = "E0516";
    /// A kind of stream both kept and left out.
    KEPT_AND_DROPPED = "E0517";
    /// A `let`, `param` or `input` that nothing uses.
    UNUSED = "W0501";
    /// A filter, kernel or model that nothing calls.
    UNUSED_FILTER = "W0502";
    /// A parameter that its filter does not use.
    UNUSED_PARAMETER = "W0503";
    /// A `use` of which nothing is used.
    UNUSED_USE = "W0504";

    // E06: the order of steps.
    /// Sharpening before denoising.
    SHARPEN_BEFORE_DENOISE = "W0601";
    /// Scaling an interlaced clip.
    SCALE_WHILE_INTERLACED = "W0602";
    /// Denoising an interlaced clip.
    DENOISE_WHILE_INTERLACED = "W0603";
    /// Removing dust before stabilising.
    DUST_BEFORE_STABILISE = "W0604";
    /// Removing dust before evening brightness out.
    DUST_BEFORE_DEFLICKER = "W0605";
    /// Adding grain before scaling.
    GRAIN_BEFORE_SCALE = "W0606";
    /// Adding grain before denoising.
    GRAIN_BEFORE_DENOISE = "W0607";
    /// Sharpening before scaling.
    SHARPEN_BEFORE_SCALE = "W0608";
    /// Deblocking after other work.
    DEBLOCK_LATE = "W0609";
    /// Cropping after work on the whole picture.
    CROP_LATE = "W0610";
    /// Deinterlacing after other work.
    DEINTERLACE_LATE = "W0611";
    /// Evening brightness out before stabilising.
    DEFLICKER_BEFORE_STABILISE = "W0612";
    /// Debanding before denoising.
    DEBAND_BEFORE_DENOISE = "W0613";

    // E07: work and precision thrown away.
    /// Eight bits between two steps that compute.
    EIGHT_BIT_INTERMEDIATE = "W0701";
    /// A range changed and changed back.
    RANGE_ROUND_TRIP = "W0702";
    /// A matrix changed and changed back.
    MATRIX_ROUND_TRIP = "W0703";
    /// Chroma enlarged and shrunk again.
    CHROMA_ROUND_TRIP = "W0704";
    /// A picture enlarged and shrunk again.
    SCALED_UP_AND_DOWN = "W0705";
    /// A resize right after another.
    SCALED_TWICE = "W0706";
    /// A step that changes nothing.
    IDENTITY_STEP = "W0707";
    /// An argument beyond which nothing changes.
    SATURATED_ARGUMENT = "W0708";
    /// An argument without effect.
    INEFFECTIVE_ARGUMENT = "W0709";
    /// Fewer bits without dither.
    UNDITHERED = "W0710";
    /// Frames weighed over time that are not evenly spaced.
    UNEVEN_FRAMES = "W0711";

    // E08: how a graph is written.
    /// An arm of a `match` that is never taken.
    UNREACHABLE_ARM = "W0801";
    /// A condition that is always true, or never.
    CONSTANT_CONDITION = "W0802";
    /// An argument that says what holds without it.
    REDUNDANT_DEFAULT = "W0803";
    /// A path that is right on one machine.
    ABSOLUTE_PATH = "W0804";
    /// Something that others set or call, without an explanation.
    MISSING_DOCS = "W0805";
    /// A call of something that should not be used any more.
    DEPRECATED = "W0806";
    /// A file without an edition.
    MISSING_EDITION = "W0807";
    /// A name that hides another.
    SHADOWED_NAME = "W0808";

    // E10: media that is read.
    /// A file that is not there.
    INPUT_MISSING = "E1001";
    /// A file that cannot be opened.
    INPUT_UNREADABLE = "E1002";
    /// A file that is not media, as far as FFmpeg can tell.
    NOT_MEDIA = "E1003";
    /// No stream of the kind that the graph uses.
    NO_STREAM = "E1004";
    /// No decoder for a stream in this build of FFmpeg.
    NO_DECODER = "E1005";
    /// A pixel format that FrameWright does not read.
    PIXEL_FORMAT = "E1006";
    /// A file that ends early or has damage inside.
    DAMAGED_INPUT = "E1007";
    /// The picture's format changes in the middle of the file.
    FORMAT_CHANGE = "E1008";
    /// FFmpeg's libraries cannot be loaded.
    NO_FFMPEG = "E1009";
    /// A file that changes while it is read.
    INPUT_CHANGED = "E1010";
    /// A sequence of images without a frame rate.
    SEQUENCE_RATE = "E1011";
    /// A sequence of images with numbers missing.
    SEQUENCE_GAP = "E1012";
    /// Images that are not of one sequence.
    SEQUENCE_MIXED = "E1013";
    /// Damage that was accepted with `--allow-damaged`.
    DAMAGE_ALLOWED = "W1007";

    // E11: media that is written.
    /// The destination exists already.
    OUTPUT_EXISTS = "E1101";
    /// The destination is one of the inputs.
    OUTPUT_IS_INPUT = "E1102";
    /// The destination cannot be created.
    OUTPUT_UNWRITABLE = "E1103";
    /// No room left at the destination.
    DISK_FULL = "E1104";
    /// A stream that the container cannot hold.
    CONTAINER = "E1105";
    /// An encoder that this build of FFmpeg lacks.
    NO_ENCODER = "E1106";
    /// A file name whose container is not known.
    UNKNOWN_CONTAINER = "E1107";
    /// An encoder that failed or refused its settings.
    ENCODE_FAILED = "E1108";
    /// A destination that another run writes.
    OUTPUT_IN_USE = "E1109";
    /// A pipe whose reader has gone.
    PIPE_CLOSED = "E1110";
    /// Images of an earlier run beside those that were written.
    OLD_IMAGES = "W1101";
    /// A stream or tag left out of the output.
    STREAM_DROPPED = "W1105";

    // E12: the run.
    /// Stopped by the user.
    INTERRUPTED = "E1201";
    /// A fault in FrameWright itself.
    INTERNAL = "E1202";
    /// A clip without frames that is to be measured.
    NOTHING_MEASURED = "E1203";
    /// No graphics processor where one is asked for.
    NO_GPU = "E1204";
    /// A graphics processor that went away.
    GPU_LOST = "E1205";
    /// A shader that the driver does not build.
    SHADER_FAILED = "E1206";
    /// No memory left on the graphics processor.
    GPU_MEMORY = "E1207";
    /// A plane or a step beyond the limits of the graphics processor.
    GPU_LIMIT = "E1208";
    /// An output that is not what the plan and the source make of it.
    MISMATCH = "E1210";
    /// No memory left on the machine.
    OUT_OF_MEMORY = "E1211";
    /// A run that is to be cut into segments and cannot be.
    CANNOT_CUT = "E1221";
    /// Segments that were made of something else.
    OTHER_SEGMENTS = "E1222";
    /// Segments that are not there and are to be joined.
    SEGMENTS_MISSING = "E1223";
    /// A segment that is not what was written.
    SEGMENT_DAMAGED = "E1224";
    /// A graphics processor that is a program on the processor.
    SOFTWARE_GPU = "W1204";
    /// Pictures that look as if something went wrong.
    SUSPICIOUS = "W1210";

    // E13: the command line.
    /// A graph file that cannot be read.
    GRAPH_UNREADABLE = "E1301";
    /// More files, or other names, than the graph has inputs.
    UNKNOWN_INPUT = "E1302";
    /// A `-p` that names no param, or whose value cannot be read.
    BAD_PARAM = "E1303";
    /// A filter, preset or code asked about that does not exist.
    NOT_FOUND = "E1304";
    /// A graph to be tested that expects nothing.
    NO_EXPECTATIONS = "E1305";
    /// A batch without a file to work on.
    NO_FILES = "E1310";
    /// Two inputs of a batch that would write one file.
    SAME_OUTPUT = "E1311";
    /// A pattern for names that cannot be followed.
    NAME_PATTERN = "E1312";

    // E14: planning.
    /// A profile of a machine that cannot be read.
    BAD_PROFILE = "E1401";
    /// A machine that has no profile.
    NO_MACHINE = "E1402";
    /// A pin that cannot be kept.
    PIN = "E1403";
    /// A plan that cannot be made to fit into the memory it may take.
    OVER_BUDGET = "E1410";
    /// A deadline that nothing meets.
    DEADLINE = "E1411";
    /// A run that may take more time, memory or money than it is allowed.
    OVER_LIMIT = "E1412";
    /// A recipe that is no longer what it was locked to.
    LOCK_DIFFERS = "E1420";
    /// A lock file that is not there or cannot be read.
    LOCK_UNREADABLE = "E1421";
    /// A recipe that is put otherwise than when it was locked, with the same result.
    LOCK_AGED = "W1420";
}

impl Code {
    /// The code as written: `E0101`.
    pub fn id(self) -> &'static str {
        self.0
    }

    /// The code written `id`, in any case.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.0.eq_ignore_ascii_case(id))
    }

    /// Whether the text could not be read: what it says is then not known.
    pub fn is_syntax(self) -> bool {
        self.0.starts_with("E01")
    }

    /// Error or warning, where no level is set.
    pub fn severity(self) -> Severity {
        if self.0.starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// The first heading of the page: what the code means in a few words.
    pub fn title(self) -> &'static str {
        let heading = self.page().lines().next().unwrap_or("");
        heading.trim_start_matches('#').trim().trim_start_matches(self.0).trim_start_matches([':', ' '])
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
