//! Conditions with a name: each is kept once, and whatever names it shares its truth.

use std::collections::BTreeSet;

use super::Predicate;

/// The named conditions of a handbook, then its segments, by number.
#[derive(Debug)]
pub(crate) struct Named {
    conditions: Vec<Condition>,
}

#[derive(Debug)]
struct Condition {
    predicate: Predicate,
    /// The numbers that stand in it.
    names: Vec<usize>,
    /// Its place in an order in which each stands behind those it names.
    rank: usize,
}

impl Named {
    /// `order` holds the numbers, each behind those it names.
    pub(crate) fn new(predicates: Vec<Predicate>, order: &[usize]) -> Self {
        let mut ranks = vec![0; predicates.len()];
        for (rank, &number) in order.iter().enumerate() {
            ranks[number] = rank;
        }
        let condition = |(predicate, rank): (Predicate, usize)| Condition { names: names(&predicate), predicate, rank };
        Self { conditions: predicates.into_iter().zip(ranks).map(condition).collect() }
    }

    pub(crate) fn len(&self) -> usize {
        self.conditions.len()
    }

    pub(crate) fn get(&self, number: usize) -> Option<&Predicate> {
        self.conditions.get(number).map(|condition| &condition.predicate)
    }

    /// What the predicates name, directly or through other names, each behind those it names.
    pub(crate) fn needed<'p>(&self, by: impl IntoIterator<Item = &'p Predicate>) -> Vec<usize> {
        let mut open: Vec<usize> = by.into_iter().flat_map(names).collect();
        let mut needed = BTreeSet::new();
        while let Some(number) = open.pop() {
            let Some(condition) = self.conditions.get(number) else { continue };
            if needed.insert((condition.rank, number)) {
                open.extend(&condition.names);
            }
        }
        needed.into_iter().map(|(_, number)| number).collect()
    }
}

fn names(predicate: &Predicate) -> Vec<usize> {
    let mut names = Vec::new();
    predicate.walk(&mut |part| {
        if let Predicate::Named(number) = part {
            names.push(*number);
        }
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_stands_behind_what_it_needs() {
        let name = Predicate::Named;
        let all = |parts: &[usize]| Predicate::All(parts.iter().copied().map(name).collect());
        let named = Named::new(vec![all(&[1, 2]), all(&[3]), all(&[3]), all(&[]), all(&[0])], &[3, 2, 1, 0, 4]);
        assert_eq!(named.needed([&name(0)]), [3, 2, 1, 0]);
        assert_eq!(named.needed([&Predicate::Not(Box::new(name(1))), &name(3)]), [3, 1]);
        assert!(named.needed([]).is_empty());
    }
}
