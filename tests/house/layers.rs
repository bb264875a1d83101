//! Dependencies point one way: compiler ← stdlib, gpu ← language-server, runtime ← fwr, and the compiler needs no system library.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::{assert_none, root};

/// The workspace's crates, each allowed to depend on those before it.
const LAYERS: &[&str] = &["fwr-compiler", "fwr-stdlib", "fwr-gpu", "fwr-language-server", "fwr-runtime", "framewright"];

#[test]
fn dependencies_point_one_way() {
    assert_none(upward(&metadata(&["--no-deps"])));
}

#[test]
fn the_compiler_and_the_language_server_need_no_system_library() {
    let resolved = resolved();
    assert_none(system_libraries(&resolved, "fwr-compiler"));
    assert_none(system_libraries(&resolved, "fwr-language-server"));
}

#[test]
fn an_upward_dependency_is_found() {
    let metadata = serde_json::json!({ "packages": [
        { "name": "fwr-compiler", "dependencies": [{ "name": "serde" }, { "name": "fwr-runtime" }] },
        { "name": "fwr-runtime", "dependencies": [{ "name": "fwr-compiler" }] },
        { "name": "fwr-extra", "dependencies": [] },
    ]});
    assert_eq!(
        upward(&metadata),
        ["fwr-compiler depends on fwr-runtime, which is above it", "fwr-extra has no place in the order of layers"]
    );
}

#[test]
fn a_system_library_is_found() {
    // The runtime stands on FFmpeg, which is one.
    let found = system_libraries(&resolved(), "fwr-runtime");
    assert!(found.iter().any(|problem| problem.contains("ffmpeg")), "{found:?}");
}

fn upward(metadata: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    for package in list(metadata, "packages") {
        let name = text(package, "name");
        let Some(height) = LAYERS.iter().position(|layer| *layer == name) else {
            problems.push(format!("{name} has no place in the order of layers"));
            continue;
        };
        for dependency in list(package, "dependencies") {
            let dependency = text(dependency, "name");
            if LAYERS[height..].contains(&dependency) {
                problems.push(format!("{name} depends on {dependency}, which is above it"));
            }
        }
    }
    problems
}

/// What `package` is linked to, directly or through another package; test dependencies don't count.
fn system_libraries(metadata: &Value, package: &str) -> Vec<String> {
    let packages: BTreeMap<&str, &Value> =
        list(metadata, "packages").iter().map(|package| (text(package, "id"), package)).collect();
    let nodes: BTreeMap<&str, &Value> =
        list(&metadata["resolve"], "nodes").iter().map(|node| (text(node, "id"), node)).collect();
    let start = packages.iter().find(|(_, value)| text(value, "name") == package).expect("a package of the workspace");

    let mut reached = BTreeSet::from([*start.0]);
    let mut open = vec![*start.0];
    while let Some(id) = open.pop() {
        for dependency in list(nodes[id], "deps") {
            let for_tests = list(dependency, "dep_kinds").iter().all(|kind| kind["kind"] == "dev");
            let id = text(dependency, "pkg");
            if !for_tests && reached.insert(id) {
                open.push(id);
            }
        }
    }
    reached
        .into_iter()
        .filter(|id| !LINKS_NOTHING.contains(&text(packages[id], "name")))
        .filter_map(|id| {
            let links = packages[id]["links"].as_str()?;
            Some(format!("{package} is linked to {links} through {}", text(packages[id], "name")))
        })
        .collect()
}

/// Packages that say `links` so that there is one of them in a program, and link nothing.
const LINKS_NOTHING: &[&str] = &["rayon-core"];

/// With the whole tree of dependencies of this platform: others' need not have been downloaded.
fn resolved() -> Value {
    let about = cargo(&["--version", "--verbose"]);
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its host");
    metadata(&["--filter-platform", host])
}

fn metadata(arguments: &[&str]) -> Value {
    let json = cargo(&[&["metadata", "--format-version", "1", "--offline", "--locked"], arguments].concat());
    serde_json::from_str(&json).expect("cargo prints JSON")
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text in UTF-8")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list `{key}`"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text `{key}`"))
}
