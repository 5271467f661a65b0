//! What changed, why, and the feed that tells it.
//!
//! Inside, a change is a few numbers: of the customer, the tag, the rule, the event type. Names and ids are looked up when it
//! is read.

mod changes;
mod chunk;
mod consumers;
mod drafts;
mod feed;
mod filter;
mod order;
mod packed;
mod portable;
mod reason;
mod record;
mod sieve;
mod texts;

pub use changes::{Changes, ChangesIter};
pub(crate) use consumers::{Consumers, Subscription};
pub(crate) use drafts::{Drafts, Unseen};
pub use feed::FeedPage;
pub(crate) use feed::{Feed, Keep};
pub use filter::Filter;
pub(crate) use portable::pieces::{FeedMarks, FeedPiece};
pub(crate) use reason::{Reason, What};
pub use record::{Cause, Change, ChangeKind};
pub(crate) use sieve::Sieve;

#[cfg(test)]
mod tests;
