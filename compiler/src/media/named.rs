//! Enumerations whose values have one spelling, used in graphs, plans and messages alike.

/// An enumeration with a fixed spelling for each value.
pub trait Named: Copy + Eq + Sized + 'static {
    /// Every value, in the order in which they are listed to people.
    const ALL: &'static [Self];

    /// The spelling of this value.
    fn name(self) -> &'static str;

    /// The value spelled `name`, if there is one.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.name() == name)
    }
}

/// Declares an enumeration with [`Named`], `Display` and serde in that spelling.
macro_rules! named_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),* }

        impl $crate::media::Named for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::media::Named::name(*self))
            }
        }
    };
}
pub(crate) use named_enum;
