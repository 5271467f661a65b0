//! Reckoning with values: exact as long as what comes out fits, without a value behind that.

use tagora_dsl::ast::Operator;

use super::{Datum, Quantity};

/// `left op right`. There is none of a division by zero, and none that does not fit into a fraction of two numbers of 128
/// bits or, with floats, that is not finite.
pub(crate) fn reckon(op: Operator, left: &Datum, right: &Datum) -> Option<Datum> {
    if let (Datum::Instant(left), Operator::Minus, Datum::Instant(right)) = (left, op, right) {
        return left.millis().checked_sub(right.millis()).map(Datum::Duration);
    }
    let found = match (left.quantity()?, right.quantity()?) {
        (Quantity::Exact { numerator: a, denominator: p }, Quantity::Exact { numerator: b, denominator: q }) => {
            let (left, right) = (Fraction::of(a, p)?, Fraction::of(b, q)?);
            let Fraction(numerator, denominator) = match op {
                Operator::Plus => left.plus(right)?,
                Operator::Minus => left.plus(Fraction(right.0.checked_neg()?, right.1))?,
                Operator::Times => left.times(right)?,
                Operator::Over => left.times(right.inverse()?)?,
            };
            Quantity::Exact { numerator, denominator }
        }
        (left, right) => {
            let (left, right) = (left.to_f64(), right.to_f64());
            let found = match op {
                Operator::Plus => left + right,
                Operator::Minus => left - right,
                Operator::Times => left * right,
                Operator::Over => left / right,
            };
            // Adding zero makes the negative zero the usual one.
            Quantity::Float(Some(found + 0.0).filter(|found| found.is_finite())?)
        }
    };
    Some(Datum::from(found))
}

/// In lowest terms, the denominator positive: what fits does not depend on how it came about.
#[derive(Clone, Copy)]
struct Fraction(i128, i128);

impl Fraction {
    fn of(numerator: i128, denominator: i128) -> Option<Self> {
        let common = i128::try_from(common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        Some(Self(numerator.checked_div(common)?, denominator.checked_div(common)?))
    }

    fn plus(self, other: Self) -> Option<Self> {
        let common = i128::try_from(common_divisor(self.1.unsigned_abs(), other.1.unsigned_abs())).ok()?;
        let (own, others) = (other.1.checked_div(common)?, self.1.checked_div(common)?);
        let numerator = self.0.checked_mul(own)?.checked_add(other.0.checked_mul(others)?)?;
        Self::of(numerator, self.1.checked_mul(own)?)
    }

    fn times(self, other: Self) -> Option<Self> {
        let (a, b) = (Self::of(self.0, other.1)?, Self::of(other.0, self.1)?);
        Some(Self(a.0.checked_mul(b.0)?, a.1.checked_mul(b.1)?))
    }

    fn inverse(self) -> Option<Self> {
        match self.0 {
            0 => None,
            above if above > 0 => Some(Self(self.1, above)),
            below => Some(Self(self.1.checked_neg()?, below.checked_neg()?)),
        }
    }
}

/// At least 1.
fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tagora_dsl::Number;

    use super::*;

    fn number(text: &str) -> Datum {
        Datum::Number(Number::parse(text).unwrap())
    }

    fn is(op: Operator, left: &Datum, right: &Datum, expected: &str) -> bool {
        reckon(op, left, right).is_some_and(|found| found == number(expected))
    }

    #[test]
    fn fractions_are_exact() {
        let third = reckon(Operator::Over, &number("1"), &number("3")).unwrap();
        assert!(is(Operator::Times, &third, &number("-3"), "-1"));
        assert!(is(Operator::Plus, &number("0.1"), &number("0.2"), "0.3"));
        assert!(is(Operator::Over, &number("-1"), &number("-4"), "0.25"));
        assert!(is(Operator::Minus, &number("1"), &number("1.000000001"), "-0.000000001"));
    }

    #[test]
    fn there_is_no_division_by_zero_and_no_end_of_growth() {
        assert_eq!(reckon(Operator::Over, &number("1"), &number("0")), None);
        assert_eq!(reckon(Operator::Over, &Datum::Float(1.0), &number("0")), None);
        assert_eq!(reckon(Operator::Times, &Datum::Float(1e300), &Datum::Float(1e300)), None);
        let largest = number("9223372036854775807");
        let square = reckon(Operator::Times, &largest, &largest).unwrap();
        assert_eq!(reckon(Operator::Times, &square, &largest), None);
        assert!(is(Operator::Over, &square, &largest, "9223372036854775807"));
        let mut growing = Some(number("0.000000007"));
        for _ in 0..200 {
            growing = growing.and_then(|value| reckon(Operator::Over, &value, &number("9999999.999999999")));
        }
        assert_eq!(growing, None);
        assert_eq!(reckon(Operator::Plus, &number("1"), &Datum::Bool(true)), None);
    }

    proptest! {
        #[test]
        fn undoing_gives_back_what_was(a in any::<i32>(), b in any::<i32>(), scale in 0..5_u8) {
            let (a, b) = (Datum::Number(Number::new(a.into(), scale).unwrap()), Datum::Number(Number::from(i64::from(b) | 1)));
            for (op, undo) in [(Operator::Plus, Operator::Minus), (Operator::Times, Operator::Over), (Operator::Over, Operator::Times)] {
                let there = reckon(op, &a, &b).unwrap();
                prop_assert_eq!(reckon(undo, &there, &b).unwrap(), a.clone());
            }
        }
    }
}
