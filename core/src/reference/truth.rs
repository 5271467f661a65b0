//! Whether a condition is true of a customer at an instant.

use std::collections::BTreeSet;
use std::sync::Arc;

use tagora_dsl::ast::{Occurrence, Quantifier};

use super::aggregate::aggregate;
use super::assignments::Assignments;
use super::calendar::{is_ahead, is_anniversary, is_today, since};
use super::lasting::{dwells, is_latched};
use super::past::{Carried, Turn, before, carried_until, held_after};
use super::patterns;
use super::provenance::{Given, given_until, is_set_by};
use super::turns::{has_changed, turns};
use super::window::Lying;
use crate::customer::CustomerId;
use crate::event::{Entry, EntryKind};
use crate::rule::{OpenTag, Plan, Predicate, Stream, TagSet, Tags, Term, Window};
use crate::time::{Instant, Since};
use crate::value::{Datum, Quantity, bucket, passes, reckon};

/// One customer at one instant: everything a condition can look at.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) now: Instant,
    /// As it is known today.
    pub(crate) id: Option<&'a CustomerId>,
    /// What has happened so far, in the log's order. All of it lies at or before `now`.
    pub(crate) entries: &'a [Arc<Entry>],
    /// What came to be in open groups, now or at any other instant.
    pub(crate) open: &'a [OpenTag],
    /// Which tags are held.
    pub(crate) held: &'a [bool],
    /// How tags came and went before `now`, oldest first.
    pub(crate) past: &'a [Turn],
    /// Which named conditions are true, of those that are looked at.
    pub(crate) named: &'a [bool],
    /// What is stored of the tags beside the definitions; not kept of earlier instants.
    pub(crate) assigned: Option<&'a Assignments>,
    /// What tags carried so far, oldest first.
    pub(crate) carried: &'a [Carried],
    /// Who gave tags so far, oldest first.
    pub(crate) given: &'a [Given],
}

impl<'a> Moment<'a> {
    /// An instant of which only the log is looked at.
    pub(crate) fn of_log(plan: &'a Plan, now: Instant, id: Option<&'a CustomerId>, entries: &'a [Arc<Entry>]) -> Self {
        let (open, held, past, named, carried, given) = (&[], &[], &[], &[], &[], &[]);
        Self { plan, now, id, entries, open, held, past, named, assigned: None, carried, given }
    }
}

impl Moment<'_> {
    /// Everything as it was at an earlier instant, in which `held` says what was held: see [`held_at`](Self::held_at).
    /// Of named conditions nothing is said.
    pub(super) fn at<'m>(&'m self, at: Instant, held: &'m [bool]) -> Moment<'m> {
        let entries = &self.entries[..self.entries.partition_point(|entry| entry.at <= at)];
        let (past, carried) = (before(self.past, at), carried_until(self.carried, at));
        let given = given_until(self.given, at);
        Moment { now: at, entries, held, named: &[], assigned: None, past, carried, given, ..*self }
    }

    /// Which tags were held at an earlier instant, all that happened at it counted.
    pub(super) fn held_at(&self, at: Instant) -> Vec<bool> {
        held_after(before(self.past, at.next()), self.tags().count())
    }

    /// All tags that there are for the customer.
    pub(crate) fn tags(&self) -> Tags<'_> {
        Tags { plan: self.plan, open: self.open }
    }

    /// How many tags of a set are held.
    fn holding(&self, set: &TagSet) -> usize {
        self.tags().numbers(set).filter(|&tag| holds(tag, self)).count()
    }

    /// Whether every tag of a set is held; it names no open group as a whole.
    fn holds_all(&self, set: &TagSet) -> bool {
        let has_path = |path: &Arc<str>| self.tags().open_at(path).is_some_and(|tag| holds(tag, self));
        set.declared.iter().all(|&tag| holds(tag, self)) && set.paths.iter().all(has_path)
    }

    /// What a tag carries, if it is held.
    fn carries(&self, tag: usize) -> Option<Datum> {
        if !holds(tag, self) {
            return None;
        }
        match self.assigned {
            Some(assigned) => assigned.given(tag, self.now)?.value.clone(),
            None => self.carried.iter().rev().find(|carried| carried.tag == tag)?.value.clone(),
        }
    }

    /// Whether the customer is one of the universe: by its creation or an event.
    pub(super) fn is_born(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry.kind, EntryKind::Created | EntryKind::Event { .. }))
    }
}

/// An event inside a filter.
#[derive(Clone, Copy)]
pub(crate) struct Looking<'a> {
    event: usize,
    properties: &'a [Option<Datum>],
    /// What the pattern around has kept of earlier events.
    named: &'a [Option<Datum>],
}

pub(crate) fn is_true(predicate: &Predicate, moment: &Moment<'_>) -> bool {
    truth(predicate, moment, None)
}

fn truth(predicate: &Predicate, moment: &Moment<'_>, looking: Option<Looking<'_>>) -> bool {
    let value = |term: &Term| value(term, moment, looking);
    match predicate {
        Predicate::All(parts) => parts.iter().all(|part| truth(part, moment, looking)),
        Predicate::Any(parts) => parts.iter().any(|part| truth(part, moment, looking)),
        Predicate::AtLeast(count, parts) => {
            let holding = parts.iter().filter(|part| truth(part, moment, looking));
            u32::try_from(holding.count()).unwrap_or(u32::MAX) >= *count
        }
        Predicate::Not(inner) => !truth(inner, moment, looking),
        Predicate::Happened { stream, window } => events(stream, window.as_ref(), moment).next().is_some(),
        Predicate::Compare { left, op, right } => match (value(left), value(right)) {
            (Some(left), Some(right)) => left.compare(&right).is_some_and(|order| op.accepts(order)),
            // A comparison with a missing value is false, `!=` too.
            _ => false,
        },
        Predicate::Text { value: term, test, needle } => {
            matches!(value(term), Some(Datum::Text(text)) if passes(&text, *test, needle))
        }
        Predicate::Mentions { value: term, mention } => matches!(value(term), Some(Datum::Text(text)) if mention.is_in(&text)),
        Predicate::Missing(term) => value(term).is_none(),
        Predicate::Includes(includes) => match value(&includes.set) {
            // A set that is missing is not one without them.
            Some(Datum::Set(set)) => {
                let mut held = includes.elements.iter().map(|element| value(element).map(|element| set.holds(&element)));
                match includes.quantifier {
                    Quantifier::Any => held.any(|held| held == Some(true)),
                    Quantifier::All => held.all(|held| held == Some(true)),
                    Quantifier::None => held.all(|held| held == Some(false)),
                }
            }
            _ => false,
        },
        Predicate::InWindow { moment: term, window } => match value(term) {
            Some(Datum::Instant(at)) => Lying::of(Some(window), moment).has_instant(at, moment),
            Some(Datum::Date(date)) => {
                window.timed().is_some_and(|window| window.contains(Since::Date(date), moment.now, &moment.plan.zone))
            }
            _ => false,
        },
        Predicate::Ago { moment: term, reach } => {
            value(term).and_then(|value| value.since()).is_some_and(|at| at.is_ago(*reach, moment.now, &moment.plan.zone))
        }
        Predicate::HoldsAny(tags) => moment.tags().numbers(tags).any(|tag| holds(tag, moment)),
        Predicate::HoldsAll(tags) => moment.holds_all(tags),
        Predicate::SetBy(set_by) => is_set_by(set_by, moment),
        Predicate::Named(number) => moment.named.get(*number).copied().unwrap_or(false),
        Predicate::Sequence(sequence) => patterns::sequence(sequence, moment),
        Predicate::ThenNot(pattern) => patterns::then_not(pattern, moment),
        Predicate::Regular(regular) => patterns::regular(regular, moment),
        Predicate::IsTrue(term) => matches!(value(term), Some(Datum::Bool(true))),
        Predicate::Dwell(dwell) => dwells(dwell, moment),
        Predicate::Latch(latch) => is_latched(latch, moment),
        Predicate::Changed(change) => has_changed(change, moment),
        Predicate::Ahead { moment: term, reach } => is_ahead(term, *reach, moment),
        Predicate::Anniversary { date, ahead } => is_anniversary(date, *ahead, moment),
        Predicate::Today(day) => is_today(*day, moment),
    }
}

pub(crate) fn holds(tag: usize, moment: &Moment<'_>) -> bool {
    moment.held.get(tag).copied().unwrap_or(false)
}

/// The events of a stream that are in the window, oldest first.
pub(crate) fn events<'a>(
    stream: &'a Stream,
    window: Option<&Window>,
    moment: &'a Moment<'a>,
) -> impl DoubleEndedIterator<Item = (Instant, Looking<'a>)> + use<'a> {
    event_places(stream, window, moment).map(|(_, at, looking)| (at, looking))
}

/// The same, with their places in the log's order.
pub(crate) fn event_places<'a>(
    stream: &'a Stream,
    window: Option<&Window>,
    moment: &'a Moment<'a>,
) -> impl DoubleEndedIterator<Item = (usize, Instant, Looking<'a>)> + use<'a> {
    let window = Lying::of(window, moment);
    moment.entries.iter().enumerate().filter_map(move |(place, entry)| {
        let looking = matching(stream, entry, moment)?;
        window.has_record(place, moment).then_some((place, entry.at, looking))
    })
}

/// Which tags of a set are held.
pub(crate) fn held_of(tags: &TagSet, moment: &Moment<'_>) -> Vec<Arc<str>> {
    let all = moment.tags();
    all.numbers(tags).filter(|&tag| holds(tag, moment)).map(|tag| all.path(tag)).collect()
}

/// Whether a filter is true of an event with these properties.
pub(crate) fn lets_pass(filter: &Predicate, (event, properties): (usize, &[Option<Datum>]), moment: &Moment<'_>) -> bool {
    truth(filter, moment, Some(Looking { event, properties, named: &[] }))
}

/// The entry as an event of the stream, if it is one.
pub(crate) fn matching<'e>(stream: &Stream, entry: &'e Entry, moment: &Moment<'_>) -> Option<Looking<'e>> {
    matching_behind(stream, entry, &[], moment)
}

/// The same inside a pattern, behind events of which values have been kept.
pub(crate) fn matching_behind<'e>(
    stream: &Stream,
    entry: &'e Entry,
    named: &'e [Option<Datum>],
    moment: &Moment<'_>,
) -> Option<Looking<'e>> {
    let EntryKind::Event { event, properties } = &entry.kind else { return None };
    if !stream.types.contains(event) {
        return None;
    }
    let looking = Looking { event: *event, properties, named };
    stream.filter.as_ref().is_none_or(|filter| truth(filter, moment, Some(looking))).then_some(looking)
}

pub(crate) fn value(term: &Term, moment: &Moment<'_>, looking: Option<Looking<'_>>) -> Option<Datum> {
    match term {
        Term::Constant(datum) => Some(datum.clone()),
        Term::Attribute(wanted) => moment.entries.iter().rev().find_map(|entry| match &entry.kind {
            EntryKind::Attribute { attribute, value } if attribute == wanted => Some(value.clone()),
            _ => None,
        })?,
        Term::Level(tags) => {
            let place = tags.iter().position(|&tag| holds(tag, moment))?;
            Some(Datum::from(Quantity::from_count(place)))
        }
        Term::TagValue { tag, scale } => match (scale, moment.carries(*tag)?) {
            (None, value) => Some(value),
            (Some(names), Datum::Text(level)) => {
                Some(Datum::from(Quantity::from_count(names.iter().position(|name| *name == level)?)))
            }
            (Some(_), _) => None,
        },
        Term::Size(set) => match value(set, moment, looking)? {
            Datum::Set(set) => Some(set.size()),
            _ => None,
        },
        Term::Parameter { table, key } => table.value(value(key, moment, looking).as_ref()),
        Term::Property(property) => of_event(&property.0, looking?),
        Term::Arithmetic { first, rest } => rest
            .iter()
            .try_fold(value(first, moment, looking)?, |left, (op, by)| reckon(*op, &left, &value(by, moment, looking)?)),
        Term::Count { stream, window, periods } => {
            let count = Quantity::from_count(events(stream, window.as_ref(), moment).count());
            Some(Datum::from(if *periods > 1 { count.divide(u64::from(*periods)) } else { count }))
        }
        Term::ActiveDays { stream, window } => {
            let days: BTreeSet<_> =
                events(stream, window.as_ref(), moment).map(|(at, _)| at.local_date(&moment.plan.zone)).collect();
            Some(Datum::from(Quantity::from_count(days.len())))
        }
        Term::Aggregate { function, stream, property, window } => {
            let values = events(stream, window.as_ref(), moment).filter_map(|(_, looking)| of_event(&property.0, looking));
            aggregate(*function, values.collect())
        }
        Term::Named(slot) => looking?.named.get(*slot).cloned().flatten(),
        Term::Streak { stream, period } => Some(patterns::streak(stream, *period, moment)),
        Term::Bucket(division) => Some(Datum::Number(bucket(division, moment.id?).into())),
        Term::Open(pairs) => patterns::open(pairs, moment),
        Term::Occurrence { which, stream, property } => {
            let mut events = events(stream, None, moment);
            let found = match which {
                Occurrence::First => events.next(),
                Occurrence::Last => events.next_back(),
            };
            let (at, looking) = found?;
            match property {
                None => Some(Datum::Instant(at)),
                Some(property) => of_event(&property.0, looking),
            }
        }
        Term::Turns { gained, tags, window } => {
            Some(Datum::from(Quantity::from_count(turns(*gained, tags, window.as_ref(), moment))))
        }
        Term::Holding(tags) => Some(Datum::from(Quantity::from_count(moment.holding(tags)))),
        Term::Elapsed { unit, since: term } => {
            let count = since(term, moment)?.elapsed(*unit, moment.now, &moment.plan.zone)?;
            Some(Datum::Number(i64::from(count).into()))
        }
    }
}

/// A property of an event, by the places where each type keeps it.
pub(crate) fn of_event(places: &[(usize, usize)], looking: Looking<'_>) -> Option<Datum> {
    let (_, place) = places.iter().find(|(event, _)| *event == looking.event)?;
    looking.properties.get(*place).cloned().flatten()
}

/// The value that a rule sends along.
pub(crate) fn payload(term: &Term, moment: &Moment<'_>, entry: Option<&Entry>) -> Option<Datum> {
    let looking = match entry.map(|entry| &entry.kind) {
        Some(EntryKind::Event { event, properties }) => Some(Looking { event: *event, properties, named: &[] }),
        _ => None,
    };
    value(term, moment, looking)
}
