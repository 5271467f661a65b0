//! What an engine takes in memory.

use super::facade::Engine;
use crate::error::Result;

/// Bytes in use, about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// What conditions are kept by, customer by customer.
    pub rows: usize,
    /// When each customer is due.
    pub due: usize,
    /// Who is born, and who holds each tag.
    pub tags: usize,
    /// Values of attributes.
    pub attributes: usize,
    /// Ids and their ordinals.
    pub register: usize,
    /// The sealed entries of the log, and what ids are known again by.
    pub log: usize,
    /// How many entries are sealed.
    pub sealed: usize,
}

impl Engine {
    /// What this engine takes.
    pub(crate) fn bytes(&self) -> Result<Bytes> {
        let (rows, due) = self.writer()?.standing.bytes();
        let state = self.state();
        let (pages, known) = state.log.bytes();
        Ok(Bytes {
            rows,
            due,
            tags: state.tags.iter().chain([&state.universe]).map(|column| column.bytes()).sum(),
            attributes: state.attributes.bytes(),
            register: state.register.bytes(),
            log: pages + known,
            sealed: state.log.runs().iter().map(|run| run.len()).sum(),
        })
    }
}
