//! From columns as given to entries of the log: names and types are looked up once for all rows.

use std::sync::Arc;

use smallvec::smallvec;
use tagora_dsl::Number;
use tagora_dsl::ast::Type;

use super::events::{Events, Kind, Values};
use super::intake::{bounded, event_number, stored, stored_text, unknown_property};
use super::schema::Field;
use super::{Entry, EntryKind, Properties, Schema, Texts};
use crate::customer::{CustomerId, Ordinal};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::rule::Plan;
use crate::value::{Datum, Value, typed};

/// TypedEvents of which it is known what they mean.
pub(crate) struct TypedEvents<'e> {
    events: &'e Events,
    event: usize,
    /// How many properties events of the type have.
    width: usize,
    columns: Vec<Column<'e>>,
    version: u32,
}

struct Column<'e> {
    property: usize,
    field: &'e Field,
    values: &'e Values,
    /// Of words what is stored of each; none of those that do not fit.
    words: Vec<Option<Datum>>,
}

impl<'e> TypedEvents<'e> {
    /// # Errors
    /// `invalid-value` where columns are not equally long or a name comes twice; unknown names.
    pub(crate) fn of(events: &'e Events, plan: &Plan, schema: &'e Schema) -> Result<Self> {
        let event = event_number(&events.event, plan)?;
        let rows = events.len();
        let is_long = |what: &str, len: usize| {
            if len == rows {
                return Ok(());
            }
            let message = format!("{what} of the events {} has {len} rows, their customers have {rows}", quote(&events.event));
            Err(Error::new(ErrorKind::InvalidValue, message).with_help("give each column a value for each row"))
        };
        is_long("the column of instants", events.at.len())?;
        events.ids.iter().try_for_each(|ids| is_long("the column of ids", ids.len()))?;
        events.sequences.iter().try_for_each(|sequences| is_long("the column of sequences", sequences.len()))?;
        let mut columns: Vec<Column<'_>> = Vec::new();
        for (name, values) in &events.columns {
            is_long(&format!("the column {}", quote(name)), values.len())?;
            let known = schema.property_written(event, name, columns.len());
            let Some((property, field)) = known else { return Err(unknown_property(&events.event, name)) };
            if columns.iter().any(|column| column.property == property) {
                let message = format!("the events {} have the column {} twice", quote(&events.event), quote(name));
                return Err(Error::new(ErrorKind::InvalidValue, message).with_help("leave one of them out"));
            }
            let mut words = Vec::new();
            if let Kind::Words(texts, _) = &values.0 {
                words = texts.iter().map(|word| typed(&Value::Text(word.clone()), &field.ty, &field.name).ok()).collect();
            }
            columns.push(Column { property, field, values, words });
        }
        Ok(Self { events, event, width: schema.properties(event).len(), columns, version: plan.version })
    }

    pub(crate) fn customers(&self) -> &'e [CustomerId] {
        &self.events.customers
    }

    /// The entry of a row that there is, not addressed yet.
    pub(crate) fn entry(&self, row: usize, texts: &mut Texts) -> Result<Entry> {
        let mut properties: Properties = smallvec![None; self.width];
        for column in &self.columns {
            properties[column.property] = column.datum(row, texts)?;
        }
        let id: Option<Arc<str>> = match &self.events.ids {
            Some(ids) => {
                bounded(&ids[row], "an event id")?;
                Some(ids[row].as_str().into())
            }
            None => None,
        };
        Ok(Entry {
            at: self.events.at[row],
            sequence: self.events.sequences.as_ref().map_or(0, |sequences| sequences[row]),
            of: Ordinal::MAX,
            id,
            kind: EntryKind::Event { event: self.event, properties },
            version: self.version,
        })
    }
}

impl Column<'_> {
    fn datum(&self, row: usize, texts: &mut Texts) -> Result<Option<Datum>> {
        let (field, ty) = (self.field, &self.field.ty);
        let stored_as = |value: Value| typed(&value, ty, &field.name);
        Ok(Some(match &self.values.0 {
            Kind::Ints(values) if *ty == Type::Int => Datum::Number(Number::from(values[row])),
            Kind::Ints(values) => stored_as(Value::Int(values[row]))?,
            Kind::Floats(values) => stored_as(Value::Float(values[row]))?,
            Kind::Numbers(values) => stored_as(Value::Number(values[row]))?,
            Kind::Bools(values) => stored_as(Value::Bool(values[row]))?,
            Kind::Instants(values) => stored_as(Value::Instant(values[row]))?,
            Kind::Texts(values) => match stored_text(&values[row], ty, texts) {
                Some(datum) => datum,
                None => stored_as(Value::Text(values[row].clone()))?,
            },
            Kind::Words(words, rows) => {
                let Some(number) = rows[row] else { return Ok(None) };
                match (self.words.get(number as usize), words.get(number as usize)) {
                    (Some(Some(datum)), _) => datum.clone(),
                    (_, Some(word)) => stored_as(Value::Text(word.clone()))?,
                    (_, None) => {
                        let message = format!("{} has no word {number}, it has {}", quote(&field.name), words.len());
                        return Err(Error::new(ErrorKind::InvalidValue, message).with_help("number words from 0"));
                    }
                }
            }
            Kind::Any(values) => match &values[row] {
                Some(value) => stored(value, field, texts)?,
                None => return Ok(None),
            },
        }))
    }
}
