//! What a query joins, and how much that can be.

/// Sets of customers, joined. Leaves are numbered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Circuit {
    Leaf(usize),
    Not(Box<Self>),
    /// Of no part it is everybody.
    All(Vec<Self>),
    /// Of no part it is nobody.
    Any(Vec<Self>),
    /// In so many parts or more.
    AtLeast(usize, Vec<Self>),
}

impl Circuit {
    /// Whether every leaf in it passes.
    pub(super) fn all_leaves(&self, passes: &impl Fn(usize) -> bool) -> bool {
        match self {
            Self::Leaf(leaf) => passes(*leaf),
            Self::Not(inner) => inner.all_leaves(passes),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().all(|part| part.all_leaves(passes)),
        }
    }

    /// Whether it has somebody of whom `leaf` says which leaves have it.
    pub(super) fn has(&self, leaf: &impl Fn(usize) -> bool) -> bool {
        match self {
            Self::Leaf(number) => leaf(*number),
            Self::Not(inner) => !inner.has(leaf),
            Self::All(parts) => parts.iter().all(|part| part.has(leaf)),
            Self::Any(parts) => parts.iter().any(|part| part.has(leaf)),
            Self::AtLeast(0, _) => true,
            Self::AtLeast(least, parts) => parts.iter().filter(|part| part.has(leaf)).nth(least - 1).is_some(),
        }
    }

    /// Marks its leaves.
    pub(super) fn mark(&self, leaves: &mut [bool]) {
        match self {
            Self::Leaf(leaf) => leaves[*leaf] = true,
            Self::Not(inner) => inner.mark(leaves),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.mark(leaves)),
        }
    }

    /// Whether nobody is in it who is in none of the leaves that pass.
    pub(super) fn is_inside(&self, passes: &impl Fn(usize) -> bool) -> bool {
        match self {
            Self::Leaf(leaf) => passes(*leaf),
            Self::Not(_) | Self::AtLeast(0, _) => false,
            Self::All(parts) => parts.iter().any(|part| part.is_inside(passes)),
            Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().all(|part| part.is_inside(passes)),
        }
    }

    /// A guess at how many are in it, as if the leaves had nothing to do with each other.
    pub(super) fn estimate(&self, all: f64, leaf: &impl Fn(usize) -> f64) -> f64 {
        if all <= 0.0 {
            return 0.0;
        }
        let share = |part: &Self| (part.estimate(all, leaf) / all).clamp(0.0, 1.0);
        all * match self {
            Self::Leaf(number) => (leaf(*number) / all).clamp(0.0, 1.0),
            Self::Not(inner) => 1.0 - share(inner),
            Self::All(parts) => parts.iter().map(share).product(),
            Self::Any(parts) => 1.0 - parts.iter().map(|part| 1.0 - share(part)).product::<f64>(),
            Self::AtLeast(least, parts) => {
                // The chance of each number of parts, one part after another.
                let mut chances = vec![1.0];
                for part in parts.iter().map(share) {
                    chances.push(0.0);
                    for so_many in (0..chances.len()).rev() {
                        let one_less = so_many.checked_sub(1).map_or(0.0, |less| chances[less]);
                        chances[so_many] = chances[so_many] * (1.0 - part) + one_less * part;
                    }
                }
                chances.iter().skip(*least).sum()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(number: usize) -> Circuit {
        Circuit::Leaf(number)
    }

    #[test]
    fn guesses_take_leaves_as_independent() {
        let sizes = [50.0, 20.0, 10.0];
        let guess = |circuit: Circuit| circuit.estimate(100.0, &|n| sizes[n]);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        near(guess(Circuit::All(vec![leaf(0), leaf(1)])), 10.0);
        near(guess(Circuit::Any(vec![leaf(0), leaf(1)])), 60.0);
        near(guess(Circuit::AtLeast(1, vec![leaf(0), leaf(1)])), 60.0);
        near(guess(Circuit::AtLeast(3, vec![leaf(0), leaf(1), leaf(2)])), 1.0);
    }

    #[test]
    fn what_has_a_tag_in_each_way_is_inside() {
        let inside = |circuit: Circuit| circuit.is_inside(&|leaf| leaf < 2);
        assert!(inside(Circuit::All(vec![leaf(0), Circuit::Not(Box::new(leaf(5)))])));
        assert!(!inside(Circuit::Any(vec![leaf(0), Circuit::Not(Box::new(leaf(1)))])));
        assert!(!inside(Circuit::AtLeast(1, vec![leaf(0), leaf(5)])));
        assert!(!inside(Circuit::All(Vec::new())) && inside(Circuit::Any(Vec::new())));
    }
}
