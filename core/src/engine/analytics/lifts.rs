use super::handle::Analysis;
use crate::analysis::Lifts;
use crate::error::Result;
use crate::query::Segment;

impl Analysis<'_> {
    /// How each two of some tags go together among the customers of a segment: how many have both, and how many times as many
    /// that is as if the tags had nothing to do with each other.
    ///
    /// # Errors
    /// `unknown-tag`, `segment-outdated`, and `limit-exceeded` for more than 1,000 tags.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("tag tea tag coffee\nattribute age: int")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// (1..=4_u64).for_each(|id| drop(batch.customer(id, start)));
    /// batch.add_tag(1, "tea", start, "zhang").add_tag(1, "coffee", start, "zhang").add_tag(2, "tea", start, "zhang");
    /// engine.apply(&batch, start)?;
    /// let (snapshot, all) = (engine.snapshot(&Scope::All)?, engine.prepare("age is missing")?);
    /// let found = snapshot.analysis(Suppress::NONE).lifts(&all, &["tea", "coffee"])?;
    /// assert_eq!((found.pairs[0].customers, found.pairs[0].of_first, found.pairs[0].lift), (Some(1), Some(0.5), Some(2.0)));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn lifts(&self, segment: &Segment, tags: &[&str]) -> Result<Lifts> {
        let overlap = self.snapshot.overlap(segment, tags)?;
        let (paths, counts) = overlap.into_parts();
        Ok(Lifts::of(paths, &counts, self.snapshot.count(segment)?, self.suppress))
    }
}
