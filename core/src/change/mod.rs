//! What changed, why, and the feed that tells it.

mod feed;
mod record;

pub use feed::FeedPage;
pub(crate) use feed::Feed;
pub use record::{Cause, Change, ChangeKind};
