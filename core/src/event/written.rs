//! Records as bytes, and back: what a commit was given is kept until it is folded in.

use std::collections::HashMap;

use jiff::civil::Date;
use tagora_dsl::Number;
use tagora_dsl::ast::Duration;

use super::{Act, Assign, Ends, Event, Record, Source};
use crate::bytes::{Reader, put, put_bytes, put_signed};
use crate::customer::{CustomerId, Merge};
use crate::time::Instant;
use crate::value::Value;

/// Lists in lists are refused by the intake; what is read goes no deeper.
const DEPTH: u32 = 4;

/// Appends records. Docs: `docs/format-store.md`.
pub(crate) fn put_records(out: &mut Vec<u8>, records: &[Record]) {
    put(out, records.len() as u64);
    let mut writer = Writer { out, names: HashMap::new(), at: 0 };
    records.iter().for_each(|record| writer.record(record));
}

/// The records that [`put_records`] wrote.
pub(crate) fn read_records(reader: &mut Reader<'_>) -> Option<Vec<Record>> {
    // Each takes a byte at least.
    let count = reader.at_most(reader.left() as u64)?;
    let mut records = Records { reader, names: Vec::new(), at: 0 };
    (0..count).map(|_| records.record()).collect()
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// The numbers of the names written so far.
    names: HashMap<&'a str, u64>,
    /// The instant of the record before.
    at: i64,
}

impl<'a> Writer<'a> {
    fn record(&mut self, record: &'a Record) {
        let kind = match record {
            Record::Customer { .. } => 0,
            Record::Attribute { value: Some(_), .. } => 1,
            Record::Attribute { value: None, .. } => 2,
            Record::Event(event) if event.id.is_none() => 3,
            Record::Event(_) => 4,
            Record::Assign(_) => 5,
            Record::Merge(_) => 6,
        };
        let sequence = record.sequence();
        // The highest bit of the kind says whether there is a sequence.
        self.out.push(kind | u8::from(sequence != 0) << 7);
        if sequence != 0 {
            put(self.out, sequence);
        }
        put_customer(self.out, record.customer());
        let at = record.at().millis();
        put_signed(self.out, at.wrapping_sub(self.at));
        self.at = at;
        match record {
            Record::Customer { .. } => {}
            Record::Attribute { name, value, .. } => {
                self.name(name);
                value.iter().for_each(|value| put_value(self.out, value));
            }
            Record::Event(event) => {
                self.name(&event.event);
                event.id.iter().for_each(|id| put_bytes(self.out, id.as_bytes()));
                put(self.out, event.properties.len() as u64);
                for (name, value) in &event.properties {
                    self.name(name);
                    put_value(self.out, value);
                }
            }
            Record::Assign(assign) => self.assign(assign),
            Record::Merge(merge) => put_customer(self.out, &merge.into),
        }
    }

    fn name(&mut self, name: &'a str) {
        let next = self.names.len() as u64;
        match self.names.get(name) {
            Some(&number) => put(self.out, number),
            None => {
                put(self.out, next);
                put_bytes(self.out, name.as_bytes());
                self.names.insert(name, next);
            }
        }
    }

    fn assign(&mut self, assign: &'a Assign) {
        self.name(&assign.tag);
        match &assign.act {
            Act::Add { ends, renew } => {
                self.out.push(u8::from(*renew));
                put_ends(self.out, ends.as_ref());
            }
            Act::Remove => self.out.push(2),
            Act::Pin => self.out.push(3),
            Act::Unpin => self.out.push(4),
            Act::Ban => self.out.push(5),
            Act::Unban => self.out.push(6),
        }
        match &assign.source {
            Source::Person(name) => {
                self.out.push(0);
                self.name(name);
            }
            Source::Import { source, version } => {
                self.out.push(1);
                self.name(source);
                put(self.out, *version);
            }
        }
    }
}

/// Appends a customer's id.
pub(crate) fn put_customer(out: &mut Vec<u8>, id: &CustomerId) {
    match id {
        CustomerId::Number(number) => {
            out.push(0);
            put(out, *number);
        }
        CustomerId::Text(text) => {
            out.push(1);
            put_bytes(out, text.as_bytes());
        }
    }
}

/// The id that [`put_customer`] wrote.
pub(crate) fn read_customer(reader: &mut Reader<'_>) -> Option<CustomerId> {
    match reader.byte()? {
        0 => Some(CustomerId::Number(reader.number()?)),
        1 => Some(reader.text()?.into()),
        _ => None,
    }
}

fn put_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Int(number) => {
            out.push(0);
            put_signed(out, *number);
        }
        Value::Number(number) => {
            out.extend([1, number.scale()]);
            put_signed(out, number.units());
        }
        Value::Float(number) => {
            out.push(2);
            out.extend(number.to_bits().to_le_bytes());
        }
        Value::Bool(is_so) => out.extend([3, u8::from(*is_so)]),
        Value::Text(text) => {
            out.push(4);
            put_bytes(out, text.as_bytes());
        }
        Value::Instant(at) => {
            out.push(5);
            put_signed(out, at.millis());
        }
        Value::List(list) => {
            out.push(6);
            put(out, list.len() as u64);
            list.iter().for_each(|value| put_value(out, value));
        }
    }
}

fn put_ends(out: &mut Vec<u8>, ends: Option<&Ends>) {
    match ends {
        None => out.push(0),
        Some(Ends::At(at)) => {
            out.push(1);
            put_signed(out, at.millis());
        }
        Some(Ends::With(date)) => {
            out.push(2);
            for part in [i64::from(date.year()), i64::from(date.month()), i64::from(date.day())] {
                put_signed(out, part);
            }
        }
        Some(Ends::After(duration)) => {
            out.push(3);
            // Written rarely, and so the same as in a handbook's JSON.
            put_bytes(out, &serde_json::to_vec(duration).unwrap_or_default());
        }
    }
}

struct Records<'r, 'a> {
    reader: &'r mut Reader<'a>,
    names: Vec<&'a str>,
    at: i64,
}

impl Records<'_, '_> {
    fn record(&mut self) -> Option<Record> {
        let kind = self.reader.byte()?;
        let sequence = if kind & 0x80 == 0 { 0 } else { self.reader.number()? };
        let customer = read_customer(self.reader)?;
        self.at = self.at.wrapping_add(self.reader.signed()?);
        let at = Instant::from_millis(self.at).ok()?;
        Some(match kind & 0x7f {
            0 => Record::Customer { customer, at, sequence },
            1 => {
                let name = self.name()?;
                let value = Some(read_value(self.reader, DEPTH)?);
                Record::Attribute { customer, name, value, at, sequence }
            }
            2 => Record::Attribute { customer, name: self.name()?, value: None, at, sequence },
            kind @ (3 | 4) => {
                let event = self.name()?;
                let id = if kind == 4 { Some(self.reader.text()?.to_owned()) } else { None };
                let count = self.reader.at_most(self.reader.left() as u64)?;
                let property = |_| Some((self.name()?, read_value(self.reader, DEPTH)?));
                let properties = (0..count).map(property).collect::<Option<_>>()?;
                Record::Event(Event { customer, event, at, id, sequence, properties })
            }
            5 => self.assign(customer, at, sequence)?,
            6 => Record::Merge(Merge { at, sequence, from: customer, into: read_customer(self.reader)? }),
            _ => return None,
        })
    }

    fn name(&mut self) -> Option<String> {
        let number = self.reader.at_most(self.names.len() as u64)? as usize;
        if number == self.names.len() {
            self.names.push(self.reader.text()?);
        }
        self.names.get(number).map(|&name| name.to_owned())
    }

    fn assign(&mut self, customer: CustomerId, at: Instant, sequence: u64) -> Option<Record> {
        let tag = self.name()?;
        let act = match self.reader.byte()? {
            renew @ (0 | 1) => Act::Add { ends: read_ends(self.reader)?, renew: renew == 1 },
            2 => Act::Remove,
            3 => Act::Pin,
            4 => Act::Unpin,
            5 => Act::Ban,
            6 => Act::Unban,
            _ => return None,
        };
        let source = match self.reader.byte()? {
            0 => Source::Person(self.name()?),
            1 => Source::Import { source: self.name()?, version: self.reader.number()? },
            _ => return None,
        };
        Some(Record::Assign(Assign { customer, tag, act, at, sequence, source }))
    }
}

fn read_value(reader: &mut Reader<'_>, depth: u32) -> Option<Value> {
    Some(match reader.byte()? {
        0 => Value::Int(reader.signed()?),
        1 => {
            let scale = reader.byte()?;
            Value::Number(Number::new(reader.signed()?, scale)?)
        }
        2 => Value::Float(f64::from_bits(u64::from_le_bytes(reader.take(8)?.try_into().ok()?))),
        3 => Value::Bool(reader.byte()? == 1),
        4 => Value::Text(reader.text()?.to_owned()),
        5 => Value::Instant(Instant::from_millis(reader.signed()?).ok()?),
        6 => {
            let depth = depth.checked_sub(1)?;
            Value::List(reader.list(|reader| read_value(reader, depth))?)
        }
        _ => return None,
    })
}

/// The outer `None` is no end at all, the inner one none that was set.
fn read_ends(reader: &mut Reader<'_>) -> Option<Option<Ends>> {
    Some(match reader.byte()? {
        0 => None,
        1 => Some(Ends::At(Instant::from_millis(reader.signed()?).ok()?)),
        2 => {
            let (year, month, day) = (reader.signed()?, reader.signed()?, reader.signed()?);
            let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            Some(Ends::With(date.ok()?))
        }
        3 => Some(Ends::After(serde_json::from_slice::<Duration>(reader.bytes()?).ok()?)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let plain = prop_oneof![
            any::<i64>().prop_map(Value::Int),
            (any::<i64>(), 0..10_u8).prop_filter_map("a number", |(units, scale)| Number::new(units, scale).map(Value::Number)),
            (-1e9..1e9).prop_map(Value::Float),
            any::<bool>().prop_map(Value::Bool),
            ".{0,9}".prop_map(Value::Text),
            (-9_999_999_999_999..9_999_999_999_999_i64)
                .prop_filter_map("an instant", |at| Instant::from_millis(at).ok().map(Value::Instant)),
        ];
        plain.prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 0..4).prop_map(Value::List))
    }

    fn record() -> impl Strategy<Value = Record> {
        let id = prop_oneof![any::<u64>().prop_map(CustomerId::from), ".{0,9}".prop_map(CustomerId::from)];
        let place = (id.clone(), -9_999_999_999..9_999_999_999_i64, prop_oneof![Just(0), any::<u64>()])
            .prop_map(|(id, at, sequence)| (id, Instant::from_millis(at).unwrap(), sequence));
        let name = "[a-c标签]{1,2}";
        let ends = prop_oneof![
            Just(None),
            Just(Some("2024-02-29".parse::<Ends>().unwrap())),
            Just(Some("3 months".parse::<Ends>().unwrap())),
            Just(Some(Ends::At(Instant::from_millis(-5).unwrap()))),
        ];
        let act = prop_oneof![
            (ends, any::<bool>()).prop_map(|(ends, renew)| Act::Add { ends, renew }),
            prop::sample::select(vec![Act::Remove, Act::Pin, Act::Unpin, Act::Ban, Act::Unban]),
        ];
        let source = prop_oneof![
            name.prop_map(Source::Person),
            (name, any::<u64>()).prop_map(|(source, version)| Source::Import { source, version }),
        ];
        let properties = prop::collection::vec((name, value()), 0..4);
        prop_oneof![
            place.clone().prop_map(|(customer, at, sequence)| Record::Customer { customer, at, sequence }),
            (place.clone(), name, prop::option::of(value()))
                .prop_map(|((customer, at, sequence), name, value)| Record::Attribute { customer, name, value, at, sequence }),
            (place.clone(), name, prop::option::of(".{0,9}"), properties).prop_map(
                |((customer, at, sequence), event, id, properties)| {
                    Record::Event(Event { customer, event, at, id, sequence, properties })
                }
            ),
            (place.clone(), name, act, source).prop_map(|((customer, at, sequence), tag, act, source)| {
                Record::Assign(Assign { customer, tag, act, at, sequence, source })
            }),
            (place, id).prop_map(|((from, at, sequence), into)| Record::Merge(Merge { at, sequence, from, into })),
        ]
    }

    proptest! {
        #[test]
        fn records_come_back(records in prop::collection::vec(record(), 0..20)) {
            let mut bytes = Vec::new();
            put_records(&mut bytes, &records);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(read_records(&mut reader), Some(records));
            prop_assert!(reader.is_at_end());
        }

        #[test]
        fn damage_is_no_panic(records in prop::collection::vec(record(), 0..6), at in any::<prop::sample::Index>(), flip in 1..=255_u8) {
            let mut bytes = Vec::new();
            put_records(&mut bytes, &records);
            let place = at.index(bytes.len());
            let _ = read_records(&mut Reader::new(&bytes[..place]));
            bytes[place] ^= flip;
            let _ = read_records(&mut Reader::new(&bytes));
        }
    }

    #[test]
    fn what_is_said_to_be_long_takes_no_memory() {
        assert_eq!(read_records(&mut Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x7f])), None);
    }
}
