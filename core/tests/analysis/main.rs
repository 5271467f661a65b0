//! What analyses find is what loops over plain lists of customers and events find.
#![expect(clippy::unwrap_used, reason = "a test program")]

mod funnels;
mod held_back;
mod hostile;
mod identities;
mod parts;
mod times;
mod world;
