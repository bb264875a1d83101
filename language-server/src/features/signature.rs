//! The parameters of the call around the cursor.

use fwr_compiler::syntax::ast::FilterKind;
use lsp_types::{ParameterInformation, ParameterLabel, SignatureHelp, SignatureInformation};

use crate::analysis::Analysis;
use crate::callee::Callee;
use crate::{context, describe};

/// The signature of what is called at `offset`, with the parameter that is being given.
pub(crate) fn signature_help(analysis: &Analysis, offset: usize) -> Option<SignatureHelp> {
    let context = context::at(analysis, offset);
    let call = context.call?;
    let callee = Callee::of(analysis, &call)?;
    let declaration = callee.declaration;
    let name = declaration.name();
    let mut label = match declaration.kind() {
        FilterKind::Encoder => format!("encode({name}, "),
        _ => format!("{name}("),
    };
    let mut parameters = Vec::new();
    for (index, param) in declaration.params.iter().enumerate() {
        if index > 0 {
            label.push_str(", ");
        }
        let start = label.encode_utf16().count() as u32;
        label.push_str(&describe::parameter(analysis, declaration, index));
        let end = label.encode_utf16().count() as u32;
        parameters.push(ParameterInformation {
            label: ParameterLabel::LabelOffsets([start, end]),
            documentation: describe::documentation(describe::docs(&param.docs)),
        });
    }
    label.push(')');
    let active = callee.parameter_of(&call, call.current).map(|index| index as u32);
    Some(SignatureHelp {
        signatures: vec![SignatureInformation {
            label,
            documentation: describe::documentation(declaration.summary()),
            parameters: Some(parameters),
            active_parameter: active,
        }],
        active_signature: Some(0),
        active_parameter: active,
    })
}
