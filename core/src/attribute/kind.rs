use std::cmp::Ordering;

use jiff::civil::Date;
use tagora_dsl::Number;
use tagora_dsl::ast::Type;

use super::selection::Ranges;
use crate::time::{Instant, days_later};
use crate::value::Datum;

/// How values of a type are stored: as whole numbers, in the order in which the values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In units of `10^-places`.
    Number {
        places: u8,
    },
    /// As the number that [orders](f64::total_cmp) like it.
    Float,
    Bool,
    /// In days since 1970-01-01.
    Date,
    /// In milliseconds since then.
    Instant,
    /// In milliseconds.
    Duration,
    /// As a code of the column's texts, which has no order.
    Text,
    /// As the code of a text that lists what it holds.
    Set,
}

impl From<&Type> for Kind {
    fn from(ty: &Type) -> Self {
        match ty {
            Type::Int => Self::Number { places: 0 },
            Type::Decimal(places) => Self::Number { places: *places },
            Type::Float => Self::Float,
            Type::Bool => Self::Bool,
            Type::Date => Self::Date,
            Type::Instant => Self::Instant,
            Type::Duration => Self::Duration,
            Type::Text | Type::Enum(_) => Self::Text,
            Type::Set(_) => Self::Set,
        }
    }
}

impl Kind {
    /// A value as it is stored; none if it is of another kind, or has a code.
    pub(super) fn stored(self, value: &Datum) -> Option<i64> {
        match (self, value) {
            (Self::Number { places }, Datum::Number(number)) => number.at_scale(places),
            (Self::Float, Datum::Float(float)) => Some(ordered_bits(*float)),
            (Self::Bool, Datum::Bool(bool)) => Some(i64::from(*bool)),
            (Self::Date, Datum::Date(date)) => Some(i64::from((*date - EPOCH).get_days())),
            (Self::Instant, Datum::Instant(at)) => Some(at.millis()),
            (Self::Duration, Datum::Duration(millis)) => Some(*millis),
            _ => None,
        }
    }

    /// The value that is stored like this.
    pub(super) fn value(self, stored: i64) -> Option<Datum> {
        Some(match self {
            Self::Number { places } => Datum::Number(Number::new(stored, places)?),
            Self::Float => Datum::Float(float_of(stored)),
            Self::Bool => Datum::Bool(stored != 0),
            Self::Date => Datum::Date(days_later(EPOCH, stored)?),
            Self::Instant => Datum::Instant(Instant::from_millis(stored).ok()?),
            Self::Duration => Datum::Duration(stored),
            Self::Text | Self::Set => return None,
        })
    }

    /// The first and the last that is ever stored.
    fn ends(self) -> (i64, i64) {
        match self {
            Self::Number { .. } | Self::Text | Self::Set => (i64::MIN, i64::MAX),
            Self::Float => (ordered_bits(f64::MIN), ordered_bits(f64::MAX)),
            Self::Bool => (0, 1),
            Self::Date => {
                let days = |date: Date| i64::from((date - EPOCH).get_days());
                (days(Date::MIN), days(Date::MAX))
            }
            Self::Instant => (Instant::MIN.millis(), Instant::MAX.millis()),
            Self::Duration => (0, i64::MAX),
        }
    }

    /// The stored values of which a test is true, where it is true up to some value and false from there on.
    pub(super) fn up_to(self, is_true: impl Fn(&Datum) -> bool) -> Ranges {
        let (first, last) = self.ends();
        let (mut good, mut bad) = (i128::from(first) - 1, i128::from(last) + 1);
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            let value = i64::try_from(middle).ok().and_then(|stored| self.value(stored));
            if value.is_some_and(|value| is_true(&value)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        i64::try_from(good).map_or_else(|_| Ranges::default(), |last| Ranges::of(first, last))
    }

    /// The stored values that compare with another value in one of some orders; none do with a value of another kind.
    pub(super) fn compared(self, with: &Datum, accepts: impl Fn(Ordering) -> bool) -> Ranges {
        let order = |value: &Datum| value.compare(with);
        let (first, last) = self.ends();
        if self.value(first).is_none_or(|first| order(&first).is_none()) {
            return Ranges::default();
        }
        let below = self.up_to(|value| order(value) == Some(Ordering::Less));
        let not_above = self.up_to(|value| order(value) != Some(Ordering::Greater));
        let all = Ranges::of(first, last);
        let parts = [
            (Ordering::Less, below.clone()),
            (Ordering::Equal, not_above.without(&below)),
            (Ordering::Greater, all.without(&not_above)),
        ];
        let taken = parts.into_iter().filter(|(order, _)| accepts(*order));
        taken.fold(Ranges::default(), |all, (_, part)| all.or(&part))
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Floats in their [total order](f64::total_cmp) as numbers.
fn ordered_bits(float: f64) -> i64 {
    let bits = float.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

fn float_of(ordered: i64) -> f64 {
    f64::from_bits((ordered ^ ((ordered >> 63) as u64 >> 1) as i64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Kind; 7] = [
        Kind::Number { places: 0 },
        Kind::Number { places: 9 },
        Kind::Float,
        Kind::Bool,
        Kind::Date,
        Kind::Instant,
        Kind::Duration,
    ];

    #[test]
    fn the_ends_are_values() {
        for kind in ALL {
            let (first, last) = kind.ends();
            for stored in [first, last] {
                let value = kind.value(stored).unwrap();
                assert_eq!(kind.stored(&value), Some(stored), "{kind:?} {value:?}");
            }
            assert_eq!(kind.value(first).unwrap().compare(&kind.value(last).unwrap()), Some(Ordering::Less));
        }
    }

    #[test]
    fn nothing_compares_with_another_kind() {
        let texts = Datum::Text("1".into());
        for kind in ALL {
            assert_eq!(kind.compared(&texts, |_| true), Ranges::default());
            assert_eq!(kind.stored(&texts), None);
        }
    }

    #[test]
    fn bounds_need_not_be_storable() {
        let number = |text: &str| Datum::Number(Number::parse(text).unwrap());
        let cents = Kind::Number { places: 2 };
        assert_eq!(cents.compared(&number("1.005"), Ordering::is_lt), Ranges::of(i64::MIN, 100));
        assert_eq!(cents.compared(&number("1.005"), Ordering::is_eq), Ranges::default());
        assert_eq!(cents.compared(&number("1.005"), Ordering::is_ge), Ranges::of(101, i64::MAX));
        assert_eq!(cents.compared(&number("1"), Ordering::is_eq), Ranges::of(100, 100));
        let (first, last) = Kind::Float.ends();
        assert_eq!(Kind::Float.compared(&number("0.1"), Ordering::is_lt), Ranges::of(first, ordered_bits(0.1) - 1));
        assert_eq!(Kind::Float.compared(&Datum::Float(f64::MAX), Ordering::is_le), Ranges::of(first, last));
    }
}
