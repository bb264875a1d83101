//! What a filter of another program is for, where nothing in the library takes its place by name.

use super::Library;
use super::attributes::Role;
use crate::media::Named;

/// Filters that people ask for by purpose, where no declaration says `@known_as` their name.
const BY_ROLE: &[(Role, &[&str])] = &[
    (Role::Dust, &["removedirt", "spotless", "despot", "descratch", "removedust", "removespots", "stainless"]),
    (Role::Stabilise, &["deshake", "vidstabdetect", "vidstabtransform", "stab", "depan", "depanstabilize"]),
    (Role::Deflicker, &["deflicker", "reduceflicker", "photosensitivity"]),
    (Role::Deblock, &["deblock", "deblockqed", "spp", "pp7", "fspp", "uspp"]),
    (Role::Deband, &["f3kdb", "neof3kdb", "gradfun", "gradfun3", "deband", "placebodeband"]),
    (
        Role::Denoise,
        &["dfttest2", "fftdnoiz", "vaguedenoiser", "nlmeanscuda", "bm3dcuda", "neofft3d", "fft3dfilter", "owdenoise"],
    ),
    (Role::Sharpen, &["limitedsharpenfaster", "contrasharpening", "seesaw", "awarpsharp2"]),
    (Role::Deinterlace, &["decomb", "separatefields", "doubleweave"]),
];

/// Filters of sound, which this version copies as it is.
const OF_SOUND: &[&str] =
    &["volume", "loudnorm", "loudness", "aresample", "atempo", "afftdn", "dehum", "amix", "acompressor", "normalize"];

/// What to do about a filter of another program that `@known_as` says nothing of, if it is one.
pub(super) fn help_by_purpose(name: &str, library: &Library) -> Option<String> {
    let word = plain(name);
    if OF_SOUND.contains(&word.as_str()) {
        return Some("this version copies sound as it is: `audio: tape.audio` in the output".to_owned());
    }
    let (role, _) = BY_ROLE.iter().find(|(_, words)| words.contains(&word.as_str()))?;
    let ours: Vec<String> = library
        .filters()
        .filter(|filter| filter.attributes.role == Some(*role) && filter.attributes.implements.is_none())
        .map(|filter| format!("`{}`", filter.name()))
        .collect();
    let purpose = role.name();
    Some(match ours.as_slice() {
        [] => format!("this version has no filter of the kind {purpose}; `fwr filters` lists what there is"),
        ours => format!("filters of the kind {purpose} are {}", ours.join(", ")),
    })
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}
