//! Tells the code which FFmpeg it is compiled against, as `cfg(ffmpeg_6_1)` and the like.

use std::env;

const VERSIONS: &[&str] = &["ffmpeg_6_0", "ffmpeg_6_1", "ffmpeg_7_0", "ffmpeg_7_1", "ffmpeg_8_0"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for version in VERSIONS {
        println!("cargo::rustc-check-cfg=cfg({version})");
        // Set by the build script of the FFmpeg bindings for the crates that depend on them.
        if env::var(format!("DEP_FFMPEG_{}", version.to_uppercase())).is_ok_and(|value| value == "true") {
            println!("cargo::rustc-cfg={version}");
        }
    }
}
