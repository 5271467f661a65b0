//! The native half of the Node package `tagora`: names, types and errors, no logic.
//!
//! A panic that reached Node would end its process: bodies call `tagora::boundary` alone, which catches them.

mod aside;
mod customer;
mod engine;
mod error;
mod opening;
mod settings;
