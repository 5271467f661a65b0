use std::sync::Arc;

use tagora_dsl::CheckedHandbook;
use tagora_dsl::ast::Type;

use super::{Entry, EntryKind};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::value::{Datum, normal};

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
    /// Whether a value was ever stored: then the type stays.
    is_used: bool,
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

    /// Remembers of which fields values are stored.
    pub(crate) fn mark(schema: &mut Arc<Self>, entry: &Entry) {
        match &entry.kind {
            EntryKind::Attribute { attribute, value: Some(_) }
                if schema.attributes.get(*attribute).is_some_and(|field| !field.is_used) =>
            {
                Arc::make_mut(schema).attributes[*attribute].is_used = true;
            }
            EntryKind::Event { event, properties } => {
                let is_new = |(field, value): (&Field, &Option<Datum>)| value.is_some() && !field.is_used;
                if schema.properties(*event).iter().zip(properties).any(is_new) {
                    let fields = &mut Arc::make_mut(schema).events[*event].properties;
                    fields.iter_mut().zip(properties).for_each(|(field, value)| field.is_used |= value.is_some());
                }
            }
            _ => {}
        }
    }

    /// Of which fields values are stored, one behind the other: attributes, then the properties of each type of event.
    pub(crate) fn marks(&self) -> Vec<bool> {
        let fields = self.attributes.iter().chain(self.events.iter().flat_map(|event| &event.properties));
        fields.map(|field| field.is_used).collect()
    }

    /// Remembers what [`marks`](Self::marks) told.
    pub(crate) fn remember(&mut self, marks: &[bool]) {
        let fields = self.attributes.iter_mut().chain(self.events.iter_mut().flat_map(|event| &mut event.properties));
        fields.zip(marks).for_each(|(field, is_used)| field.is_used |= is_used);
    }

    pub(crate) fn event(&self, name: &str) -> Option<usize> {
        self.events.iter().position(|e| &*e.name == name)
    }

    pub(crate) fn event_name(&self, event: usize) -> Arc<str> {
        self.events.get(event).map_or_else(|| Arc::from(""), |e| e.name.clone())
    }

    /// The names of all event types, by number.
    pub(crate) fn event_names(&self) -> impl Iterator<Item = Arc<str>> {
        self.events.iter().map(|event| event.name.clone())
    }

    pub(crate) fn property(&self, event: usize, name: &str) -> Option<(usize, &Field)> {
        find(&self.events.get(event)?.properties, name)
    }

    /// The same by a name as somebody wrote it. It is looked for at a place first.
    pub(crate) fn property_written(&self, event: usize, name: &str, place: usize) -> Option<(usize, &Field)> {
        match self.properties(event).get(place).filter(|field| &*field.name == name) {
            Some(field) => Some((place, field)),
            None => self.property(event, name).or_else(|| self.property(event, &normal(name))),
        }
    }

    pub(crate) fn properties(&self, event: usize) -> &[Field] {
        self.events.get(event).map_or(&[], |e| &e.properties)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<(usize, &Field)> {
        find(&self.attributes, name)
    }

    pub(crate) fn attributes(&self) -> &[Field] {
        &self.attributes
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
        None => fields.push(Field { name: name.into(), ty: ty.clone(), is_used: false }),
        // Enum members are stored by name: a list may grow and shrink.
        Some(field) if is_list_of_names(&field.ty, ty) => field.ty = ty.clone(),
        Some(field) if field.ty == *ty => {}
        Some(field) if !field.is_used => field.ty = ty.clone(),
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

fn is_list_of_names(old: &Type, new: &Type) -> bool {
    old.members().is_some() && new.members().is_some() && matches!(old, Type::Enum(_)) == matches!(new, Type::Enum(_))
}
