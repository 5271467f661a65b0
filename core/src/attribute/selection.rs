use std::cmp::Ordering;

/// Stored values: ranges in order, ends included, each apart from the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ranges(Vec<(i64, i64)>);

impl Ranges {
    pub(crate) fn all() -> Self {
        Self(vec![(i64::MIN, i64::MAX)])
    }

    /// From `first` to `last`; nothing, if that is before it.
    pub(crate) fn of(first: i64, last: i64) -> Self {
        if first <= last { Self(vec![(first, last)]) } else { Self::default() }
    }

    /// What compares with a value in one of some orders.
    pub(crate) fn around(value: i64, accepts: impl Fn(Ordering) -> bool) -> Self {
        let below = value.checked_sub(1).map_or_else(Self::default, |last| Self::of(i64::MIN, last));
        let above = value.checked_add(1).map_or_else(Self::default, |first| Self::of(first, i64::MAX));
        let parts = [(Ordering::Less, below), (Ordering::Equal, Self::of(value, value)), (Ordering::Greater, above)];
        let taken = parts.into_iter().filter(|(order, _)| accepts(*order));
        taken.fold(Self::default(), |all, (_, part)| all.or(&part))
    }

    /// Single values, in order.
    pub(crate) fn of_values(values: impl IntoIterator<Item = i64>) -> Self {
        let mut ranges: Vec<(i64, i64)> = Vec::new();
        for value in values {
            match ranges.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(value) => *last = value,
                _ => ranges.push((value, value)),
            }
        }
        Self(ranges)
    }

    pub(crate) fn contains(&self, value: i64) -> bool {
        let behind = self.0.partition_point(|&(first, _)| first <= value);
        behind.checked_sub(1).is_some_and(|at| value <= self.0[at].1)
    }

    /// The parts that lie in a range.
    pub(crate) fn within(&self, first: i64, last: i64) -> impl Iterator<Item = (i64, i64)> + Clone {
        let start = self.0.partition_point(|&(_, end)| end < first);
        self.0[start..].iter().take_while(move |(start, _)| *start <= last).map(move |&(a, b)| (a.max(first), b.min(last)))
    }

    fn complement(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        let mut from = Some(i64::MIN);
        for &(first, last) in &self.0 {
            gaps.extend(from.filter(|&from| from < first).map(|from| (from, first - 1)));
            from = last.checked_add(1);
        }
        gaps.extend(from.map(|from| (from, i64::MAX)));
        Self(gaps)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        self.and(&other.complement())
    }

    fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().flat_map(|&(first, last)| other.within(first, last)).collect())
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        self.complement().and(&other.complement()).complement()
    }
}

/// Which customers: those with such a value and, if `missing`, those without any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) values: Ranges,
    pub(crate) missing: bool,
}

impl Selection {
    pub(crate) fn nobody() -> Self {
        Self::default()
    }

    pub(crate) fn everybody() -> Self {
        Self { values: Ranges::all(), missing: true }
    }

    pub(crate) fn missing() -> Self {
        Self { values: Ranges::default(), missing: true }
    }

    pub(crate) fn values(values: Ranges) -> Self {
        Self { values, missing: false }
    }

    pub(crate) fn not(&self) -> Self {
        Self { values: self.values.complement(), missing: !self.missing }
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        Self { values: self.values.and(&other.values), missing: self.missing && other.missing }
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        Self { values: self.values.or(&other.values), missing: self.missing || other.missing }
    }

    /// Whether it takes who has this value, or none.
    pub(crate) fn takes(&self, value: Option<i64>) -> bool {
        value.map_or(self.missing, |value| self.values.contains(value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn end() -> impl Strategy<Value = i64> {
        prop_oneof![-8..8_i64, Just(i64::MIN), Just(i64::MAX), Just(i64::MIN + 1), Just(i64::MAX - 1)]
    }

    fn ranges() -> impl Strategy<Value = Ranges> {
        prop::collection::vec((end(), end()), 0..5)
            .prop_map(|ends| ends.into_iter().fold(Ranges::default(), |all, (a, b)| all.or(&Ranges::of(a, b))))
    }

    proptest! {
        #[test]
        fn are_sets(a in ranges(), b in ranges(), value in end(), (first, last) in (end(), end())) {
            let (in_a, in_b) = (a.contains(value), b.contains(value));
            prop_assert_eq!(a.and(&b).contains(value), in_a && in_b);
            prop_assert_eq!(a.or(&b).contains(value), in_a || in_b);
            prop_assert_eq!(a.complement().contains(value), !in_a);
            prop_assert_eq!(a.complement().complement(), a.clone());
            let clipped: Vec<_> = a.within(first, last).collect();
            let has = clipped.iter().any(|&(a, b)| a <= value && value <= b);
            prop_assert_eq!(has, in_a && first <= value && value <= last);
            let all = a.or(&b);
            prop_assert!(all.0.iter().all(|(a, b)| a <= b) && all.0.windows(2).all(|w| w[0].1 + 1 < w[1].0));
        }
    }
}
