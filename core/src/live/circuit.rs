use crate::rule::Predicate;

/// A condition as a circuit over atoms and the customer's tags.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Circuit {
    Always(bool),
    /// The atom of this number.
    Atom(usize),
    All(Vec<Circuit>),
    Any(Vec<Circuit>),
    Not(Box<Circuit>),
    /// So many of them, or more.
    AtLeast(u32, Vec<Circuit>),
    /// One of the declared tags is held.
    HoldsAny(Vec<usize>),
    /// Each of the declared tags is held.
    HoldsAll(Vec<usize>),
    /// The named condition of this number.
    Named(usize),
    /// What looks at tags otherwise is asked whenever anything settles.
    Asked(Box<Predicate>),
}

/// What a circuit is made true or false by.
pub(super) trait Facts {
    fn atom(&self, atom: usize) -> bool;

    fn holds(&self, tag: usize) -> bool;

    fn named(&self, number: usize) -> bool;

    fn asked(&self, predicate: &Predicate) -> bool;
}

impl Circuit {
    pub(super) fn is_true(&self, facts: &impl Facts) -> bool {
        match self {
            Self::Always(truth) => *truth,
            Self::Atom(atom) => facts.atom(*atom),
            Self::All(parts) => parts.iter().all(|part| part.is_true(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.is_true(facts)),
            Self::Not(part) => !part.is_true(facts),
            Self::AtLeast(count, parts) => {
                let holding = parts.iter().filter(|part| part.is_true(facts)).count();
                u32::try_from(holding).unwrap_or(u32::MAX) >= *count
            }
            Self::HoldsAny(tags) => tags.iter().any(|&tag| facts.holds(tag)),
            Self::HoldsAll(tags) => tags.iter().all(|&tag| facts.holds(tag)),
            Self::Named(number) => facts.named(*number),
            Self::Asked(predicate) => facts.asked(predicate),
        }
    }
}
