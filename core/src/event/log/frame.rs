use super::place::Place;
use super::whole::step;
use crate::bytes::{Reader, put, put_signed};
use crate::time::Instant;

/// Places as numbers in the same order: a span of time for each customer, one behind the other, in the largest steps that
/// tell all instants apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// The first customer.
    of: u32,
    /// The first instant.
    from: i64,
    step: u64,
    /// The steps of time of one customer.
    span: u64,
    /// 2^64 divided by the span, or little less: to divide by it without a division.
    inverse: u64,
}

/// The largest number of a place: so that nothing overflows.
const MOST: u64 = 1 << 62;

impl Frame {
    /// The frame of places that are in order; `None` where the numbers would become too large.
    pub(super) fn around(of: &[u32], at: &[i64]) -> Option<Self> {
        let (first, last) = (of.first().copied().unwrap_or(0), of.last().copied().unwrap_or(0));
        let from = at.iter().copied().min().unwrap_or(0);
        let until = at.iter().copied().max().unwrap_or(0);
        let step = step(at.iter().map(|&at| at.wrapping_sub(from) as u64));
        let span = until.wrapping_sub(from) as u64 / step + 1;
        let customers = u64::from(last - first) + 1;
        let frame = Self { of: first, from, step, span, inverse: u64::MAX / span };
        customers.checked_mul(span).filter(|&most| most <= MOST).map(|_| frame)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put(out, self.of.into());
        put_signed(out, self.from);
        put(out, self.step);
        put(out, self.span);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let of = reader.at_most(u32::MAX.into())? as u32;
        let (from, step, span) = (reader.signed()?, reader.number()?, reader.at_most(MOST)?);
        let most = i128::from(from) + i128::from(step) * i128::from(span.checked_sub(1)?);
        let is_time = from >= Instant::MIN.millis() && most <= Instant::MAX.millis().into();
        (is_time && step > 0).then_some(Self { of, from, step, span, inverse: u64::MAX / span })
    }

    /// The first instant of any row.
    pub(super) fn from(&self) -> i64 {
        self.from
    }

    pub(super) fn number(&self, of: u32, at: i64) -> u64 {
        let time = at.wrapping_sub(self.from) as u64;
        u64::from(of - self.of) * self.span + if self.step == 1 { time } else { time / self.step }
    }

    /// The number of the first place that is not before one.
    pub(super) fn not_before(&self, place: Place) -> u64 {
        let Some(customers) = place.of.checked_sub(self.of) else { return 0 };
        let steps = if place.at <= self.from { 0 } else { (place.at.wrapping_sub(self.from) as u64).div_ceil(self.step) };
        let start = u64::from(customers).checked_mul(self.span);
        start.and_then(|start| start.checked_add(steps.min(self.span))).unwrap_or(u64::MAX)
    }

    #[inline]
    pub(super) fn place(&self, number: u64) -> Place {
        // At most one too little, as numbers have 63 bits.
        let mut customers = ((u128::from(number) * u128::from(self.inverse)) >> 64) as u64;
        let mut steps = number.wrapping_sub(customers.wrapping_mul(self.span));
        if steps >= self.span {
            customers += 1;
            steps -= self.span;
        }
        Place { of: self.of.wrapping_add(customers as u32), at: self.from.wrapping_add(steps.wrapping_mul(self.step) as i64) }
    }

    /// The first instant, and the one behind the last.
    pub(super) fn times(&self) -> (i64, i64) {
        let steps = (self.span - 1).wrapping_mul(self.step);
        (self.from, self.from.wrapping_add(steps as i64).saturating_add(1))
    }

    /// Whether a number is one of a customer that can be.
    pub(super) fn holds(&self, number: u64) -> bool {
        number <= MOST && u64::from(self.of) + number / self.span <= u64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_in_the_order_of_places(
            of in 0..3_u32,
            rows in prop::collection::btree_set((0..4_u32, -9..9_i64), 1..20),
            step in 1..1_000_i64,
            asked in (0..9_u32, -9_000..9_000_i64),
        ) {
            let rows: Vec<Place> = rows.into_iter().map(|(n, at)| Place { of: of + n, at: at * step }).collect();
            let (customers, times): (Vec<u32>, Vec<i64>) = rows.iter().map(|place| (place.of, place.at)).unzip();
            let frame = Frame::around(&customers, &times).unwrap();
            let numbers: Vec<u64> = rows.iter().map(|place| frame.number(place.of, place.at)).collect();
            prop_assert!(numbers.is_sorted_by(|a, b| a < b));
            prop_assert_eq!(numbers.iter().map(|&number| frame.place(number)).collect::<Vec<_>>(), rows.clone());
            let asked = Place { of: asked.0, at: asked.1 };
            let first = frame.not_before(asked);
            prop_assert_eq!(numbers.partition_point(|&number| number < first), rows.partition_point(|&place| place < asked));
            let mut out = Vec::new();
            frame.write(&mut out);
            prop_assert_eq!(Frame::read(&mut Reader::new(&out)), Some(frame));
        }
    }

    #[test]
    fn what_is_too_wide_has_no_frame() {
        let times = [Instant::MIN.millis(), Instant::MIN.millis() + 1, Instant::MAX.millis()];
        assert!(Frame::around(&[7; 3], &times).is_some());
        assert!(Frame::around(&[0, 0, u32::MAX], &times).is_none());
        assert!(Frame::around(&[0, u32::MAX], &[0, 3_600_000]).is_some());
    }
}
