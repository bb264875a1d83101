//! What the type of an input promises of the file: `video<interlaced, 720x576, matrix: bt709 | smpte170m>`.

use super::{AudioType, ClipType, Requirement, Verdict};
use crate::syntax::Span;

/// Everything that an input's type says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contract {
    /// What it says, each of it to be true.
    pub clauses: Vec<Clause>,
}

/// One thing that an input's type says.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Where it stands.
    pub span: Span,
    /// The property that it is about, where it is written with its name.
    pub property: Option<String>,
    /// Its alternatives as they are written.
    pub texts: Vec<String>,
    /// What it says.
    pub says: Says,
}

/// The alternatives of a clause.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// The picture is one of these.
    Clip(Vec<ClipType>),
    /// The sound is one of these.
    Sound(Vec<AudioType>),
    /// The picture ends with a whole chroma sample.
    WholeChroma,
}

impl Contract {
    /// What it says of the picture, as far as it does not contradict itself.
    pub fn clip(&self) -> ClipType {
        let mut clip = ClipType::any();
        for clause in &self.clauses {
            // What contradicts a clause before is reported where the contract is read.
            let _ = clip.narrow(&clause.clip());
        }
        clip
    }

    /// What it says of the sound, as far as it does not contradict itself.
    pub fn sound(&self) -> AudioType {
        let mut sound = AudioType::any();
        for clause in &self.clauses {
            let _ = sound.narrow(&clause.sound());
        }
        sound
    }

    /// Whether it says anything of the picture.
    pub fn is_about_picture(&self) -> bool {
        self.clauses.iter().any(|clause| !matches!(clause.says, Says::Sound(_)))
    }

    /// Whether it says anything of the sound.
    pub fn is_about_sound(&self) -> bool {
        self.clauses.iter().any(|clause| matches!(clause.says, Says::Sound(_)))
    }
}

impl Clause {
    /// What all its alternatives say of the picture.
    pub fn clip(&self) -> ClipType {
        match &self.says {
            Says::Clip(any) => any.iter().cloned().reduce(|joined, other| joined.join(&other)).unwrap_or_default(),
            _ => ClipType::any(),
        }
    }

    /// What all its alternatives say of the sound.
    pub fn sound(&self) -> AudioType {
        match &self.says {
            Says::Sound(any) => any.iter().cloned().reduce(|joined, other| joined.join(&other)).unwrap_or_default(),
            _ => AudioType::any(),
        }
    }

    /// The properties for which `clip` is certain to break it; none if it may keep it.
    pub fn broken_by_clip(&self, clip: &ClipType) -> Vec<&'static str> {
        match &self.says {
            Says::Clip(any) => fewest(any.iter().map(|wanted| wanted.differences(clip))),
            Says::WholeChroma if Requirement::verdict(&[Requirement::WholeChroma], clip) == Verdict::Fails => {
                vec!["width", "height"]
            }
            _ => Vec::new(),
        }
    }

    /// The properties for which `sound` is certain to break it; none if it may keep it.
    pub fn broken_by_sound(&self, sound: &AudioType) -> Vec<&'static str> {
        match &self.says {
            Says::Sound(any) => fewest(any.iter().map(|wanted| wanted.differences(sound))),
            _ => Vec::new(),
        }
    }

    /// As it is written: `matrix: bt709 | smpte170m`.
    pub fn text(&self) -> String {
        let texts = self.texts.join(" | ");
        self.property.as_ref().map_or(texts.clone(), |property| format!("{property}: {texts}"))
    }
}

fn fewest(differences: impl Iterator<Item = Vec<&'static str>>) -> Vec<&'static str> {
    differences.min_by_key(Vec::len).unwrap_or_default()
}
