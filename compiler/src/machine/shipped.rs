//! The profiles that come along: one document of `machines/` each.

use super::Profile;

/// The machine that costs were fitted on.
pub(super) const REFERENCE: &str = "reference";

/// Names and documents, in order of name.
const SHIPPED: &[(&str, &str)] = &[
    ("a100", include_str!("../../../machines/a100.toml")),
    ("apple-m", include_str!("../../../machines/apple-m.toml")),
    ("gpu-12gb", include_str!("../../../machines/gpu-12gb.toml")),
    ("gpu-16gb", include_str!("../../../machines/gpu-16gb.toml")),
    ("gpu-24gb", include_str!("../../../machines/gpu-24gb.toml")),
    ("gpu-4gb", include_str!("../../../machines/gpu-4gb.toml")),
    ("gpu-8gb", include_str!("../../../machines/gpu-8gb.toml")),
    ("h100", include_str!("../../../machines/h100.toml")),
    ("h200", include_str!("../../../machines/h200.toml")),
    ("laptop", include_str!("../../../machines/laptop.toml")),
    ("reference", include_str!("../../../machines/reference.toml")),
];

/// The names of the profiles that come along, in order.
pub fn shipped() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

impl Profile {
    /// The profile that comes along under `name`; `None` if there is none.
    pub fn shipped(name: &str) -> Option<Self> {
        let (name, text) = SHIPPED.iter().find(|(known, _)| *known == name)?;
        let read = Self::from_toml(text, name);
        Some(read.unwrap_or_else(|found| panic!("a profile that comes along is wrong: {}", found.message)))
    }
}

/// The machine that costs were fitted on.
pub(super) fn reference() -> Profile {
    Profile::shipped(REFERENCE).expect("the reference is in the list")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Feature;

    #[test]
    fn every_profile_is_complete_and_called_as_its_file() {
        for name in shipped() {
            let profile = Profile::shipped(name).expect("it is listed");
            assert_eq!(profile.name, name);
            assert!(!profile.sources.is_empty(), "{name} says where its figures come from");
            for feature in Feature::ALL {
                assert!(profile.cpu.costs.contains_key(&feature), "{name} has no cost of {feature:?}");
            }
            assert!(profile.decoders.contains_key("h264") && profile.encoders.contains_key("ffv1"), "{name}");
        }
    }
}
