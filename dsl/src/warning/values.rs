//! Sets of values.

/// Some of the values that a quantity can have, by their places on its scale, and whether having none is among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Values {
    /// From the one place to the other, both included; in order, apart from one another.
    spans: Vec<(i128, i128)>,
    pub(super) missing: bool,
}

/// Further than any value that can be written.
pub(super) const FAR: i128 = i128::MAX / 4;

impl Values {
    pub(super) const MISSING: Self = Self { spans: Vec::new(), missing: true };

    /// The places from `low` to `high` that are multiples of `step`.
    pub(super) fn between(low: i128, high: i128, step: i128) -> Self {
        let (low, high) = (low + (-low).rem_euclid(step), high - high.rem_euclid(step));
        Self { spans: if low <= high { vec![(low, high)] } else { Vec::new() }, missing: false }
    }

    pub(super) fn at(place: i128, step: i128) -> Self {
        Self::between(place, place, step)
    }

    pub(super) fn or_missing(self, missing: bool) -> Self {
        Self { missing, ..self }
    }

    pub(super) fn spans(&self) -> &[(i128, i128)] {
        &self.spans
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty() && !self.missing
    }

    pub(super) fn lowest(&self) -> Option<i128> {
        self.spans.first().map(|span| span.0)
    }

    pub(super) fn highest(&self) -> Option<i128> {
        self.spans.last().map(|span| span.1)
    }

    pub(super) fn has(&self, place: i128) -> bool {
        self.spans.iter().any(|&(low, high)| low <= place && place <= high)
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        let mut spans = Vec::new();
        let (mut own, mut others) = (self.spans.iter().peekable(), other.spans.iter().peekable());
        while let (Some(&&(a, b)), Some(&&(c, d))) = (own.peek(), others.peek()) {
            if a.max(c) <= b.min(d) {
                spans.push((a.max(c), b.min(d)));
            }
            if b <= d {
                own.next()
            } else {
                others.next()
            };
        }
        Self { spans, missing: self.missing && other.missing }
    }

    pub(super) fn or(&self, other: &Self, step: i128) -> Self {
        let mut all: Vec<(i128, i128)> = self.spans.iter().chain(&other.spans).copied().collect();
        all.sort_unstable();
        let mut spans: Vec<(i128, i128)> = Vec::new();
        for (low, high) in all {
            match spans.last_mut() {
                Some(last) if low <= last.1.saturating_add(step) => last.1 = last.1.max(high),
                _ => spans.push((low, high)),
            }
        }
        Self { spans, missing: self.missing || other.missing }
    }

    pub(super) fn without(&self, other: &Self, step: i128) -> Self {
        let mut spans = Vec::new();
        let mut taken = other.spans.iter().peekable();
        for &(mut low, high) in &self.spans {
            while low <= high {
                match taken.peek() {
                    Some(&&(_, d)) if d < low => drop(taken.next()),
                    Some(&&(c, d)) if c <= high => {
                        if low < c {
                            spans.push((low, c - step));
                        }
                        low = d + step;
                    }
                    _ => {
                        spans.push((low, high));
                        break;
                    }
                }
            }
        }
        Self { spans, missing: self.missing && !other.missing }
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.and(other) == *self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> impl Strategy<Value = Values> {
        let spans = prop::collection::vec((0..20_i128, 0..4_i128), 0..5);
        (spans, any::<bool>()).prop_map(|(spans, missing)| {
            let one = |(low, wide)| Values::between(low, low + wide, 1);
            spans.into_iter().map(one).fold(Values::between(1, 0, 1), |all, next| all.or(&next, 1)).or_missing(missing)
        })
    }

    proptest! {
        #[test]
        fn sets_are_those_of_their_members(a in values(), b in values()) {
            let (both, either, left) = (a.and(&b), a.or(&b, 1), a.without(&b, 1));
            for place in -1..30 {
                prop_assert_eq!(both.has(place), a.has(place) && b.has(place));
                prop_assert_eq!(either.has(place), a.has(place) || b.has(place));
                prop_assert_eq!(left.has(place), a.has(place) && !b.has(place));
            }
            prop_assert_eq!(a.is_within(&b), left.is_empty());
            prop_assert!(both.is_within(&a) && a.is_within(&either) && left.is_within(&a));
        }
    }

    #[test]
    fn only_multiples_count() {
        assert!(Values::between(11, 19, 10).is_empty() && Values::at(15, 10).is_empty());
        assert_eq!(Values::between(-15, 25, 10), Values::between(-10, 20, 10));
        assert_eq!(Values::between(0, 30, 10).without(&Values::at(10, 10), 10).spans(), [(0, 0), (20, 30)]);
    }
}
