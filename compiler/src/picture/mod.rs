//! Pictures of a plan: its ops and what passes between them, what is fused, where it runs, and what it takes.
//!
//! `content` says what is in the picture, without any drawing. [`dot`] and [`mermaid`] write it down for programs
//! that lay it out themselves; [`svg`] draws it where `nested` has laid it out.

mod content;
mod costs;
mod dot;
mod layout;
mod letters;
mod mermaid;
mod nested;
mod sizes;
mod svg;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;
