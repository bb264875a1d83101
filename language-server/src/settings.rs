//! What the client can do, and what its user wants.

use lsp_types::InitializeParams;
use serde::Deserialize;

/// What is different from client to client.
#[derive(Debug, Clone, Default)]
pub(crate) struct Client {
    /// Whether completions may be snippets.
    pub(crate) snippets: bool,
    /// Whether it can be asked to show inlay hints anew.
    pub(crate) refreshes_hints: bool,
    /// Whether it can be asked to say what changes on disk.
    pub(crate) watches: bool,
}

impl Client {
    pub(crate) fn new(params: &InitializeParams) -> Self {
        let text = params.capabilities.text_document.as_ref();
        let workspace = params.capabilities.workspace.as_ref();
        let snippets = text
            .and_then(|text| text.completion.as_ref()?.completion_item.as_ref()?.snippet_support)
            .unwrap_or_default();
        let refreshes_hints =
            workspace.and_then(|workspace| workspace.inlay_hint.as_ref()?.refresh_support).unwrap_or_default();
        let watches = workspace
            .and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)
            .unwrap_or_default();
        Self { snippets, refreshes_hints, watches }
    }
}

/// What the user chooses: the section `fwr` of the editor's settings, or the initialisation options.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Settings {
    pub(crate) inlay_hints: InlayHints,
}

/// Which hints are shown in the text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct InlayHints {
    /// The types of clips at the ends of lines.
    pub(crate) clip_types: bool,
}

impl Default for InlayHints {
    fn default() -> Self {
        Self { clip_types: true }
    }
}

impl Settings {
    /// Reads settings, with or without the section's name around them; what is not understood is left as it is by
    /// default.
    pub(crate) fn read(value: serde_json::Value) -> Self {
        let section = value.get("fwr").cloned().unwrap_or(value);
        serde_json::from_value(section).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_with_and_without_their_section() {
        let off = serde_json::json!({ "inlayHints": { "clipTypes": false } });
        assert!(!Settings::read(off.clone()).inlay_hints.clip_types);
        assert!(!Settings::read(serde_json::json!({ "fwr": off })).inlay_hints.clip_types);
        assert!(Settings::read(serde_json::Value::Null).inlay_hints.clip_types);
        assert!(Settings::read(serde_json::json!({ "inlayHints": 7, "other": 1 })).inlay_hints.clip_types);
    }
}
