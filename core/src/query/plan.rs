use crate::rule::Predicate;

/// How a query is run: set operations on columns where a part is a tag, a test of each customer where it is not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum QueryPlan {
    /// The members of a tag's column.
    Tag(usize),
    /// Customers of whom it is true, one by one.
    Test(Box<Predicate>),
    All(Vec<QueryPlan>),
    Any(Vec<QueryPlan>),
    Not(Box<QueryPlan>),
}

impl QueryPlan {
    pub(crate) fn of(predicate: &Predicate) -> Self {
        match predicate {
            Predicate::HoldsAny(tags) => Self::Any(tags.iter().copied().map(Self::Tag).collect()),
            Predicate::HoldsAll(tags) => Self::All(tags.iter().copied().map(Self::Tag).collect()),
            Predicate::Not(inner) => Self::Not(Box::new(Self::of(inner))),
            Predicate::All(parts) => Self::join(parts, Self::All, Predicate::All),
            Predicate::Any(parts) => Self::join(parts, Self::Any, Predicate::Any),
            test => Self::Test(Box::new(test.clone())),
        }
    }

    /// Sets first, then all tests as one, so that each customer is looked at once and only where the sets leave it open.
    fn join(parts: &[Predicate], join: fn(Vec<Self>) -> Self, join_tests: fn(Vec<Predicate>) -> Predicate) -> Self {
        let (mut sets, mut tests) = (Vec::new(), Vec::new());
        for part in parts {
            match Self::of(part) {
                Self::Test(test) => tests.push(*test),
                set => sets.push(set),
            }
        }
        sets.sort_by_key(Self::has_tests);
        match tests.len() {
            0 => {}
            _ if sets.is_empty() => return Self::Test(Box::new(join_tests(tests))),
            1 => sets.extend(tests.pop().map(|test| Self::Test(Box::new(test)))),
            _ => sets.push(Self::Test(Box::new(join_tests(tests)))),
        }
        join(sets)
    }

    fn has_tests(&self) -> bool {
        match self {
            Self::Tag(_) => false,
            Self::Test(_) => true,
            Self::Not(inner) => inner.has_tests(),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::has_tests),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_come_before_tests_and_tests_are_one() {
        let holds = |tag: usize| Predicate::HoldsAny([tag].into());
        let (a, b) = (holds(0), holds(1));
        let test = || Predicate::Missing(crate::rule::Term::Attribute(0));
        let predicate = Predicate::All(vec![test(), Predicate::Any(vec![b, test()]), a, test()]);
        let QueryPlan::All(parts) = QueryPlan::of(&predicate) else { panic!() };
        assert_eq!(parts[0], QueryPlan::Any(vec![QueryPlan::Tag(0)]));
        assert!(matches!(&parts[1], QueryPlan::Any(inner) if inner[0] == QueryPlan::Any(vec![QueryPlan::Tag(1)])));
        assert_eq!(parts[2], QueryPlan::Test(Box::new(Predicate::All(vec![test(), test()]))));
    }
}
