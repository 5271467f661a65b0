use crate::analysis::Suppress;
use crate::column::Column;
use crate::engine::queries::outdated;
use crate::engine::snapshot::Snapshot;
use crate::error::Result;
use crate::pass::Ground;
use crate::query::{Segment, Stream};

/// What a snapshot says of its customers in numbers, with one rule for what is held back: see [`Snapshot::analysis`].
#[derive(Clone, Copy, Debug)]
pub struct Analysis<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) suppress: Suppress,
}

impl Snapshot {
    /// Numbers about the customers of the snapshot, of which those that tell of too few are held back.
    ///
    /// All that is found comes as a type of its own, with [`Figures`](crate::Figures) to make tables of.
    ///
    /// ```
    /// use tagora::{Batch, By, Engine, Instant, Scope, Suppress};
    /// let engine = Engine::in_memory();
    /// engine.load("group interest { tag tea tag coffee }\nattribute age: int")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// (0..8_u64).for_each(|id| drop(batch.customer(id, start).add_tag(id, if id < 6 { "tea" } else { "coffee" }, start, "zhang")));
    /// engine.apply(&batch, start)?;
    /// let (snapshot, all) = (engine.snapshot(&Scope::All)?, engine.prepare("age is missing")?);
    /// let told = snapshot.analysis(Suppress::NONE).breakdown(&all, By::Group("interest"), None)?;
    /// assert_eq!(told.parts[1].customers, Some(2));
    /// // Two are too few; and as all eight are told, so are the six.
    /// let told = snapshot.analysis(Suppress::below(5)).breakdown(&all, By::Group("interest"), None)?;
    /// assert_eq!((told.customers, told.parts[0].customers, told.parts[1].customers), (Some(8), None, None));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    #[must_use]
    pub fn analysis(&self, suppress: Suppress) -> Analysis<'_> {
        Analysis { snapshot: self, suppress }
    }
}

impl<'s> Analysis<'s> {
    /// The customers of a segment.
    pub(super) fn selected(&self, segment: &Segment) -> Result<Column> {
        self.snapshot.selected(segment)
    }

    /// Refuses a stream of another handbook version.
    pub(super) fn reads(&self, stream: &Stream) -> Result<()> {
        let plan = self.snapshot.state.plan.as_ref();
        if plan.is_some_and(|plan| stream.fits(plan)) { Ok(()) } else { Err(outdated("the stream")) }
    }

    /// The log at the instant of the snapshot, if anything happened yet.
    pub(super) fn ground(&self) -> Option<Ground<'s>> {
        let (snapshot, state) = (self.snapshot, &self.snapshot.state);
        Some(Ground {
            log: &state.log,
            identities: &state.identities,
            register: &state.register,
            plan: state.plan.as_ref()?,
            schema: &state.schema,
            now: snapshot.instant?,
        })
    }
}
