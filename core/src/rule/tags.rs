//! Tags that a condition or an action names, declared or not.

use std::sync::Arc;

use tagora_dsl::ast::PathText;

use super::Plan;
use crate::time::Instant;

/// An open group: beside the tags that are declared in it, more come to be for a customer as they are named.
#[derive(Debug)]
pub(crate) struct OpenGroup {
    /// The declared tags of the group, in order of declaration, if a customer has not as many of its tags as there are.
    pub(crate) rivals: Vec<usize>,
    /// How many of them a customer has at most.
    pub(crate) room: usize,
}

/// A tag of an open group that is not declared, as it came to be for a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenTag {
    /// The group's number in the handbook.
    pub(crate) group: usize,
    /// The full path.
    pub(crate) path: Arc<str>,
}

/// Some of the tags.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TagSet {
    /// Those that are declared, by number.
    pub(crate) declared: Arc<[usize]>,
    /// The open groups, by number, of which it holds whatever is not declared.
    pub(crate) groups: Arc<[usize]>,
    /// Tags of open groups that are not declared, by their full paths.
    pub(crate) paths: Arc<[Arc<str>]>,
}

impl TagSet {
    /// Whether it holds a tag that came to be for a customer.
    pub(crate) fn has_open(&self, tag: &OpenTag) -> bool {
        self.groups.contains(&tag.group) || self.paths.contains(&tag.path)
    }
}

/// All tags that there are for a customer: those of the plan by their numbers, then what came to be for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tags<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) open: &'a [OpenTag],
}

impl<'a> Tags<'a> {
    /// How many there are.
    pub(crate) fn count(self) -> usize {
        self.plan.tags.len() + self.open.len()
    }

    fn open(self, tag: usize) -> Option<&'a OpenTag> {
        self.open.get(tag.checked_sub(self.plan.tags.len())?)
    }

    fn group(self, tag: usize) -> Option<&'a OpenGroup> {
        self.plan.open_groups.get(&self.open(tag)?.group)
    }

    /// The full path of a tag.
    pub(crate) fn path(self, tag: usize) -> Arc<str> {
        match self.plan.tags.get(tag) {
            Some(declared) => declared.path.clone(),
            None => self.open(tag).map_or_else(|| "".into(), |open| open.path.clone()),
        }
    }

    /// All numbers with their paths, but for the lines of routes.
    pub(crate) fn paths(self) -> impl Iterator<Item = (usize, &'a Arc<str>)> {
        let declared = self.plan.seen().iter().map(|tag| &tag.path).enumerate();
        declared.chain((self.plan.tags.len()..).zip(self.open.iter().map(|open| &open.path)))
    }

    /// The tag that has exactly this path.
    pub(crate) fn at(self, path: &str) -> Option<usize> {
        let declared = self.plan.tag_numbers.get(path).copied().filter(|&tag| *self.plan.tags[tag].path == *path);
        declared.or_else(|| self.open_at(path))
    }

    /// The one that came to be under this path.
    pub(crate) fn open_at(self, path: &str) -> Option<usize> {
        let place = self.open.iter().position(|open| *open.path == *path)?;
        Some(self.plan.tags.len() + place)
    }

    /// The numbers of those in a set.
    pub(crate) fn numbers<'s>(self, set: &'s TagSet) -> impl Iterator<Item = usize> + use<'a, 's> {
        let first = self.plan.tags.len();
        let open = self.open.iter().enumerate().filter(|(_, open)| set.has_open(open)).map(move |(place, _)| first + place);
        set.declared.iter().copied().chain(open)
    }

    /// The tags of a tag's group, in order of declaration, then as they came to be, if a customer has not as many of them as
    /// there are.
    pub(crate) fn rivals(self, tag: usize) -> impl Iterator<Item = usize> + use<'a> {
        let (declared, group) = match self.plan.tags.get(tag) {
            Some(of) => (&of.rivals[..], of.open_rivals),
            None => {
                let group = self.group(tag).filter(|group| group.room < usize::MAX);
                let place = self.open(tag).map(|open| open.group);
                (group.map_or(&[][..], |group| &group.rivals), place.filter(|_| group.is_some()))
            }
        };
        let first = self.plan.tags.len();
        let is_rival = move |(_, open): &(usize, &OpenTag)| Some(open.group) == group;
        declared.iter().copied().chain(self.open.iter().enumerate().filter(is_rival).map(move |(place, _)| first + place))
    }

    /// How many of its rivals and itself a customer has at most.
    pub(crate) fn room(self, tag: usize) -> usize {
        match self.plan.tags.get(tag) {
            Some(declared) => declared.room,
            None => self.group(tag).map_or(usize::MAX, |group| group.room),
        }
    }

    /// Whether it is past the day up to which anybody has it.
    pub(crate) fn is_over(self, tag: usize, now: Instant) -> bool {
        self.plan.tags.get(tag).is_some_and(|declared| declared.ends.is_some_and(|end| end <= now))
    }
}

impl Plan {
    /// The tag of an open group that exactly this path names, if it is not declared.
    pub(crate) fn open_tag(&self, path: &str) -> Option<OpenTag> {
        if self.open_groups.is_empty() {
            return None;
        }
        let names = PathText::from(path);
        let group = self.handbook.open_member(&names)?;
        let path: Arc<str> = self.handbook.open_path(&names)?.to_string().into();
        (*path == *names.to_string()).then_some(OpenTag { group, path })
    }

    /// The tag of an open group that a name calls, if it is not declared and may be called so.
    pub(crate) fn called(&self, group: usize, name: &str) -> Option<OpenTag> {
        if !self.handbook.may_come_to_be(group, name) {
            return None;
        }
        let path = format!("{}/{name}", self.handbook.groups()[group].path);
        Some(OpenTag { group, path: path.into() })
    }
}
