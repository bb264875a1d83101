//! The gallery's page and its pictures belong together, and the whole stays small.

use std::path::Path;

/// What the folder may take, in bytes: everyone who clones the repository has it.
const LARGEST: u64 = 4_000_000;

#[test]
fn the_page_shows_every_picture_and_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/gallery");
    let page = std::fs::read_to_string(folder.join("README.md")).expect("the page is there");
    let mut size = 0;
    let mut pictures = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the folder is there") {
        let entry = entry.expect("a readable folder");
        size += entry.metadata().expect("a file").len();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "README.md" {
            assert!(page.contains(&format!("({name})")), "scripts/gallery: the page does not show {name}");
            pictures.push(name);
        }
    }
    let shown = page.lines().filter(|line| line.starts_with("![")).count();
    assert_eq!(shown, pictures.len(), "scripts/gallery: a picture on the page is not there");
    assert!(size < LARGEST, "docs/gallery takes {size} bytes");
}
