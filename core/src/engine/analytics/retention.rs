use std::collections::BTreeMap;

use super::handle::Analysis;
use crate::analysis::{Period, Retention};
use crate::error::{Error, ErrorKind, Result};
use crate::live::Reads;
use crate::pass;
use crate::query::{Segment, Stream};
use crate::reference::event_places;
use crate::rule::Predicate;

/// The most counts that are told.
const MAX_COUNTS: usize = 1_000_000;

impl Analysis<'_> {
    /// How many of those who began in the same day, week or month came back in each of so many periods, that in which they began
    /// being the first. A customer begins with its first event of one stream, and comes back with every event of another behind
    /// that, in the order of the log: what begins does not count as coming back. Periods are those of the calendar in the
    /// handbook's zone, not so many hours from the event.
    ///
    /// Takes one pass over the events of both.
    ///
    /// # Errors
    /// `segment-outdated`, also if a stream is; `invalid-count` for no periods; `limit-exceeded` for more than 1,000,000 counts.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Period, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("event visit")?;
    /// let (mut batch, day) = (Batch::new(), |n: i64| Instant::from_millis(n * 86_400_000));
    /// for (id, days) in [("ann", vec![0, 1, 2]), ("bob", vec![0, 2]), ("cem", vec![1])] {
    ///     for n in days {
    ///         batch.event(Event::new(id, "visit", day(n)?));
    ///     }
    /// }
    /// engine.apply(&batch, day(2)?)?;
    /// let (snapshot, all, visits) = (engine.snapshot(&Scope::All)?, engine.prepare("did visit")?, engine.stream("did visit")?);
    /// let found = snapshot.analysis(Suppress::NONE).retention(&all, &visits, &visits, Period::Days, 4)?;
    /// assert_eq!((&*found.cohorts[0].start, found.cohorts[0].customers), ("1970-01-01", Some(2)));
    /// assert_eq!(found.cohorts[0].back, [Some(0), Some(1), Some(2), None]);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn retention(
        &self,
        segment: &Segment,
        begin: &Stream,
        back: &Stream,
        period: Period,
        periods: usize,
    ) -> Result<Retention> {
        super::super::queries::some(periods, "periods")?;
        self.reads(begin)?;
        self.reads(back)?;
        let within = self.selected(segment)?;
        let mut cohorts: BTreeMap<i64, (u64, Vec<u64>)> = BTreeMap::new();
        let mut is_too_much = periods > MAX_COUNTS;
        let mut present = 0;
        if let (Some(ground), Some((first, first_window)), Some((next, next_window))) =
            (self.ground(), begin.events(), back.events())
        {
            let number = |at: crate::time::Instant| period.number(at.local_date(&ground.plan.zone));
            present = number(ground.now);
            let reads = Reads::of(&Predicate::Any(vec![begin.happened().clone(), back.happened().clone()]), ground.plan);
            let history = |customer| self.snapshot.state.history(customer);
            pass::each_customer(&ground, &reads, &within, &history, |_, moment| {
                if is_too_much {
                    return;
                }
                let Some((start, at, _)) = event_places(first, first_window, moment).next() else { return };
                let cohort = number(at);
                is_too_much = !cohorts.contains_key(&cohort) && (cohorts.len() + 1) * periods > MAX_COUNTS;
                if is_too_much {
                    return;
                }
                let (customers, counts) = cohorts.entry(cohort).or_insert_with(|| (0, vec![0; periods]));
                *customers += 1;
                let mut last = None;
                for (_, at, _) in event_places(next, next_window, moment).filter(|(place, ..)| *place > start) {
                    let since = number(at) - cohort;
                    if last != Some(since) {
                        last = Some(since);
                        let count = usize::try_from(since).ok().and_then(|since| counts.get_mut(since));
                        count.into_iter().for_each(|count| *count += 1);
                    }
                }
            });
        }
        if is_too_much {
            let message = format!("more than {MAX_COUNTS} counts of {periods} periods each");
            return Err(Error::new(ErrorKind::LimitExceeded, message)
                .with_help("ask for fewer or longer periods, or let the events that begin lie in a window"));
        }
        Ok(Retention::of(period, cohorts, present, self.suppress))
    }
}
