use std::cmp::Ordering;

use tagora_dsl::Number;

use super::Value;

/// A number that came out of many: exact as a fraction, or a float.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Quantity {
    /// `numerator / denominator`, the denominator positive.
    Exact {
        numerator: i128,
        denominator: i128,
    },
    Float(f64),
}

impl From<Number> for Quantity {
    fn from(n: Number) -> Self {
        Self::Exact { numerator: i128::from(n.units()), denominator: 10_i128.pow(u32::from(n.scale())) }
    }
}

impl Quantity {
    pub(crate) const ZERO: Self = Self::Exact { numerator: 0, denominator: 1 };

    pub(crate) fn from_count(count: usize) -> Self {
        Self::from(Number::from(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// A whole number.
    pub(crate) fn whole(n: i64) -> Self {
        Self::from(Number::from(n))
    }

    /// Adds a stored number. Sums of up to 2^60 values of nine places stay exact.
    pub(crate) fn add(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact { numerator: a, denominator: p }, Self::Exact { numerator: b, denominator: q }) => {
                // Denominators are powers of ten up to 10^9: the larger is a multiple of the smaller.
                let common = p.max(q);
                Self::Exact { numerator: a * (common / p) + b * (common / q), denominator: common }
            }
            (a, b) => Self::Float(a.to_f64() + b.to_f64()),
        }
    }

    /// The mean of `count` values with this total. `count` is positive.
    pub(crate) fn divide(self, count: u64) -> Self {
        match self {
            Self::Exact { numerator, denominator } => Self::Exact { numerator, denominator: denominator * i128::from(count) },
            Self::Float(x) => Self::Float(x / count as f64),
        }
    }

    /// The sum of any two: exact as long as it fits, a float behind that.
    pub(crate) fn plus(self, other: Self) -> Self {
        let exact = match (self, other) {
            (Self::Exact { numerator: a, denominator: p }, Self::Exact { numerator: b, denominator: q }) => sum((a, p), (b, q)),
            _ => None,
        };
        exact.unwrap_or_else(|| Self::Float(self.to_f64() + other.to_f64()))
    }

    /// The same, divided among `count`, which is positive.
    pub(crate) fn over(self, count: u64) -> Self {
        match self {
            Self::Exact { numerator, denominator } => denominator
                .checked_mul(i128::from(count))
                .map_or_else(|| Self::Float(self.to_f64() / count as f64), |denominator| Self::Exact { numerator, denominator }),
            Self::Float(x) => Self::Float(x / count as f64),
        }
    }

    /// As a number of at most nine places, if it is one.
    fn number(self) -> Option<Number> {
        let Self::Exact { numerator, denominator } = self else { return None };
        let tenfold =
            (0..=tagora_dsl::MAX_SCALE).filter_map(|scale| Some((scale, numerator.checked_mul(10_i128.pow(scale.into()))?)));
        let (scale, units) = tenfold.into_iter().find(|(_, units)| units % denominator == 0)?;
        Number::new(i64::try_from(units / denominator).ok()?, scale)
    }

    /// As a decimal: exact where it ends within 18 places, else the nearest float's shortest form.
    pub(crate) fn text(self) -> String {
        let Self::Exact { numerator, denominator } = self else { return self.to_f64().to_string() };
        let (sign, numerator, denominator) =
            (if numerator < 0 { "-" } else { "" }, numerator.unsigned_abs(), denominator.unsigned_abs());
        let (whole, mut left) = (numerator / denominator, numerator % denominator);
        let mut places = String::new();
        while left != 0 {
            let Some(ten) = left.checked_mul(10).filter(|_| places.len() < 18) else { return self.to_f64().to_string() };
            places += &(ten / denominator).to_string();
            left = ten % denominator;
        }
        if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (*self, *other) {
            (Self::Exact { numerator: a, denominator: p }, Self::Exact { numerator: b, denominator: q }) => fractions(a, p, b, q),
            (a, b) => a.to_f64().total_cmp(&b.to_f64()),
        }
    }

    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Exact { numerator, denominator } => numerator as f64 / denominator as f64,
            Self::Float(x) => x,
        }
    }
}

fn sum((a, p): (i128, i128), (b, q): (i128, i128)) -> Option<Quantity> {
    let (numerator, denominator) = if p % q == 0 {
        (a.checked_add(b.checked_mul(p / q)?)?, p)
    } else if q % p == 0 {
        (a.checked_mul(q / p)?.checked_add(b)?, q)
    } else {
        (a.checked_mul(q)?.checked_add(b.checked_mul(p)?)?, p.checked_mul(q)?)
    };
    Some(Quantity::Exact { numerator, denominator })
}

/// Exact where nine places are enough, else the nearest float.
impl From<Quantity> for Value {
    fn from(quantity: Quantity) -> Self {
        quantity.number().map_or_else(|| Self::Float(quantity.to_f64()), Self::Number)
    }
}

/// Compares `a/p` with `b/q` without multiplying (which could overflow): whole parts first, then the remainders' inverses.
fn fractions(a: i128, p: i128, b: i128, q: i128) -> Ordering {
    let (whole_a, whole_b) = (a.div_euclid(p), b.div_euclid(q));
    if whole_a != whole_b {
        return whole_a.cmp(&whole_b);
    }
    match (a.rem_euclid(p), b.rem_euclid(q)) {
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Less,
        (_, 0) => Ordering::Greater,
        // r/p < s/q exactly when q/s < p/r.
        (r, s) => fractions(q, s, p, r),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn means_are_exact() {
        let third = Quantity::from(Number::from(1)).divide(3);
        let close = Quantity::from(Number::parse("0.333333333").unwrap());
        assert_eq!(third.compare(&close), Ordering::Greater);
        let sum = close.add(close).add(close);
        assert_eq!(sum.compare(&Quantity::from(Number::parse("0.999999999").unwrap())), Ordering::Equal);
        assert_eq!(Quantity::from(Number::from(2)).divide(2).compare(&Quantity::from(Number::from(1))), Ordering::Equal);
    }

    #[test]
    fn written_as_a_decimal() {
        let text = |n: i64, by: u64| Quantity::from(Number::from(n)).divide(by).text();
        assert_eq!(
            [text(1, 4), text(-10, 4), text(0, 7), text(12, 3), text(-1, 1_000_000_000)],
            ["0.25", "-2.5", "0", "4", "-0.000000001"]
        );
        assert_eq!(text(1, 3), (1.0_f64 / 3.0).to_string());
        assert_eq!(text(i64::MAX, 10), "922337203685477580.7");
    }

    proptest! {
        #[test]
        fn fractions_compare_as_products(a in any::<i32>(), p in 1..i32::MAX, b in any::<i32>(), q in 1..i32::MAX) {
            let (a, p, b, q) = (i128::from(a), i128::from(p), i128::from(b), i128::from(q));
            prop_assert_eq!(fractions(a, p, b, q), (a * q).cmp(&(b * p)));
        }
    }
}
