//! The ways in which a condition can come to be true.

use std::collections::BTreeMap;

use super::values::Values;

/// What quantities must be for one way, by their numbers; all others may be anything.
pub(super) type Case = BTreeMap<usize, Values>;

/// More ways are not told apart.
const MOST: usize = 48;

/// Every way in which a condition can come to be true, and perhaps others in which it cannot: never too few.
#[derive(Clone, Debug)]
pub(super) enum Cases {
    /// One of these.
    Of(Vec<Case>),
    /// Nothing is known.
    Any,
}

impl Cases {
    pub(super) const NONE: Self = Self::Of(Vec::new());

    pub(super) fn one(case: Case) -> Self {
        if case.values().any(Values::is_empty) { Self::NONE } else { Self::Of(vec![case]) }
    }

    /// Always.
    pub(super) fn always() -> Self {
        Self::one(Case::new())
    }

    /// Both are true. Where there are too many ways, what the second says is passed over.
    pub(super) fn and(self, other: &Self) -> Self {
        let (own, others) = match (self, other) {
            (Self::Any, other) => return other.clone(),
            (own, Self::Any) => return own,
            (Self::Of(own), Self::Of(others)) => (own, others),
        };
        if own.len().saturating_mul(others.len()) > MOST {
            return Self::Of(own);
        }
        let mut found = Vec::new();
        if let [other] = others.as_slice() {
            // In place: a long list of conditions is not copied for each of them.
            found.extend(own.into_iter().filter_map(|case| restricted(case, other)));
        } else {
            for case in own {
                found.extend(others.iter().filter_map(|other| restricted(case.clone(), other)));
            }
        }
        Self::Of(found)
    }

    /// One of them is true. `step` says how far the values of a quantity lie apart.
    pub(super) fn or(self, other: Self, step: impl Fn(usize) -> i128) -> Self {
        let (Self::Of(mut own), Self::Of(others)) = (self, other) else { return Self::Any };
        for case in others {
            let sole = |case: &Case| if case.len() == 1 { case.keys().next().copied() } else { None };
            let known =
                sole(&case).and_then(|quantity| Some((quantity, own.iter().position(|own| sole(own) == Some(quantity))?)));
            match known {
                Some((quantity, place)) => {
                    if let (Some(values), Some(more)) = (own[place].get_mut(&quantity), case.get(&quantity)) {
                        *values = values.or(more, step(quantity));
                    }
                }
                None => own.push(case),
            }
        }
        if own.len() > MOST { Self::Any } else { Self::Of(own) }
    }
}

/// `None` where that leaves nothing.
fn restricted(mut case: Case, by: &Case) -> Option<Case> {
    for (quantity, values) in by {
        let left = match case.get(quantity) {
            Some(known) => known.and(values),
            None => values.clone(),
        };
        if left.is_empty() {
            return None;
        }
        case.insert(*quantity, left);
    }
    Some(case)
}
