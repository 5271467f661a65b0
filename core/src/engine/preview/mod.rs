//! What a handbook would do, without it being done: it is worked out as if it were loaded, and undone.

mod effects;

pub use effects::{Affected, Fired, Moved, Sample, SegmentDiff};

use std::sync::Arc;

use tagora_dsl::Diagnostic;

use super::diff::{GroupDiff, TagDiff};
use super::facade::Engine;
use super::load::{self, LoadOptions};
use super::options::Options;
use super::progress::Progress;
use super::sizes::{Sizes, sizes};
use super::snapshot::Snapshot;
use crate::access::Scope;
use crate::change::Changes;
use crate::error::{Error, Result};
use crate::query::Segment;
use crate::time::Instant;

/// How a handbook is previewed.
#[derive(Clone, Debug, Default)]
pub struct PreviewOptions {
    /// Says how far the work is, and can call it off.
    pub progress: Progress,
    /// As of loading: see [`LoadOptions::accepts_incomplete`].
    pub accepts_incomplete: bool,
    /// The customers that the preview tells about: nothing in it depends on any other, but for the places that routes have left.
    pub scope: Scope,
}

/// What a handbook would do if it were loaded now. Nothing of it is in effect.
///
/// It holds two snapshots of the instant it was made at, of the engine [as it is](Self::before) and [as it would be](Self::after); each
/// answers all that a snapshot does. Later commits do not touch it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Preview {
    /// The version that the handbook would have.
    pub version: u32,
    /// What is allowed in the handbook but hardly meant, in order of place.
    pub warnings: Vec<Diagnostic>,
    /// What would become of each tag, and how many customers would gain and lose it: as [`Loaded::tags`](crate::Loaded::tags).
    pub tags: Vec<TagDiff>,
    /// The same of each group.
    pub groups: Vec<GroupDiff>,
    /// What would be told, in order, with the numbers that it would have. Those of rules are counted by [`fired`](Self::fired).
    pub changes: Changes,
    /// As [`Loaded::incomplete_since`](crate::Loaded::incomplete_since).
    pub incomplete_since: Option<Instant>,
    before: Snapshot,
    after: Snapshot,
    options: Options,
}

impl Engine {
    /// What a handbook would do if it were loaded now: who would enter, leave and stay, tag by tag and group by group, and what its rules
    /// would tell. Nothing of it takes effect: the engine, its feed and its store stay as they are.
    ///
    /// It takes as long as loading it does, and as much memory. Readers go on meanwhile; whoever writes waits.
    ///
    /// # Errors
    /// As [`load_with`](Self::load_with), `cancelled` among them; `segment-outdated` if the scope is a segment of another handbook version.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Moved, PreviewOptions};
    /// let engine = Engine::in_memory();
    /// engine.load("event buy\ntag regular when count(buy) >= 2\ntag dear when has regular")?;
    /// let now = Instant::from_millis(0)?;
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "buy", now)).event(Event::new("bob", "buy", now).id("1")).event(Event::new("bob", "buy", now).id("2"));
    /// engine.apply(&batch, now)?;
    ///
    /// let changed = "event buy\ntag regular when count(buy) >= 1\ntag dear when has regular";
    /// let preview = engine.preview(changed, &PreviewOptions::default())?;
    /// assert_eq!((preview.tags[0].gained, preview.tags[0].lost, preview.tags[0].stayed), (1, 0, 1));
    /// assert_eq!(preview.customers("dear", Moved::Gained, None, 10)?, ["ann".into()]);
    /// assert_eq!(preview.affected("regular")?.tags, ["dear".into()]);
    /// let sample = &preview.samples("regular", Moved::Gained, 1)?[0];
    /// assert!(sample.after.as_ref().is_some_and(|told| told.is_held));
    /// assert!(!engine.has("ann", "regular")?);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn preview(&self, text: &str, how: &PreviewOptions) -> Result<Preview> {
        let mut writer = self.writer_to_undo()?;
        let state = self.state();
        let before = Snapshot::now(state.clone(), self.threads.clone(), &how.scope)?;
        let whose = (!before.is_whole).then_some(&before.within);
        let loading = LoadOptions { progress: how.progress.clone(), accepts_incomplete: how.accepts_incomplete };
        let staged = load::stage(&state, &mut writer.standing, &self.options, text, &loading, whose);
        writer.standing.undo();
        drop(writer);
        let (next, loaded) = staged?;
        let after = before.under(Arc::new(next));
        let load::Loaded { version, warnings, tags, groups, changes, incomplete_since, .. } = loaded;
        Ok(Preview { version, warnings, tags, groups, changes, incomplete_since, before, after, options: self.options.clone() })
    }

    /// What a handbook would do that comes as JSON: see [`preview`](Self::preview).
    ///
    /// # Errors
    /// As there; places are as [`load_json`](Self::load_json) says.
    pub fn preview_json(&self, json: &str, how: &PreviewOptions) -> Result<Preview> {
        let handbook = tagora_dsl::read_json(json, &self.options.handbook_limits).map_err(Error::handbook)?;
        self.preview(&handbook.print(tagora_dsl::Language::English), how)
    }
}

impl Preview {
    /// The engine as it was when the preview was made, within its scope.
    #[must_use]
    pub fn before(&self) -> &Snapshot {
        &self.before
    }

    /// The engine as it would be, within the same customers.
    #[must_use]
    pub fn after(&self) -> &Snapshot {
        &self.after
    }

    /// Reads and checks a condition under the handbook that is previewed, to be asked of [`after`](Self::after).
    ///
    /// # Errors
    /// As [`Engine::prepare`].
    pub fn prepare(&self, condition: &str) -> Result<Segment> {
        self.after.state.prepare(&self.options, condition)
    }

    /// How many customers would have held each tag at past instants, in order of time: as the handbook that is previewed sees the past, with
    /// all that is known today. Of the customers in scope now.
    ///
    /// Each customer's life is worked out once from its first day, for each of its records a fraction of a microsecond where definitions
    /// alone count, else a few microseconds.
    ///
    /// # Errors
    /// As [`Engine::sizes`].
    pub fn sizes(&self, instants: &[Instant], progress: &Progress) -> Result<Vec<Sizes>> {
        sizes(&self.after, &self.options, instants, progress)
    }
}
