use super::counted::is_of_the_event_alone;
use super::filter::Sieve;
use super::texts::Texts;
use crate::event::Entry;
use crate::keyword::Keywords;
use crate::reference::{Moment, matching_behind};
use crate::rule::{Plan, Stream};
use crate::value::Datum;

/// A stream whose events a condition remembers something of.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    stream: Stream,
    /// Made ready together with all others.
    sieve: Option<Sieve>,
}

/// What events are looked at with.
pub(super) struct Look<'a, 'm> {
    pub(super) keywords: &'a Keywords,
    pub(super) texts: &'a mut Texts,
    pub(super) moment: &'a Moment<'m>,
}

impl Gate {
    /// None where more than the event decides.
    pub(super) fn of(stream: &Stream, plan: &Plan) -> Option<Self> {
        is_of_the_event_alone(stream, plan).then(|| Self { stream: stream.clone(), sieve: None })
    }

    pub(super) fn make_ready(&mut self, keywords: &Keywords) {
        self.sieve = Some(Sieve::of(&self.stream, keywords));
    }

    /// Whether a record is an event of the stream.
    pub(super) fn lets_pass(&self, entry: &Entry, look: &mut Look<'_, '_>) -> bool {
        match &self.sieve {
            Some(sieve) => {
                look.texts.look_at(entry);
                sieve.lets_pass(entry, look.keywords, look.texts, look.moment)
            }
            None => self.lets_pass_behind(entry, &[], look),
        }
    }

    /// The same inside a pattern, behind events of which values have been kept.
    pub(super) fn lets_pass_behind(&self, entry: &Entry, kept: &[Option<Datum>], look: &mut Look<'_, '_>) -> bool {
        if kept.is_empty() && self.sieve.is_some() {
            return self.lets_pass(entry, look);
        }
        matching_behind(&self.stream, entry, kept, look.moment).is_some()
    }
}
