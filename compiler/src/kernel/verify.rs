//! The gatekeeper of the kernel IR: says what breaks its contract.

use super::{Expr, Kernel};

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
    if kernel.root.0 as usize >= count {
        return Err(format!("the value is %{}, but there are {count} expressions", kernel.root.0));
    }
    let mut used = vec![false; count];
    used[kernel.root.0 as usize] = true;
    for (position, node) in kernel.nodes.iter().enumerate() {
        if let Some(operand) = node.operands().find(|operand| operand.0 as usize >= position) {
            return Err(format!("%{position} uses %{}, which does not come before it", operand.0));
        }
        match node {
            Expr::Const(value) if !value.is_finite() => return Err(format!("%{position} is the constant {value}")),
            Expr::Load(load) if load.input >= kernel.inputs => {
                return Err(format!("%{position} reads plane {} of {}", load.input, kernel.inputs));
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
        Kernel { name: "k".into(), inputs: 1, nodes, root: ExprId(root) }
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
        let beyond = crate::kernel::Load { input: 1, dx: 0, dy: 0, dt: 0 };
        assert!(verify(&kernel(vec![Expr::Load(beyond)], 0)).is_err());
    }
}
