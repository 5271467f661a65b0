//! Which targets customers were given by the routes of the handbook in force.
//!
//! For: giving, keeping and freeing places at the exact instants at which conditions turn. The conditions of lines are kept by the
//! live engine like those of tags; their turns come here when a commit has been worked out. Not for: whether a condition is
//! true. Why: ADR 0028.

mod adopt;
mod alone;
mod places;
mod round;
mod routes;
mod settle;
mod stored;

pub(crate) use adopt::Before;
pub(crate) use alone::Anew;
pub(crate) use routes::Routes;
