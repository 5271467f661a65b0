use super::handle::Analysis;
use crate::analysis::{Elapsed, Pairs, Percentiles};
use crate::error::Result;
use crate::live::Reads;
use crate::pass;
use crate::query::{Segment, Stream};
use crate::reference::event_places;
use crate::rule::Predicate;
use crate::value::Quantity;

impl Analysis<'_> {
    /// How long it took from one event to another: see [`Elapsed`] for what makes a pair. Some percentiles of the milliseconds, from
    /// 0 to 100, the 50th being the median.
    ///
    /// Takes one pass over the events of both.
    ///
    /// # Errors
    /// `segment-outdated`, also if a stream is; `invalid-analysis` for a percentile beyond these.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Pairs, Scope, Suppress, Value};
    /// let engine = Engine::in_memory();
    /// engine.load("event question event answer")?;
    /// let mut batch = Batch::new();
    /// for (event, at) in [("question", 0), ("question", 5), ("answer", 30), ("question", 40), ("answer", 50), ("question", 60)] {
    ///     batch.event(Event::new("ann", event, Instant::from_millis(at)?));
    /// }
    /// engine.apply(&batch, Instant::from_millis(60)?)?;
    /// let (snapshot, all) = (engine.snapshot(&Scope::All)?, engine.prepare("did question")?);
    /// let (asked, answered) = (engine.stream("did question")?, engine.stream("did answer")?);
    /// let found = snapshot.analysis(Suppress::NONE).elapsed(&all, &asked, &answered, Pairs::All, &[50.0])?;
    /// assert_eq!((found.millis.values, found.open), (Some(2), Some(1)));
    /// assert_eq!(found.millis.percentiles[0].1.as_ref().map(Value::to_string), Some("20".into()));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn elapsed(&self, segment: &Segment, from: &Stream, to: &Stream, pairs: Pairs, percents: &[f64]) -> Result<Elapsed> {
        let percentiles = Percentiles::of(percents)?;
        self.reads(from)?;
        self.reads(to)?;
        let within = self.selected(segment)?;
        let (mut millis, mut customers, mut still_open) = (Vec::new(), 0, 0);
        if let (Some(ground), Some((from_of, from_window)), Some((to_of, to_window))) =
            (self.ground(), from.events(), to.events())
        {
            let reads = Reads::of(&Predicate::Any(vec![from.happened().clone(), to.happened().clone()]), ground.plan);
            let history = |customer| self.snapshot.state.history(customer);
            pass::each_customer(&ground, &reads, &within, &history, |_, moment| {
                let ends = event_places(to_of, to_window, moment).map(|(place, at, _)| (place, false, at));
                let begins = event_places(from_of, from_window, moment).map(|(place, at, _)| (place, true, at));
                // What does both ends before it begins.
                let mut events: Vec<_> = ends.chain(begins).collect();
                events.sort_unstable();
                let (known, mut open) = (millis.len(), None);
                for (_, begins, at) in events {
                    if begins {
                        open = open.or(Some(at));
                    } else if let Some(start) = open.take() {
                        millis.push(Quantity::whole(at.millis() - start.millis()));
                        if pairs == Pairs::First {
                            break;
                        }
                    }
                }
                customers += u64::from(millis.len() > known);
                still_open += u64::from(open.is_some());
            });
        }
        Ok(Elapsed { millis: percentiles.distribution(millis, customers, self.suppress), open: self.suppress.shown(still_open) })
    }
}
