//! tagora: an embeddable customer-tag engine.
//!
//! A host loads a *handbook* (tags, groups and rules in a readable language, Chinese or English), streams dated
//! records of customers into an [`Engine`], and moves its clock. The engine keeps every customer's tags right at
//! every instant up to the clock, says why each changed, and answers queries.
//!
//! ```
//! use tagora::{Batch, Engine, Event, Instant};
//!
//! let engine = Engine::in_memory();
//! engine.load("event visit\ntag regular when count(visit, last 7 days) >= 2")?;
//! let hour = |n: i64| Instant::from_millis(n * 3_600_000);
//! let mut batch = Batch::new();
//! batch.event(Event::new("ann", "visit", hour(1)?)).event(Event::new("ann", "visit", hour(30)?));
//! engine.apply(&batch, hour(30)?)?;
//! assert!(engine.has("ann", "regular")?);
//! # Ok::<(), tagora::Error>(())
//! ```
//!
//! # The main types
//!
//! * [`Engine`]: load a handbook, apply batches, advance the clock, read.
//! * [`Batch`] of [`Record`]s: customers, attributes, [`Event`]s, assignments of tags.
//! * [`Applied`] and its [`Changes`]: what a commit did, each [`Change`] with its [`Cause`].
//! * [`Consumer`]s of the change feed: who reads it by name, through a [`Filter`], in [`ConsumerPage`]s.
//! * [`Opening`]: an engine in a folder that answers some counts before it is there.
//! * [`Snapshot`]: the whole engine at one instant, within a [`Scope`].
//! * [`Segment`]: a prepared query; [`Page`]s of it, an [`Order`] for it, how it was [`Explained`].
//! * [`Analysis`] of a snapshot: breakdowns, funnels, retention and more, each with [`Figures`], under one rule of
//!   [`Suppress`]ion; [`Frozen`] segments.
//! * [`Preview`]: what a handbook would do if it were loaded; [`Outlook`]: who is going to gain or lose a tag.
//! * [`Profile`] and [`Timeline`] of a customer; [`Diagnosis`] of a handbook by what live data say.
//! * [`Error`]: one type, stable codes, help.
//! * [`Store`]: where commits go.
//! * [`boundary`]: what the language bindings are built on.
//!
//! The language itself is the crate `tagora-dsl`, here as [`dsl`].
//!
//! # What holds
//!
//! A tag with a definition is held exactly while the definition is true, to the millisecond. The same records give
//! the same state, in whatever order they arrive within the declared lateness. Nothing reads a clock, and nothing is
//! random. What is refused has no effect.

pub use tagora_dsl as dsl;

mod access;
mod analysis;
mod attribute;
pub mod boundary;
mod bytes;
mod change;
mod column;
mod customer;
mod engine;
mod error;
mod event;
mod explain;
mod keyword;
mod live;
#[cfg(feature = "measure")]
#[doc(hidden)]
pub mod measure;
mod numbering;
mod pass;
mod query;
mod reference;
mod route;
mod rule;
mod scenario;
mod store;
mod threads;
mod time;
mod value;

pub use access::Scope;
pub use analysis::{
    Beat, BeforeAfter, Breakdown, Cohort, Contrast, Contrasted, Conversion, Cross, Cycle, Deeds, Distribution, Elapsed, Figures,
    Lift, Lifts, Pairs, Part, Passage, PassagePart, Period, Retention, Rhythm, StepReached, Suppress, Transitions,
};
pub use change::{Cause, Change, ChangeKind, Changes, ChangesIter, FeedPage, Filter};
pub use customer::{CustomerId, Merge};
pub use engine::{
    Affected, Analysis, Applied, By, Clock, Consumer, ConsumerPage, Coverage, DefinitionDiff, DiagnoseOptions, Diagnosis,
    Durability, Engine, Erased, FeedFull, Fired, Flapping, ForecastOptions, Foreseen, GroupCover, GroupDiff, Happened, Happening,
    HeldTag, Known, LoadOptions, Loaded, Missed, Moved, Opening, Options, Outlook, Overlap, Preview, PreviewOptions, Profile,
    Progress, Ranked, Reckoned, RouteTarget, Routed, Sample, SegmentDiff, Share, Similar, Sizes, Snapshot, Sources, Start,
    Suggested, TagDiff, Timeline, Verified, Verify,
};
#[cfg(feature = "sqlite")]
pub use engine::{Backup, Salvage};
pub use error::{Error, ErrorKind, Result};
pub use event::{Act, Assign, Batch, Ends, Event, Events, Record, Source, Values};
pub use explain::{Basis, Clause, Episode, Explanation, Seen, Turning, Upcoming};
pub use query::{Cursor, Direction, Explained, Expression, Frozen, Funnel, Gains, Order, Page, Segment, Step, Stream};
pub use scenario::{TestFailure, TestFound, TestOutcome, TestReport, run_tests};
pub use store::{Barrier, MemoryStore, Store, Table, Tell, Write};
pub use time::Instant;
pub use value::Value;

/// What tests and benches look at. No part of the interface.
#[doc(hidden)]
pub mod inside {
    pub use crate::column::{Column, Flip, Runs};
    pub use crate::query::Combination;
    pub use crate::threads::Threads;
}

/// The programs of the READMEs and of other pages, as tests.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../../README.md")]
    struct English;
    #[doc = include_str!("../../README.zh.md")]
    struct Chinese;
    #[doc = include_str!("../../docs/analytics.md")]
    struct Analytics;
    #[doc = include_str!("../../docs/feed.md")]
    struct Feed;
    #[doc = include_str!("../../docs/what-if.md")]
    struct WhatIf;
}
