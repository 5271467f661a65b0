//! What changed, why, and the feed that tells it.

mod feed;
mod record;

pub(crate) use feed::Feed;
pub use feed::FeedPage;
pub use record::{Cause, Change, ChangeKind};
