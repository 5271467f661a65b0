use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use tagora_dsl::Number;

use super::{Quantity, Set};
use crate::time::{Instant, Since};

/// A stored value.
#[derive(Clone, Debug)]
pub(crate) enum Datum {
    Number(Number),
    Float(f64),
    Bool(bool),
    /// A text, or an enum member.
    Text(Arc<str>),
    Date(jiff::civil::Date),
    Instant(Instant),
    /// Milliseconds.
    Duration(i64),
    /// A total or mean of many values. They are rare in the log, and larger than all others.
    Quantity(Box<Quantity>),
    Set(Set),
}

impl Datum {
    /// How two values of one type relate; `None` for values of different types.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Some(a.cmp(b)),
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Date(a), Self::Date(b)) => Some(a.cmp(b)),
            (Self::Instant(a), Self::Instant(b)) => Some(a.cmp(b)),
            (Self::Set(a), Self::Set(b)) => Some(a.order(b)),
            _ => Some(self.quantity()?.compare(&other.quantity()?)),
        }
    }

    /// The value as a date or an instant, if it is one.
    pub(crate) fn since(&self) -> Option<Since> {
        match self {
            Self::Date(date) => Some(Since::Date(*date)),
            Self::Instant(at) => Some(Since::Instant(*at)),
            _ => None,
        }
    }

    /// The value as a number, if it is one. Durations are their milliseconds.
    pub(crate) fn quantity(&self) -> Option<Quantity> {
        match self {
            Self::Number(n) => Some(Quantity::from(*n)),
            Self::Float(x) => Some(Quantity::Float(*x)),
            Self::Duration(millis) => Some(Quantity::from(Number::from(*millis))),
            Self::Quantity(q) => Some(**q),
            _ => None,
        }
    }

    /// A total order over all values, for putting simultaneous records in order.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        let rank = |d: &Self| match d {
            Self::Bool(_) => 0,
            Self::Number(_) | Self::Float(_) | Self::Duration(_) | Self::Quantity(_) => 1,
            Self::Date(_) => 2,
            Self::Instant(_) => 3,
            Self::Text(_) => 4,
            Self::Set(_) => 5,
        };
        rank(self).cmp(&rank(other)).then_with(|| self.compare(other).unwrap_or(Ordering::Equal))
    }
}

impl From<Quantity> for Datum {
    fn from(quantity: Quantity) -> Self {
        Self::Quantity(Box::new(quantity))
    }
}

impl PartialEq for Datum {
    fn eq(&self, other: &Self) -> bool {
        self.order(other).is_eq()
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => n.fmt(f),
            Self::Float(x) => x.fmt(f),
            Self::Bool(b) => b.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Date(date) => date.fmt(f),
            Self::Instant(t) => t.fmt(f),
            Self::Duration(millis) => millis.fmt(f),
            Self::Quantity(q) => f.write_str(&q.text()),
            Self::Set(set) => set.fmt(f),
        }
    }
}
