//! Several events together: in order, not followed, not closed, again and again.

mod again;
mod open;
mod sequence;
mod then_not;

pub(super) use again::{regular, streak};
pub(super) use open::open;
pub(crate) use sequence::each_reached;
pub(super) use sequence::sequence;
pub(super) use then_not::then_not;
