//! Routes, compiled: each line's condition is the definition of a tag that nobody sees.

use std::ops::Range;
use std::sync::Arc;

use super::compile::Compiler;
use super::plan::Tag;
use super::{Definition, Predicate};
use crate::error::Result;

/// Where customers go.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) name: Arc<str>,
    /// In order of declaration.
    pub(crate) lines: Vec<Line>,
    /// The targets of all lines, one behind the other.
    pub(crate) targets: Vec<Arc<str>>,
}

#[derive(Debug)]
pub(crate) struct Line {
    /// The number of the tag that is held while the condition is true; that of `else` is held by everybody.
    pub(crate) tag: usize,
    pub(crate) is_else: bool,
    /// The numbers of its targets.
    pub(crate) targets: Range<usize>,
    /// How many customers each of them takes.
    pub(crate) room: Option<u32>,
}

impl Route {
    /// The line that a target belongs to.
    pub(crate) fn line_of(&self, target: usize) -> usize {
        self.lines.partition_point(|line| line.targets.end <= target)
    }

    /// How many customers a target takes.
    pub(crate) fn room_of(&self, target: usize) -> Option<u32> {
        self.lines.get(self.line_of(target))?.room
    }

    pub(crate) fn target(&self, name: &str) -> Option<usize> {
        self.targets.iter().position(|target| **target == *name)
    }

    /// Whether there is always room: then where a customer goes depends on it alone.
    pub(crate) fn is_free(&self) -> bool {
        self.lines.iter().all(|line| line.room.is_none())
    }

    /// The line whose condition a tag stands for.
    pub(crate) fn line_with(&self, tag: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.tag == tag)
    }
}

impl Compiler<'_> {
    /// The routes, and the tags that stand for their lines, numbered from `first`.
    pub(super) fn routes(&self, first: usize) -> Result<(Vec<Route>, Vec<Tag>)> {
        let (mut routes, mut tags) = (Vec::new(), Vec::new());
        for declared in self.handbook.routes() {
            let mut route = Route { name: declared.name.node.as_str().into(), lines: Vec::new(), targets: Vec::new() };
            for line in &declared.lines {
                let predicate = match &line.condition {
                    Some(condition) => self.predicate(condition, None)?,
                    None => Predicate::All(Vec::new()),
                };
                let start = route.targets.len();
                route.targets.extend(line.targets.iter().map(|target| target.node.as_str().into()));
                route.lines.push(Line {
                    tag: first + tags.len(),
                    is_else: line.condition.is_none(),
                    targets: start..route.targets.len(),
                    room: line.capacity.as_ref().map(|capacity| capacity.node),
                });
                tags.push(unseen(&route.name, predicate));
            }
            routes.push(route);
        }
        Ok((routes, tags))
    }
}

fn unseen(route: &str, predicate: Predicate) -> Tag {
    Tag {
        path: route.into(),
        definition: Definition::When(Box::new(predicate)),
        rivals: Vec::new(),
        open_rivals: None,
        room: usize::MAX,
        ends: None,
        lasting: None,
        has_value: false,
    }
}
