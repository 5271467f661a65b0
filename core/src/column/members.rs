use super::block::Block;
use super::set::{Column, place};
use crate::customer::Ordinal;

/// The members of a column, in order.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    column: &'a Column,
    /// The next block to be looked at.
    block: usize,
    /// What is left of the block before.
    left: std::vec::IntoIter<Ordinal>,
}

impl<'a> Members<'a> {
    pub(super) fn of(column: &'a Column) -> Self {
        Self { column, block: 0, left: Vec::new().into_iter() }
    }

    /// Goes on with the first member that is no lower.
    pub(super) fn from(column: &'a Column, customer: Ordinal) -> Self {
        let (block, low) = place(customer);
        let mut members = Self { column, block, left: Vec::new().into_iter() };
        members.fill();
        let below = column.block(block).rank(low) as usize;
        if members.block == block + 1 && below > 0 {
            members.left.nth(below - 1);
        }
        members
    }

    /// Takes the members of the next block that has any.
    fn fill(&mut self) {
        while self.block < self.column.blocks() {
            let (number, block) = (self.block, self.column.block(self.block));
            self.block += 1;
            if !matches!(block, Block::Empty) {
                let mut members = Vec::new();
                block.append_to((number as u32) << 16, &mut members);
                self.left = members.into_iter();
                return;
            }
        }
    }
}

impl Iterator for Members<'_> {
    type Item = Ordinal;

    fn next(&mut self) -> Option<Ordinal> {
        if let Some(next) = self.left.next() {
            return Some(next);
        }
        self.fill();
        self.left.next()
    }
}
