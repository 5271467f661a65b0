//! What several tests of this crate need.

pub mod declarations;
pub mod expressions;
pub mod keywords;
pub mod names;
pub mod parameters;
pub mod past;
pub mod patterns;
pub mod routes;
pub mod rules;
pub mod scenarios;
pub mod sets;
pub mod tags;
