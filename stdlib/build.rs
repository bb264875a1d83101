//! Finds the library's filters, measures and encoders and writes the list of them.
//!
//! `filters/NAME.fwr`, `measures/NAME/NAME.fwr` and `encoders/NAME.fwr` become sources;
//! `filters/NAME/NAME.rs` becomes an entry of `native`, `measures/NAME/NAME.rs` one of
//! `measure`. Their modules are declared by hand in `filters/mod.rs` and
//! `measures/mod.rs`, so that rustfmt and editors follow them. The presets of
//! the repository come along, so that the installed program has them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let mut files = Vec::new();
    for folder in ["filters", "encoders", "measures"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), &mut files);
    }
    files.sort();

    let mut sources = String::new();
    let (mut natives, mut measures) = (String::new(), String::new());
    for file in &files {
        let path = file.strip_prefix(&root).expect("inside the crate").to_string_lossy().replace('\\', "/");
        let stem = file.file_stem().expect("has a name").to_string_lossy();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("fwr") => {
                writeln!(sources, "    LibrarySource {{ path: {path:?}, text: include_str!({file:?}) }},").unwrap();
            }
            // A folder's other Rust files are modules of the one named like the folder.
            Some("rs") if file.parent().and_then(Path::file_name) == file.file_stem() => {
                let (kind, _) = path.split_once('/').expect("in a folder of the crate");
                let list = root.join(kind).join("mod.rs");
                let declared = fs::read_to_string(list).expect("the list of modules is readable");
                let module = format!("#[path = \"{stem}/{stem}.rs\"]\npub(crate) mod {stem};\n");
                assert!(declared.contains(&module), "add to stdlib/{kind}/mod.rs:\n{module}");
                match kind {
                    "measures" => writeln!(measures, "        {stem:?} => Some(measures::{stem}::measure()),").unwrap(),
                    _ => writeln!(natives, "        {stem:?} => Some(filters::{stem}::native()),").unwrap(),
                }
            }
            _ => {}
        }
    }

    println!("cargo::rerun-if-changed=src");
    let codes = code_digests(&root);

    let mut presets = Vec::new();
    let folder = root.join("../presets");
    println!("cargo::rerun-if-changed=../presets");
    collect(&folder, &mut presets);
    presets.retain(|file| file.extension().is_some_and(|ending| ending == "fwr"));
    presets.sort();
    let presets: String = presets
        .iter()
        .map(|file| {
            let path = file.file_name().expect("has a name").to_string_lossy();
            format!("    LibrarySource {{ path: \"presets/{path}\", text: include_str!({file:?}) }},\n")
        })
        .collect();

    let registry = format!(
        "/// Every source text of the library, by path.\n\
         pub const SOURCES: &[LibrarySource] = &[\n{sources}];\n\n\
         /// Every preset, by path.\n\
         pub const PRESETS: &[LibrarySource] = &[\n{presets}];\n\n\
         /// The native code of `extern filter NAME`.\n\
         pub fn native(name: &str) -> Option<&'static dyn native::Native> {{\n    match name {{\n{natives}        _ => None,\n    }}\n}}\n\n\
         /// The native code of `extern measure NAME`.\n\
         pub fn measure(name: &str) -> Option<&'static dyn measure::Measure> {{\n    match name {{\n{measures}        _ => None,\n    }}\n}}\n\n\
         /// For each native filter and measure its folder and a digest of its code.\n\
         pub const CODES: &[(&str, u64)] = &[\n{codes}];\n"
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo")).join("registry.rs");
    fs::write(out, registry).expect("the build folder is writable");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("readable folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// A line for each folder with native code: a digest of it and of the modules of the crate that it names.
///
/// Comments, layout and tests do not count: a digest is to change where pixels may.
fn code_digests(root: &Path) -> String {
    let mut lines = String::new();
    for kind in ["filters", "measures"] {
        let mut folders: Vec<PathBuf> = fs::read_dir(root.join(kind))
            .expect("readable folder")
            .map(|entry| entry.expect("readable folder").path())
            .filter(|path| path.is_dir())
            .collect();
        folders.sort();
        for folder in folders {
            let name = folder.file_name().expect("has a name").to_string_lossy().into_owned();
            let mut code = code_in(&folder);
            let mut named: Vec<String> = Vec::new();
            let mut waiting = modules_in(&code);
            while let Some(module) = waiting.pop() {
                let place = root.join("src").join(&module);
                let text = code_in(&place.with_extension("rs")) + &code_in(&place);
                // What only says how native code is called computes nothing.
                let computes = !["native", "measure", "library", "support"].contains(&module.as_str());
                if computes && !named.contains(&module) && !text.is_empty() {
                    waiting.extend(modules_in(&text));
                    named.push(module);
                }
            }
            named.sort();
            for module in named {
                let place = root.join("src").join(&module);
                code += &(code_in(&place.with_extension("rs")) + &code_in(&place));
            }
            if !code.is_empty() {
                writeln!(lines, "    (\"{kind}/{name}\", {:#018x}),", fnv(&code)).unwrap();
            }
        }
    }
    lines
}

/// The code of a file, or of all files of a folder: without comments, tests, and with single spaces.
fn code_in(path: &Path) -> String {
    let mut files = Vec::new();
    if path.is_file() {
        files.push(path.to_path_buf())
    } else {
        collect(path, &mut files)
    }
    files.sort();
    let mut code = String::new();
    for file in files {
        let is_code = matches!(file.extension().and_then(|ending| ending.to_str()), Some("rs" | "wgsl"));
        if !is_code || file.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("source files are text");
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            // Tests stand at the end; anything else that is for them is a line.
            if line.trim() == "#[cfg(test)]" {
                if lines.next().is_some_and(|next| next.ends_with('{') && next.starts_with("mod ")) {
                    break;
                }
                continue;
            }
            let code_of_line = if line.trim_start().starts_with("//") { "" } else { line };
            let code_of_line = code_of_line.split(" // ").next().unwrap_or_default();
            code_of_line.split_whitespace().for_each(|word| code += &format!("{word} "));
        }
    }
    code
}

/// The names behind `crate::` in a code, those in braces too.
fn modules_in(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut modules = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap_or_default();
                modules.extend(group.split([',', '{']).map(|part| word(part.trim())));
            }
            None => modules.push(word(rest)),
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

/// The 64-bit FNV-1a hash of a text.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
