use super::{Commit, Receipt, Store};

/// Keeps nothing: the engine's own memory is all there is.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryStore;

impl Store for MemoryStore {
    fn commit(&mut self, _commit: &Commit<'_>) -> std::io::Result<Receipt> {
        Ok(Receipt { durable: false })
    }

    fn keeps_records(&self) -> bool {
        false
    }
}
