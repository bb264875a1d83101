//! The command line: one definition for parsing, help, completions and the man page.

mod batch;
mod compare;
mod estimate;
mod excerpt;
mod explain;
mod how;
mod lock;
mod machine;
mod picture;
mod planning;
mod quantities;
mod rate;
mod recipes;
mod repeats;
mod segments;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fwr_compiler::media::MediaInfo;

pub(crate) use batch::BatchArgs;
pub(crate) use compare::CompareArgs;
pub(crate) use estimate::EstimateArgs;
pub(crate) use excerpt::ExcerptArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use how::HowArgs;
pub(crate) use lock::{LockArgs, LockedArgs};
pub(crate) use machine::{CalibrateArgs, MachineArgs};
pub(crate) use picture::{PictureArgs, PictureFormat};
pub(crate) use planning::{BackendName, Forbidden, PlanningArgs};
pub(crate) use quantities::{duration, rate};
pub(crate) use rate::RateArgs;
pub(crate) use recipes::{NewArgs, PresetsArgs};
pub(crate) use segments::{JoinArgs, SegmentArgs, StatusArgs};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "fwr",
    version,
    about = "Restore video from a graph: checked, planned, streamed",
    long_about = "FrameWright restores video from a graph: a .fwr text file that says what should happen to \
                  pictures and sound. It is checked like a program, planned before a frame is read, and streamed \
                  to a file that only appears when it is complete.",
    after_help = "Examples:\n  \
                  fwr run examples/01-first-light.fwr tape.mkv -o restored.mkv\n  \
                  fwr check graph.fwr\n  \
                  fwr plan graph.fwr tape.mkv\n  \
                  fwr doc deinterlace\n\n\
                  Exit codes: 0 fine, 1 errors in the graph, 2 usage, 3 the run failed, 4 a limit \
                  is not met, 5 a lock differs, 6 some of a batch failed, 130 stopped by you, 141 the reader of a pipe has gone."
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Say more on stderr; twice for every step
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub(crate) verbose: u8,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a graph: read, restore, write
    #[command(after_help = "Examples:\n  \
        fwr run graph.fwr                          the graph names its own files\n  \
        fwr run graph.fwr tape.mkv -o out.mkv      files in the order of the graph's inputs\n  \
        fwr run graph.fwr -i tape=tape.mkv -p strength=0.8 -o out.mkv --force\n  \
        fwr run graph.fwr tape.mkv -o out.mkv --locked   as graph.fwr.lock has it, or not at all\n  \
        fwr run graph.fwr tape.mkv -o look.mkv --from 1m30s --to 1m40s    ten seconds of it\n  \
        fwr run graph.fwr - -o restored.mkv        from a pipe: Y4M, NUT, Matroska, MPEG streams\n  \
        fwr run graph.fwr tape.mkv -o - --format y4m | x265 --y4m - -o out.hevc    and to one\n  \
        fwr run graph.fwr 'scan/####.dpx' --rate 24 -o restored.mkv    from a sequence of images\n  \
        fwr run graph.fwr tape.mkv -o 'frames/%06d.png'    and to one, of a graph that ends in rgb\n  \
        fwr run graph.fwr tape.mkv --null          how fast the filters are, writing nothing\n  \
        fwr run graph.fwr tape.mkv --null --no-fuse    and each by itself, for comparison\n  \
        fwr run graph.fwr tape.mkv -o out.mkv --segment 20s     nothing older than 20 s is ever done twice\n  \
        fwr run graph.fwr tape.mkv -o out.mkv --segments 3..5   a part, for `fwr join`\n\n\
        The output appears only when it is complete. Streams that the graph does not name are copied. A run that was \
        stopped goes on when the same command is given again.")]
    Run(RunArgs),
    /// Run a graph on many files, one after another
    #[command(
        after_help = "Examples:\n  \
        fwr batch graph.fwr clips/*.mkv --into restored/    clips/a.mkv to restored/a.mkv, and so on\n  \
        fwr batch graph.fwr clips/*.mkv --into restored/ --dry-run    what that takes\n  \
        fwr batch graph.fwr tapes/ --recursive --into restored/       folders within folders\n  \
        fwr batch graph.fwr tapes/ -o '{folder}/{stem}.restored.mkv'  beside each\n  \
        fwr batch graph.fwr --list files.txt --into restored/ --fail-fast\n  \
        fwr batch graph.fwr clips/ --into restored/ -p strength=0.8 --report batch.json\n  \
        fwr batch graph.fwr clips/ --into look/ --from 1m --to 1m10s  ten seconds of each\n\n\
        Everything is checked and planned before the first file is run, each file for itself. One that cannot be run \
        does not stop the others: exit code 6 says that there was one. The same command again goes on where it stopped: \
        what is complete and was made in the same way is left as it is.",
        mut_arg("media", |arg| arg.help("Files, or folders with them: each takes its turn as the first of the graph's inputs that -i does not name")),
        mut_arg("output", |arg| arg.value_name("PATTERN").help("What each result is called, once for each output: {stem} is the name of the file without its ending, {ext} the ending, {folder} the folder that it is in; `{stem}` and the ending of the graph's own output by default"))
    )]
    Batch(BatchArgs),
    /// Put together what `fwr run --segments` has made
    #[command(after_help = "Examples:\n  \
        fwr run graph.fwr tape.mkv -o out.mkv --segments 0..4    here\n  \
        fwr run graph.fwr tape.mkv -o out.mkv --segments 4..8    in another program, at the same time\n  \
        fwr join graph.fwr tape.mkv -o out.mkv\n\n\
        The arguments are those of the run. Nothing is worked out; if segments are missing, it says which.")]
    Join(JoinArgs),
    /// Say what is there of a run that was stopped or is made in parts
    #[command(after_help = "Examples:\n  \
        fwr status graph.fwr tape.mkv -o out.mkv   the arguments of the run\n  \
        fwr status .out.mkv.fwr                    or the folder that it keeps its work in\n  \
        fwr status .out.mkv.fwr --json")]
    Status(StatusArgs),
    /// Check a graph, with or without its media
    #[command(after_help = "Examples:\n  \
        fwr check graph.fwr\n  \
        fwr check graph.fwr tape.mkv               checks formats against the real file\n  \
        fwr check graph.fwr tape.mkv --measure-fields    and its field order against its pictures\n  \
        fwr check graph.fwr --fix                  mends what is certain, in the file\n  \
        fwr check graph.fwr --json                 findings for programs\n\n\
        Without media nothing is opened. With media, its headers and first frames are looked at, and whole \
        clips only for the measures that the graph asks for, such as `brightness(tape.video)`.")]
    Check(CheckArgs),
    /// Show what a run would do, before a frame is read
    #[command(after_help = "Examples:\n  \
        fwr plan graph.fwr tape.mkv\n  \
        fwr plan graph.fwr tape.mkv --json\n  \
        fwr plan graph.fwr tape.mkv --emit graph\n  \
        fwr plan graph.fwr tape.mkv --emit fused   which kernels run as one, and what they cost\n  \
        fwr plan graph.fwr tape.mkv --emit wgsl    the shaders for graphics processors\n  \
        fwr plan graph.fwr tape.mkv --emit graph-after=merge_equal_nodes")]
    Plan(PlanArgs),
    /// Say what a run would take, before a frame is read: time, memory, disk, money
    #[command(after_help = "Examples:\n  \
        fwr estimate graph.fwr tape.mkv\n  \
        fwr estimate graph.fwr tape.mkv --on h200\n  \
        fwr estimate graph.fwr tape.mkv --compare this,laptop,h200\n  \
        fwr estimate graph.fwr tape.mkv --compare-quality draft,standard,best\n  \
        fwr estimate graph.fwr tape.mkv --max-time 30m --max-memory 4GiB    for scripts: exit code 4 if not\n  \
        fwr estimate graph.fwr --clip 1920x1080,25fps,2h,h264 --on h200      without a file\n  \
        fwr estimate graph.fwr tape.mkv --json\n\n\
        Of the media, headers and first frames are looked at, and whole clips only for the measures that the graph \
        asks for. Intervals hold nine times in ten; the bound on memory always does.")]
    Estimate(EstimateArgs),
    /// Draw what a run would do: ops, what is fused, where they run
    #[command(after_help = "Examples:\n  \
        fwr graph graph.fwr tape.mkv > graph.svg\n  \
        fwr graph graph.fwr tape.mkv --prefer gpu > graph.svg    what crosses to the graphics processor\n  \
        fwr graph graph.fwr tape.mkv --format mermaid            to paste into Markdown\n  \
        fwr graph graph.fwr tape.mkv --format dot | dot -Tpdf -o graph.pdf")]
    Graph(PictureArgs),
    /// Test what a graph expects of its result
    #[command(after_help = "Examples:\n  \
        fwr test graph.fwr fixture.mkv             exit code 1 if an expectation does not hold\n  \
        fwr test graph.fwr fixture.mkv --json      each condition with the values on both sides\n  \
        fwr test graph.fwr fixture.mkv --junit verdicts.xml    for build servers\n\n\
        The conditions of the graph's `expect` blocks are decided on this media. What they measure is worked out \
        from whole clips; nothing is written.")]
    Test(TestArgs),
    /// Compare a clip with what it should be: how close it is, and where it is not
    #[command(after_help = "Examples:\n  \
        fwr compare restored.mkv original.mkv\n  \
        fwr compare restored.mkv original.mkv --metrics psnr,shimmer\n  \
        fwr compare restored.mkv original.mkv --stills worst/     the worst frames, side by side\n  \
        fwr compare restored.mkv original.mkv --from 10s --to 20s\n  \
        fwr compare restored.mkv original.mkv --json\n\n\
        Both must be of one size, layout and length; depth and range may differ. `fwr doc psnr` and so on say what each \
        figure is. Exit code 1 if the two cannot be compared; to hold a figure to a limit, use `expect` and `fwr test`.")]
    Compare(CompareArgs),
    /// Write down what a graph comes to, so that it stays so
    #[command(after_help = "Examples:\n  \
        fwr lock graph.fwr                         writes graph.fwr.lock, for clips of any format\n  \
        fwr lock graph.fwr tape.mkv                and pins the plan for clips of this one's format\n  \
        fwr lock graph.fwr --check                 exit code 5 if it is no longer what was locked\n  \
        fwr lock graph.fwr --diff                  what is different, in words\n  \
        fwr run graph.fwr tape.mkv --locked        keeps to the lock, or says what differs\n\n\
        Keep the lock beside the graph, in version control. docs/reproducible.md says what is in it.")]
    Lock(LockArgs),
    /// Lay out graphs in the one canonical way
    #[command(after_help = "Examples:\n  \
        fwr fmt graph.fwr presets/*.fwr            rewrites the files\n  \
        fwr fmt --check graph.fwr                  exit code 1 if it would change\n  \
        fwr fmt - < graph.fwr                      from stdin to stdout")]
    Fmt(FmtArgs),
    /// Explain a diagnostic code, or why a graph takes the time it takes
    #[command(after_help = "Examples:\n  \
        fwr explain E0203\n  \
        fwr explain                                lists every code\n  \
        fwr explain graph.fwr tape.mkv             what holds it up, where it runs, what would change that\n  \
        fwr explain graph.fwr tape.mkv --on gpu-8gb\n  \
        fwr explain graph.fwr tape.mkv --json")]
    Explain(ExplainArgs),
    /// List the lints with their levels
    #[command(after_help = "Examples:\n  fwr lints\n  fwr lints --json\n  fwr explain W0601")]
    Lints(LintsArgs),
    /// Show the documentation of a filter, measure or encoder
    #[command(after_help = "Examples:\n  fwr doc unsharp\n  fwr doc x264")]
    Doc(DocArgs),
    /// List the filters, measures and encoders there are
    #[command(after_help = "Examples:\n  fwr filters\n  fwr filters --json")]
    Filters(FiltersArgs),
    /// List the presets there are, or show one
    #[command(after_help = "Examples:\n  \
        fwr presets                                what there is, and what for\n  \
        fwr presets vhs                            what it does and why, its parameters, its text\n  \
        fwr presets --json\n\n\
        A preset is a graph: `fwr new tape.fwr --from vhs` writes one that uses it, and `use presets.vhs` makes a \
        filter of it in a graph of your own.")]
    Presets(PresetsArgs),
    /// Write a graph to start from: of a preset, or for a clip
    #[command(after_help = "Examples:\n  \
        fwr new tape.fwr --from vhs                a graph that uses the preset, its parameters in comments\n  \
        fwr new tape.fwr --from vhs --input tape.avi    and reads this capture\n  \
        fwr new tape.fwr --from vhs --inline       the preset's own text, to change its steps\n  \
        fwr new --from holiday.mp4                 holiday.fwr, a first graph for what the clip is\n  \
        fwr new - --from dvd                       to stdout\n\n\
        The graph is yours: nothing reads the preset's file again but `use`. A file that is there is never replaced.")]
    New(NewArgs),
    /// Show what a media file holds
    #[command(
        after_help = "Examples:\n  fwr probe tape.mkv\n  fwr probe tape.mkv --measure               its field order too\n  fwr probe tape.mkv --json"
    )]
    Probe(ProbeArgs),
    /// Show what a machine has, as plans and estimates take it
    #[command(after_help = "Examples:\n  \
        fwr machine                                this one\n  \
        fwr machine --list                         those that are known by name\n  \
        fwr machine laptop\n  \
        fwr machine laptop --toml > studio.toml    a profile to start from\n  \
        fwr machine studio.toml                    checks it, too")]
    Machine(MachineArgs),
    /// Measure this machine, so that estimates and placement are its own
    #[command(after_help = "Examples:\n  \
        fwr calibrate                              a minute\n  \
        fwr calibrate --full                       some minutes, every preset and more kinds of work\n  \
        fwr calibrate --print > studio.toml        a profile for other machines to plan for this one\n\n\
        The profile is kept in the user's folder for what can be made again, and holds until the processor, the \
        graphics drivers or the version of fwr are others. Leave the machine alone meanwhile.")]
    Calibrate(CalibrateArgs),
    /// Serve an editor over stdin and stdout (Language Server Protocol)
    #[command(after_help = "Editors start it; docs/editors.md says how to tell them.")]
    Lsp(LspArgs),
    /// Print a completion script for a shell
    #[command(after_help = "Examples:\n  \
        fwr completions bash > ~/.local/share/bash-completion/completions/fwr\n  \
        fwr completions zsh > ~/.zfunc/_fwr\n  \
        fwr completions fish > ~/.config/fish/completions/fwr.fish")]
    Completions(CompletionsArgs),
    /// Print the manual page
    #[command(after_help = "Examples:\n  fwr man | man -l -\n  fwr man > ~/.local/share/man/man1/fwr.1")]
    Man(ManArgs),
}

/// A graph with its media and parameters.
#[derive(Debug, Clone, Args)]
pub(crate) struct GraphArgs {
    /// The graph, a .fwr file
    #[arg(value_hint = clap::ValueHint::FilePath)]
    pub(crate) graph: PathBuf,
    /// Media for the graph's inputs, in the order in which it declares them
    #[arg(value_name = "INPUT", value_hint = clap::ValueHint::FilePath)]
    pub(crate) media: Vec<PathBuf>,
    /// Media for one input by name
    #[arg(short, long = "input", value_name = "NAME=PATH", value_parser = name_and_value)]
    pub(crate) input: Vec<(String, String)>,
    /// The value of a param
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(crate) param: Vec<(String, String)>,
    /// Where to write; once for each output, in the order of the graph
    #[arg(short, long = "output", value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    pub(crate) output: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) rates: RateArgs,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    /// Clips for inputs without a file, which are described and not there; only for those who look at no frame.
    #[arg(skip)]
    pub(crate) described: Vec<MediaInfo>,
}

/// How serious lints are; each over what the graph says itself.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct LevelArgs {
    /// Say nothing of a lint: its name or code, or `warnings` for all
    #[arg(long, value_name = "LINT", value_delimiter = ',')]
    pub(crate) allow: Vec<String>,
    /// Warn of a lint
    #[arg(long, value_name = "LINT", value_delimiter = ',')]
    pub(crate) warn: Vec<String>,
    /// Make an error of a lint; `--deny warnings` makes one of every warning
    #[arg(long, value_name = "LINT", value_delimiter = ',')]
    pub(crate) deny: Vec<String>,
}

/// What is found out about media by looking at whole frames.
#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    /// Compare each input's field order with its pictures: at most this many frames, fewer if they leave no doubt; 0
    /// for never. `run` looks at 300 frames of inputs that are tagged as interlaced without being asked
    #[arg(
        long,
        value_name = "FRAMES",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1500"
    )]
    pub(crate) measure_fields: Option<u64>,
    /// Accept a damaged or truncated input: keep what could be read
    #[arg(long)]
    pub(crate) allow_damaged: bool,
    /// Measure again what was measured of the same files before
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// Whether kernels run as one.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct FuseArgs {
    /// Run every kernel by itself: the same frames, more slowly, for comparison
    #[arg(long)]
    pub(crate) no_fuse: bool,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    #[command(flatten)]
    pub(crate) how: HowArgs,
    #[command(flatten)]
    pub(crate) segments: SegmentArgs,
    /// Replace the output if it exists
    #[arg(short, long)]
    pub(crate) force: bool,
    /// What is written to stdout, for `-o -`: y4m, whole samples of `encode(raw)`, or nut, any encoder and sound
    #[arg(long, value_enum, requires = "output")]
    pub(crate) format: Option<PipeFormat>,
    /// Decode and filter, but encode and write nothing: shows what the filters cost
    #[arg(long, conflicts_with = "force")]
    pub(crate) null: bool,
    /// Write what the run took to this file, as JSON: each stage, each op, memory
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) report: Option<PathBuf>,
    /// Progress and the final report as JSON lines on stdout
    #[arg(long)]
    pub(crate) json: bool,
}

/// What can be written to a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PipeFormat {
    Y4m,
    Nut,
}

impl PipeFormat {
    /// The path that says so.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Y4m => "-.y4m",
            Self::Nut => "-.nut",
        }
    }
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    /// How findings are shown: for people on stderr, or for programs on stdout
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Make the corrections that are certain, in the graph's own file
    #[arg(long)]
    pub(crate) fix: bool,
}

impl CheckArgs {
    /// The form that is asked for.
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Drawn, with the text they are about
    Human,
    /// A JSON array
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    #[command(flatten)]
    pub(crate) fuse: FuseArgs,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    #[command(flatten)]
    pub(crate) excerpt: ExcerptArgs,
    /// The plan as JSON
    #[arg(long, conflicts_with = "emit")]
    pub(crate) json: bool,
    /// Show one phase: tokens, ast, graph, graph-after=PASS, kernels, fused, wgsl or plan
    #[arg(long, value_name = "PHASE")]
    pub(crate) emit: Option<String>,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    #[command(flatten)]
    pub(crate) fuse: FuseArgs,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    /// Write the verdicts to this file as JUnit XML, a test case for each condition
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) junit: Option<PathBuf>,
    /// Conditions, values and findings as JSON on stdout
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Files to lay out; `-` reads stdin and writes stdout
    #[arg(required = true, value_hint = clap::ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Change nothing; exit code 1 if a file would change
    #[arg(long)]
    pub(crate) check: bool,
}

/// Arguments of `lints`.
#[derive(Debug, Args)]
pub(crate) struct LintsArgs {
    /// The list as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `doc`.
#[derive(Debug, Args)]
pub(crate) struct DocArgs {
    /// The filter, measure or encoder
    pub(crate) name: String,
}

/// Arguments of `filters`.
#[derive(Debug, Args)]
pub(crate) struct FiltersArgs {
    /// The list as JSON, with parameters
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `probe`.
#[derive(Debug, Args)]
pub(crate) struct ProbeArgs {
    /// The media file, or a sequence of images
    #[arg(value_hint = clap::ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) rates: RateArgs,
    /// Find out the field order from the pictures too
    #[arg(long)]
    pub(crate) measure: bool,
    /// Everything as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub(crate) struct LspArgs {
    /// Accepted because many editors pass it; there is no other way
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "FOLDER", value_hint = clap::ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}

/// Shells that completions are made for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// fish
    Fish,
    /// Elvish
    Elvish,
    /// PowerShell
    Powershell,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("expected NAME=VALUE, found `{text}`")),
    }
}
