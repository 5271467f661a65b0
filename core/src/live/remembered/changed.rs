//! Attributes that got another value: the latest such change is kept.

use crate::event::{Entry, EntryKind};
use crate::live::counted::timed;
use crate::live::gate::Look;
use crate::rule::{Change, Predicate, Term};
use crate::time::{Instant, Window};
use crate::value::Datum;

/// An attribute got another value in the window: from this one, to that one, where that is said.
#[derive(Clone, Debug)]
pub(in crate::live) struct Changed {
    attribute: usize,
    from: Option<Datum>,
    to: Option<Datum>,
    window: Option<Window>,
}

/// What has become of the attribute. Of several values written at one instant the last counts.
#[derive(Clone, Debug, Default)]
pub(in crate::live) struct Changes {
    /// When it was written last, and what with.
    written: Option<(Instant, Option<Datum>)>,
    /// The value before that instant.
    before: Option<Datum>,
    /// The latest change before that instant, and with it.
    earlier: Option<Instant>,
    latest: Option<Instant>,
}

impl Changed {
    pub(in crate::live) fn of(predicate: &Predicate) -> Option<Self> {
        let Predicate::Changed(Change { attribute, from, to, window }) = predicate else { return None };
        let constant = |term: &Option<Term>| match term {
            None => Some(None),
            Some(Term::Constant(datum)) => Some(Some(datum.clone())),
            Some(_) => None,
        };
        Some(Self { attribute: *attribute, from: constant(from)?, to: constant(to)?, window: timed(window.as_ref())? })
    }

    pub(in crate::live) fn take_in(&self, changes: &mut Changes, entry: &Entry) {
        let EntryKind::Attribute { attribute, value } = &entry.kind else { return };
        if *attribute != self.attribute {
            return;
        }
        if let Some((at, written)) = changes.written.replace((entry.at, value.clone()))
            && at != entry.at
        {
            changes.before = written;
            changes.earlier = changes.latest;
        }
        changes.latest = if self.is_change(changes.before.as_ref(), value.as_ref()) { Some(entry.at) } else { changes.earlier };
    }

    /// The first value is no change, nor is taking it away.
    fn is_change(&self, before: Option<&Datum>, after: Option<&Datum>) -> bool {
        let fits = |wanted: &Option<Datum>, found: &Datum| wanted.as_ref().is_none_or(|wanted| wanted == found);
        before.zip(after).is_some_and(|(before, after)| before != after && fits(&self.from, before) && fits(&self.to, after))
    }

    /// Whether it is true, and when time changes that.
    pub(in crate::live) fn stands(&self, changes: &Changes, look: &Look<'_, '_>) -> (bool, Instant) {
        let leaves = |at: Instant| self.window.map_or(Instant::NEVER, |window| window.leave(at, &look.moment.plan.zone));
        match changes.latest.map(leaves) {
            Some(leaves) if leaves > look.moment.now => (true, leaves),
            _ => (false, Instant::NEVER),
        }
    }
}
