//! How long a graph takes to check: the whole process of `fwr check`, and each phase inside it.
//!
//! Graphs of 10 to 1000 calls are generated; see `support/graphs.rs`. `FWR_BENCH_GRAPHS=FOLDER` keeps them.
//!
//! `cargo bench --bench check [-- ROUNDS]`

#[path = "support/graphs.rs"]
mod graphs;
#[path = "support/median.rs"]
mod median;
#[path = "support/tape.rs"]
mod tape;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::Sources;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::resolve::NoFiles;
use median::median;
use tape::tape;

const SIZES: &[usize] = &[10, 50, 200, 1000];

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(21);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let kept = std::env::var_os("FWR_BENCH_GRAPHS");
    let folder = kept.as_ref().map_or(folder.path(), Path::new);

    println!("medians of {rounds} rounds, milliseconds; `process` is `fwr check GRAPH` from start to end,");
    println!("the rest is measured inside one process; `nodes` are those of the graph before its passes\n");
    println!(
        "{:>6} {:>7} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "calls", "lines", "nodes", "process", "library", "parse", "names", "check", "formats", "plan"
    );
    for calls in SIZES {
        let text = graphs::graph(*calls);
        let path = folder.join(format!("graph-{calls}.fwr"));
        std::fs::write(&path, &text).expect("the folder is writable");
        let process = median(rounds, || check_in_a_process(&path));
        let phases = Phases::of(&text, rounds);
        println!(
            "{calls:>6} {:>7} {:>7} {process:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2}",
            text.lines().count(),
            phases.nodes,
            phases.library,
            phases.parse,
            phases.names,
            phases.check,
            phases.formats,
            phases.plan
        );
    }
    let nothing = median(rounds, || {
        let output = Command::new(env!("CARGO_BIN_EXE_fwr")).arg("--version").output().expect("fwr starts");
        assert!(output.status.success());
    });
    println!("\n`fwr --version`, which does nothing: {nothing:.2}");
    for calls in SIZES {
        match accepted_by_ffmpeg(*calls, rounds) {
            Some(time) => println!("`ffmpeg` with a chain of {calls} filters, one frame of 720x576: {time:.2}"),
            None => {
                println!("`ffmpeg` with a chain of {calls} filters: not measured, it is not installed or refused them")
            }
        }
    }
}

/// Milliseconds until `ffmpeg` knows whether its formats fit together: it says so with the first frame.
fn accepted_by_ffmpeg(calls: usize, rounds: usize) -> Option<f64> {
    const FILTERS: &[&str] =
        &["hqdn3d", "format=yuv422p10", "unsharp", "crop=704:576:8:0", "pad=720:576:8:0", "scale=720:576", "hue=s=1.1"];
    let chain: Vec<&str> = FILTERS.iter().copied().cycle().take(calls).collect();
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-f", "lavfi", "-i", "color=size=720x576:rate=25:duration=0.04"]);
    command.args(["-filter_complex", &chain.join(","), "-f", "null", "-"]);
    command.output().ok().filter(|output| output.status.success())?;
    Some(median(rounds, || {
        let _ = command.output();
    }))
}

fn check_in_a_process(path: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_fwr")).arg("check").arg(path).output().expect("fwr starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Milliseconds that each phase takes.
struct Phases {
    nodes: usize,
    library: f64,
    parse: f64,
    names: f64,
    check: f64,
    /// `check` with a tape whose format is known.
    formats: f64,
    plan: f64,
}

impl Phases {
    fn of(text: &str, rounds: usize) -> Self {
        let mut sources = Sources::default();
        let source = sources.add("graph.fwr", text);
        let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
        let bindings = Bindings::default();
        let program = compile::load(source, &mut sources, &library, &NoFiles);
        let checked = compile::check(&program, &bindings);
        assert!(!compile::has_errors(&checked.diagnostics), "{:?}", checked.diagnostics);

        let bound = Bindings { media: BTreeMap::from([("tape".to_owned(), tape())]), ..Bindings::default() };
        let plan = || {
            let mut checked = compile::check(&program, &bound);
            let plan = compile::plan(&program, &mut checked, &sources, &bound, &fwr_runtime::Containers);
            assert!(plan.is_some(), "{:?}", checked.diagnostics);
        };
        let formats = median(rounds, || drop(compile::check(&program, &bound)));
        let parse = median(rounds, || drop(fwr_compiler::syntax::parse(source, text)));
        Self {
            nodes: checked.graph.dag.node_count(),
            library: median(rounds, || drop(fwr_stdlib::library(&mut Sources::default()))),
            parse,
            names: median(rounds, || drop(compile::load(source, &mut sources.clone(), &library, &NoFiles))) - parse,
            check: median(rounds, || drop(compile::check(&program, &bindings))),
            formats,
            plan: median(rounds, plan) - formats,
        }
    }
}
