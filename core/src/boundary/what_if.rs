//! What would be and what is going to be, of all customers; and what is known of one.

use super::explained;
use super::handle::{Handle, Result};
use super::{diagnosed, known, previewed, records};
use crate::access::Scope;
use crate::change::Cause;
use crate::customer::CustomerId;
use crate::engine::{DiagnoseOptions, ForecastOptions, Foreseen, PreviewOptions, Progress};
use crate::time::Instant;

/// What a preview tells beside how many customers would gain and lose each tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Previewed {
    /// Tags of which it is told who is meant, and what else looks at them.
    pub about: Vec<String>,
    /// Of each of these, so many of the customers who gain it, lose it and keep it, the first ones in id order: 100 if not given.
    pub customers: Option<u32>,
    /// So many of them with why, before and after, at even distances: 3 if not given.
    pub samples: Option<u32>,
    /// Past instants, in milliseconds, at which it is told how many would have held each tag.
    pub sizes: Vec<i64>,
    /// See [`PreviewOptions::accepts_incomplete`].
    pub accepts_incomplete: bool,
}

/// So many things are told of a timeline if not said otherwise.
const ITEMS: u32 = 100;

impl Handle {
    /// What a handbook (UTF-8) would do if it were loaded now, without it being done: `{version, warnings, tags, groups, segments, fired,
    /// incomplete_since, about, sizes}`. Warnings, tags and groups are as [`load`](Self::load) gives them; each of the segments is
    /// `{segment, gained, lost, stayed}`, each of what rules would tell `{rule, kind, what, times, customers}`. About each tag that is
    /// asked about there is `{tag, affected, gained, lost, stayed}`: affected is `{tags, defines, segments, rules, routes}`, the others are
    /// `{customers, samples}`, each of the samples `{customer, before, after}` with explanations or null. Sizes are as
    /// [`sizes`](Self::sizes) gives them.
    ///
    /// # Errors
    /// As [`Engine::preview`](crate::Engine::preview); `unknown-tag` of what is asked about; as [`sizes`](Self::sizes).
    ///
    /// ```
    /// use tagora::boundary::{Handle, Previewed, Settings};
    /// let engine = Handle::in_memory(&Settings::default());
    /// engine.load(b"event buy\ntag buyer when count(buy) >= 2").unwrap();
    /// engine.apply(br#"{"customer": 7, "at": 0, "event": "buy"}"#, Some(0)).unwrap();
    /// let asked = Previewed { about: vec!["buyer".into()], samples: Some(0), ..Previewed::default() };
    /// let told = engine.preview(b"event buy\ntag buyer when did buy", &asked).unwrap();
    /// assert!(told.contains(r#""gained":{"customers":[7],"samples":[]}"#));
    /// assert!(!engine.has(7.into(), "buyer").unwrap());
    /// ```
    pub fn preview(&self, text: &[u8], asked: &Previewed) -> Result<String> {
        self.call(|engine| {
            let how = PreviewOptions { accepts_incomplete: asked.accepts_incomplete, ..PreviewOptions::default() };
            let sizes = instants(&asked.sizes)?;
            let preview = engine.preview(records::utf8(text)?, &how)?;
            Ok(previewed::preview(&preview, asked, &sizes)?.to_string())
        })
    }

    /// How many customers held each tag at past instants, in milliseconds, as the handbook in force sees them: `[{at, customers, tags}]`
    /// in order of time, each of the tags `{tag, customers}`.
    ///
    /// # Errors
    /// As [`Engine::sizes`](crate::Engine::sizes).
    pub fn sizes(&self, at: &[i64]) -> Result<String> {
        self.call(|engine| Ok(previewed::sizes(&engine.sizes(&instants(at)?, &Scope::All, &Progress::default())?).to_string()))
    }

    /// Who gains or loses a tag up to an instant, in milliseconds, if nothing is told to the engine: `{turns, is_more}`, at most `limit`
    /// (1,000 if not given) turns `{at, customer, gained, cause}`, of which those behind the one of a customer at an instant.
    ///
    /// # Errors
    /// As [`Engine::forecast_tag`](crate::Engine::forecast_tag).
    pub fn forecast_tag(&self, tag: &str, until: i64, limit: Option<u32>, after: Option<(i64, CustomerId)>) -> Result<String> {
        self.call(|engine| {
            let outlook = engine.forecast_tag(tag, Instant::from_millis(until)?, &page(limit, after)?)?;
            Ok(explained::outlook(&outlook).to_string())
        })
    }

    /// Of whom a condition comes to be true, and of whom it ceases to be: as [`forecast_tag`](Self::forecast_tag).
    ///
    /// # Errors
    /// As [`Engine::forecast_condition`](crate::Engine::forecast_condition).
    pub fn forecast_condition(
        &self,
        condition: &str,
        until: i64,
        limit: Option<u32>,
        after: Option<(i64, CustomerId)>,
    ) -> Result<String> {
        self.call(|engine| {
            let outlook = engine.forecast_condition(condition, Instant::from_millis(until)?, &page(limit, after)?)?;
            Ok(explained::outlook(&outlook).to_string())
        })
    }

    /// Everything that is known of a customer: null if it is unknown, else `{customer, at, since, events, completeness, attributes, tags,
    /// numbers, routes, suggestions}`. Completeness is `{known, declared}`, each of the attributes `{attribute, value, since}`, each of the
    /// tags as [`tags`](Self::tags) gives it, each of the numbers `{text, text_zh, value}`, each of the routes `{route, target, since}`,
    /// each of the suggestions `{tag, at, confidence, cause}`. See [`Profile`](crate::Profile).
    ///
    /// # Errors
    /// As [`Engine::profile`](crate::Engine::profile).
    pub fn profile(&self, customer: CustomerId) -> Result<String> {
        self.call(|engine| Ok(known::profile(engine.profile(customer)?.as_ref()).to_string()))
    }

    /// What happened to a customer, the newest first: `{items, next}`, at most `limit` items (100 if not given) of the oldest `before`, or
    /// the newest ones. Each is `{at, kind, …}`: `created`; an `event` with `event, id, properties`; an `attribute` with `attribute, value`;
    /// `assigned` with `tag, act, by`; `gained` or `lost` with `tag, cause`. Next is null or the next `before`.
    ///
    /// # Errors
    /// As [`Engine::timeline`](crate::Engine::timeline).
    pub fn timeline(&self, customer: CustomerId, before: Option<u64>, limit: Option<u32>) -> Result<String> {
        let before = before.map(|before| usize::try_from(before).unwrap_or(usize::MAX));
        let limit = limit.unwrap_or(ITEMS) as usize;
        self.call(|engine| Ok(known::timeline(&engine.timeline(customer, before, limit)?).to_string()))
    }

    /// What live data say about the handbook in force: `{customers, held_by_nobody, held_by_all, unused, similar, groups,
    /// tags_per_customer, sources, flapping}`. Each of the similar is `{one, other, both, either}`, each of the groups `{group, none, one,
    /// several}`, each of the sources `{tag, defined, people, imports, rules}`, each of what flaps `{tag, customers, most}`. What is not
    /// given has the defaults of [`DiagnoseOptions`]. See [`Diagnosis`](crate::Diagnosis).
    ///
    /// # Errors
    /// As [`Snapshot::diagnose`](crate::Snapshot::diagnose).
    pub fn diagnose(&self, similar_percent: Option<u32>, flaps: Option<u64>, since: Option<i64>) -> Result<String> {
        self.call(|engine| {
            let usual = DiagnoseOptions::default();
            let how = DiagnoseOptions {
                similar_percent: similar_percent.unwrap_or(usual.similar_percent),
                flaps: flaps.unwrap_or(usual.flaps),
                since: since.map(Instant::from_millis).transpose()?,
                ..usual
            };
            Ok(diagnosed::diagnosis(&engine.snapshot(&Scope::All)?.diagnose(&how)?).to_string())
        })
    }
}

fn instants(millis: &[i64]) -> crate::Result<Vec<Instant>> {
    millis.iter().map(|&at| Instant::from_millis(at)).collect()
}

/// Of the turn that a page begins behind nothing counts but where it stands.
fn page(limit: Option<u32>, after: Option<(i64, CustomerId)>) -> crate::Result<ForecastOptions> {
    let behind = |(at, customer)| Ok(Foreseen { at: Instant::from_millis(at)?, customer, gained: true, cause: Cause::Time });
    let (after, usual) = (after.map(behind).transpose()?, ForecastOptions::default());
    Ok(ForecastOptions { limit: limit.map_or(usual.limit, |limit| limit as usize), after, ..usual })
}
