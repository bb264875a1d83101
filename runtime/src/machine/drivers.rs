//! Graphics drivers: whether they are the ones that a profile was measured with, without opening any.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Folders in which drivers of Vulkan are announced.
const ANNOUNCED: &[&str] = &["/etc/vulkan/icd.d", "/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];
/// Variables that name others.
const NAMED: &[&str] = &["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];

/// A number that is another one once a driver is installed, removed or renewed.
pub(super) fn fingerprint() -> u32 {
    let mut files: Vec<PathBuf> = ANNOUNCED
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .collect();
    files.sort();
    let mut hash = Hash(0x811c_9dc5);
    for file in &files {
        hash.add(file.as_os_str().as_encoded_bytes());
        hash.add(&changed(file).to_le_bytes());
    }
    for name in NAMED {
        hash.add(env::var_os(name).unwrap_or_default().as_encoded_bytes());
    }
    hash.add(&fs::read("/proc/driver/nvidia/version").unwrap_or_default());
    hash.0
}

/// Seconds at which a file was last changed; 0 if that is not known.
fn changed(file: &Path) -> u64 {
    let time = fs::metadata(file).and_then(|about| about.modified()).ok();
    time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_secs())
}

/// FNV-1a of 32 bits.
struct Hash(u32);

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }
}
