//! Sets of customers: those that hold a tag, those that are born, those in a scope.
//!
//! For: membership over ordinals in blocks of 65,536, shared with readers and copied when written; Roaring bytes in and
//! out. Not for: deciding who is a member; working out sets from others (that is `query`).
//!
//! A reader that has cloned a column keeps that set, whatever is written later, and never waits for the writer: the
//! writer copies the blocks that it changes while somebody else holds them.

mod apply;
mod block;
mod building;
mod columns;
mod members;
mod open;
mod portable;
mod reading;
mod set;
mod shared;
mod stored;
mod view;

pub use apply::Flip;
pub(crate) use building::Building;
pub(crate) use columns::Columns;
pub(crate) use open::OpenColumns;
pub use portable::Runs;
pub use set::Column;
pub(crate) use view::{Blocks, EVERYBODY, NOBODY, View};
