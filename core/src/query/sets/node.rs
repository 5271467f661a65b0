use tagora_kernel::BITS;

use super::super::circuit::Circuit;
use crate::column::View;

/// A part of a circuit, and what is known of it in a block before anybody is looked up.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// At least so many are in it,
    pub(super) least: u32,
    /// and at most so many.
    pub(super) most: u32,
    /// So many have to be looked up to list them; `u32::MAX` where that is everybody.
    pub(super) listed: u32,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The leaf of this number, among those that the circuit has.
    Leaf(usize),
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    AtLeast {
        least: usize,
        parts: Vec<Node>,
        /// The numbers of the parts, the one with the fewest to be looked at first.
        order: Vec<usize>,
    },
}

const ALL: u32 = BITS as u32;

impl Node {
    pub(super) fn of(circuit: &Circuit, leaf: &impl Fn(usize) -> usize) -> Self {
        let all = |parts: &[Circuit]| parts.iter().map(|part| Self::of(part, leaf)).collect();
        let kind = match circuit {
            Circuit::Leaf(number) => Kind::Leaf(leaf(*number)),
            Circuit::Not(inner) => Kind::Not(Box::new(Self::of(inner, leaf))),
            Circuit::All(parts) => Kind::All(all(parts)),
            Circuit::Any(parts) => Kind::Any(all(parts)),
            Circuit::AtLeast(least, parts) => {
                Kind::AtLeast { least: *least, parts: all(parts), order: (0..parts.len()).collect() }
            }
        };
        Self { kind, least: 0, most: ALL, listed: u32::MAX }
    }

    /// Turns to a block, of whose leaves this is seen.
    pub(super) fn turn(&mut self, views: &[View<'_>]) {
        (self.least, self.most, self.listed) = match &mut self.kind {
            Kind::Leaf(leaf) => {
                let most = views[*leaf].most().min(ALL);
                (if matches!(views[*leaf], View::Unread(_)) { 0 } else { most }, most, most)
            }
            Kind::Not(inner) => {
                inner.turn(views);
                (ALL - inner.most, ALL - inner.least, u32::MAX)
            }
            Kind::All(parts) => {
                let (mut lacking, mut most, mut listed) = (0_u32, ALL, u32::MAX);
                for part in parts {
                    part.turn(views);
                    lacking = lacking.saturating_add(ALL - part.least);
                    (most, listed) = (most.min(part.most), listed.min(part.listed));
                }
                (ALL.saturating_sub(lacking), most, listed)
            }
            Kind::Any(parts) => {
                let (mut least, mut most, mut listed) = (0, 0_u32, 0_u32);
                for part in parts {
                    part.turn(views);
                    least = least.max(part.least);
                    (most, listed) = (most.saturating_add(part.most), listed.saturating_add(part.listed));
                }
                (least, most.min(ALL), listed)
            }
            Kind::AtLeast { least: 0, .. } => (ALL, ALL, u32::MAX),
            Kind::AtLeast { least, parts, order } => {
                parts.iter_mut().for_each(|part| part.turn(views));
                order.sort_unstable_by_key(|&part| parts[part].listed);
                let sum = parts.iter().fold(0_u64, |sum, part| sum + u64::from(part.most));
                let most = u32::try_from(sum / *least as u64).unwrap_or(ALL).min(ALL);
                // Each of those is looked up in every part.
                let looked_at = drivers(*least, order).iter();
                let looked_at = looked_at.fold(0_u32, |listed, &part| listed.saturating_add(parts[part].listed));
                (0, most, looked_at.saturating_mul(u32::try_from(parts.len()).unwrap_or(u32::MAX)))
            }
        };
    }
}

/// Whoever is in so many of the parts is in one of these.
pub(super) fn drivers(least: usize, order: &[usize]) -> &[usize] {
    &order[..order.len().saturating_sub(least.saturating_sub(1))]
}

#[cfg(test)]
mod tests {
    use tagora_kernel::Bits;

    use super::*;

    fn leaf(number: usize) -> Circuit {
        Circuit::Leaf(number)
    }

    fn not(circuit: Circuit) -> Circuit {
        Circuit::Not(Box::new(circuit))
    }

    #[test]
    fn bounds_are_as_narrow_as_the_leaves_let_them_be() {
        let (ten, thirty): (Vec<u16>, Vec<u16>) = ((0..10).collect(), (0..30).collect());
        let bits = Bits::ONE;
        let views =
            [View::Listed(&ten), View::Listed(&thirty), View::Full, View::Dense(&bits, ALL - 5), View::Unread(ALL), View::Empty];
        let bounds = |circuit: Circuit| {
            let mut node = Node::of(&circuit, &|leaf| leaf);
            node.turn(&views);
            (node.least, node.most, node.listed)
        };
        assert_eq!(bounds(Circuit::All(vec![leaf(0), leaf(1)])), (0, 10, 10));
        assert_eq!(bounds(Circuit::All(vec![leaf(0), leaf(3)])), (5, 10, 10));
        assert_eq!(bounds(Circuit::Any(vec![leaf(0), leaf(1)])), (30, 40, 40));
        assert_eq!(bounds(Circuit::Any(vec![leaf(2), leaf(1)])), (ALL, ALL, ALL + 30));
        assert_eq!(bounds(not(leaf(2))), (0, 0, u32::MAX));
        assert_eq!(bounds(not(leaf(0))), (ALL - 10, ALL - 10, u32::MAX));
        // Of what is not read yet nothing is known, though all may be in it.
        assert_eq!(bounds(not(leaf(4))), (0, ALL, u32::MAX));
        assert_eq!(bounds(Circuit::All(vec![leaf(1), not(leaf(4))])), (0, 30, 30));
        // Whoever is in two of three is in the first or the second.
        assert_eq!(bounds(Circuit::AtLeast(2, vec![leaf(3), leaf(0), leaf(1)])), (0, (ALL + 35) / 2, 120));
        assert_eq!(bounds(Circuit::AtLeast(3, vec![leaf(0), leaf(5)])), (0, 3, 0));
        assert_eq!(bounds(Circuit::AtLeast(0, vec![leaf(0)])), (ALL, ALL, u32::MAX));
        assert_eq!(bounds(Circuit::All(Vec::new())), (ALL, ALL, u32::MAX));
        assert_eq!(bounds(Circuit::Any(Vec::new())), (0, 0, 0));
    }
}
