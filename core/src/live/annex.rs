use std::cell::RefCell;

use super::remembered::memory::Memories;
use super::series::AllSeries;
use super::texts::Texts;

/// What is kept of customers beside their rows, which know of it by number; and room to look at a record in.
#[derive(Clone, Debug, Default)]
pub(super) struct Annex {
    pub(super) series: AllSeries,
    pub(super) memories: Memories,
    /// Of the record that has happened last. Whoever asks what is true may be the first to ask for words.
    pub(super) texts: RefCell<Texts>,
}
