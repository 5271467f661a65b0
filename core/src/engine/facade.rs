use std::borrow::Cow;
#[cfg(feature = "sqlite")]
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::apply::{self, Applied, How, no_handbook};
use super::durable::{Done, Pulse, Syncing};
use super::erase::{self, Erased};
use super::load::{self, LoadOptions, Loaded};
use super::options::{Clock, Durability, Options};
use super::progress::Progress;
use super::retention;
use super::snapshot::Snapshot;
use super::state::State;
use super::writer::{Writer, poisoned};
use crate::access::Scope;
use crate::change::FeedPage;
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Batch;
use crate::live::{Lookback, Standing};
use crate::query::{Cursor, Direction, Explained, Order, Page, Segment};
use crate::threads::Threads;
use crate::time::Instant;

/// A customer-tag engine.
///
/// It takes a [handbook](Self::load) and [batches](Self::apply) of records, and keeps every customer's tags right at
/// every instant up to its clock. The clock is moved by the host alone. All methods take `&self`; one writer works at
/// a time, readers see the state after the last commit and never wait for the next.
///
/// ```
/// use tagora::{Batch, Engine, Event, Instant};
///
/// let engine = Engine::in_memory();
/// engine.load("event 购买 { 金额: decimal(2) }\ntag 活跃 when count(购买, last 30 days) >= 2")?;
/// let day = |n: i64| Instant::from_millis(n * 86_400_000);
///
/// let mut batch = Batch::new();
/// batch.event(Event::new("c1", "购买", day(1)?).with("金额", "10.00"));
/// batch.event(Event::new("c1", "购买", day(5)?).with("金额", "20.00"));
/// engine.apply(&batch, day(5)?)?;
/// assert!(engine.has("c1", "活跃")?);
///
/// let changes = engine.advance_to(day(40)?)?.changes;
/// assert_eq!(changes.get(0).map(|change| change.at), Some(day(31)?), "the first purchase leaves the window");
/// assert!(!engine.has("c1", "活跃")?);
/// # Ok::<(), tagora::Error>(())
/// ```
pub struct Engine {
    /// Ends before what it looks after.
    pub(super) _pulse: Option<Pulse>,
    pub(super) options: Options,
    pub(super) writer: Mutex<Writer>,
    pub(super) published: RwLock<Arc<State>>,
    pub(super) threads: Arc<Threads>,
    /// How far commits are on the medium; none in memory.
    pub(super) syncing: Option<Arc<Syncing>>,
    /// Where it is kept; none in memory and in stores of the host's.
    #[cfg(feature = "sqlite")]
    pub(super) folder: Option<PathBuf>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.state();
        f.debug_struct("Engine").field("commit", &state.commit).field("clock", &state.clock).finish_non_exhaustive()
    }
}

impl Engine {
    /// Brings a handbook into force, the first or a new version, and works out what it changes for the customers
    /// already known, from their whole history. What it changes has the cause `handbook`. Its rules act on what happens
    /// from then on; what earlier rules did stays.
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Error::diagnostics`]; `incompatible-type` and `tag-has-members` if it does
    /// not fit what is already logged; `not-kept` if it asks for more of the past than [is kept](Options::retention_millis). After an error
    /// the old handbook is in force.
    pub fn load(&self, text: &str) -> Result<Loaded> {
        self.load_with(text, &LoadOptions::default())
    }

    /// Brings a handbook into force, and says on the way how far it is: see [`load`](Self::load). Readers see the old handbook
    /// and what it says until all is worked out.
    ///
    /// # Errors
    /// As [`load`](Self::load), and `cancelled`.
    pub fn load_with(&self, text: &str, how: &LoadOptions) -> Result<Loaded> {
        let mut writer = self.writer()?;
        let staged = load::stage(&self.state(), &mut writer.standing, &self.options, text, how, None);
        let (state, mut loaded) = writer.or_undo(staged)?;
        let done = Done::Loaded { text, accepts_incomplete: how.accepts_incomplete };
        loaded.durable = self.commit(writer, state, done)?;
        Ok(loaded)
    }

    /// Brings a handbook into force that comes as JSON, as [`tagora_dsl::to_json`] writes it; see [`load`](Self::load).
    ///
    /// # Errors
    /// As [`load`](Self::load); the places of diagnostics are those in the JSON. Those of warnings are places in the handbook
    /// as it is printed in English.
    pub fn load_json(&self, json: &str) -> Result<Loaded> {
        self.load_json_with(json, &LoadOptions::default())
    }

    /// The same, and says on the way how far it is: see [`load_with`](Self::load_with).
    ///
    /// # Errors
    /// As [`load_json`](Self::load_json), and `cancelled`.
    pub fn load_json_with(&self, json: &str, how: &LoadOptions) -> Result<Loaded> {
        let handbook = tagora_dsl::read_json(json, &self.options.handbook_limits).map_err(Error::handbook)?;
        self.load_with(&handbook.print(tagora_dsl::Language::English), how)
    }

    /// Takes in records and moves the clock to `now`, as one commit: all of it, or after an error none of it.
    ///
    /// Records may come in any order. Those dated later than `now` wait. Those dated earlier than the clock correct the
    /// past, unless they are older than the declared lateness: these are refused and counted.
    ///
    /// # Errors
    /// `clock-went-back`, or what is wrong with a record ([`Error::record`] says which).
    pub fn apply(&self, batch: &Batch, now: Instant) -> Result<Applied> {
        self.apply_with(batch, now, &Progress::default())
    }

    /// The same, and says on the way how far it is: see [`Progress`].
    ///
    /// # Errors
    /// As [`apply`](Self::apply), and `cancelled`.
    pub fn apply_with(&self, batch: &Batch, now: Instant, progress: &Progress) -> Result<Applied> {
        self.clock_is(Clock::Host, "where events are the clock a batch has no instant of its own", "replay it")?;
        let how = How { options: &self.options, progress };
        self.write(batch, |state, standing| apply::stage(state, standing, how, batch, now))
    }

    /// Takes in records where [events are the clock](Clock::Events): it goes to the latest of them.
    ///
    /// # Errors
    /// `wrong-clock`; `clock-jump` if a record is too far ahead of all others; what is wrong with a record.
    ///
    /// ```
    /// use tagora::{Batch, Clock, Engine, Event, Instant, Options};
    /// let engine = Engine::with_options(Options { clock: Clock::Events, ..Options::default() });
    /// engine.load("event visit\ntag recent when did visit in last 1 day")?;
    /// let day = |n: i64| Instant::from_millis(n * 86_400_000);
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "visit", day(1)?)).event(Event::new("bob", "visit", day(9)?));
    /// assert_eq!(engine.replay(&batch)?.changes.len(), 3);
    /// assert_eq!(engine.clock(), Some(day(9)?));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn replay(&self, batch: &Batch) -> Result<Applied> {
        self.replay_with(batch, &Progress::default())
    }

    /// The same, and says on the way how far it is: see [`Progress`].
    ///
    /// # Errors
    /// As [`replay`](Self::replay), and `cancelled`.
    pub fn replay_with(&self, batch: &Batch, progress: &Progress) -> Result<Applied> {
        self.clock_is(
            Clock::Events,
            "the host moves the clock",
            "apply the batch at an instant, or open the engine with the clock of events",
        )?;
        let how = How { options: &self.options, progress };
        self.write(batch, |state, standing| apply::replay(state, standing, how, batch))
    }

    /// Erases a customer: its events, attributes, assignments, ids, waiting records, and its changes in the feed, whose
    /// numbers are then left out. An id that is mentioned again later is a new customer.
    ///
    /// Whoever has read of the customer before must forget by themselves: snapshots that are still held, readers of the feed.
    ///
    /// # Errors
    /// `poisoned`, `store-failed`, `store-full`; `feed-full` where the feed has no room to tell to whom a place goes that is free then.
    pub fn erase(&self, customer: impl Into<CustomerId>) -> Result<Erased> {
        let mut writer = self.writer()?;
        let staged = erase::stage(&self.state(), &mut writer.standing, &self.options, &customer.into());
        let (state, mut erased, traces) = writer.or_undo(staged)?;
        if !erased.ids.is_empty() {
            erased.durable = self.commit(writer, state, Done::Erased(&traces))?;
        }
        Ok(erased)
    }

    fn clock_is(&self, clock: Clock, message: &str, help: &str) -> Result<()> {
        if self.options.clock == clock {
            return Ok(());
        }
        Err(Error::new(ErrorKind::WrongClock, message).with_help(help))
    }

    fn write(&self, batch: &Batch, stage: impl FnOnce(&State, &mut Standing) -> Result<apply::Staged>) -> Result<Applied> {
        let mut writer = self.writer()?;
        let staged = stage(&self.state(), &mut writer.standing);
        let apply::Staged { state, refused, mut applied } = writer.or_undo(staged)?;
        let records = if writer.keeps_records() { batch.but(&refused) } else { Cow::Borrowed(&[][..]) };
        applied.durable = self.commit(writer, state, Done::Applied(&records))?;
        Ok(applied)
    }

    /// Moves the clock: tags change at their exact instants on the way, though nothing arrives.
    ///
    /// Where that makes more changes than [`Options::max_changes`] it stops earlier, at the end of an instant; go on from
    /// [`Applied::clock`].
    ///
    /// # Errors
    /// `clock-went-back`.
    pub fn advance_to(&self, now: Instant) -> Result<Applied> {
        self.advance_to_with(now, &Progress::default())
    }

    /// The same, and says on the way how far it is: see [`Progress`]. Where it has to stop earlier it begins a second time.
    ///
    /// # Errors
    /// As [`advance_to`](Self::advance_to), and `cancelled`.
    pub fn advance_to_with(&self, now: Instant, progress: &Progress) -> Result<Applied> {
        let how = How { options: &self.options, progress };
        self.write(&Batch::new(), |state, standing| apply::advance(state, standing, how, now))
    }

    /// Reads and checks a condition against the handbook in force, as a query that can be run many times.
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Error::diagnostics`]; `not-kept` if it asks for more of the past than is kept.
    ///
    /// ```
    /// let engine = tagora::Engine::in_memory();
    /// engine.load("attribute 年龄: int")?;
    /// let segment = engine.prepare("年龄 介于 25 和 35")?;
    /// assert_eq!(engine.count(&segment)?, 0);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn prepare(&self, condition: &str) -> Result<Segment> {
        self.state().prepare(&self.options, condition)
    }

    /// All customers, as a segment.
    ///
    /// # Errors
    /// `no-handbook`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant};
    /// let engine = Engine::in_memory();
    /// engine.load("tag vip")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// batch.customer("ann", start).customer("bob", start);
    /// engine.apply(&batch, start)?;
    /// assert_eq!(engine.count(&engine.everybody()?)?, 2);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn everybody(&self) -> Result<Segment> {
        self.state().everybody()
    }

    /// Reads and checks an expression, to put the customers of a query in order by: see [`Snapshot::ranked`].
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Error::diagnostics`]; `not-kept` if it asks for more of the past than is kept.
    ///
    /// ```
    /// use tagora::{Batch, Direction, Engine, Event, Instant, Scope};
    /// let engine = Engine::in_memory();
    /// engine.load("event 购买 { 金额: decimal(2) }")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// batch.event(Event::new("ann", "购买", start).with("金额", "10.50")).event(Event::new("bob", "购买", start).with("金额", "80"));
    /// engine.apply(&batch, start)?;
    /// let buyers = engine.prepare("did 购买")?;
    /// let by_spending = engine.order("购买.金额 合计", Direction::Descending)?;
    /// let first = &engine.snapshot(&Scope::All)?.ranked(&buyers, &by_spending, 1)?[0];
    /// assert_eq!((&first.customer, first.value.as_deref()), (&"bob".into(), Some("80")));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn order(&self, expression: &str, direction: Direction) -> Result<Order> {
        let state = self.state();
        let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
        let checked = tagora_dsl::read_expression(expression, &plan.handbook, &self.options.handbook_limits);
        let by = Arc::new(plan.term(&checked.map_err(Error::handbook)?, &state.schema)?);
        retention::is_kept(&state, &self.options, plan, &Lookback::of_term(&by))?;
        Ok(Order { of: plan.clone(), by, direction })
    }

    /// A segment that the handbook declares.
    ///
    /// # Errors
    /// `unknown-segment`.
    pub fn segment(&self, name: &str) -> Result<Segment> {
        self.state().segment(name)
    }

    /// The present state, for reading: one instant of the whole engine, which later commits do not touch.
    ///
    /// # Errors
    /// `segment-outdated` if the scope is a segment of another handbook version.
    pub fn snapshot(&self, scope: &Scope) -> Result<Snapshot> {
        Snapshot::now(self.state(), self.threads.clone(), scope)
    }

    /// The state at a past instant, as today's handbook sees it with all that is known today.
    ///
    /// Costs a replay of every customer in the history.
    ///
    /// # Errors
    /// `no-such-instant` later than the clock; `not-kept` where events that counted then are no longer kept.
    pub fn as_of(&self, instant: Instant, scope: &Scope) -> Result<Snapshot> {
        let state = self.state();
        state.kept.tells_of(instant, &self.options)?;
        Snapshot::as_of(state, self.threads.clone(), instant, scope)
    }

    /// Whether a customer holds a tag now. A customer nobody told of holds none.
    ///
    /// # Errors
    /// `unknown-tag`.
    pub fn has(&self, customer: impl Into<CustomerId>, tag: &str) -> Result<bool> {
        self.snapshot(&Scope::All)?.has(customer, tag)
    }

    /// How many customers are in a segment now.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn count(&self, segment: &Segment) -> Result<u64> {
        self.snapshot(&Scope::All)?.count(segment)
    }

    /// The customers in a segment now, in id order.
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn ids(&self, segment: &Segment) -> Result<Vec<CustomerId>> {
        self.snapshot(&Scope::All)?.ids(segment)
    }

    /// A page of the customers in a segment now, in id order: see [`Snapshot::page`].
    ///
    /// # Errors
    /// As there.
    pub fn page(&self, segment: &Segment, after: Option<&Cursor>, limit: usize) -> Result<Page> {
        self.snapshot(&Scope::All)?.page(segment, after, limit)
    }

    /// How a query is run now and what it finds on the way: see [`Explained`].
    ///
    /// # Errors
    /// `segment-outdated`.
    pub fn query_plan(&self, segment: &Segment) -> Result<Explained> {
        self.snapshot(&Scope::All)?.query_plan(segment)
    }

    /// The changes behind number `after` (0 for the first), at most `max`. Of all customers: the feed knows no scope yet.
    ///
    /// ```
    /// let page = tagora::Engine::in_memory().changes(0, 100);
    /// assert_eq!((page.changes.len(), page.next, page.missed), (0, 0, 0));
    /// ```
    #[must_use]
    pub fn changes(&self, after: u64, max: usize) -> FeedPage {
        let state = self.state();
        state.feed.page(after, max, &state.register)
    }

    /// The instant up to which everything is worked out; `None` before the first batch.
    #[must_use]
    pub fn clock(&self) -> Option<Instant> {
        self.state().clock
    }

    /// A new engine that begins with the state of this one.
    pub(crate) fn fork(&self) -> Self {
        // Both under the writer's lock, so that they are of one commit.
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = Writer::new(None, writer.standing.clone());
        let (options, published) = (self.options.clone(), RwLock::new(self.state()));
        let threads = self.threads.clone();
        Self {
            _pulse: None,
            options,
            writer: Mutex::new(copy),
            published,
            threads,
            syncing: None,
            #[cfg(feature = "sqlite")]
            folder: None,
        }
    }

    /// The zone of the handbook in force.
    pub(crate) fn zone(&self) -> jiff::tz::TimeZone {
        self.state().plan.as_ref().map_or(jiff::tz::TimeZone::UTC, |plan| plan.zone.clone())
    }

    /// A condition of the handbook in force, as a query.
    pub(crate) fn segment_of(&self, condition: &tagora_dsl::ast::Condition) -> Result<Segment> {
        let state = self.state();
        let plan = state.plan.as_ref().ok_or_else(no_handbook)?;
        let predicate = plan.predicate(condition, &state.schema)?;
        Ok(Segment::of(condition.clone(), predicate, plan))
    }

    pub(super) fn state(&self) -> Arc<State> {
        // A panic elsewhere cannot leave the state half written: it is replaced whole.
        self.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn writer(&self) -> Result<MutexGuard<'_, Writer>> {
        let writer = self.locked();
        writer.is_sound()?;
        if self.syncing.as_ref().is_some_and(|syncing| syncing.has_failed()) {
            return Err(poisoned());
        }
        Ok(writer)
    }

    /// What all customers stand by, for something that is worked out on it and undone: also of an engine that is only read.
    pub(super) fn writer_to_undo(&self) -> Result<MutexGuard<'_, Writer>> {
        let writer = self.locked();
        writer.is_in_step()?;
        Ok(writer)
    }

    fn locked(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(|broken| {
            // Whoever panicked (a callback of the host's may) left a commit half worked out.
            let mut writer = broken.into_inner();
            writer.standing.undo();
            self.writer.clear_poison();
            writer
        })
    }

    /// Puts all that is logged into pages, as happens by itself when there is more of it. For tests.
    ///
    /// # Errors
    /// `poisoned`.
    #[doc(hidden)]
    pub fn seal_log(&self) -> Result<()> {
        let _writer = self.writer()?;
        let mut state = State::clone(&self.state());
        state.log.seal();
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        Ok(())
    }

    /// Stores a commit, lets readers see it, and waits for the medium as far as is promised. Gives whether it is durable.
    fn commit(&self, mut writer: MutexGuard<'_, Writer>, mut state: State, done: Done<'_>) -> Result<bool> {
        let commit = state.commit;
        let is_durable = writer.store(&self.state(), &mut state, done)?;
        if let Some(syncing) = &self.syncing {
            syncing.took(commit, is_durable)?;
        }
        let mut state = Arc::new(state);
        std::mem::swap(&mut *self.published.write().unwrap_or_else(PoisonError::into_inner), &mut state);
        // What nobody reads any more goes here, behind the lock: no reader waits for that.
        drop(state);
        drop(writer);
        match &self.syncing {
            // Others commit meanwhile, and wait for the medium together.
            Some(syncing) if !is_durable && self.options.durability == Durability::Group => syncing.wait(commit),
            _ => Ok(is_durable),
        }
    }
}
