//! How far customers came.

use super::super::apply::no_handbook;
use super::super::facade::Engine;
use super::super::queries::outdated;
use super::super::retention;
use super::classes::By;
use super::handle::Analysis;
use crate::analysis::{Passage, Reached};
use crate::column::Column;
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result};
use crate::live::{Lookback, Reads};
use crate::pass;
use crate::query::{Funnel, Segment};

/// The most counts that are told.
const MAX_COUNTS: usize = 100_000;

impl Engine {
    /// Reads and checks the steps of a funnel, written as the language writes a sequence.
    ///
    /// A customer has come to a step if some events of it, one behind another in the order of the log, are those of all steps up to this,
    /// the last at most `within` behind the first. Any event of the first step may begin it, not only the customer's first. What
    /// lies between does not matter, unless `without` says so.
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Error::diagnostics`]; `invalid-analysis` if it is no sequence; `not-kept` if it asks
    /// for more of the past than is kept.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("event view event cart event pay { amount: int }")?;
    /// let funnel = engine.funnel("sequence(view, cart, pay where amount > 0 within 1 day)")?;
    /// let (mut batch, hour) = (Batch::new(), |n: i64| Instant::from_millis(n * 3_600_000));
    /// batch.event(Event::new("ann", "view", hour(0)?)).event(Event::new("ann", "cart", hour(30)?));
    /// // The second visit is near enough.
    /// batch.event(Event::new("ann", "view", hour(29)?)).event(Event::new("ann", "pay", hour(31)?).with("amount", 5));
    /// batch.event(Event::new("bob", "view", hour(0)?)).event(Event::new("bob", "cart", hour(2)?));
    /// engine.apply(&batch, hour(40)?)?;
    /// let (snapshot, all) = (engine.snapshot(&Scope::All)?, engine.prepare("did view")?);
    /// let found = snapshot.analysis(Suppress::NONE).passage(&all, &funnel, None)?;
    /// let steps = &found.parts[0].steps;
    /// assert_eq!(steps.iter().map(|step| step.customers).collect::<Vec<_>>(), [Some(2), Some(2), Some(1)]);
    /// assert_eq!((steps[1].dropped, &*steps[2].name), (Some(1), "pay where amount > 0"));
    /// // Who they are, as of any segment.
    /// assert_eq!(snapshot.ids(funnel.dropped(1).unwrap())?, ["bob".into()]);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn funnel(&self, sequence: &str) -> Result<Funnel> {
        let state = self.state();
        let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
        let condition =
            tagora_dsl::read_condition(sequence, &plan.handbook, &self.options.handbook_limits).map_err(Error::handbook)?;
        let funnel = Funnel::of(&condition, &state.schema, plan)?.ok_or_else(|| {
            Error::new(ErrorKind::InvalidAnalysis, "a funnel is asked for, and this is no sequence of events")
                .with_help("write its steps like `sequence(view, cart, pay within 1 day)`")
        })?;
        retention::is_kept(&state, &self.options, plan, &Lookback::of(funnel.whole(), plan))?;
        Ok(funnel)
    }
}

impl Analysis<'_> {
    /// How many customers of a segment came to each step of a funnel, how many not to the next, and how long it took; also by the tags
    /// of a group or the values of an attribute, as they are in the snapshot.
    ///
    /// Takes one pass over columns of the funnel's events: whose they are, when they were, and what filters look at. Entries as a whole are
    /// read where steps look at one another (names, `without`), and of customers of whom time does not tell the order. Who they are
    /// tell [`Funnel::reached`] and [`Funnel::dropped`].
    ///
    /// # Errors
    /// `segment-outdated`, also if the funnel is; `unknown-group`, `unknown-attribute`; `limit-exceeded` for too many parts.
    pub fn passage(&self, segment: &Segment, funnel: &Funnel, by: Option<By<'_>>) -> Result<Passage> {
        let plan = self.snapshot.fits(segment)?;
        if !funnel.fits(plan) {
            return Err(outdated("the funnel"));
        }
        let steps = funnel.names().len();
        let within = self.selected(segment)?;
        let classes = by.map(|by| self.classes(by, &within)).transpose()?.unwrap_or_default();
        if classes.len() * steps > MAX_COUNTS {
            let message = format!("{steps} steps of {} parts, the limit is {MAX_COUNTS} counts", classes.len());
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("divide by something with fewer parts"));
        }
        let (mut reached, mut millis) = (vec![Vec::new(); steps], vec![Vec::new(); steps]);
        if let (Some(ground), Some(sequence)) = (self.ground(), funnel.sequence()) {
            let reads = Reads::of(funnel.whole(), plan);
            let history = |customer| self.snapshot.state.history(customer);
            pass::each_passage((sequence, &reads), &ground, &within, &history, |customer, step, after| {
                reached[step].push(customer);
                millis[step].push(after);
            });
        }
        reached.iter_mut().for_each(|customers: &mut Vec<Ordinal>| customers.sort_unstable());
        let reached: Vec<Column> = reached.into_iter().map(|customers| customers.into_iter().collect()).collect();
        let all = Reached { value: None, counts: counts(&within, within.len(), &reached) };
        let parts = classes.into_iter().map(|class| {
            let counts = counts(&class.members, class.members.len(), &reached);
            Reached { value: class.value, counts }
        });
        let parts = [all].into_iter().chain(parts).collect();
        Ok(Passage::of(by.map(By::name), funnel.names(), parts, millis, self.suppress))
    }
}

fn counts(of: &Column, len: u64, reached: &[Column]) -> Vec<u64> {
    [len].into_iter().chain(reached.iter().map(|reached| reached.shared_len(of))).collect()
}
