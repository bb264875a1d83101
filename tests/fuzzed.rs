//! What the fuzzer's targets hold for every text, tried briefly: on its findings, on damaged graphs, on huge texts.

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a crate of its own for the fuzzer")]
mod properties;

use std::path::{Path, PathBuf};

use proptest::prelude::*;

/// Everything that must hold, on one text.
fn hold(bytes: &[u8]) {
    properties::parse(bytes);
    properties::format(bytes);
    properties::check(bytes);
    properties::fix(bytes);
    properties::kernel(bytes);
}

#[test]
fn what_the_fuzzer_found_stays_mended() {
    let found = files("tests/fuzzed", "");
    assert!(!found.is_empty(), "there are findings");
    for file in found {
        // Named here, so that a panic says which file it is about.
        eprintln!("{}", file.display());
        hold(&std::fs::read(&file).expect("findings are readable"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_graphs_are_checked_laid_out_and_fixed(
        graph in proptest::sample::select(graphs()),
        wounds in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), 0_usize..40), 0..5),
    ) {
        let mut text = graph.into_bytes();
        for (kind, at, from, length) in wounds {
            let at = at % (text.len() + 1);
            let from = from % (text.len() + 1);
            let part = text[from..text.len().min(from + length)].to_vec();
            match kind % 3 {
                0 => drop(text.drain(at..text.len().min(at + length))),
                1 => drop(text.splice(at..at, part)),
                _ => drop(text.splice(at..text.len().min(at + part.len()), part)),
            }
        }
        hold(&text);
    }
}

/// Texts that are large in one way each: every one is answered, in time that grows with its length and no faster.
#[test]
fn huge_texts_are_answered() {
    let output = "output \"o.mkv\" { video: tape.video }\n";
    let many = |part: &dyn Fn(usize) -> String| -> String { (0..1000).map(part).collect() };
    let tape = "input tape: media\n";
    for text in [
        // Names that need each other, from the last to the first and from the first to the last.
        format!("{tape}{}let a1000 = 1\n{output}", many(&|i| format!("let a{i} = a{} + 1\n", i + 1))),
        format!("{tape}let a0 = 1\n{}{output}", many(&|i| format!("let a{} = a{i} + 1\n", i + 1))),
        format!("{tape}let a0 = tape.video\n{}{output}", many(&|i| format!("let a{} = a{i} |> blur()\n", i + 1))),
        format!("{tape}{}{output}", many(&|_| "let a = 1\n".to_owned())),
        format!("{tape}{}{output}", many(&|i| format!("let a{i} = tape.video |> blurr{i}()\n"))),
        format!("{tape}{}", many(&|i| format!("output \"{i}.mkv\" {{ video: tape.video }}\n"))),
        format!("{tape}{}{output}", many(&|i| format!("param p{i}: 0..1 = 0.5\n"))),
        // Filters that call each other: deep, and more and more often.
        format!(
            "{tape}{}filter f1000(c: video) -> video {{ c }}\nlet x = f0(tape.video)\n{output}",
            many(&|i| format!("filter f{i}(c: video) -> video {{ f{}(c) }}\n", i + 1))
        ),
        format!(
            "{tape}{}filter f40(c: video) -> video {{ blur(c) }}\nlet x = f0(tape.video)\n{output}",
            (0..40).map(|i| format!("filter f{i}(c: video) -> video {{ f{0}(f{0}(c)) }}\n", i + 1)).collect::<String>()
        ),
        format!("kernel k(src: plane) -> plane {{\n{}  a0\n}}\n", many(&|i| format!("  let a{i} = src[0, 0] + {i}\n"))),
        "kernel k(src: plane) -> plane {\n  sum for a in 0..1000000, b in 0..1000000 { src }\n}\n".to_owned(),
        format!("{tape}let a = for i in 1..100000 {{ for j in 1..100000 {{ i }} }}\n{output}"),
        format!("{tape}let a = for i in 1..19999 carry p = tape.video {{ blur(p) }}\n{output}"),
        format!("let a = [{}]\n", many(&|i| format!("{i}, "))),
        format!("let a = {{ {} }}\n", many(&|i| format!("a{i}: {i}, "))),
        format!("{tape}let a = blur({})\n{output}", many(&|_| "tape.video, ".to_owned())),
        format!("{tape}{output}expect {{\n{}}}\n", many(&|_| "  1 < 2\n".to_owned())),
        many(&|_| "// A comment.\n".to_owned()),
        format!("let a = \"{}\"\n", "x".repeat(1 << 18)),
        "\u{0}".repeat(1 << 18),
        "a ".repeat(1 << 17),
        "(".repeat(1 << 18),
    ] {
        properties::parse(text.as_bytes());
        properties::format(text.as_bytes());
        properties::check(text.as_bytes());
    }
}

#[test]
fn of_very_many_findings_the_first_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let graph = folder.path().join("graph.fwr");
    let unused: String = (0..4000).map(|i| format!("let a{i} = {i}\n")).collect();
    let text = format!("input tape: media\n{unused}output {{ video: tape.video }}\n");
    std::fs::write(&graph, text).expect("the folder is writable");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_fwr"))
        .arg("check")
        .arg(&graph)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.matches("is never used").count(), 100);
    assert!(said.contains("3900 more are not shown"), "{said}");
}

/// Every graph of the examples and of the library.
fn graphs() -> Vec<String> {
    let folders = ["examples", "presets", "stdlib"];
    let files = folders.iter().flat_map(|folder| files(folder, "fwr"));
    files.map(|file| std::fs::read_to_string(file).expect("graphs are readable")).collect()
}

/// The files under `folder` that end in `extension` (in anything, if that is empty), by name.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if extension.is_empty() || path.extension().is_some_and(|end| end == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
