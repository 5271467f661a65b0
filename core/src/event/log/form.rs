use tagora_dsl::{MAX_SCALE, Number};

use super::datum::{date, day, instant};
use crate::bytes::Reader;
use crate::value::Datum;

/// As what the values of a column are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Numbers without their point.
    Number { places: u8 },
    /// The bits of floats.
    Float,
    /// 0 or 1.
    Bool,
    /// Days since 1970-01-01.
    Date,
    /// Milliseconds since then.
    Instant,
    /// Milliseconds.
    Duration,
    /// Texts, by code or as they are.
    Text,
    /// Values of any type, as bytes.
    Any,
    /// What was done about a tag, as bytes.
    Act,
}

impl Form {
    /// The form that fits a value best.
    pub(super) fn of(datum: &Datum) -> Self {
        match datum {
            Datum::Number(number) => Self::Number { places: number.scale() },
            Datum::Float(_) => Self::Float,
            Datum::Bool(_) => Self::Bool,
            Datum::Text(_) => Self::Text,
            Datum::Date(_) => Self::Date,
            Datum::Instant(_) => Self::Instant,
            Datum::Duration(_) => Self::Duration,
            Datum::Quantity(_) | Datum::Set(_) => Self::Any,
        }
    }

    /// The form in which values of two forms can be kept.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number { places: a }, Self::Number { places: b }) => Self::Number { places: a.max(b) },
            (a, b) if a == b => a,
            _ => Self::Any,
        }
    }

    /// Whether values are kept as bytes.
    pub(super) fn is_bytes(self) -> bool {
        matches!(self, Self::Text | Self::Any | Self::Act)
    }

    /// A value as a number of this form, if it can be one.
    pub(super) fn number(self, datum: &Datum) -> Option<i64> {
        match (self, datum) {
            (Self::Number { places }, Datum::Number(number)) => number.at_scale(places),
            (Self::Float, Datum::Float(number)) => Some(number.to_bits() as i64),
            (Self::Bool, Datum::Bool(is_so)) => Some((*is_so).into()),
            (Self::Date, Datum::Date(date)) => Some(day(*date)),
            (Self::Instant, Datum::Instant(at)) => Some(at.millis()),
            (Self::Duration, Datum::Duration(millis)) => Some(*millis),
            _ => None,
        }
    }

    /// The value that a number of this form is.
    pub(super) fn datum(self, number: i64) -> Option<Datum> {
        Some(match self {
            Self::Number { places } => Datum::Number(Number::new(number, places)?),
            Self::Float => Datum::Float(f64::from_bits(number as u64)),
            Self::Bool => Datum::Bool(number != 0),
            Self::Date => Datum::Date(date(number)?),
            Self::Instant => Datum::Instant(instant(number)?),
            Self::Duration => Datum::Duration(number),
            Self::Text | Self::Any | Self::Act => return None,
        })
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Number { places } => out.push(places),
            Self::Float => out.push(16),
            Self::Bool => out.push(17),
            Self::Date => out.push(18),
            Self::Instant => out.push(19),
            Self::Duration => out.push(20),
            Self::Text => out.push(21),
            Self::Any => out.push(22),
            Self::Act => out.push(23),
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(match reader.byte()? {
            places @ 0..=MAX_SCALE => Self::Number { places },
            16 => Self::Float,
            17 => Self::Bool,
            18 => Self::Date,
            19 => Self::Instant,
            20 => Self::Duration,
            21 => Self::Text,
            22 => Self::Any,
            23 => Self::Act,
            _ => return None,
        })
    }
}
