//! Instants, and when an event leaves a window.
//!
//! For: the meaning of time, in one place. Not for: reading a clock; the host says what time it is
//! (`stopwatch` alone measures how long a query took).

mod days;
mod instant;
mod reach;
mod stopwatch;
mod window;

pub(crate) use days::{Since, days_later};
pub use instant::Instant;
pub(crate) use reach::{Reach, end_of, local_instant, start_of};
pub(crate) use stopwatch::stopwatch;
pub(crate) use window::Window;
