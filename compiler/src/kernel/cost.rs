//! What a kernel costs: operations by kind, and bytes, for one sample of its result.

use std::collections::BTreeSet;

use super::{BinaryOp, Expr, Kernel, Load, Stored, UnaryOp};

/// Operations that one sample of the result takes, over all planes that are made at once.
///
/// What is the same for a whole row, because nothing in it depends on the column or on samples, is not counted
/// among them: it is worked out once a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Sums, products, minima, comparisons, choices, and what else takes one instruction.
    pub simple: u32,
    /// Divisions and square roots; a remainder is one with four simple operations.
    pub divisions: u32,
    /// `exp`, `log`, `sin`, `cos`.
    pub elementary: u32,
    /// Powers.
    pub powers: u32,
    /// Reads of tables.
    pub lookups: u32,
    /// Values rounded as if they had been stored.
    pub stored: u32,
    /// Random numbers.
    pub random: u32,
    /// Different samples that are read.
    pub loads: u32,
    /// Operations that are done once a row.
    pub uniform: u32,
}

/// Bytes of one sample of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Read, each plane that is read counted once: neighbours are there already.
    pub read: u32,
    /// Written.
    pub written: u32,
}

impl Cost {
    /// One number: simple operations, the others counted as many as they come to on processors that we measured
    /// or as many as their sequence in [`super::math`] has.
    ///
    /// A division or root counts 4, an elementary function 36, a power 110, a lookup 6, a rounding 9, a random
    /// number 12.
    pub fn flops(&self) -> u64 {
        let counts = [
            (self.simple, 1),
            (self.divisions, 4),
            (self.elementary, 36),
            (self.powers, 110),
            (self.lookups, 6),
            (self.stored, 9),
            (self.random, 12),
        ];
        counts.into_iter().map(|(count, weight)| u64::from(count) * weight).sum()
    }
}

impl Kernel {
    /// What one sample of its result costs.
    pub fn cost(&self) -> Cost {
        let mut cost = Cost::default();
        let varies = self.varies();
        let mut samples: BTreeSet<(u8, Option<u8>, i16, i16, i16, bool)> = BTreeSet::new();
        for (node, varies) in self.nodes.iter().zip(varies) {
            match *node {
                Expr::Load(Load { input, plane, dx, dy, dt, border }) => {
                    samples.insert((input, plane, dt, dy, dx, border == super::Border::Mirror));
                    continue;
                }
                Expr::Const(_) | Expr::X | Expr::Y | Expr::Frame | Expr::Time | Expr::Width | Expr::Height => continue,
                Expr::Statistic(_) => {
                    cost.uniform += 1;
                    continue;
                }
                _ if !varies => {
                    cost.uniform += 1;
                    continue;
                }
                _ => {}
            }
            let kind = match *node {
                Expr::Unary(UnaryOp::Sqrt, _) | Expr::Binary(BinaryOp::Div, ..) => &mut cost.divisions,
                Expr::Unary(UnaryOp::Exp | UnaryOp::Log | UnaryOp::Sin | UnaryOp::Cos, _) => &mut cost.elementary,
                Expr::Binary(BinaryOp::Pow, ..) => &mut cost.powers,
                Expr::Lookup(..) => &mut cost.lookups,
                Expr::Stored(..) => &mut cost.stored,
                Expr::Random(_) => &mut cost.random,
                Expr::Binary(BinaryOp::Rem, ..) => {
                    cost.simple += 4;
                    &mut cost.divisions
                }
                _ => &mut cost.simple,
            };
            *kind += 1;
        }
        cost.loads = samples.len() as u32;
        cost
    }

    /// Bytes that pass for one sample of its result: `reads` says how input n is stored, `written` how the result is.
    pub fn traffic(&self, reads: impl Fn(u8, Option<u8>) -> Stored, written: Stored) -> Traffic {
        let planes: BTreeSet<(u8, Option<u8>, i16)> = self
            .nodes
            .iter()
            .filter_map(|node| match node {
                Expr::Load(load) => Some((load.input, load.plane, load.dt)),
                _ => None,
            })
            .collect();
        let read = planes.into_iter().map(|(input, plane, _)| reads(input, plane).bytes() as u32).sum();
        Traffic { read, written: (written.bytes() * self.values.len()) as u32 }
    }

    /// For each expression whether it differs from sample to sample in a row.
    fn varies(&self) -> Vec<bool> {
        let mut varies: Vec<bool> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let own = matches!(node, Expr::Load(_) | Expr::X | Expr::Random(_));
            varies.push(own || node.operands().any(|operand| varies[operand.0 as usize]));
        }
        varies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_counted_by_kind_and_once_a_row_apart() {
        let kernel: Kernel = "kernel k 2\n%0 = load 0 [0, 0, 0]\n%1 = load 1 [1, 0, -1]\n%2 = y\n%3 = height\n\
                              %4 = div %2 %3\n%5 = mul %0 %4\n%6 = div %5 %1\n%7 = pow %6 %4\n%8 = sqrt %7\n\
                              %9 = rem %8 %0\n%10 = exp %9\nvalue %10\n"
            .parse()
            .unwrap();
        let cost = kernel.cost();
        let expected =
            Cost { simple: 5, divisions: 3, elementary: 1, powers: 1, loads: 2, uniform: 1, ..Cost::default() };
        assert_eq!(cost, expected);
        assert_eq!(cost.flops(), 5 + 3 * 4 + 36 + 110);
        let traffic = kernel.traffic(|input, _| if input == 0 { Stored::Half } else { Stored::Single }, Stored::Single);
        assert_eq!(traffic, Traffic { read: 6, written: 4 });
    }

    #[test]
    fn a_plane_is_read_once_whatever_its_neighbours() {
        let kernel: Kernel =
            "kernel k 1\n%0 = load 0 [-1, 0, 0]\n%1 = load 0 [1, 2, 0]\n%2 = add %0 %1\nvalue %2\n".parse().unwrap();
        assert_eq!(kernel.traffic(|_, _| Stored::Half, Stored::Half), Traffic { read: 2, written: 2 });
        assert_eq!((kernel.cost().loads, kernel.cost().simple), (2, 1));
    }
}
