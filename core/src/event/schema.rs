use std::sync::Arc;

use tagora_dsl::CheckedHandbook;
use tagora_dsl::ast::Type;

use crate::error::{Error, ErrorKind, Result, quote};

/// Numbers for the names of event types, properties and attributes that the log uses. It only grows: the log of an
/// old handbook version stays readable under a new one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    events: Vec<EventFields>,
    attributes: Vec<Field>,
}

#[derive(Clone, Debug)]
struct EventFields {
    name: Arc<str>,
    properties: Vec<Field>,
}

/// A name and the type of the values stored under it.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: Arc<str>,
    pub(crate) ty: Type,
}

impl Schema {
    /// This schema with all that a handbook declares.
    pub(crate) fn extended(&self, handbook: &CheckedHandbook) -> Result<Self> {
        let mut schema = self.clone();
        for attribute in handbook.attributes() {
            enter(&mut schema.attributes, &attribute.name, &attribute.ty, "attribute")?;
        }
        for event in handbook.events().iter().filter(|e| !e.is_class) {
            let number = schema.event(&event.name).unwrap_or_else(|| {
                schema.events.push(EventFields { name: event.name.as_str().into(), properties: Vec::new() });
                schema.events.len() - 1
            });
            for (name, ty) in &event.properties {
                enter(&mut schema.events[number].properties, name, ty, "property")?;
            }
        }
        Ok(schema)
    }

    pub(crate) fn event(&self, name: &str) -> Option<usize> {
        self.events.iter().position(|e| &*e.name == name)
    }

    pub(crate) fn event_name(&self, event: usize) -> Arc<str> {
        self.events.get(event).map_or_else(|| Arc::from(""), |e| e.name.clone())
    }

    pub(crate) fn property(&self, event: usize, name: &str) -> Option<(usize, &Field)> {
        find(&self.events.get(event)?.properties, name)
    }

    pub(crate) fn properties(&self, event: usize) -> &[Field] {
        self.events.get(event).map_or(&[], |e| &e.properties)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<(usize, &Field)> {
        find(&self.attributes, name)
    }

    pub(crate) fn attribute_name(&self, attribute: usize) -> Arc<str> {
        self.attributes.get(attribute).map_or_else(|| Arc::from(""), |a| a.name.clone())
    }
}

fn find<'f>(fields: &'f [Field], name: &str) -> Option<(usize, &'f Field)> {
    fields.iter().enumerate().find(|(_, field)| &*field.name == name)
}

fn enter(fields: &mut Vec<Field>, name: &str, ty: &Type, what: &str) -> Result<()> {
    match fields.iter_mut().find(|field| &*field.name == name) {
        None => fields.push(Field { name: name.into(), ty: ty.clone() }),
        // Enum members are stored by name: a list may grow and shrink.
        Some(field) if matches!((&field.ty, ty), (Type::Enum(_), Type::Enum(_))) => field.ty = ty.clone(),
        Some(field) if field.ty == *ty => {}
        Some(_) => {
            return Err(Error::new(
                ErrorKind::IncompatibleType,
                format!("the {what} {} already holds values of another type", quote(name)),
            )
            .with_help("give the new one another name"));
        }
    }
    Ok(())
}
