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
         pub fn measure(name: &str) -> Option<&'static dyn measure::Measure> {{\n    match name {{\n{measures}        _ => None,\n    }}\n}}\n"
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
