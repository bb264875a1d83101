//! Chains of filters, fused and not, beside FFmpeg's chain and what an expert writes by hand for VapourSynth.
//!
//! Whole processes on uncompressed 1080p 4:2:0, in turns; nothing is encoded anywhere. Pictures differ in detail
//! between the tools (their sharpeners and grains are not the same): what is compared is the cost of the same work.
//! `vspipe` is found on the PATH or named by the variable `VSPIPE`; it needs the plugins lsmas and akarin.
//!
//! `cargo bench --bench chains [-- ROUNDS] [pointwise|table|stencil]`

#[path = "../support/contest.rs"]
mod contest;
#[path = "../support/raw.rs"]
mod raw;
mod scripts;
#[path = "../support/usage.rs"]
mod usage;

use std::path::Path;
use std::process::Command;

use contest::{Contestant, contest, print};
use raw::{FRAMES, raw};
use scripts::{CHAINS, Chain};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let rounds = words.iter().find_map(|word| word.parse().ok()).unwrap_or(7);
    let wanted = |chain: &Chain| {
        !words.iter().any(|word| word.parse::<usize>().is_err()) || words.contains(&chain.name.to_owned())
    };
    let vspipe = std::env::var("VSPIPE").unwrap_or_else(|_| "vspipe".to_owned());
    let vapoursynth = Command::new(&vspipe).arg("--version").output().is_ok_and(|output| output.status.success());
    if !vapoursynth {
        println!("no vspipe on the PATH and none in VSPIPE: VapourSynth is left out\n");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("{rounds} rounds, {FRAMES} frames, 1920x1080 4:2:0\n");
    for bits in [8, 10] {
        let clip = raw(folder.path(), bits);
        for chain in CHAINS.iter().filter(|chain| wanted(chain)) {
            println!("{}, {bits} bits", chain.name);
            let mut contestants =
                vec![fwr("fwr", chain, &clip, &[]), fwr("fwr --no-fuse", chain, &clip, &["--no-fuse"])];
            contestants.push(reading(&clip));
            contestants.push(ffmpeg("ffmpeg", &clip, &(chain.ffmpeg)(bits)));
            contestants.push(ffmpeg("ffmpeg, reading only", &clip, "null"));
            if vapoursynth {
                for (name, script) in (chain.vapoursynth)(bits) {
                    let path = folder.path().join(format!("{}{bits}{}.vpy", chain.name, contestants.len()));
                    std::fs::write(&path, scripts::vapoursynth(&clip, bits, &script)).expect("the folder is writable");
                    let mut command = Command::new(&vspipe);
                    command.arg(&path).arg("--");
                    contestants.push(Contestant { name: name.to_owned(), command, frames: FRAMES });
                }
            }
            print(&contest(contestants, rounds));
        }
    }
}

fn fwr(name: &str, chain: &Chain, clip: &Path, options: &[&str]) -> Contestant {
    let graph = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/chains").join(format!("{}.fwr", chain.name));
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.arg("run").arg(graph).arg(clip).args(["--null", "--quiet"]).args(options);
    Contestant { name: name.to_owned(), command, frames: FRAMES }
}

fn reading(clip: &Path) -> Contestant {
    let graph = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/chains/reading.fwr");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.arg("run").arg(graph).arg(clip).args(["--null", "--quiet"]);
    Contestant { name: "fwr, reading only".to_owned(), command, frames: FRAMES }
}

fn ffmpeg(name: &str, clip: &Path, filters: &str) -> Contestant {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-i"]).arg(clip).args(["-vf", filters, "-f", "null", "-"]);
    Contestant { name: name.to_owned(), command, frames: FRAMES }
}
