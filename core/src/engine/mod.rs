//! The facade: open, load a handbook, apply batches, advance the clock, read.
//!
//! For: putting the layers together; one commit at a time, readers never waiting. Not for: meaning (that is
//! `reference` and `live`) or language (that is `tagora-dsl`).

mod analytics;
mod apply;
mod asking;
#[cfg(feature = "sqlite")]
mod backup;
mod carry;
mod consuming;
mod diagnosing;
mod diff;
#[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "folders alone need all of it"))]
mod durable;
mod erase;
mod explaining;
mod facade;
mod forecasts;
mod forward;
mod frozen;
mod handbook;
mod histories;
mod joined;
mod judged;
mod load;
#[cfg(feature = "measure")]
mod measured;
mod merging;
mod onward;
mod open;
mod opening;
mod options;
mod preparing;
mod preview;
mod profile;
mod progress;
mod queries;
mod ranked;
mod reading;
mod retention;
mod routed;
mod sizes;
mod snapshot;
mod staging;
mod state;
mod timeline;
#[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "folders alone need all of it"))]
mod writer;

pub use analytics::{Analysis, By, Coverage, Overlap, Share};
pub use apply::Applied;
#[cfg(feature = "sqlite")]
pub use backup::{Backup, Salvage};
pub use consuming::{Consumer, ConsumerPage, Missed, Start};
pub use diagnosing::{DiagnoseOptions, Diagnosis, Flapping, GroupCover, Similar, Sources};
pub use diff::{DefinitionDiff, GroupDiff, TagDiff};
pub use durable::{Verified, Verify};
pub use erase::Erased;
pub use facade::Engine;
pub use forecasts::{ForecastOptions, Foreseen, Outlook};
pub use load::{LoadOptions, Loaded};
#[cfg(feature = "measure")]
pub use measured::Bytes;
pub use opening::Opening;
pub use options::{Clock, Durability, FeedFull, Options};
pub use preview::{Affected, Fired, Moved, Preview, PreviewOptions, Sample, SegmentDiff};
pub use profile::{Known, Profile, Reckoned, Suggested};
pub use progress::Progress;
pub use ranked::Ranked;
pub use routed::{RouteTarget, Routed};
pub use sizes::Sizes;
pub use snapshot::{HeldTag, Snapshot};
pub use timeline::{Happened, Happening, Timeline};
