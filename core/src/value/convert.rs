use std::fmt;
use std::sync::Arc;

use tagora_dsl::Number;
use tagora_dsl::ast::Type;

use super::{Datum, Set};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::time::Instant;

/// The longest text that is stored, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// A value as a host hands it in. It is stored in the type that the handbook declares.
///
/// Exact decimals may be given as [`Number`], as text (`"12.50"`) or as a float whose shortest form has no more
/// places than the type. Enum members, dates and instants may be given as text, sets as lists.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A whole number; for instants and durations, milliseconds.
    Int(i64),
    /// An exact decimal.
    Number(Number),
    /// A binary floating-point number; must be finite.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A text, at most 64 KiB.
    Text(String),
    /// An instant.
    Instant(Instant),
    /// The elements of a set, in any order: at most 1,000, their texts at most 64 KiB in all. What is there twice is there once.
    List(Vec<Value>),
}

/// As text: numbers as decimals, instants as RFC 3339, lists in brackets.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(n) => n.fmt(f),
            Self::Number(n) => n.fmt(f),
            Self::Float(x) => x.fmt(f),
            Self::Bool(b) => b.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Instant(at) => at.fmt(f),
            Self::List(list) => {
                f.write_str("[")?;
                for (place, value) in list.iter().enumerate() {
                    if place > 0 {
                        f.write_str(", ")?;
                    }
                    value.fmt(f)?;
                }
                f.write_str("]")
            }
        }
    }
}

macro_rules! from {
    ($($ty:ty => $variant:ident),*) => {
        $(impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Self::$variant(value.into())
            }
        })*
    };
}

from!(i64 => Int, i32 => Int, u32 => Int, Number => Number, f64 => Float, bool => Bool, &str => Text, String => Text, Instant => Instant);

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

/// The value as the type stores it. `what` names the attribute or property for messages.
pub(crate) fn typed(value: &Value, ty: &Type, what: &str) -> Result<Datum> {
    let stored = match ty {
        Type::Int => whole(value).map(|n| Datum::Number(Number::from(n))),
        Type::Decimal(places) => decimal(value, *places).filter(|n| n.at_scale(*places).is_some()).map(Datum::Number),
        Type::Float => match value {
            // Adding zero makes the negative zero, which orders below zero, the usual one.
            Value::Float(x) if x.is_finite() => Some(Datum::Float(*x + 0.0)),
            Value::Int(n) => Some(Datum::Float(*n as f64)),
            Value::Number(n) => Some(Datum::Float(n.to_f64())),
            _ => None,
        },
        Type::Bool => match value {
            Value::Bool(b) => Some(Datum::Bool(*b)),
            _ => None,
        },
        Type::Text => match value {
            Value::Text(text) if text.len() <= MAX_TEXT => Some(Datum::Text(text.as_str().into())),
            _ => None,
        },
        Type::Enum(members) => match value {
            Value::Text(text) => {
                let name = super::normal(text);
                members.iter().find(|m| m.node == name).map(|m| Datum::Text(Arc::from(m.node.as_str())))
            }
            _ => None,
        },
        Type::Date => match value {
            Value::Text(text) => text.parse().ok().map(Datum::Date),
            _ => None,
        },
        Type::Instant => match value {
            Value::Instant(t) => Some(Datum::Instant(*t)),
            Value::Int(millis) => Instant::from_millis(*millis).ok().map(Datum::Instant),
            Value::Text(text) => text.parse().ok().map(Datum::Instant),
            _ => None,
        },
        Type::Duration => whole(value).filter(|n| *n >= 0).map(Datum::Duration),
        Type::Set(element) => match value {
            Value::List(list) => Some(Datum::Set(Set::of(list, element, what)?)),
            _ => None,
        },
    };
    stored.ok_or_else(|| refuse(value, ty, what))
}

fn whole(value: &Value) -> Option<i64> {
    decimal(value, 0)?.at_scale(0)
}

/// The number that is meant, which has most likely so many places at most.
fn decimal(value: &Value, places: u8) -> Option<Number> {
    match value {
        Value::Int(n) => Some(Number::from(*n)),
        Value::Number(n) => Some(*n),
        // The shortest text that reads back as the same float is the decimal that was meant.
        Value::Float(x) => short(*x, places).or_else(|| Number::parse(&format!("{x}"))),
        Value::Text(text) => Number::parse(text),
        _ => None,
    }
}

/// The decimal of up to 15 digits, of which so many stand behind the point, that reads back as a float, if there is one. No two
/// decimals of 15 digits read as the same float: it is the shortest text, without writing it.
fn short(x: f64, places: u8) -> Option<Number> {
    const DIGITS: f64 = 1e15;
    // Exact, as is what has 15 digits: dividing them gives the float that is nearest to the decimal, as reading it does.
    let one = 10_f64.powi(i32::from(places));
    let units = (x * one).round();
    (units.abs() < DIGITS && units / one == x).then(|| Number::new(units as i64, places))?
}

fn refuse(value: &Value, ty: &Type, what: &str) -> Error {
    let needed = match ty {
        Type::Int => "a whole number".to_owned(),
        Type::Decimal(places) => format!("a number with at most {places} decimal places"),
        Type::Float => "a finite number".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Text => "a text of at most 64 KiB".to_owned(),
        Type::Enum(members) => {
            let shown: Vec<_> = members.iter().take(6).map(|m| quote(&m.node)).collect();
            format!("one of {}{}", shown.join(", "), if members.len() > 6 { " …" } else { "" })
        }
        Type::Date => "a date such as `2025-06-20`".to_owned(),
        Type::Instant => "an instant such as `2025-06-20T10:00:00Z`, or milliseconds".to_owned(),
        Type::Duration => "a duration in milliseconds, not negative".to_owned(),
        Type::Set(_) => "a list".to_owned(),
    };
    let found = match value {
        Value::Int(n) => format!("`{n}`"),
        Value::Number(n) => format!("`{n}`"),
        Value::Float(x) => format!("`{x}`"),
        Value::Bool(b) => format!("`{b}`"),
        Value::Text(text) => quote(text),
        Value::Instant(t) => format!("`{t}`"),
        Value::List(_) => "a list".to_owned(),
    };
    Error::new(ErrorKind::InvalidValue, format!("{found} does not fit {}", quote(what))).with_help(format!("it takes {needed}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn floats_become_the_decimal_that_was_meant() {
        let stored = |v: Value| typed(&v, &Type::Decimal(2), "x").map(|d| d.to_string());
        assert_eq!(stored(0.1.into()).unwrap(), "0.1");
        assert_eq!(stored(29.33.into()).unwrap(), "29.33");
        assert_eq!(stored("12.50".into()).unwrap(), "12.5");
        for refused in [
            Value::Float(0.125),
            Value::Float(f64::NAN),
            Value::Float(f64::INFINITY),
            Value::Float(1e300),
            "12.345".into(),
            "abc".into(),
            true.into(),
        ] {
            assert_eq!(stored(refused.clone()).unwrap_err().code(), "invalid-value", "{refused:?}");
        }
    }

    proptest! {
        #[test]
        fn a_short_decimal_is_what_its_text_says(
            float in prop_oneof![any::<f64>(), -1e7..1e7_f64, Just(-0.0), (any::<i64>(), 0..12_i32).prop_map(|(n, places)| n as f64 / 10_f64.powi(places)),
                (-1_000_000_000..1_000_000_000_i64, 0..9_i32).prop_map(|(n, places)| n as f64 / 10_f64.powi(places))],
            places in 0..=9_u8,
        ) {
            let text = Number::parse(&format!("{float}"));
            prop_assert!(short(float, places).is_none_or(|short| Some(short) == text));
            let is_short = text.is_some_and(|n| n.units().unsigned_abs() < 10_u64.pow(5) && n.at_scale(places).is_some());
            prop_assert!(!is_short || short(float, places).is_some());
        }
    }

    #[test]
    fn each_type_says_what_it_takes() {
        let members = vec![tagora_dsl::Spanned::built("男".to_owned()), tagora_dsl::Spanned::built("女".to_owned())];
        let error = typed(&"other".into(), &Type::Enum(members), "性别").unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.help()),
            ("`other` does not fit `性别`", Some("it takes one of `男`, `女`"))
        );
        assert!(typed(&Value::Int(-1), &Type::Duration, "x").is_err());
        assert!(typed(&"2025-02-30".into(), &Type::Date, "x").is_err());
        assert!(typed(&Value::Int(i64::MAX), &Type::Instant, "x").is_err());
        assert_eq!(typed(&Value::Float(3.0), &Type::Int, "x").unwrap(), Datum::Number(Number::from(3)));
    }
}
