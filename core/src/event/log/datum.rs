//! Values and acts as bytes, for what has no column of numbers.

use std::sync::Arc;

use jiff::civil::Date;
use tagora_dsl::Number;

use crate::bytes::{Reader, put, put_bytes, put_signed};
use crate::event::{Assigned, Giver, TagAct};
use crate::time::Instant;
use crate::value::{Datum, Quantity, Set};

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The day of a date, counted from 1970-01-01.
pub(super) fn day(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

pub(super) fn date(day: i64) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(day).ok()?).ok()
}

pub(super) fn instant(millis: i64) -> Option<Instant> {
    if millis == Instant::NEVER.millis() { Some(Instant::NEVER) } else { Instant::from_millis(millis).ok() }
}

pub(super) fn text(bytes: &[u8]) -> Option<Arc<str>> {
    Some(std::str::from_utf8(bytes).ok()?.into())
}

pub(super) fn put_datum(out: &mut Vec<u8>, datum: &Datum) {
    match datum {
        Datum::Number(number) => {
            out.extend([0, number.scale()]);
            put_signed(out, number.units());
        }
        Datum::Float(number) => {
            out.push(1);
            out.extend(number.to_bits().to_le_bytes());
        }
        Datum::Bool(is_so) => out.extend([2, u8::from(*is_so)]),
        Datum::Text(text) => {
            out.push(3);
            put_bytes(out, text.as_bytes());
        }
        Datum::Date(date) => {
            out.push(4);
            put_signed(out, day(*date));
        }
        Datum::Instant(at) => {
            out.push(5);
            put_signed(out, at.millis());
        }
        Datum::Duration(millis) => {
            out.push(6);
            put_signed(out, *millis);
        }
        Datum::Quantity(quantity) => match **quantity {
            Quantity::Exact { numerator, denominator } => {
                out.push(7);
                out.extend(numerator.to_le_bytes());
                out.extend(denominator.to_le_bytes());
            }
            Quantity::Float(number) => {
                out.push(8);
                out.extend(number.to_bits().to_le_bytes());
            }
        },
        Datum::Set(set) => {
            out.push(9);
            put_bytes(out, set.to_string().as_bytes());
        }
    }
}

fn fixed<const N: usize>(reader: &mut Reader<'_>) -> Option<[u8; N]> {
    reader.take(N)?.try_into().ok()
}

pub(super) fn read_datum(bytes: &[u8]) -> Option<Datum> {
    let mut reader = Reader::new(bytes);
    let datum = match reader.byte()? {
        0 => {
            let scale = reader.byte()?;
            Datum::Number(Number::new(reader.signed()?, scale)?)
        }
        1 => Datum::Float(f64::from_bits(u64::from_le_bytes(fixed(&mut reader)?))),
        2 => Datum::Bool(reader.byte()? == 1),
        3 => Datum::Text(text(reader.bytes()?)?),
        4 => Datum::Date(date(reader.signed()?)?),
        5 => Datum::Instant(instant(reader.signed()?)?),
        6 => Datum::Duration(reader.signed()?),
        7 => {
            let numerator = i128::from_le_bytes(fixed(&mut reader)?);
            let denominator = i128::from_le_bytes(fixed(&mut reader)?);
            Datum::from(Quantity::Exact { numerator, denominator: Some(denominator).filter(|&of| of > 0)? })
        }
        8 => Datum::from(Quantity::Float(f64::from_bits(u64::from_le_bytes(fixed(&mut reader)?)))),
        9 => Datum::Set(Set::read(std::str::from_utf8(reader.bytes()?).ok()?)?),
        _ => return None,
    };
    reader.is_at_end().then_some(datum)
}

pub(super) fn put_assigned(out: &mut Vec<u8>, assigned: &Assigned) {
    let act = match &assigned.act {
        TagAct::Add { until: None, renew } => u8::from(*renew),
        TagAct::Add { until: Some(_), renew } => 2 + u8::from(*renew),
        TagAct::Remove => 4,
        TagAct::Pin => 5,
        TagAct::Unpin => 6,
        TagAct::Ban => 7,
        TagAct::Unban => 8,
    };
    out.push(act);
    if let TagAct::Add { until: Some(until), .. } = &assigned.act {
        put_signed(out, until.millis());
    }
    put_bytes(out, assigned.tag.as_bytes());
    let (by, name) = match &assigned.by {
        Giver::Person(name) => (0, name),
        Giver::Import { source, .. } => (1, source),
        Giver::Rule(name) => (2, name),
    };
    out.push(by);
    put_bytes(out, name.as_bytes());
    if let Giver::Import { version, .. } = &assigned.by {
        put(out, *version);
    }
}

pub(super) fn read_assigned(bytes: &[u8]) -> Option<Assigned> {
    let mut reader = Reader::new(bytes);
    let act = match reader.byte()? {
        act @ 0..=1 => TagAct::Add { until: None, renew: act == 1 },
        act @ 2..=3 => TagAct::Add { until: Some(instant(reader.signed()?)?), renew: act == 3 },
        4 => TagAct::Remove,
        5 => TagAct::Pin,
        6 => TagAct::Unpin,
        7 => TagAct::Ban,
        8 => TagAct::Unban,
        _ => return None,
    };
    let tag = text(reader.bytes()?)?;
    let (by, name) = (reader.byte()?, text(reader.bytes()?)?);
    let by = match by {
        0 => Giver::Person(name),
        1 => Giver::Import { source: name, version: reader.number()? },
        2 => Giver::Rule(name),
        _ => return None,
    };
    reader.is_at_end().then_some(Assigned { tag, act, by })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::log::tests::given;

    proptest! {
        #[test]
        fn values_come_back(datum in given::datum()) {
            let mut out = Vec::new();
            put_datum(&mut out, &datum);
            prop_assert_eq!(format!("{:?}", read_datum(&out)), format!("{:?}", Some(datum)));
        }

        #[test]
        fn acts_come_back(assigned in given::assigned()) {
            let mut out = Vec::new();
            put_assigned(&mut out, &assigned);
            prop_assert_eq!(read_assigned(&out), Some(assigned));
        }

        #[test]
        fn foreign_bytes_are_values_or_not(bytes in prop::collection::vec(prop_oneof![0..10_u8, any::<u8>()], 0..40)) {
            let (datum, assigned) = (read_datum(&bytes), read_assigned(&bytes));
            prop_assert!(datum.is_none_or(|datum| datum.order(&datum).is_eq()));
            prop_assert!(assigned.is_none_or(|assigned| assigned.tag.len() <= bytes.len()));
        }
    }

    #[test]
    fn days_reach_over_the_calendar() {
        for date in [Date::MIN, EPOCH, Date::MAX] {
            assert_eq!(super::date(day(date)), Some(date));
        }
        assert_eq!((super::date(i64::MAX), super::date(day(Date::MAX) + 1)), (None, None));
        assert_eq!(day(jiff::civil::date(1969, 12, 31)), -1);
    }
}
