//! Which request is answered by which feature.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use lsp_server::{ErrorCode, Request, RequestId, Response};
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentHighlightRequest, DocumentSymbolRequest, FoldingRangeRequest, Formatting,
    GotoDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest, RangeFormatting, References, Rename,
    Request as _, SemanticTokensFullRequest, SignatureHelpRequest,
};
use lsp_types::{
    CompletionResponse, DocumentSymbolResponse, GotoDefinitionResponse, PrepareRenameResponse,
    TextDocumentPositionParams, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::analysis::Analysis;
use crate::documents::{folders_near, graphs_near};
use crate::features::completion::Around;
use crate::features::{
    actions, completion, definition, folding, format, hover, inlay, references, rename, semantic_tokens, signature,
    symbols,
};
use crate::server::Server;
use crate::{types, uri, words};

/// An answer, or why there is none.
type Answer<T> = Result<T, String>;

impl Server<'_> {
    /// The answer to a request.
    pub(crate) fn respond(&mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        match method.as_str() {
            HoverRequest::METHOD => self.answer_with(id, params, |server, params: lsp_types::HoverParams| {
                server.at(&params.text_document_position_params, hover::hover)
            }),
            Completion::METHOD => self.answer_with(id, params, |server, params: lsp_types::CompletionParams| {
                server.completion(&params.text_document_position)
            }),
            SignatureHelpRequest::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::SignatureHelpParams| {
                    server.at(&params.text_document_position_params, signature::signature_help)
                })
            }
            GotoDefinition::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::GotoDefinitionParams| {
                    let found = server.at(&params.text_document_position_params, definition::definition)?;
                    Ok(found.map(GotoDefinitionResponse::Scalar))
                })
            }
            References::METHOD => self.answer_with(id, params, |server, params: lsp_types::ReferenceParams| {
                let documents = server.documents.analyses(&server.standard);
                let with_definition = params.context.include_declaration;
                server.at(&params.text_document_position, |analysis, offset| {
                    Some(references::references(analysis, &documents, offset, with_definition))
                })
            }),
            DocumentHighlightRequest::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::DocumentHighlightParams| {
                    server.at(&params.text_document_position_params, |analysis, offset| {
                        Some(references::highlights(analysis, offset))
                    })
                })
            }
            PrepareRenameRequest::METHOD => {
                self.answer_with(id, params, |server, params: TextDocumentPositionParams| {
                    let (analysis, offset) = server.place(&params)?;
                    let (range, placeholder) = rename::prepare(&analysis, offset)?;
                    Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
                })
            }
            Rename::METHOD => self.answer_with(id, params, |server, params: lsp_types::RenameParams| {
                let documents = server.documents.analyses(&server.standard);
                let (analysis, offset) = server.place(&params.text_document_position)?;
                rename::rename(&analysis, &documents, offset, &params.new_name)
            }),
            CodeActionRequest::METHOD => self.answer_with(id, params, |server, params: lsp_types::CodeActionParams| {
                let analysis = server.document(&params.text_document.uri)?;
                Ok(actions::actions(&analysis, params.range, params.context.only.as_deref()))
            }),
            Formatting::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::DocumentFormattingParams| {
                    Ok(format::format(&*server.document(&params.text_document.uri)?))
                })
            }
            RangeFormatting::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::DocumentRangeFormattingParams| {
                    Ok(format::format_range(&*server.document(&params.text_document.uri)?, params.range))
                })
            }
            DocumentSymbolRequest::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::DocumentSymbolParams| {
                    let analysis = server.document(&params.text_document.uri)?;
                    Ok(DocumentSymbolResponse::Nested(symbols::symbols(&analysis)))
                })
            }
            FoldingRangeRequest::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::FoldingRangeParams| {
                    Ok(folding::folding(&*server.document(&params.text_document.uri)?))
                })
            }
            InlayHintRequest::METHOD => self.answer_with(id, params, |server, params: lsp_types::InlayHintParams| {
                let analysis = server.document(&params.text_document.uri)?;
                let wanted = server.settings.inlay_hints.clip_types;
                Ok(if wanted { inlay::hints(&analysis, params.range) } else { Vec::new() })
            }),
            SemanticTokensFullRequest::METHOD => {
                self.answer_with(id, params, |server, params: lsp_types::SemanticTokensParams| {
                    Ok(semantic_tokens::tokens(&*server.document(&params.text_document.uri)?))
                })
            }
            _ => Response::new_err(id, ErrorCode::MethodNotFound as i32, format!("there is no method {method}")),
        }
    }

    fn answer_with<P: DeserializeOwned, T: Serialize>(
        &mut self,
        id: RequestId,
        params: serde_json::Value,
        answer: impl FnOnce(&mut Self, P) -> Answer<T>,
    ) -> Response {
        let params = match serde_json::from_value(params) {
            Ok(params) => params,
            Err(problem) => return Response::new_err(id, ErrorCode::InvalidParams as i32, problem.to_string()),
        };
        match answer(self, params) {
            Ok(result) => Response::new_ok(id, result),
            Err(problem) => Response::new_err(id, ErrorCode::RequestFailed as i32, problem),
        }
    }

    fn document(&mut self, uri: &Uri) -> Answer<Arc<Analysis>> {
        let standard = Arc::clone(&self.standard);
        self.documents.analysis(uri, &standard).ok_or_else(|| format!("{} is not open", uri.as_str()))
    }

    fn place(&mut self, at: &TextDocumentPositionParams) -> Answer<(Arc<Analysis>, usize)> {
        let analysis = self.document(&at.text_document.uri)?;
        let offset = analysis.text.offset(at.position);
        Ok((analysis, offset))
    }

    fn at<T>(
        &mut self,
        at: &TextDocumentPositionParams,
        feature: impl FnOnce(&Analysis, usize) -> Option<T>,
    ) -> Answer<Option<T>> {
        let (analysis, offset) = self.place(at)?;
        Ok(feature(&analysis, offset))
    }

    fn completion(&mut self, at: &TextDocumentPositionParams) -> Answer<CompletionResponse> {
        let (analysis, offset) = self.place(at)?;
        let name = uri::name_of(&analysis.uri);
        let graphs = |written: &str| match Path::new(&name).parent() {
            Some(folder) if Path::new(&name).is_absolute() => {
                let own = Path::new(&name).file_name().and_then(|file| file.to_str()).unwrap_or_default();
                let graphs = graphs_near(folder, written).into_iter().filter(|path| path != own);
                graphs.chain(folders_near(folder, written)).collect()
            }
            _ => Vec::new(),
        };
        let members = |base: Range<usize>| self.members(&analysis, base, offset);
        let around = Around { snippets: self.client.snippets, graphs: &graphs, members: &members };
        Ok(CompletionResponse::Array(completion::completion(&analysis, offset, &around)))
    }

    /// What the value at `base` has behind its dot: the text is read once more as if a name stood there.
    fn members(&self, analysis: &Analysis, base: Range<usize>, offset: usize) -> Vec<(String, String)> {
        let text = analysis.text.as_str();
        types::members(analysis, base.clone())
            .or_else(|| {
                let supposed = format!("{}width{}", &text[..base.end + 1], &text[offset..]);
                types::members(&self.documents.supposing(analysis, supposed), base)
            })
            // Of a filter's own clip nothing is known but that it is one.
            .unwrap_or_else(|| types::listed(words::PROPERTIES))
    }
}
