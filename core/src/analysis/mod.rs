//! Counts over many sets at once, and what is made of them.
//!
//! For: how the customers of a segment spread over tags and values, a block at a time and in one pass over all sets; figures,
//! and what of them is held back. Not for: which customers are in a segment (that is `query`), nor where sets, values and
//! events come from (that is `engine`).

mod breakdown;
mod contrast;
mod conversion;
mod coverage;
mod cross;
mod distribution;
mod elapsed;
mod figures;
mod funnel;
mod grouping;
mod lift;
mod overlap;
mod retention;
mod rhythm;
mod spread;
mod suppress;
mod tally;
mod transitions;

pub use breakdown::{Breakdown, Part};
pub use contrast::{Contrast, Contrasted};
pub use conversion::{BeforeAfter, Conversion, Deeds};
pub(crate) use coverage::Covering;
pub use cross::Cross;
pub use distribution::Distribution;
pub(crate) use distribution::{Percentiles, numbers};
pub use elapsed::{Elapsed, Pairs};
pub use figures::Figures;
pub(crate) use funnel::Reached;
pub use funnel::{Passage, PassagePart, StepReached};
pub(crate) use grouping::{Grouping, Groups, total};
pub use lift::{Lift, Lifts};
pub(crate) use overlap::Overlapping;
pub use retention::{Cohort, Period, Retention};
pub use rhythm::{Beat, Cycle, Rhythm};
pub(crate) use spread::Spreading;
pub use suppress::Suppress;
pub(crate) use tally::Tally;
pub use transitions::Transitions;
