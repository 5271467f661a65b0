//! How far customers come on the way of a sequence, read from columns of the log.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::tz::TimeZone;

use super::filter::{Filter, properties};
use super::ground::Ground;
use super::steps::each_step;
use super::walk::each_customer;
use crate::column::Column;
use crate::customer::Ordinal;
use crate::event::History;
use crate::event::log::{Block, Kind};
use crate::live::{Reads, is_of_the_event_alone};
use crate::rule::{Predicate, Sequence, Station, Window};
use crate::time::{Instant, Reach};

/// Tells of the customers of a set which steps of a sequence they come to, each once and one after the other, and how many
/// milliseconds behind the latest beginning. In no order of customers.
///
/// Where no step looks at another, whose events they are and when they were is read from columns, and put in order by customer and
/// time. Entries as a whole are read of those alone for whom time does not tell the order, and of those who are several ids.
pub(crate) fn each_passage(
    (sequence, reads): (&Sequence, &Reads),
    ground: &Ground<'_>,
    within: &Column,
    history: &dyn Fn(Ordinal) -> History,
    mut tell: impl FnMut(Ordinal, usize, i64),
) {
    let unclear = Passage::of(sequence, ground).map(|mut passage| passage.read(ground, within, &mut tell));
    each_customer(ground, reads, unclear.as_ref().unwrap_or(within), history, |customer, moment| {
        let mut come = 0;
        each_step(sequence, moment, |step, start, place| {
            // A step is come to when those before it are.
            if step == come {
                come += 1;
                let at = |place: usize| moment.entries.get(place).map_or(0, |entry| entry.at.millis());
                tell(customer, step, at(place) - at(start));
            }
            come == sequence.steps.len()
        });
    });
}

/// So many stations have a bit each.
const STATIONS: usize = 32;

/// An event of a customer.
#[derive(Clone, Copy, Default)]
struct Mark {
    at: i64,
    of: Ordinal,
    /// At which stations of the sequence it can be, a bit each.
    stations: u32,
}

/// The events of one type.
struct Source<'s> {
    event: usize,
    /// The properties that filters look at.
    places: Vec<usize>,
    /// Where all of them can be, and where those that pass.
    everywhere: u32,
    filters: Vec<(u32, Filter<'s>)>,
}

/// A sequence of steps that do not look at one another.
struct Passage<'s> {
    stations: Vec<Station>,
    sources: Vec<Source<'s>>,
    within: Option<Reach>,
    span: (Instant, Instant),
    /// For each station the latest beginning from which it is reached.
    reached: Vec<Option<i64>>,
}

impl<'s> Passage<'s> {
    /// None where columns do not tell.
    fn of(sequence: &'s Sequence, ground: &Ground<'s>) -> Option<Self> {
        let window = match sequence.window {
            None => None,
            Some(Window::Timed(window)) => Some(window),
            Some(Window::Since(_)) => return None,
        };
        let stations = sequence.stations();
        if sequence.slots > 0 || sequence.without.is_some() || stations.len() > STATIONS {
            return None;
        }
        let mut types: BTreeMap<usize, Vec<(u32, Option<&'s Predicate>)>> = BTreeMap::new();
        for (bit, station) in stations.iter().enumerate() {
            let stream = &sequence.steps[station.step].stream;
            if !is_of_the_event_alone(stream, ground.plan) {
                return None;
            }
            for &event in &stream.types {
                types.entry(event).or_default().push((1 << bit, stream.filter.as_deref()));
            }
        }
        let sources = types.into_iter().map(|(event, stations)| Source::of(event, &stations, ground)).collect();
        let (from, before) = ground.span(window);
        let span = (from, before.min(ground.now.next()));
        Some(Self { reached: vec![None; stations.len()], stations, sources, within: sequence.within, span })
    }

    /// Tells of those of a set who are one id, and of whom time tells the order of events. Gives the others.
    fn read(&mut self, ground: &Ground<'_>, within: &Column, tell: &mut impl FnMut(Ordinal, usize, i64)) -> Column {
        let mut merged: Vec<Ordinal> = ground.identities.all_merged().map(|(id, _)| id).collect();
        merged.sort_unstable();
        let mut unclear: Vec<Ordinal> = merged.iter().copied().filter(|&id| within.contains(id)).collect();
        let events: Vec<usize> = self.sources.iter().map(|source| source.event).collect();
        let is_wanted = |kind| matches!(kind, Kind::Event(event) if events.contains(&(event as usize)));
        let mut marks = Marks::default();
        for stretch in ground.log.stretches(is_wanted) {
            for Source { event, places, everywhere, filters } in &mut self.sources {
                let kind = Kind::Event(*event as u32);
                stretch.scan(kind, places, self.span, |block| marks.add(block, *everywhere, filters));
            }
            marks.each_customer(stretch.ids(), |of, events| {
                if !within.contains(of) || merged.binary_search(&of).is_ok() {
                    return;
                }
                events.sort_unstable_by_key(|mark| mark.at);
                if events.windows(2).any(|two| two[0].at == two[1].at && two[0].stations != two[1].stations) {
                    unclear.push(of);
                } else {
                    self.go(events, &ground.plan.zone, |step, millis| tell(of, step, millis));
                }
            });
        }
        unclear.sort_unstable();
        unclear.into_iter().collect()
    }

    /// Goes through the events of one customer in order.
    fn go(&mut self, events: &[Mark], zone: &TimeZone, mut tell: impl FnMut(usize, i64)) {
        self.reached.fill(None);
        let mut come = 0;
        for event in events {
            // From the end, so that an event is not taken twice.
            let mut open = event.stations;
            while let Some(number) = open.checked_ilog2() {
                open ^= 1 << number;
                let number = number as usize;
                let start = match number.checked_sub(1) {
                    None => event.at,
                    Some(before) => match self.reached[before] {
                        Some(start) if self.is_in_time(start, event.at, zone) => start,
                        _ => continue,
                    },
                };
                self.reached[number] = self.reached[number].max(Some(start));
                let station = self.stations[number];
                // A step is come to when those before it are.
                if station.is_last && station.step == come {
                    come += 1;
                    tell(station.step, event.at - start);
                    if number + 1 == self.stations.len() {
                        return;
                    }
                }
            }
        }
    }

    fn is_in_time(&self, start: i64, at: i64, zone: &TimeZone) -> bool {
        match self.within {
            None => true,
            Some(Reach::Fixed(millis)) => at <= start.saturating_add(millis),
            Some(months) => Instant::from_millis(start).is_ok_and(|start| at <= months.leave(start, zone).millis()),
        }
    }
}

impl<'s> Source<'s> {
    /// The events of one type, of which it is said at which stations they can be, and those that pass which filters.
    fn of(event: usize, stations: &[(u32, Option<&'s Predicate>)], ground: &Ground<'s>) -> Self {
        let filtered = || stations.iter().filter_map(|(bit, filter)| Some((*bit, (*filter)?)));
        let places: BTreeSet<usize> = filtered().flat_map(|(_, filter)| properties(filter, event, ground)).collect();
        let places: Vec<usize> = places.into_iter().collect();
        let filters = filtered().map(|(bit, filter)| (bit, Filter::among(filter, event, places.clone(), ground))).collect();
        let everywhere = stations.iter().filter(|(_, filter)| filter.is_none()).fold(0, |all, (bit, _)| all | bit);
        Self { event, places, everywhere, filters }
    }
}

/// The events of some customers.
#[derive(Default)]
struct Marks {
    all: Vec<Mark>,
    /// By customer, and where those of each begin.
    sorted: Vec<Mark>,
    starts: Vec<u32>,
}

impl Marks {
    fn add(&mut self, block: &Block<'_>, everywhere: u32, filters: &mut [(u32, Filter<'_>)]) {
        let first = self.all.len();
        let events = block.of.iter().zip(&block.at);
        self.all.extend(events.map(|(&of, &at)| Mark { at, of, stations: everywhere }));
        for (bit, filter) in filters {
            let passing = filter.passing(block);
            self.all[first..].iter_mut().zip(passing).for_each(|(mark, passes)| mark.stations |= if passes { *bit } else { 0 });
        }
    }

    /// Shows the events of each customer of a range, in no order, and forgets them.
    fn each_customer(&mut self, ids: Range<u64>, mut show: impl FnMut(Ordinal, &mut [Mark])) {
        self.all.retain(|mark| mark.stations != 0);
        let place = |mark: &Mark| (u64::from(mark.of) - ids.start) as usize;
        self.starts.clear();
        self.starts.resize((ids.end - ids.start) as usize + 1, 0);
        self.all.iter().for_each(|mark| self.starts[place(mark) + 1] += 1);
        let mut before = 0;
        for start in &mut self.starts {
            before += *start;
            *start = before;
        }
        self.sorted.resize(self.all.len(), Mark::default());
        for mark in self.all.drain(..) {
            let next = &mut self.starts[place(&mark)];
            self.sorted[*next as usize] = mark;
            *next += 1;
        }
        // By now each start is where the next customer's are.
        let mut first = 0;
        for &end in &self.starts {
            let own = &mut self.sorted[first..end as usize];
            first = end as usize;
            if let Some(mark) = own.first() {
                show(mark.of, own);
            }
        }
    }
}
