use std::collections::BTreeMap;
use std::sync::Arc;

use super::attribute::attribute_of;
use crate::rule::{Named, Predicate, TagSet};

/// So many times a name is replaced by what it stands for; behind that, its truth is tested customer by customer.
const MAX_REPLACED: u32 = 256;

/// How a query is run: set operations on columns where a part is a tag, a test of each customer where it is not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum QueryPlan {
    /// The members of a tag's column.
    Tag(usize),
    /// Those whose value of one attribute the predicate, which is about nothing else, accepts: a scan of its column.
    Attribute {
        attribute: usize,
        predicate: Box<Predicate>,
    },
    /// Those of a tag that is not declared, by its path.
    OpenTag(Arc<str>),
    /// Those of anything that came to be in an open group.
    OpenGroup(usize),
    /// Customers of whom it is true, one by one.
    Test(Box<Predicate>),
    All(Vec<QueryPlan>),
    Any(Vec<QueryPlan>),
    Not(Box<QueryPlan>),
}

/// How parts are joined, as sets and as tests.
type Joins = (fn(Vec<QueryPlan>) -> QueryPlan, fn(Vec<Predicate>) -> Predicate);

impl QueryPlan {
    pub(crate) fn of(predicate: &Predicate, named: &Named) -> Self {
        Self::part(predicate, named, &mut { MAX_REPLACED })
    }

    fn part(predicate: &Predicate, named: &Named, left: &mut u32) -> Self {
        match predicate {
            Predicate::HoldsAny(tags) => Self::Any(Self::tags(tags).collect()),
            Predicate::HoldsAll(tags) => Self::All(Self::tags(tags).collect()),
            Predicate::Not(inner) => match Self::part(inner, named, left) {
                Self::Attribute { attribute, predicate } => {
                    Self::Attribute { attribute, predicate: Box::new(Predicate::Not(predicate)) }
                }
                inner => Self::Not(Box::new(inner)),
            },
            Predicate::All(parts) => Self::join(parts, (Self::All, Predicate::All), named, left),
            Predicate::Any(parts) => Self::join(parts, (Self::Any, Predicate::Any), named, left),
            Predicate::Named(number) if *left > 0 && named.get(*number).is_some() => {
                *left -= 1;
                named.get(*number).map_or(Self::Any(Vec::new()), |meant| Self::part(meant, named, left))
            }
            other => match attribute_of(other) {
                Some(attribute) => Self::Attribute { attribute, predicate: Box::new(other.clone()) },
                None => Self::Test(Box::new(other.clone())),
            },
        }
    }

    fn tags(tags: &TagSet) -> impl Iterator<Item = Self> {
        let paths = tags.paths.iter().cloned().map(Self::OpenTag);
        let groups = tags.groups.iter().copied().map(Self::OpenGroup);
        tags.declared.iter().copied().map(Self::Tag).chain(paths).chain(groups)
    }

    /// Sets of tags first, then one scan of each attribute, then all tests as one, so that each customer is looked at once
    /// and only where the sets leave it open.
    fn join(parts: &[Predicate], (join, join_tests): Joins, named: &Named, left: &mut u32) -> Self {
        let (mut sets, mut scans, mut tests) = (Vec::new(), BTreeMap::<usize, Vec<Predicate>>::new(), Vec::new());
        for part in parts {
            match Self::part(part, named, left) {
                Self::Test(test) => tests.push(*test),
                Self::Attribute { attribute, predicate } => scans.entry(attribute).or_default().push(*predicate),
                set => sets.push(set),
            }
        }
        let scans = scans.into_iter().map(|(attribute, mut parts)| {
            let predicate = match parts.len() {
                1 => parts.remove(0),
                _ => join_tests(parts),
            };
            Self::Attribute { attribute, predicate: Box::new(predicate) }
        });
        sets.extend(scans);
        sets.sort_by_key(Self::effort);
        if sets.len() == 1 && tests.is_empty() {
            return sets.remove(0);
        }
        match tests.len() {
            0 => {}
            _ if sets.is_empty() => return Self::Test(Box::new(join_tests(tests))),
            1 => sets.extend(tests.pop().map(|test| Self::Test(Box::new(test)))),
            _ => sets.push(Self::Test(Box::new(join_tests(tests)))),
        }
        join(sets)
    }

    /// What the dearest of its parts costs, by rank.
    fn effort(&self) -> u8 {
        match self {
            Self::Tag(_) | Self::OpenTag(_) | Self::OpenGroup(_) => 0,
            Self::Attribute { .. } => 1,
            Self::Test(_) => 2,
            Self::Not(inner) => inner.effort(),
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::effort).max().unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(tag: usize) -> TagSet {
        TagSet { declared: [tag].into(), ..TagSet::default() }
    }

    #[test]
    fn sets_come_before_tests_and_tests_are_one() {
        let holds = |tag: usize| Predicate::HoldsAny(holding(tag));
        let (a, b) = (holds(0), holds(1));
        let test = || Predicate::Missing(crate::rule::Term::Holding(holding(0)));
        let predicate = Predicate::All(vec![test(), Predicate::Any(vec![b, test()]), a, test()]);
        let QueryPlan::All(parts) = QueryPlan::of(&predicate, &Named::new(Vec::new(), &[])) else { panic!() };
        assert_eq!(parts[0], QueryPlan::Any(vec![QueryPlan::Tag(0)]));
        assert!(matches!(&parts[1], QueryPlan::Any(inner) if inner[0] == QueryPlan::Any(vec![QueryPlan::Tag(1)])));
        assert_eq!(parts[2], QueryPlan::Test(Box::new(Predicate::All(vec![test(), test()]))));
    }

    #[test]
    fn what_is_said_of_one_attribute_is_one_scan() {
        let missing = |attribute| Predicate::Missing(crate::rule::Term::Attribute(attribute));
        let not = |inner| Predicate::Not(Box::new(inner));
        let plan = |predicate| QueryPlan::of(&predicate, &Named::new(Vec::new(), &[]));
        let scan = |attribute, predicate| QueryPlan::Attribute { attribute, predicate: Box::new(predicate) };
        let both = Predicate::All(vec![not(missing(3)), Predicate::Any(vec![missing(3), not(missing(3))])]);
        assert_eq!(plan(both.clone()), scan(3, both));
        let parts = Predicate::All(vec![missing(4), missing(3), Predicate::HoldsAny(holding(0)), missing(4)]);
        let expected =
            [QueryPlan::Any(vec![QueryPlan::Tag(0)]), scan(3, missing(3)), scan(4, Predicate::All(vec![missing(4), missing(4)]))];
        assert_eq!(plan(parts), QueryPlan::All(expected.into()));
    }

    #[test]
    fn names_become_sets_but_not_without_end() {
        let holds = |tag: usize| Predicate::HoldsAny(holding(tag));
        let twice = |name| Predicate::All(vec![Predicate::Named(name), Predicate::Named(name)]);
        let mut predicates = vec![holds(7)];
        predicates.extend((0..100).map(twice));
        let order: Vec<usize> = (0..predicates.len()).collect();
        let named = Named::new(predicates, &order);
        assert_eq!(QueryPlan::of(&Predicate::Named(0), &named), QueryPlan::Any(vec![QueryPlan::Tag(7)]));
        let plan = format!("{:?}", QueryPlan::of(&Predicate::Named(100), &named));
        assert!(plan.contains("Test(Named") && plan.len() < 100_000, "{}", plan.len());
    }
}
