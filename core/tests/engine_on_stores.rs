//! The suite of `engine`, each engine in a store: in memory, or in a folder.

#[path = "engine/main.rs"]
mod suite;
