//! Restoration beside its references: pictures with a known original are damaged, and restored by us and by others.
//!
//! Every contestant gets the same damaged file. What comes out is compared with the original by `fwr compare`, and PSNR
//! once more by FFmpeg; the time, the memory and the cores of whole processes are measured in turns, output thrown away.
//! What is printed are Markdown tables.
//!
//! `cargo bench --bench quality [-- ROUNDS] [SUITE…]`
//!
//! | variable | |
//! |---|---|
//! | `VSPIPE` | VapourSynth's `vspipe`, if it is not on the PATH; without one, its plugins are left out |
//! | `VSPIPE_R79` | one of R79 or older, for plugins that no later one loads |
//! | `QTGMC_FOLDER` | a folder with havsfunc 33 as `havsfunc33.py` |
//! | `QUALITY_CLIPS` | clean clips to use beside those that are made here, separated by colons |
//! | `QUALITY_FRAMES` | frames of each clip; 48 by default |
//! | `FWR` | another build of `fwr` to judge; the one of the bench compares |

mod clips;
#[path = "../support/contest.rs"]
#[expect(dead_code, reason = "its own table is for terminals")]
mod contest;
mod contestants;
mod damage;
mod entries;
mod figures;
mod makers;
mod pixels;
mod raw;
mod score;
mod suites;
mod table;
#[path = "../support/usage.rs"]
mod usage;

use std::path::Path;

use clips::Clip;
use contest::contest;
use entries::{Entry, Masks, Suite};
use figures::{Cell, Figures, Files};
use makers::Makers;
use raw::Raw;
use suites::SUITES;
use table::Row;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let rounds = words.iter().find_map(|word| word.parse().ok()).unwrap_or(3);
    let named: Vec<&String> = words.iter().filter(|word| word.parse::<usize>().is_err()).collect();
    let frames = std::env::var("QUALITY_FRAMES").ok().and_then(|frames| frames.parse().ok()).unwrap_or(48);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clips = clips::clean(folder.path(), frames);
    let makers = Makers::found();
    for suite in SUITES.iter().filter(|suite| named.is_empty() || named.contains(&&suite.name.to_owned())) {
        run(suite, &clips, &makers, rounds, folder.path());
    }
}

fn run(suite: &Suite, clips: &[Clip], makers: &Makers, rounds: usize, folder: &Path) {
    let damaged: Vec<Clip> = clips.iter().map(|clip| damage::damaged(clip, suite.damage, makers, folder)).collect();
    let entries = (suite.entries)().into_iter().filter(|entry| match makers.lacks(entry) {
        Some(why) => {
            println!("left out: {} ({why})\n", entry.name);
            false
        }
        None => true,
    });
    let mut rows = unrestored(suite, clips, &damaged);
    let mut taking_part = Vec::new();
    for entry in entries {
        let of_clip = |(clip, damaged): (&Clip, &Clip)| restored(suite, &entry, clip, damaged, makers, folder);
        let cells: Vec<Option<Vec<Cell>>> = clips.iter().zip(&damaged).map(of_clip).collect();
        // What failed has said so.
        if cells.iter().all(Option::is_some) {
            rows.push(Row { class: entry.class, name: entry.name.to_owned(), cells });
            taking_part.push(entry);
        }
    }
    // Speed on the largest, several times over: start-up counts least there.
    let timed = damaged.iter().max_by_key(|clip| clip.samples()).expect("there are clips");
    let timed = clips::repeated(timed, suite.times, folder);
    let contestants = taking_part.iter().map(|entry| makers.contestant(entry, &timed.path, timed.frames, folder));
    let taken = contest(contestants.collect(), rounds);
    table::print(suite, clips, &timed, &rows);
    table::print_taken(&taking_part, &taken);
    if let Some(masks) = &suite.masks {
        table::print_masks(clips, &masks_of(masks, clips, &damaged, makers, folder));
    }
    for clip in damaged.into_iter().chain([timed]) {
        let _ = std::fs::remove_file(clip.path);
    }
}

/// Rows of clips that nobody has restored: as they are, and where that says something, as they were.
fn unrestored(suite: &Suite, clips: &[Clip], damaged: &[Clip]) -> Vec<Row> {
    let row = |name: &str, made: &[Clip]| {
        let cells = clips.iter().zip(damaged).zip(made).map(|((clip, damaged), made)| {
            let files = Files {
                made: &made.path,
                damaged: &damaged.path,
                original: &clip.path,
                of_clean: None,
                frames: clip.frames,
            };
            // Fields are no frames yet, so there is nothing to compare.
            (damaged.frames == clip.frames).then(|| suite.figures.iter().map(|figures| figures.cell(&files)).collect())
        });
        Row { class: "", name: format!("*{name}*"), cells: cells.collect() }
    };
    let mut rows = vec![row("damaged", damaged)];
    if suite.figures.contains(&Figures::Steadiness) {
        rows.push(row("original", clips));
    }
    rows.retain(|row| row.cells.iter().any(Option::is_some));
    rows
}

/// The cells of a clip that an entry restores; `None` if it fails.
fn restored(
    suite: &Suite,
    entry: &Entry,
    clip: &Clip,
    damaged: &Clip,
    makers: &Makers,
    folder: &Path,
) -> Option<Vec<Cell>> {
    let [made, clean] = ["made.y4m", "clean.y4m"].map(|name| folder.join(name));
    let of_clean = suite.figures.iter().any(|figures| figures.want_clean()).then_some(clean.as_path());
    let done = makers.make(entry, &damaged.path, &made, folder)
        && of_clean.is_none_or(|clean| makers.make(entry, &clip.path, clean, folder));
    let files = Files { made: &made, damaged: &damaged.path, original: &clip.path, of_clean, frames: clip.frames };
    let cells = done.then(|| suite.figures.iter().map(|figures| figures.cell(&files)).collect());
    let _ = (std::fs::remove_file(&made), std::fs::remove_file(&clean));
    cells
}

/// What our own mask finds in each clip, and how much of that is right.
fn masks_of(masks: &Masks, clips: &[Clip], damaged: &[Clip], makers: &Makers, folder: &Path) -> Vec<[f64; 2]> {
    let [found, truth] = ["found.y4m", "truth.y4m"].map(|name| folder.join(name));
    let of_clip = |(clip, damaged): (&Clip, &Clip)| {
        makers.write(masks.found, &damaged.path, &found, folder);
        makers.write(masks.truth, &clip.path, &truth, folder);
        let [found, truth, damaged, clip] =
            [&found, &truth, &damaged.path, &clip.path].map(|path| Raw::read(path).without_ends(score::EDGE as usize));
        pixels::recall_and_precision(&found, &truth, &damaged, &clip)
    };
    clips.iter().zip(damaged).map(of_clip).collect()
}
