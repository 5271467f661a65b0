use super::handle::Analysis;
use crate::analysis::{Cycle, Rhythm, Tally};
use crate::error::Result;
use crate::live::Reads;
use crate::pass;
use crate::query::{Segment, Stream};
use crate::reference::{events, of_event};

impl Analysis<'_> {
    /// At which hours or on which weekdays the customers of a segment do something, by the clock of the handbook's zone: how many
    /// events, of how many customers, and what the events say together, if [the stream](crate::Engine::stream) adds that up.
    ///
    /// Takes one pass over those events.
    ///
    /// # Errors
    /// `segment-outdated`, also if the stream is.
    ///
    /// ```
    /// use tagora::{Batch, Cycle, Engine, Event, Instant, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("timezone \"Asia/Shanghai\"\nevent visit")?;
    /// let (mut batch, at) = (Batch::new(), "2025-07-03T07:10:00Z".parse::<Instant>()?);
    /// engine.apply(batch.event(Event::new("ann", "visit", at)), at)?;
    /// let (snapshot, visitors) = (engine.snapshot(&Scope::All)?, engine.prepare("did visit")?);
    /// let hours = snapshot.analysis(Suppress::NONE).rhythm(&visitors, &engine.stream("did visit")?, Cycle::Hours)?;
    /// assert_eq!((hours.parts[15].events, hours.parts[7].events), (Some(1), Some(0)));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn rhythm(&self, segment: &Segment, stream: &Stream, cycle: Cycle) -> Result<Rhythm> {
        self.reads(stream)?;
        let within = self.selected(segment)?;
        let mut found = vec![(Tally::default(), 0_u64); cycle.len()];
        if let (Some(ground), Some((of, window))) = (self.ground(), stream.events()) {
            let reads = Reads::of(stream.happened(), ground.plan);
            let history = |customer| self.snapshot.state.history(customer);
            pass::each_customer(&ground, &reads, &within, &history, |_, moment| {
                let mut places = 0_u32;
                for (at, event) in events(of, window, moment) {
                    let local = ground.plan.zone.to_datetime(at.to_timestamp());
                    let place = match cycle {
                        Cycle::Hours => local.hour(),
                        Cycle::Weekdays => local.weekday().to_monday_zero_offset(),
                    };
                    let Some((tally, _)) = usize::try_from(place).ok().and_then(|place| found.get_mut(place)) else { continue };
                    places |= 1 << place;
                    let said = stream.property().and_then(|property| of_event(&property.0, event));
                    tally.add(said.and_then(|said| said.quantity()));
                }
                for (place, (_, customers)) in found.iter_mut().enumerate() {
                    *customers += u64::from(places >> place & 1);
                }
            });
        }
        Ok(Rhythm::of(cycle, &found, stream.property().is_some(), self.suppress))
    }
}
