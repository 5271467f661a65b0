//! The handbook, compiled: names resolved to numbers, words to a small set of exact operations.
//!
//! For: the plan that evaluators and queries run. Not for: running it.

mod action;
mod calendar;
mod compile;
mod conditions;
mod legend;
mod mention;
mod named;
mod parameter;
mod past;
mod pattern;
mod plan;
mod predicate;
mod provenance;
mod quiet;
mod reactions;
mod renames;
mod route;
mod set;
mod tags;
mod terms;
mod timing;
mod window;

pub(crate) use action::{Action, Emit, Lasting, Pick, Scale, Subject};
pub(crate) use calendar::Tick;
pub(crate) use legend::Legend;
pub(crate) use mention::Mention;
pub(crate) use named::Named;
pub(crate) use parameter::Table;
pub(crate) use past::{Change, Dwell, Latch};
pub(crate) use pattern::{OpenPairs, Regular, Sequence, Station, ThenNot};
pub(crate) use plan::{Definition, Plan, Rule, SetOff, Settling, Tag};
pub(crate) use predicate::{Compare, Predicate, Property, Stream, Term};
pub(crate) use provenance::SetBy;
pub(crate) use quiet::end_of_quiet;
pub(crate) use renames::{Became, Called, Renames};
pub(crate) use route::Route;
pub(crate) use set::Includes;
pub(crate) use tags::{OpenGroup, OpenTag, TagSet, Tags};
pub(crate) use timing::Timing;
pub(crate) use window::{Anchor, Window};
