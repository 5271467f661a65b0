//! What becomes of customers who gain a tag.

use std::sync::Arc;

use super::super::apply::no_handbook;
use super::super::facade::Engine;
use super::super::queries::outdated;
use super::handle::Analysis;
use crate::analysis::{BeforeAfter, Conversion, Percentiles, Tally};
use crate::column::Column;
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result};
use crate::event::History;
use crate::live::from_start;
use crate::query::{Gains, Segment, Stream};
use crate::reference::{Moment, event_places, of_event};
use crate::rule::Tags;
use crate::time::Instant;
use crate::value::Quantity;

impl Engine {
    /// The first time that each customer gains a tag in a span of time, from an instant on and before another. It is as today's handbook
    /// sees it with all that is known today: a tag of a definition is gained when the definition became true.
    ///
    /// # Errors
    /// `unknown-tag`; `not-kept` where the span begins before what is known.
    pub fn gains(&self, tag: &str, from: Instant, before: Instant) -> Result<Gains> {
        let state = self.state();
        let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
        if let Some(since) = state.kept.told_since(&self.options).filter(|since| from < *since) {
            return Err(Error::new(ErrorKind::NotKept, format!("who gained a tag at `{from}` is not known any more"))
                .with_help(format!("let the span begin at `{since}`, or keep events longer (`retention_millis`)")));
        }
        let tag = plan.tag_path(tag).ok_or_else(|| plan.unknown_tag(tag))?.into();
        Ok(Gains { of: plan.clone(), tag, from, before })
    }
}

impl Analysis<'_> {
    /// How many of those of a segment who gained a tag reach a goal within some milliseconds: the first event of the goal that is later
    /// than the gain and no later than its end. An event at the very instant of the gain, which may have brought it, does not
    /// count. Whose time is not over and who has not reached it is pending, and in no rate.
    ///
    /// Costs a replay of every customer of the segment.
    ///
    /// # Errors
    /// `segment-outdated`, also if the gains or the goal are; `invalid-analysis` for a percentile beyond 0 to 100.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("event visit event order\ntag regular when count(visit, last 7 days) >= 2")?;
    /// let (mut batch, day) = (Batch::new(), |n: i64| Instant::from_millis(n * 86_400_000));
    /// for (id, event, n) in [("ann", "visit", 0), ("ann", "visit", 1), ("ann", "order", 3), ("bob", "visit", 0), ("bob", "visit", 2)] {
    ///     batch.event(Event::new(id, event, day(n)?));
    /// }
    /// engine.apply(&batch, day(20)?)?;
    /// let (snapshot, all) = (engine.snapshot(&Scope::All)?, engine.prepare("did visit")?);
    /// let (gains, orders) = (engine.gains("regular", day(0)?, day(20)?)?, engine.stream("did order")?);
    /// let found = snapshot.analysis(Suppress::NONE).conversion(&all, &gains, &orders, 7 * 86_400_000, &[50.0])?;
    /// assert_eq!((found.gained, found.converted, found.missed, found.rate), (Some(2), Some(1), Some(1), Some(0.5)));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn conversion(
        &self,
        segment: &Segment,
        gains: &Gains,
        goal: &Stream,
        within_millis: i64,
        percents: &[f64],
    ) -> Result<Conversion> {
        let percentiles = Percentiles::of(percents)?;
        self.reads(goal)?;
        let (mut counts, mut millis) = ([0; 3], Vec::new());
        self.each_gain(segment, gains, |_, gained, moment| {
            let Some((of, window)) = goal.events() else { return };
            let end = gained.saturating_add(within_millis.max(0));
            let reached = event_places(of, window, moment).map(|(_, at, _)| at).find(|&at| at > gained).filter(|&at| at <= end);
            let outcome = match reached {
                Some(at) => {
                    millis.push(Quantity::whole(at.millis() - gained.millis()));
                    0
                }
                // Up to the end itself something may still come.
                None => 1 + usize::from(moment.now <= end),
            };
            counts[outcome] += 1;
        })?;
        let converted = millis.len() as u64;
        Ok(Conversion::of(counts, percentiles.distribution(millis, converted, self.suppress), self.suppress))
    }

    /// What those of a segment who gained a tag did in as many milliseconds before as after. Only those count whose time after is over;
    /// the instant of the gain itself is in neither.
    ///
    /// Costs a replay of every customer of the segment.
    ///
    /// # Errors
    /// `segment-outdated`, also if the gains or the stream are.
    pub fn before_after(&self, segment: &Segment, gains: &Gains, stream: &Stream, millis: i64) -> Result<BeforeAfter> {
        self.reads(stream)?;
        let (mut customers, mut sides) = (0, [(Tally::default(), 0), (Tally::default(), 0)]);
        self.each_gain(segment, gains, |_, gained, moment| {
            let Some((of, window)) = stream.events() else { return };
            let (start, end) = (gained.saturating_add(-millis.max(0)), gained.saturating_add(millis.max(0)));
            if end >= moment.now {
                return;
            }
            customers += 1;
            let mut is_active = [false; 2];
            for (_, at, event) in event_places(of, window, moment) {
                if at < start || at == gained || at > end {
                    continue;
                }
                let side = usize::from(at > gained);
                is_active[side] = true;
                let said = stream.property().and_then(|property| of_event(&property.0, event));
                sides[side].0.add(said.and_then(|said| said.quantity()));
            }
            sides.iter_mut().zip(is_active).for_each(|((_, active), is_active)| *active += u64::from(is_active));
        })?;
        Ok(BeforeAfter::of(customers, sides, stream.property().is_some(), self.suppress))
    }

    /// Shows the customers of a segment who gained a tag, when they did first in the span, and all that is logged of them.
    fn each_gain(&self, segment: &Segment, gains: &Gains, mut show: impl FnMut(Ordinal, Instant, &Moment<'_>)) -> Result<()> {
        let snapshot = self.snapshot;
        let plan = snapshot.fits(segment)?;
        if !Arc::ptr_eq(plan, &gains.of) {
            return Err(outdated("the gains"));
        }
        let within: Column = self.selected(segment)?;
        let Some(now) = snapshot.instant() else { return Ok(()) };
        let state = &snapshot.state;
        let mut look = |customer: Ordinal, history: &History| {
            let (life, course) = from_start(history, (plan, &state.program), &state.schema, now)?;
            let tags = Tags { plan, open: life.open() };
            let Some(tag) = tags.at(&gains.tag) else { return Ok(()) };
            let is_gain = |at: Instant| at >= gains.from && at < gains.before;
            let gained = course.transitions.iter().find(|turn| turn.tag == tag && turn.gained && is_gain(turn.at));
            if let Some(gained) = gained {
                let entries = &history.entries()[..history.until(now)];
                show(customer, gained.at, &Moment::of_log(plan, now, history.id(), entries));
            }
            Ok(())
        };
        state.each_history(|customer, history| if within.contains(customer) { look(customer, &history) } else { Ok(()) })
    }
}
