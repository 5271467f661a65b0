use super::column::Column;
use super::kind::Kind;
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::event::{History, Schema};
use crate::time::Instant;
use crate::value::Datum;

/// A column for each attribute of the schema, by its number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes(Vec<Column>);

impl Attributes {
    /// Has columns for all attributes of a schema that grew. Where an attribute has another type now it has no values yet.
    pub(crate) fn fit(&mut self, schema: &Schema) {
        for (number, kind) in schema.attributes().iter().map(|field| Kind::from(&field.ty)).enumerate() {
            match self.0.get_mut(number) {
                None => self.0.push(Column::new(kind)),
                Some(column) if column.kind() != kind => *column = Column::new(kind),
                Some(_) => {}
            }
        }
    }

    /// Bytes in use, about.
    #[cfg(feature = "measure")]
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(Column::bytes).sum()
    }

    #[cfg(any(test, feature = "measure"))]
    pub(crate) fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        Self(columns.into_iter().collect())
    }

    pub(crate) fn get(&self, attribute: usize) -> Option<&Column> {
        self.0.get(attribute)
    }

    /// Shows a customer as its history says it is at an instant.
    pub(crate) fn reflect(&mut self, customer: Ordinal, history: &History, now: Instant, schema: &Schema) -> Result<()> {
        let values = history.attributes(now, self.0.len());
        for (number, (column, value)) in self.0.iter_mut().zip(values).enumerate() {
            if !column.put(customer, value) {
                return Err(not_taken(number, schema));
            }
        }
        Ok(())
    }

    /// Gives a customer another value of one attribute, by number.
    pub(crate) fn put(&mut self, customer: Ordinal, attribute: usize, value: Option<&Datum>, schema: &Schema) -> Result<()> {
        match self.0.get_mut(attribute).is_none_or(|column| column.put(customer, value)) {
            true => Ok(()),
            false => Err(not_taken(attribute, schema)),
        }
    }

    /// A customer is none any more.
    pub(crate) fn leaves(&mut self, customer: Ordinal) {
        self.0.iter_mut().for_each(|column| {
            column.put(customer, None);
        });
    }
}

fn not_taken(attribute: usize, schema: &Schema) -> Error {
    let name = schema.attribute_name(attribute);
    Error::new(ErrorKind::Internal, format!("{} does not take its value", quote(&name)))
}
