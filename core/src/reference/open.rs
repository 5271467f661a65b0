//! Tags that come to be in open groups.

use std::sync::Arc;

use super::step::Step;
use crate::event::TagAct;
use crate::rule::{Became, OpenTag, Subject, Tags};

/// Where an act on a tag goes.
pub(super) enum Reached {
    /// To the tag of this number.
    Tag(usize),
    /// To none: what never came to be cannot be taken.
    Nothing,
    /// To none, because the customer has as many as it may; the path is that of the tag that does not come to be.
    Full(Arc<str>),
}

impl Step<'_> {
    /// All tags that there are for the customer.
    pub(super) fn tags(&self) -> Tags<'_> {
        self.life.tags(self.plan)
    }

    /// The tag of today that a path named under a handbook version, and how it became that.
    pub(super) fn subject(&self, path: &Arc<str>, version: u32) -> Option<(Became, Subject)> {
        let became = self.plan.renames.today(path, version)?;
        let path = &became.last()?.path;
        let subject = match self.plan.tag_numbers.get(path) {
            Some(&tag) => Subject::Declared(tag),
            None => Subject::Open(self.plan.open_tag(path)?),
        };
        Some((became, subject))
    }

    /// The tag that something is done about; what gives it lets it come to be, if the customer has room for one more.
    pub(super) fn reach(&mut self, subject: &Subject, act: &TagAct) -> Reached {
        let known = match subject {
            Subject::Declared(tag) => return Reached::Tag(*tag),
            Subject::Open(open) => self.tags().open_at(&open.path),
        };
        if !matches!(act, TagAct::Add { .. } | TagAct::Pin | TagAct::Ban) {
            return known.map_or(Reached::Nothing, Reached::Tag);
        }
        let first = self.plan.tags.len();
        let is_stored = |&tag: &usize| self.life.assigned.is_stored(tag, self.at);
        if !known.as_ref().is_some_and(is_stored) {
            let stored = (first..first + self.life.open.len()).filter(is_stored).count();
            if stored >= self.plan.max_open_tags {
                return Reached::Full(self.path_of(subject));
            }
        }
        Reached::Tag(known.unwrap_or_else(|| self.come_to_be(subject)))
    }

    /// The tag's number, also if it only comes to be now.
    pub(super) fn come_to_be(&mut self, subject: &Subject) -> usize {
        let open: &OpenTag = match subject {
            Subject::Declared(tag) => return *tag,
            Subject::Open(open) => open,
        };
        self.tags().open_at(&open.path).unwrap_or_else(|| {
            self.life.open.push(open.clone());
            self.tags().count() - 1
        })
    }

    fn path_of(&self, subject: &Subject) -> Arc<str> {
        match subject {
            Subject::Declared(tag) => self.tags().path(*tag),
            Subject::Open(open) => open.path.clone(),
        }
    }
}
