//! The native half of the Kotlin package `tagora`: names, types and errors, no logic.
//!
//! Calls are few and coarse, because each costs JNA some microseconds: a batch of records crosses as one array of
//! bytes, a result with many parts as one text. The Kotlin half (`kotlin/`) wraps all of it; what is generated from
//! here is never seen by users, so that another generator can take uniffi's place.

mod customer;
mod engine;
mod error;
mod opening;
mod settings;

uniffi::setup_scaffolding!("tagora");
