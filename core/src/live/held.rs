//! Levels and numbers of tags, compared with constants: which tags must be held for that.

use tagora_dsl::ast::CompareOp;

use super::circuit::Circuit;
use crate::rule::{Compare, Predicate, TagSet, Term};
use crate::value::{Datum, Quantity};

/// A circuit grows with the square of the levels, and with the number of tags.
const MOST_LEVELS: usize = 64;
const MOST_TAGS: usize = 1_000;

/// What a predicate comes down to, if that is holding some declared tags and not others.
pub(super) fn held(predicate: &Predicate) -> Option<Circuit> {
    match predicate {
        Predicate::Compare { left: Term::Level(tags), op, right: Term::Constant(bound) } if tags.len() <= MOST_LEVELS => {
            // The level is the first that is held; there may be none.
            let level = |place: usize| {
                let lower = Circuit::HoldsAny(tags[..place].to_vec());
                Circuit::All(vec![Circuit::HoldsAny(vec![tags[place]]), Circuit::Not(Box::new(lower))])
            };
            let accepted = (0..tags.len()).filter(|&place| accepts(*op, place, bound));
            Some(Circuit::Any(accepted.map(level).collect()))
        }
        Predicate::Missing(Term::Level(tags)) => Some(Circuit::Not(Box::new(Circuit::HoldsAny(tags.to_vec())))),
        Predicate::Compare { left: Term::Holding(TagSet { declared, groups, paths }), op, right: Term::Constant(bound) }
            if groups.is_empty() && paths.is_empty() && declared.len() <= MOST_TAGS && is_ordered(*op) =>
        {
            let tags: Vec<Circuit> = declared.iter().map(|&tag| Circuit::HoldsAny(vec![tag])).collect();
            let accepted: Vec<usize> = (0..=tags.len()).filter(|&count| accepts(*op, count, bound)).collect();
            // All numbers from one on, all up to one, or one alone.
            let (Some(&first), Some(&last)) = (accepted.first(), accepted.last()) else { return Some(Circuit::Always(false)) };
            let at_least = |count: usize| u32::try_from(count).ok().map(|count| Circuit::AtLeast(count, tags.clone()));
            Some(Circuit::All(vec![at_least(first)?, Circuit::Not(Box::new(at_least(last + 1)?))]))
        }
        _ => None,
    }
}

fn accepts(op: Compare, count: usize, bound: &Datum) -> bool {
    Datum::from(Quantity::from_count(count)).compare(bound).is_some_and(|order| op.accepts(order))
}

/// Whether the numbers that it accepts have no gap.
fn is_ordered(op: Compare) -> bool {
    op.0 != CompareOp::Ne
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::circuit::Facts;

    struct Held<'a>(&'a [usize]);

    impl Facts for Held<'_> {
        fn atom(&self, _: usize) -> bool {
            false
        }

        fn holds(&self, tag: usize) -> bool {
            self.0.contains(&tag)
        }

        fn named(&self, _: usize) -> bool {
            false
        }

        fn asked(&self, _: &Predicate) -> bool {
            false
        }
    }

    const OPS: [CompareOp; 6] = [CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le, CompareOp::Gt, CompareOp::Ge];

    #[test]
    fn levels_and_numbers_are_told_by_the_tags_that_are_held() {
        let compared = |left: Term, op: CompareOp, bound: i64| Predicate::Compare {
            left,
            op: Compare(op),
            right: Term::Constant(Datum::Number(bound.into())),
        };
        for held_tags in [&[][..], &[7], &[3], &[5, 3], &[9, 5, 7], &[3, 5, 7, 9]] {
            let level = [5, 7, 3].iter().position(|tag| held_tags.contains(tag));
            let count = [3, 5, 7].iter().filter(|tag| held_tags.contains(tag)).count();
            for (op, bound) in OPS.into_iter().flat_map(|op| (-1..5).map(move |bound| (op, bound))) {
                let expected = |found: usize| Compare(op).accepts((found as i64).cmp(&bound));
                let of_level = held(&compared(Term::Level([5, 7, 3].as_slice().into()), op, bound)).unwrap();
                assert_eq!(of_level.is_true(&Held(held_tags)), level.is_some_and(expected), "{op:?} {bound} of {held_tags:?}");
                let tags = TagSet { declared: [3, 5, 7].as_slice().into(), ..TagSet::default() };
                match held(&compared(Term::Holding(tags), op, bound)) {
                    Some(of_count) => {
                        assert_eq!(of_count.is_true(&Held(held_tags)), expected(count), "{op:?} {bound} {held_tags:?}")
                    }
                    None => assert_eq!(op, CompareOp::Ne),
                }
            }
        }
    }
}
