//! From a record as given to an entry of the log: names looked up, values typed, bounds held.

use std::sync::Arc;

use jiff::tz::TimeZoneDatabase;
use smallvec::smallvec;
use tagora_dsl::ast::{Definition, PathText, Type};

use super::schema::Field;
use super::{Assigned, Entry, EntryKind, Properties, Record, Schema, Source, TagAct, Texts};
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::rule::Plan;
use crate::value::{Datum, Value, normal, typed};

const DECLARE: &str = "declare it in the handbook, or check the spelling";

/// The longest event id or actor's name, in bytes.
const MAX_NAME: usize = 256;

/// Whether the customers of a record can be any.
pub(crate) fn check_ids(record: &Record) -> Result<()> {
    record.customer().check()?;
    if let Record::Merge(merge) = record {
        merge.into.check()?;
        if merge.from == merge.into {
            return Err(Error::new(ErrorKind::InvalidMerge, "a customer cannot be merged into itself")
                .with_help("name two different ids"));
        }
    }
    Ok(())
}

/// The entry for the log, not addressed yet; none for a merge, which is about two customers' logs as a whole.
pub(crate) fn intake(record: &Record, plan: &Plan, schema: &Schema, texts: &mut Texts) -> Result<Option<Entry>> {
    let (at, sequence, version) = (record.at(), record.sequence(), plan.version);
    let entry = |id, kind| Ok(Some(Entry { at, sequence, of: Ordinal::MAX, id, kind, version }));
    let plain = |kind| entry(None, kind);
    match record {
        Record::Merge(_) => Ok(None),
        Record::Customer { .. } => plain(EntryKind::Created),
        Record::Attribute { name, value, .. } => {
            let name = &*normal(name);
            let declared = plan.handbook.attribute(name).is_some();
            let Some((attribute, field)) = schema.attribute(name).filter(|_| declared) else {
                let names = plan.handbook.attributes().iter().map(|attribute| attribute.name.as_str());
                return Err(Error::unknown(ErrorKind::UnknownAttribute, "attribute", name, names, DECLARE));
            };
            let value = value.as_ref().map(|value| typed(value, &field.ty, name)).transpose()?;
            if let (true, Some(Datum::Text(zone))) = (plan.own_zone == Some(attribute), &value) {
                is_zone(zone)?;
            }
            plain(EntryKind::Attribute { attribute, value })
        }
        Record::Assign(assign) => {
            let path = PathText::from(assign.tag.as_str());
            let symbol = plan.handbook.tag(&path).map(|tag| &plan.handbook.tags()[tag]);
            let open = plan.handbook.open_path(&path).filter(|_| symbol.is_none());
            let Some(tag) = symbol.map(|symbol| &symbol.path).or(open.as_ref()) else {
                return Err(plan.unknown_tag(&assign.tag));
            };
            let act = TagAct::of(assign, &plan.zone)?;
            let is_defined = symbol.is_some_and(|symbol| symbol.tag.definition != Definition::Assignable);
            if act.assigns() && is_defined {
                return Err(Error::new(
                    ErrorKind::AssignsDefinedTag,
                    format!("{} has a definition, nobody can add or remove it", quote(&assign.tag)),
                )
                .with_help("pin or ban it for this customer, or change the definition"));
            }
            match &assign.source {
                Source::Person(name) => bounded(name, "the name of who assigns a tag")?,
                Source::Import { .. } if !act.assigns() => {
                    return Err(Error::new(ErrorKind::InvalidValue, "an import can only add and remove tags")
                        .with_help("pins and bans are acts of people"));
                }
                Source::Import { source, .. } => bounded(source, "the name of an import")?,
            }
            let tag = tag.to_string().into();
            plain(EntryKind::Assigned(Box::new(Assigned { tag, act, by: (&assign.source).into() })))
        }
        Record::Event(event) => {
            let number = event_number(&event.event, plan)?;
            let mut properties: Properties = smallvec![None; schema.properties(number).len()];
            // Most give them in the order in which they are declared.
            let mut next = 0;
            for (name, value) in &event.properties {
                let Some((property, field)) = schema.property_written(number, name, next) else {
                    return Err(unknown_property(&event.event, name));
                };
                properties[property] = Some(stored(value, field, texts)?);
                next = property + 1;
            }
            let id: Option<Arc<str>> = match &event.id {
                Some(id) => {
                    bounded(id, "an event id")?;
                    Some(id.as_str().into())
                }
                None => None,
            };
            entry(id, EntryKind::Event { event: number, properties })
        }
    }
}

/// The number of an event type by its name.
pub(super) fn event_number(name: &str, plan: &Plan) -> Result<usize> {
    plan.event_names.number(name).ok_or_else(|| {
        let names = plan.handbook.events().iter().filter(|event| !event.is_class).map(|event| event.name.as_str());
        Error::unknown(ErrorKind::UnknownEvent, "event", name, names, DECLARE)
    })
}

pub(super) fn unknown_property(event: &str, name: &str) -> Error {
    let message = format!("the event {} has no property {}", quote(event), quote(&normal(name)));
    Error::new(ErrorKind::UnknownProperty, message).with_help(DECLARE)
}

/// What is stored of a value.
pub(super) fn stored(value: &Value, field: &Field, texts: &mut Texts) -> Result<Datum> {
    if let Value::Text(text) = value
        && let Some(datum) = stored_text(text, &field.ty, texts)
    {
        return Ok(datum);
    }
    typed(value, &field.ty, &field.name)
}

/// What is stored of a text that is short or a member as it is written.
pub(super) fn stored_text(text: &str, ty: &Type, texts: &mut Texts) -> Option<Datum> {
    let is_as_it_is = match ty {
        Type::Text => text.len() <= Texts::LONGEST,
        Type::Enum(members) => members.iter().any(|member| member.node == text),
        _ => false,
    };
    is_as_it_is.then(|| Datum::Text(texts.kept(text)))
}

/// Customers' own zones are names that the database knows.
fn is_zone(name: &str) -> Result<()> {
    match TimeZoneDatabase::bundled().get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::new(ErrorKind::InvalidValue, format!("{} is no time zone", quote(name)))
            .with_help("write its IANA name, such as `Asia/Shanghai`")),
    }
}

pub(super) fn bounded(text: &str, what: &str) -> Result<()> {
    if text.len() > MAX_NAME {
        return Err(Error::new(ErrorKind::LimitExceeded, format!("{what} has {} bytes, the limit is {MAX_NAME}", text.len())));
    }
    Ok(())
}
