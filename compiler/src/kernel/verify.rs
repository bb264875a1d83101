//! The gatekeeper of the kernel IR: says what breaks its contract.

use super::{Expr, Kernel, Load, Statistic};

/// The most expressions that a kernel may have.
pub const MAX_NODES: usize = 20_000;

/// Checks a kernel against the contract of the IR.
///
/// # Errors
/// The first thing that breaks it, for people.
pub fn verify(kernel: &Kernel) -> Result<(), String> {
    let count = kernel.nodes.len();
    if count > MAX_NODES {
        return Err(format!("{count} expressions, at most {MAX_NODES}"));
    }
    if kernel.values.is_empty() {
        return Err("it has no value".to_owned());
    }
    let mut used = vec![false; count];
    for value in &kernel.values {
        match used.get_mut(value.0 as usize) {
            Some(used) => *used = true,
            None => return Err(format!("a value is %{}, but there are {count} expressions", value.0)),
        }
    }
    for (number, table) in kernel.tables.iter().enumerate() {
        if table.is_empty() || table.iter().any(|element| !element.is_finite()) {
            return Err(format!("table {number} is empty, or not all of it is finite"));
        }
    }
    for (position, node) in kernel.nodes.iter().enumerate() {
        if let Some(operand) = node.operands().find(|operand| operand.0 as usize >= position) {
            return Err(format!("%{position} uses %{}, which does not come before it", operand.0));
        }
        match node {
            Expr::Const(value) if !value.is_finite() => return Err(format!("%{position} is the constant {value}")),
            Expr::Load(Load { input, .. }) | Expr::Statistic(Statistic { input, .. }) if *input >= kernel.inputs => {
                return Err(format!("%{position} reads input {input} of {}", kernel.inputs));
            }
            Expr::Load(Load { plane: None, .. }) | Expr::Statistic(Statistic { plane: None, .. }) | Expr::Random(_)
                if kernel.is_joint() =>
            {
                return Err(format!("%{position} does not say which plane, and several are made at once"));
            }
            Expr::Lookup(table, _) if usize::from(*table) >= kernel.tables.len() => {
                return Err(format!("%{position} reads table {table} of {}", kernel.tables.len()));
            }
            Expr::Stored(store, _) if usize::from(*store) >= kernel.stores.len() => {
                return Err(format!("%{position} rounds to store {store} of {}", kernel.stores.len()));
            }
            _ => {}
        }
        node.operands().for_each(|operand| used[operand.0 as usize] = true);
    }
    match used.iter().position(|used| !used) {
        Some(position) => Err(format!("%{position} is not used")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{ExprId, UnaryOp};

    fn kernel(nodes: Vec<Expr>, root: u32) -> Kernel {
        let values = vec![ExprId(root)];
        Kernel { name: "k".into(), inputs: 1, nodes, values, tables: Vec::new(), stores: Vec::new() }
    }

    #[test]
    fn each_rule_is_held() {
        let neg = |id| Expr::Unary(UnaryOp::Neg, ExprId(id));
        assert_eq!(verify(&kernel(vec![Expr::X, neg(0)], 1)), Ok(()));
        assert!(verify(&kernel(vec![], 0)).is_err());
        assert!(verify(&kernel(vec![neg(0)], 0)).is_err());
        assert!(verify(&kernel(vec![neg(1), Expr::X], 0)).is_err());
        assert!(verify(&kernel(vec![Expr::Const(f32::NAN)], 0)).is_err());
        assert!(verify(&kernel(vec![Expr::X, Expr::Y], 1)).is_err());
        let beyond = Load { input: 1, ..Load::default() };
        assert!(verify(&kernel(vec![Expr::Load(beyond)], 0)).is_err());
    }
}
