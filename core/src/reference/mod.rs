//! The reference evaluator: what a handbook means, worked out from scratch.
//!
//! For: being obviously right. Every truth is computed anew from a customer's plain list of events, exact to the
//! millisecond, at any instant. Everything faster is judged by it. What happens at an instant, given what is true, is
//! here too (`step`): whoever says what is true (`truths`), it is worked out once. Not for: speed.

mod agenda;
mod aggregate;
mod apart;
mod assignments;
mod calendar;
mod deeds;
mod earlier;
mod firing;
mod lasting;
mod life;
mod named;
mod open;
mod past;
mod patterns;
mod provenance;
mod reactions;
mod settle;
mod sides;
mod sources;
mod step;
mod truth;
mod truths;
mod turns;
mod window;
mod zone;

pub(crate) use agenda::{Agenda, Next};
pub(crate) use aggregate::aggregate;
pub(crate) use assignments::Assignments;
pub(crate) use deeds::telling;
pub(crate) use earlier::Earlier;
pub(crate) use firing::{Firing, Telling};
pub(crate) use life::{Course, Defined, Life, Transition, Way};
pub(crate) use named::named;
pub(crate) use past::{Turn, before, carried_until};
pub(crate) use patterns::each_reached;
pub(crate) use provenance::given_until;
pub(crate) use step::cause_of;
pub(crate) use truth::{
    Moment, event_places, events, held_of, holds, is_true, lets_pass, matching, matching_behind, of_event, value,
};
pub(crate) use truths::{Asked, Truths};
