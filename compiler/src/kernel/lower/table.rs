//! Reads of lists of known numbers at positions that differ from sample to sample: `table(list, position)`.

use crate::diagnostics::{Code, Diagnostic};
use crate::kernel::Expr;
use crate::syntax::ast;

use super::Lowering;
use super::scope::Value;

/// The most elements of a table.
const MAX_TABLE: usize = 65_536;

impl<'a> Lowering<'a> {
    /// `table(list, position)`: the element at the whole part of the position, at the nearest end beside the list.
    pub(super) fn table(&mut self, args: &[&'a ast::Expr]) -> Option<Value> {
        let &[list, position] = args else { return None };
        let (items, at) = (self.expression(list), self.expression(position));
        let items = match items? {
            Value::List(items) => items,
            Value::Failed => return None,
            other => {
                let help = "write `table([0, 0.3, 1], position)`, or declare a parameter `levels: list<0..1, 3>`";
                self.wrong_type(&other, list.span, "the first argument of `table`", "a list", help);
                return None;
            }
        };
        if items.is_empty() || items.len() > MAX_TABLE {
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("a table of {} elements, but there must be 1 to {MAX_TABLE}", items.len()),
                )
                .label(list.span, format!("{} elements", items.len()))
                .help("give it fewer, and go between them with `curve`"),
            );
            return None;
        }
        let mut elements = Vec::with_capacity(items.len());
        for item in items {
            let id = self.number(item, list.span, "an element of a table")?;
            elements.push(self.known(id, list.span, "an element of a table")?);
        }
        let at = self.number(at?, position.span, "a position in a table")?;
        let Some(table) = self.builder.table(&elements) else {
            self.report(
                Diagnostic::new(Code::KERNEL_SIZE, "this kernel has more than 256 different tables")
                    .label(list.span, "the one too many")
                    .help("split it into two kernels"),
            );
            return None;
        };
        Some(Value::Number(self.builder.add(Expr::Lookup(table, at))))
    }
}
