//! FrameWright's language server: what an editor shows of a graph while it is being written.
//!
//! [`serve`] speaks the Language Server Protocol 3.17 over a connection. For each
//! open document there is an `Analysis`: its tokens, its tree, and all that the
//! compiler found. Features are functions of an analysis, one file each in
//! `features`; what is being written where nothing parses is told from tokens in
//! `context`. No media is opened: formats come from what the graph itself says.

mod analysis;
mod callee;
mod capabilities;
mod context;
mod describe;
mod documents;
mod edits;
mod features;
mod modules;
mod names;
mod requests;
#[cfg(test)]
mod robustness;
mod server;
mod settings;
mod standard;
mod text;
mod types;
mod uri;
mod visible;
mod words;

pub use server::{Ended, Options, serve};

/// A connection to a client: [`lsp_server::Connection`].
pub use lsp_server::{Connection, IoThreads};
