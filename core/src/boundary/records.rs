//! JSON to records.

use serde_json::{Map, Value as Json};

use super::assign;
use crate::customer::{CustomerId, Merge};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::event::{Batch, Event, Record};
use crate::time::Instant;
use crate::value::Value;

/// A batch, and for each of its records the object it came from.
pub(super) struct Read {
    pub(super) batch: Batch,
    objects: Vec<usize>,
}

impl Read {
    /// An error about a record of the batch, as one about the object.
    pub(super) fn blame(&self, error: Error) -> Error {
        match error.record().and_then(|record| self.objects.get(record)) {
            Some(&object) => error.at_record(object),
            None => error,
        }
    }
}

/// Reads a JSON array of records, or one record a line.
pub(super) fn read(bytes: &[u8]) -> Result<Read> {
    let text = utf8(bytes)?;
    let mut records = Vec::new();
    let mut objects = Vec::new();
    if text.trim_start().starts_with('[') {
        let all: Vec<Json> = serde_json::from_str(text).map_err(|error| invalid(&error))?;
        for (index, json) in all.iter().enumerate() {
            record(json, &mut records).map_err(|error| error.at_record(index))?;
            objects.resize(records.len(), index);
        }
    } else {
        for (index, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            let json = serde_json::from_str(line).map_err(|error| invalid(&error).at_record(index))?;
            record(&json, &mut records).map_err(|error| error.at_record(index))?;
            objects.resize(records.len(), index);
        }
    }
    Ok(Read { batch: records.into_iter().collect(), objects })
}

pub(super) fn utf8(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| {
        Error::new(ErrorKind::InvalidUtf8, format!("byte {} is not valid UTF-8", error.valid_up_to()))
            .with_help("pass text encoded as UTF-8")
    })
}

fn invalid(error: &serde_json::Error) -> Error {
    Error::new(ErrorKind::InvalidJson, format!("not valid JSON: {error}"))
}

pub(super) fn malformed(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidJson, message)
        .with_help("a record is an object with `customer`, `at` and at most one of `set`, `event`, `add`, `remove`, `pin`, `unpin`, `ban`, `unban`, `merge_into`")
}

/// The verbs that are no acts about a tag, and what may stand beside each.
const FACTS: &[(&str, &[&str])] =
    &[("set", &["set"]), ("event", &["event", "id", "properties"]), ("merge_into", &["merge_into"])];

/// One object; `set` with several attributes makes several records.
fn record(json: &Json, records: &mut Vec<Record>) -> Result<()> {
    let Json::Object(fields) = json else { return Err(malformed("a record is a JSON object")) };
    let verbs: Vec<&(&str, &[&str])> = FACTS.iter().chain(assign::VERBS).filter(|(verb, _)| fields.contains_key(*verb)).collect();
    let (verb, allowed) = match verbs.as_slice() {
        [] => ("", &[][..]),
        [(verb, allowed)] => (*verb, *allowed),
        several => {
            let verbs: Vec<&str> = several.iter().map(|(verb, _)| *verb).collect();
            return Err(malformed(format!("a record says one thing, not {}", verbs.join(" and "))));
        }
    };
    if let Some(unknown) =
        fields.keys().find(|key| !["customer", "at", "sequence"].contains(&key.as_str()) && !allowed.contains(&key.as_str()))
    {
        return Err(malformed(format!("unexpected field {}", quote(unknown))));
    }
    let customer = customer(field(fields, "customer")?)?;
    let at = instant(field(fields, "at")?)?;
    let sequence = match fields.get("sequence") {
        None | Some(Json::Null) => 0,
        Some(sequence) => sequence.as_u64().ok_or_else(|| malformed("`sequence` is a whole number from 0"))?,
    };
    match verb {
        "" => records.push(Record::Customer { customer, at, sequence }),
        "set" => {
            let Json::Object(values) = field(fields, "set")? else { return Err(malformed("`set` is an object of attributes")) };
            for (name, json) in values {
                let value = if json.is_null() { None } else { Some(value(json, name)?) };
                records.push(Record::Attribute { customer: customer.clone(), name: name.clone(), value, at, sequence });
            }
        }
        "event" => {
            let mut event = Event::new(customer, text(fields, "event")?, at);
            if fields.get("id").is_some_and(|id| !id.is_null()) {
                event.id = Some(text(fields, "id")?);
            }
            event.sequence = sequence;
            match fields.get("properties") {
                None | Some(Json::Null) => {}
                Some(Json::Object(properties)) => {
                    for (name, json) in properties.iter().filter(|(_, json)| !json.is_null()) {
                        event.properties.push((name.clone(), value(json, name)?));
                    }
                }
                Some(_) => return Err(malformed("`properties` is an object")),
            }
            records.push(Record::Event(event));
        }
        "merge_into" => {
            let into = self::customer(field(fields, "merge_into")?)?;
            records.push(Record::Merge(Merge::new(customer, into, at).sequence(sequence)));
        }
        verb => records.push(Record::Assign(assign::read(verb, fields, customer, at, sequence)?)),
    }
    Ok(())
}

pub(super) fn field<'j>(fields: &'j Map<String, Json>, name: &str) -> Result<&'j Json> {
    fields.get(name).ok_or_else(|| malformed(format!("the field `{name}` is missing")))
}

pub(super) fn text(fields: &Map<String, Json>, name: &str) -> Result<String> {
    let text = field(fields, name)?.as_str();
    text.map(str::to_owned).ok_or_else(|| malformed(format!("`{name}` is a text")))
}

fn customer(json: &Json) -> Result<CustomerId> {
    match json {
        Json::String(id) => Ok(id.as_str().into()),
        json => json.as_u64().map(CustomerId::Number).ok_or_else(|| malformed("a customer is a text or a whole number from 0")),
    }
}

pub(super) fn instant(json: &Json) -> Result<Instant> {
    match json {
        Json::String(text) => text.parse(),
        json => Instant::from_millis(json.as_i64().ok_or_else(|| malformed("`at` is RFC 3339 text or whole milliseconds"))?),
    }
}

/// A value, or the elements of a set.
fn value(json: &Json, name: &str) -> Result<Value> {
    match json {
        Json::Array(list) => Ok(Value::List(list.iter().map(|element| single(element, name)).collect::<Result<_>>()?)),
        json => single(json, name),
    }
}

fn single(json: &Json, name: &str) -> Result<Value> {
    Ok(match json {
        Json::Bool(value) => Value::Bool(*value),
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::Null | Json::Array(_) | Json::Object(_) => {
            return Err(malformed(format!("the value of {} is no number, text or bool, nor a list of such", quote(name))));
        }
    })
}
