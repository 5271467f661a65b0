//! The parts that customers are divided into.

use std::collections::HashMap;
use std::sync::Arc;

use super::handle::Analysis;
use crate::column::Column;
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result};

/// By what customers are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum By<'a> {
    /// The tags of a group, those of groups in it included: by its path or any end of it that is unique. Of an open group also
    /// those that came to be. A customer with several is in several parts.
    Group(&'a str),
    /// The values of an attribute.
    Attribute(&'a str),
}

impl<'a> By<'a> {
    /// The name it was given by.
    pub(super) fn name(self) -> &'a str {
        match self {
            Self::Group(name) | Self::Attribute(name) => name,
        }
    }
}

/// Some customers, and what they have.
pub(super) struct Class {
    /// None: they have nothing.
    pub(super) value: Option<Arc<str>>,
    pub(super) members: Column,
}

/// The most parts that customers are divided into.
pub(super) const MAX_PARTS: usize = 10_000;

/// Refuses more parts than that.
pub(super) fn fits(parts: usize) -> Result<()> {
    if parts > MAX_PARTS { Err(too_many(MAX_PARTS + 1)) } else { Ok(()) }
}

fn too_many(parts: usize) -> Error {
    Error::new(ErrorKind::LimitExceeded, format!("{parts} parts or more, the limit is {MAX_PARTS}"))
        .with_help("ask for the most frequent values, or divide by something with fewer")
}

impl Analysis<'_> {
    /// Divides some customers: by tags in the order of the handbook, what came to be in open groups by path; by values, the most
    /// frequent first and of equally frequent ones the smaller; last those who have none, if there are any.
    pub(super) fn classes(&self, by: By<'_>, within: &Column) -> Result<Vec<Class>> {
        let mut classes = match by {
            By::Group(group) => self.of_group(group, within)?,
            By::Attribute(attribute) => self.of_attribute(attribute, within)?,
        };
        let all = classes.iter().fold(Column::default(), |all, class| all.or(&class.members));
        let none = within.but(&all);
        if !none.is_empty() {
            classes.push(Class { value: None, members: none });
        }
        Ok(classes)
    }

    fn of_group(&self, group: &str, within: &Column) -> Result<Vec<Class>> {
        let snapshot = self.snapshot;
        let Some(plan) = &snapshot.state.plan else {
            return Err(Error::unknown(ErrorKind::UnknownGroup, "group", group, [], "load a handbook that declares it"));
        };
        let tags = plan.tags_of_group(group)?;
        if tags.declared.len() > MAX_PARTS {
            return Err(too_many(tags.declared.len()));
        }
        let class = |path: &Arc<str>, column: &Column| Class { value: Some(path.clone()), members: column.shared(within) };
        let declared =
            tags.declared.iter().filter_map(|&tag| Some(class(&plan.tags.get(tag)?.path, snapshot.columns().get(tag)?)));
        let mut classes: Vec<Class> = declared.collect();
        let groups = tags.groups.iter().filter_map(|&group| plan.handbook.groups().get(group));
        let inside: Vec<String> = groups.map(|group| format!("{}/", group.path)).collect();
        if inside.is_empty() {
            return Ok(classes);
        }
        let is_inside = |path: &Arc<str>| inside.iter().any(|start| path.starts_with(start.as_str()));
        let mut open: Vec<(&Arc<str>, &Column)> =
            snapshot.open_columns().iter().filter(|(path, column)| is_inside(path) && column.shared_len(within) > 0).collect();
        if classes.len() + open.len() > MAX_PARTS {
            return Err(too_many(classes.len() + open.len()));
        }
        open.sort_by_key(|(path, _)| *path);
        classes.extend(open.into_iter().map(|(path, column)| class(path, column)));
        Ok(classes)
    }

    fn of_attribute(&self, attribute: &str, within: &Column) -> Result<Vec<Class>> {
        let column = self.snapshot.attribute(attribute)?;
        let mut members: HashMap<i64, Vec<Ordinal>> = HashMap::new();
        for customer in within {
            let Some(stored) = column.stored(customer) else { continue };
            members.entry(stored).or_default().push(customer);
            if members.len() > MAX_PARTS {
                return Err(too_many(members.len()));
            }
        }
        let mut found: Vec<(i64, String, Vec<Ordinal>)> = members
            .into_iter()
            .map(|(stored, members)| (if column.is_in_order() { stored } else { 0 }, column.shown(stored), members))
            .collect();
        found.sort_by(|(one, text, many), (other, text_other, few)| {
            few.len().cmp(&many.len()).then_with(|| one.cmp(other)).then_with(|| text.cmp(text_other))
        });
        let class = |(_, text, members): (i64, String, Vec<Ordinal>)| Class {
            value: Some(text.into()),
            members: members.into_iter().collect(),
        };
        Ok(found.into_iter().map(class).collect())
    }
}
