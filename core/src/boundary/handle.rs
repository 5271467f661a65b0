#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value as Json;
use tagora_dsl::Language;

use super::guard::guarded;
use super::{BoundaryError, Settings, analysis, explained, json, records};
use crate::access::Scope;
use crate::change::Filter;
use crate::customer::CustomerId;
#[cfg(feature = "sqlite")]
use crate::engine::Progress;
use crate::engine::{Engine, Start, Verify};
use crate::error::{Error, ErrorKind};
use crate::time::Instant;

/// An engine as a binding holds it. Clones are the same engine; after [`close`](Self::close) every call fails.
///
/// ```
/// use tagora::boundary::{Handle, Settings};
/// let engine = Handle::in_memory(&Settings::default());
/// engine.load("event 购买\ntag 新客 when did 购买".as_bytes()).unwrap();
/// engine.apply(br#"{"customer": 7, "at": 1000, "event": "\u8d2d\u4e70"}"#, Some(1000)).unwrap();
/// assert_eq!(engine.count("has 新客").unwrap(), 1);
/// assert_eq!(engine.count("has 老客").unwrap_err().code, "unknown-tag");
/// ```
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

struct Shared {
    engine: RwLock<Option<Arc<Engine>>>,
    poisoned: AtomicBool,
}

pub(super) type Result<T> = std::result::Result<T, BoundaryError>;

impl Handle {
    /// An engine that keeps nothing beyond its own life.
    #[must_use]
    pub fn in_memory(settings: &Settings) -> Self {
        Self::of(Arc::new(Engine::with_options(settings.options())))
    }

    /// An engine that is kept in a folder: one that is there, or a new one.
    ///
    /// # Errors
    /// As [`Engine::open`].
    #[cfg(feature = "sqlite")]
    pub fn open(path: &Path, settings: &Settings) -> Result<Self> {
        let open = || Engine::open(path, settings.options()).map_err(BoundaryError::from);
        guarded(&AtomicBool::new(false), open).map(Arc::new).map(Self::of)
    }

    /// An engine with what is in a folder now, for reading.
    ///
    /// # Errors
    /// As [`Engine::open_read_only`].
    #[cfg(feature = "sqlite")]
    pub fn open_read_only(path: &Path, settings: &Settings) -> Result<Self> {
        let open = || Engine::open_read_only(path, settings.options()).map_err(BoundaryError::from);
        guarded(&AtomicBool::new(false), open).map(Arc::new).map(Self::of)
    }

    pub(super) fn of(engine: Arc<Engine>) -> Self {
        let engine = RwLock::new(Some(engine));
        Self { shared: Arc::new(Shared { engine, poisoned: AtomicBool::new(false) }) }
    }

    /// Lets go of the engine, and puts its store in order. Where calls are under way it does not wait for them: the last of them
    /// does so. Further calls fail with `closed`; closing again does nothing.
    ///
    /// # Errors
    /// As [`Engine::close`].
    pub fn close(&self) -> Result<()> {
        let engine = self.shared.engine.write().unwrap_or_else(PoisonError::into_inner).take();
        engine.map_or(Ok(()), |engine| self.let_go(engine))
    }

    /// Waits until all that was committed survives a loss of power. Gives whether it does.
    ///
    /// # Errors
    /// As [`Engine::flush`].
    pub fn flush(&self) -> Result<bool> {
        self.call(Engine::flush)
    }

    /// Whether all is as it was written, and, if `full`, what is in force is what the log says: `{rows, findings}`.
    ///
    /// # Errors
    /// As [`Engine::verify`].
    pub fn verify(&self, full: bool) -> Result<String> {
        let how = if full { Verify::Full } else { Verify::Quick };
        self.call(|engine| Ok(json::verified(&engine.verify(how)?).to_string()))
    }

    /// Makes a copy of the store in a new folder: `{commit, rows}`.
    ///
    /// # Errors
    /// As [`Engine::backup`].
    #[cfg(feature = "sqlite")]
    pub fn backup(&self, path: &Path) -> Result<String> {
        self.call(|engine| Ok(json::backup(engine.backup(path, &Progress::default())?).to_string()))
    }

    /// Makes the file of the store as small as what it holds.
    ///
    /// # Errors
    /// As [`Engine::compact`].
    #[cfg(feature = "sqlite")]
    pub fn compact(&self) -> Result<()> {
        self.call(Engine::compact)
    }

    /// Makes a new store of what is sound of a damaged one: `{commit, rows, lost}`.
    ///
    /// # Errors
    /// As [`Engine::salvage`].
    #[cfg(feature = "sqlite")]
    pub fn salvage(from: &Path, path: &Path) -> Result<String> {
        let salvage = || Ok(json::salvage(&Engine::salvage(from, path, &Progress::default())?).to_string());
        guarded(&AtomicBool::new(false), salvage)
    }

    /// Loads a handbook (UTF-8). Gives `{version, commit, changes, warnings, tags, groups}`, the warnings in the form of an
    /// error's diagnostics. Each of the tags is `{tag, formerly, definition, gained, lost, stayed}`, each of the groups `{group,
    /// gained, lost, stayed}`: see [`Loaded`](crate::Loaded).
    ///
    /// # Errors
    /// As [`Engine::load`].
    pub fn load(&self, text: &[u8]) -> Result<String> {
        self.call(|engine| Ok(json::loaded(&engine.load(records::utf8(text)?)?).to_string()))
    }

    /// Loads a handbook that is JSON (see `docs/handbook-json.md`). Gives what [`load`](Self::load) gives; the places
    /// of warnings are those in the handbook as it is printed in English.
    ///
    /// # Errors
    /// As [`Engine::load_json`].
    pub fn load_json(&self, json: &[u8]) -> Result<String> {
        self.call(|engine| Ok(json::loaded(&engine.load_json(records::utf8(json)?)?).to_string()))
    }

    /// Checks a handbook (UTF-8) without touching the engine. Gives its warnings, in the form of an error's diagnostics.
    ///
    /// # Errors
    /// As [`Engine::check`].
    pub fn check(&self, text: &[u8]) -> Result<String> {
        self.call(|engine| Ok(super::error::diagnostics(&engine.check(records::utf8(text)?)?).to_string()))
    }

    /// What a handbook (UTF-8) says differently from the one in force. Gives `{changes, text}`; each of the changes is `{what, name, formerly,
    /// kind, differences, through, text}`, each of the differences `{part, before, after}`: see [`HandbookDiff`](tagora_dsl::HandbookDiff).
    ///
    /// # Errors
    /// As [`Engine::diff`].
    pub fn diff(&self, text: &[u8], chinese: bool) -> Result<String> {
        self.call(|engine| {
            let diff = engine.diff(records::utf8(text)?, language(chinese))?;
            Ok(serde_json::json!({ "changes": diff.changes, "text": diff.to_string() }).to_string())
        })
    }

    /// Runs the tests of a handbook (UTF-8) without touching the engine. Gives `{passed, tests, report, report_zh}`; each of
    /// the tests is `{name, passed, failures}`, each failure `{start, end, line, column, at, customer, expected, expected_zh,
    /// found, found_zh}`.
    ///
    /// # Errors
    /// As [`Engine::test`].
    pub fn test(&self, text: &[u8]) -> Result<String> {
        self.call(|engine| Ok(json::tested(&engine.test(records::utf8(text)?)?).to_string()))
    }

    /// Applies records (see the [module](super)) and moves the clock to `now`, in milliseconds; without it, where events are
    /// the clock, to the latest record. Gives `{commit, durable, accepted, duplicates, too_late, waiting, clock, changes}`.
    ///
    /// # Errors
    /// As [`Engine::apply`] and [`Engine::replay`], and `invalid-json`.
    pub fn apply(&self, records: &[u8], now: Option<i64>) -> Result<String> {
        self.call(|engine| {
            let read = records::read(records)?;
            let applied = match now {
                Some(now) => engine.apply(&read.batch, Instant::from_millis(now)?),
                None => engine.replay(&read.batch),
            };
            Ok(json::applied(&applied.map_err(|error| read.blame(error))?).to_string())
        })
    }

    /// Erases a customer: `{commit, ids}`.
    ///
    /// # Errors
    /// As [`Engine::erase`].
    pub fn erase(&self, customer: CustomerId) -> Result<String> {
        self.call(|engine| Ok(json::erased(&engine.erase(customer)?).to_string()))
    }

    /// Moves the clock, in milliseconds. Gives what [`apply`](Self::apply) gives.
    ///
    /// # Errors
    /// As [`Engine::advance_to`].
    pub fn advance_to(&self, now: i64) -> Result<String> {
        self.call(|engine| Ok(json::applied(&engine.advance_to(Instant::from_millis(now)?)?).to_string()))
    }

    /// Whether a customer holds a tag now.
    ///
    /// # Errors
    /// As [`Engine::has`].
    pub fn has(&self, customer: CustomerId, tag: &str) -> Result<bool> {
        self.call(|engine| engine.has(customer, tag))
    }

    /// The tags a customer holds now: `[{tag, since, until, value, cause}]`.
    ///
    /// # Errors
    /// `closed` and `poisoned` only.
    pub fn tags(&self, customer: CustomerId) -> Result<String> {
        self.call(|engine| Ok(json::held(&engine.snapshot(&Scope::All)?.tags(customer)).to_string()))
    }

    /// Why a customer holds a tag now or does not: `null` if the customer is unknown, else `{tag, at, is_held, basis, since, until,
    /// cause, definition, next, ahead, text, text_zh}`. The definition is null or `{text, text_zh, is_true, value, against, events,
    /// all_events, clauses}`, each of the events `{event, id, at}`, each of the clauses as the definition is; what is next is null or
    /// `{at, gained, cause, definition}`. See [`Explanation`](crate::Explanation).
    ///
    /// # Errors
    /// As [`Engine::explain`].
    pub fn explain(&self, customer: CustomerId, tag: &str) -> Result<String> {
        let told = |engine: &Engine| Ok(engine.explain(customer, tag)?.as_ref().map_or(Json::Null, explained::explanation));
        self.call(|engine| Ok(told(engine)?.to_string()))
    }

    /// What a customer gains and loses up to an instant, in milliseconds, if nothing is told to the engine: `[{at, tag, gained,
    /// cause}]`.
    ///
    /// # Errors
    /// As [`Engine::forecast`].
    pub fn forecast(&self, customer: CustomerId, until: i64) -> Result<String> {
        self.call(|engine| Ok(explained::forecast(&engine.forecast(customer, Instant::from_millis(until)?)?).to_string()))
    }

    /// When a customer held a tag, the oldest first: `[{since, cause, end}]`; the end is null or `{at, cause}`.
    ///
    /// # Errors
    /// As [`Engine::episodes`].
    pub fn episodes(&self, customer: CustomerId, tag: &str) -> Result<String> {
        self.call(|engine| Ok(explained::episodes(&engine.episodes(customer, tag)?).to_string()))
    }

    /// The customers who hold a tag now, in id order.
    ///
    /// # Errors
    /// `unknown-tag`.
    pub fn members(&self, tag: &str) -> Result<Vec<CustomerId>> {
        self.call(|engine| engine.snapshot(&Scope::All)?.members(tag))
    }

    /// Where a route leads a customer now: `{target, since}` or null.
    ///
    /// # Errors
    /// `unknown-route`.
    pub fn route(&self, customer: CustomerId, route: &str) -> Result<String> {
        self.call(|engine| Ok(json::routed(engine.route(customer, route)?.as_ref()).to_string()))
    }

    /// The targets of a route in order of declaration: `[{target, customers, capacity}]`.
    ///
    /// # Errors
    /// `unknown-route`.
    pub fn route_targets(&self, route: &str) -> Result<String> {
        self.call(|engine| Ok(json::targets(&engine.snapshot(&Scope::All)?.route_targets(route)?).to_string()))
    }

    /// The customers whom a route leads to a target now, in id order.
    ///
    /// # Errors
    /// `unknown-route`, also for a target that the route does not have.
    pub fn route_members(&self, route: &str, target: &str) -> Result<Vec<CustomerId>> {
        self.call(|engine| engine.snapshot(&Scope::All)?.route_members(route, target))
    }

    /// How many customers a condition is true of now.
    ///
    /// # Errors
    /// Everything wrong with the condition.
    pub fn count(&self, condition: &str) -> Result<u64> {
        self.call(|engine| engine.count(&engine.prepare(condition)?))
    }

    /// The customers a condition is true of now, in id order.
    ///
    /// # Errors
    /// Everything wrong with the condition.
    pub fn ids(&self, condition: &str) -> Result<Vec<CustomerId>> {
        self.call(|engine| engine.ids(&engine.prepare(condition)?))
    }

    /// Answers a question to an [analysis](crate::Analysis), in which counts of 1 to `below` - 1 customers and what is reckoned from them
    /// have no value; of the present, or of an instant in milliseconds.
    ///
    /// A question is a JSON object with one field, whose name says what is asked and which holds an object:
    ///
    /// | | |
    /// |--|--|
    /// | `breakdown` | `by`, `numbers`? |
    /// | `cross` | `rows`, `columns` |
    /// | `top` | `attribute`, `limit` (10) |
    /// | `distribution` | `numbers`, `percents` (25, 50, 75) |
    /// | `rhythm` | `events`, `cycle`: `hours` or `weekdays` |
    /// | `coverage` | `group` |
    /// | `lifts` | `tags` |
    /// | `passage` | `funnel`, `by`? |
    /// | `elapsed` | `begin`, `end`, `pairs` (`all`, or `first`), `percents` (25, 50, 75) |
    /// | `retention` | `begin`, `back`, `period`: `days`, `weeks` or `months`, `periods` |
    /// | `transitions` | `group`, `before`: the earlier instant |
    /// | `conversion` | `tag`, `goal`, `since`, `before`, `within_millis`, `percents` (25, 50, 75) |
    /// | `before_after` | `tag`, `events`, `since`, `before`, `within_millis` |
    /// | `contrast` | `first`, `second`, `limit` (10) |
    ///
    /// Each but the last may have a `segment`, a condition; without one it is everybody. Of transitions it is true at the later instant. `by`, `rows` and `columns` are `{"group": name}` or
    /// `{"attribute": name}`. The answer is `{columns, rows, totals}`: names of columns, rows of cells, and counts by name. A cell is null, a
    /// text, a whole number, or, in columns that hold numbers with a point, one with a point.
    ///
    /// # Errors
    /// `invalid-json`; `invalid-analysis` for a question that is none of these; all that the methods of [`Analysis`](crate::Analysis) give.
    pub fn analysis(&self, question: &str, below: u64, at: Option<i64>) -> Result<String> {
        self.call(|engine| {
            let at = at.map(Instant::from_millis).transpose()?;
            Ok(analysis::answer(engine, question, below, at)?.to_string())
        })
    }

    /// The changes behind number `after`, at most `max`: `{changes, next, missed}`.
    ///
    /// # Errors
    /// `closed` and `poisoned` only.
    pub fn changes(&self, after: u64, max: u32) -> Result<String> {
        self.call(|engine| Ok(json::page(&engine.changes(after, max as usize)).to_string()))
    }

    /// Lets a consumer read the change feed under a name, told what passes a filter (JSON as
    /// [`Filter::from_json`] reads it), behind number `after`; without it from the oldest change that is kept if `beginning`, else
    /// from the next that there will be. Gives `{name, filter, acked, pending, missed}`.
    ///
    /// # Errors
    /// As [`Engine::subscribe`].
    pub fn subscribe(&self, name: &str, filter: &str, beginning: bool, after: Option<u64>) -> Result<String> {
        let start = match after {
            Some(after) => Start::After(after),
            None if beginning => Start::Beginning,
            None => Start::Now,
        };
        self.call(|engine| Ok(json::consumer(&engine.subscribe(name, &Filter::from_json(filter)?, start)?).to_string()))
    }

    /// What a consumer has not acknowledged, at most `max` changes: `{changes, next, missed}`; what is missed is null or `{first,
    /// last, count}`.
    ///
    /// # Errors
    /// As [`Engine::poll`].
    pub fn poll(&self, name: &str, max: u32) -> Result<String> {
        self.call(|engine| Ok(json::told(&engine.poll(name, max as usize)?).to_string()))
    }

    /// A consumer has done its work up to a number.
    ///
    /// # Errors
    /// As [`Engine::ack`].
    pub fn ack(&self, name: &str, sequence: u64) -> Result<()> {
        self.call(|engine| engine.ack(name, sequence))
    }

    /// A consumer has taken note of what it missed.
    ///
    /// # Errors
    /// As [`Engine::ack_missed`].
    pub fn ack_missed(&self, name: &str, sequence: u64) -> Result<()> {
        self.call(|engine| engine.ack_missed(name, sequence))
    }

    /// Forgets a consumer.
    ///
    /// # Errors
    /// As [`Engine::unsubscribe`].
    pub fn unsubscribe(&self, name: &str) -> Result<()> {
        self.call(|engine| engine.unsubscribe(name))
    }

    /// All consumers in order of their names: `[{name, filter, acked, pending, missed}]`.
    ///
    /// # Errors
    /// `closed` and `poisoned` only.
    pub fn consumers(&self) -> Result<String> {
        self.call(|engine| Ok(json::consumers(&engine.consumers()).to_string()))
    }

    /// The clock in milliseconds; `None` before the first batch.
    ///
    /// # Errors
    /// `closed` and `poisoned` only.
    pub fn clock(&self) -> Result<Option<i64>> {
        self.call(|engine| Ok(engine.clock().map(Instant::millis)))
    }

    /// The handbook in force, printed in English or Chinese; `None` before one is loaded.
    ///
    /// # Errors
    /// `closed` and `poisoned` only.
    pub fn handbook(&self, chinese: bool) -> Result<Option<String>> {
        self.call(|engine| Ok(engine.handbook().map(|handbook| handbook.print(language(chinese)))))
    }

    /// The handbook in force as a page of Markdown, in English or Chinese; `None` before one is loaded.
    ///
    /// # Errors
    /// `closed` and `poisoned` only.
    pub fn handbook_page(&self, chinese: bool) -> Result<Option<String>> {
        self.call(|engine| Ok(engine.handbook_page(language(chinese))))
    }

    /// The handbook in force as JSON (see `docs/handbook-json.md`); `None` before one is loaded.
    ///
    /// # Errors
    /// `closed` and `poisoned` only.
    pub fn handbook_json(&self) -> Result<Option<String>> {
        self.call(|engine| Ok(engine.handbook().map(|handbook| tagora_dsl::to_json(handbook.ast()))))
    }

    pub(super) fn call<T>(&self, call: impl FnOnce(&Engine) -> std::result::Result<T, Error>) -> Result<T> {
        let engine = self.shared.engine.read().unwrap_or_else(PoisonError::into_inner).clone();
        let done = guarded(&self.shared.poisoned, || {
            let engine = engine.as_ref().ok_or_else(|| BoundaryError::new(ErrorKind::Closed, "the engine is closed"))?;
            call(engine).map_err(BoundaryError::from)
        });
        // What fails where nobody waits for it is no harm: all that was committed is still there.
        let _ = engine.map_or(Ok(()), |engine| self.let_go(engine));
        done
    }

    /// Whoever is the last to have the engine closes it.
    fn let_go(&self, engine: Arc<Engine>) -> Result<()> {
        match Arc::into_inner(engine) {
            // A fault may have left it in no state to be put in order; dropping it loses nothing.
            Some(engine) if !self.shared.poisoned.load(Ordering::Acquire) => {
                guarded(&self.shared.poisoned, || engine.close().map_err(BoundaryError::from))
            }
            _ => Ok(()),
        }
    }
}

fn language(chinese: bool) -> Language {
    if chinese { Language::Chinese } else { Language::English }
}
