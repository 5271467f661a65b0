use std::sync::Arc;

use super::classes::By;
use super::handle::Analysis;
use crate::analysis::{Contrast, Cross, Transitions};
use crate::engine::queries::some;
use crate::engine::snapshot::Snapshot;
use crate::error::{Error, ErrorKind, Result};
use crate::query::Segment;

/// The most cells of a table of transitions.
const MAX_CELLS: usize = 100_000;

impl Analysis<'_> {
    /// How customers went from tag to tag of a group, from an earlier snapshot to this: for each two tags, how many had the one and have
    /// the other, `None` standing for no tag. [`Engine::as_of`](crate::Engine::as_of) gives snapshots of the past. Of some customers alone
    /// tells a snapshot [`within`](Snapshot::within) them.
    ///
    /// # Errors
    /// `unknown-group` if either has no such group; `segment-outdated` if the snapshots are of two engines; `limit-exceeded` for
    /// more than 100,000 pairs of tags.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("event visit\ngroup stage exclusive { tag active when did visit in last 7 days tag silent otherwise }")?;
    /// let day = |n: i64| Instant::from_millis(n * 86_400_000);
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "visit", day(0)?)).event(Event::new("ann", "visit", day(9)?)).event(Event::new("bob", "visit", day(1)?));
    /// engine.apply(&batch, day(10)?)?;
    /// let (before, after) = (engine.as_of(day(2)?, &Scope::All)?, engine.snapshot(&Scope::All)?);
    /// let found = after.analysis(Suppress::NONE).transitions(&before, "stage")?;
    /// assert_eq!(found.figures().to_string().lines().nth(1), Some("stage/active\tstage/active\t1"));
    /// assert_eq!(found.figures().to_string().lines().nth(2), Some("stage/active\tstage/silent\t1"));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn transitions(&self, before: &Snapshot, group: &str) -> Result<Transitions> {
        let after = self.snapshot;
        if !Arc::ptr_eq(&before.threads, &after.threads) {
            return Err(Error::new(ErrorKind::SegmentOutdated, "the two snapshots are of two engines")
                .with_help("take both from the same engine"));
        }
        let both = before.within.shared(&after.within);
        let earlier = Analysis { snapshot: before, suppress: self.suppress }.classes(By::Group(group), &both)?;
        let later = self.classes(By::Group(group), &both)?;
        if earlier.len() * later.len() > MAX_CELLS {
            let message = format!("{} by {} tags, the limit is {MAX_CELLS} pairs", earlier.len(), later.len());
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("ask for a group with fewer tags"));
        }
        let counts: Vec<u64> =
            earlier.iter().flat_map(|row| later.iter().map(|column| row.members.shared_len(&column.members))).collect();
        let rows = earlier.into_iter().map(|class| class.value).collect();
        let columns = later.into_iter().map(|class| class.value).collect();
        let one_alone = |len: u64| self.suppress.shown(len - both.len().min(len));
        Ok(Transitions {
            group: group.into(),
            moved: Cross::of(["before", "after"], rows, columns, &counts, self.suppress),
            arrived: one_alone(after.within.len()),
            gone: one_alone(before.within.len()),
        })
    }

    /// What distinguishes the customers of a segment from those of another: the `limit` tags whose shares among the two differ most.
    /// Tags that nobody of either has are left out. Who is in both counts in both.
    ///
    /// # Errors
    /// `segment-outdated`; `invalid-count` for a limit of 0.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("tag tea tag loyal\nattribute age: int")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// (1..=4_u64).for_each(|id| drop(batch.customer(id, start).add_tag(id, if id < 3 { "loyal" } else { "tea" }, start, "zhang")));
    /// engine.apply(batch.add_tag(1, "tea", start, "zhang"), start)?;
    /// let (loyal, others) = (engine.prepare("has loyal")?, engine.prepare("not has loyal")?);
    /// let found = engine.snapshot(&Scope::All)?.analysis(Suppress::NONE).contrast(&loyal, &others, 10)?;
    /// let tea = &found.tags[1];
    /// assert_eq!((&*tea.tag, tea.customers, tea.lift, tea.difference), ("tea", [1, 2], Some(0.5), -0.5));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn contrast(&self, first: &Segment, second: &Segment, limit: usize) -> Result<Contrast> {
        some(limit, "the tags that distinguish")?;
        let plan = self.snapshot.fits(first)?;
        let (first, second) = (self.selected(first)?, self.selected(second)?);
        let declared = plan.seen().iter().zip(self.snapshot.columns().iter()).map(|(tag, holders)| (&tag.path, holders));
        let all = declared.chain(self.snapshot.open_columns().iter());
        let tags = all.map(|(path, holders)| (path.clone(), [holders.shared_len(&first), holders.shared_len(&second)]));
        Ok(Contrast::of([first.len(), second.len()], tags.collect(), limit, self.suppress))
    }
}
