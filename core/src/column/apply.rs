use std::sync::Arc;

use tagora_kernel::{BITS, Bits};

use super::block::Block;
use super::set::{Column, place};
use crate::customer::Ordinal;

/// One customer joins a set or leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// Who.
    pub customer: Ordinal,
    /// Whether it is a member from then on.
    pub member: bool,
}

/// Fewer flips are put one by one: more is not worth looking at each block first.
const FEW: usize = 32;

impl Column {
    /// Flips many, in the order given: of several for one customer the last holds. How many customers it changed, those
    /// counted twice who changed and changed back.
    pub fn apply(&mut self, flips: &[Flip]) -> usize {
        if flips.len() < FEW {
            return flips.iter().filter(|flip| self.put(flip.customer, flip.member)).count();
        }
        let table = self.table_mut();
        let mut touched = vec![false; table.blocks.len()];
        for flip in flips {
            if let Some(touched) = touched.get_mut(place(flip.customer).0) {
                *touched = true;
            }
        }
        // Each dense block is made the writer's own once; then its flips are a word each, without further question.
        let mut dense: Vec<Option<Own>> =
            table.blocks.iter_mut().zip(&touched).map(|(block, &touched)| Own::of(block, touched)).collect();
        let mut others = Vec::new();
        let mut changed = 0;
        for flip in flips {
            let (block, low) = place(flip.customer);
            match dense.get_mut(block) {
                Some(Some(own)) => {
                    let difference = own.bits.put(low, flip.member);
                    own.more += difference;
                    own.changed += difference.unsigned_abs() as usize;
                }
                _ => others.push(*flip),
            }
        }
        let owns: Vec<(usize, i32, usize)> =
            dense.iter().enumerate().filter_map(|(block, own)| own.as_ref().map(|own| (block, own.more, own.changed))).collect();
        for (block, more, of_block) in owns {
            if let Block::Dense(_, ones) = &mut table.blocks[block] {
                *ones = ones.saturating_add_signed(more);
            }
            table.blocks[block].settle();
            if of_block > 0 {
                changed += of_block;
                table.len = table.len.saturating_add_signed(more.into());
                table.mark(block);
            }
        }
        changed + others.iter().filter(|flip| table.put(flip.customer, flip.member)).count()
    }
}

/// A dense block that nobody else holds, and what has become of it.
struct Own<'a> {
    bits: &'a mut Bits,
    more: i32,
    changed: usize,
}

impl<'a> Own<'a> {
    fn of(block: &'a mut Block, is_touched: bool) -> Option<Self> {
        if !is_touched {
            return None;
        }
        // A cold block is thawed, a full one opened: both are going to be written.
        match block {
            Block::Cold(..) => block.thaw(),
            Block::Full => *block = Block::Dense(Arc::new(Bits::ONE), BITS as u32),
            _ => {}
        }
        match block {
            Block::Dense(bits, _) => Some(Self { bits: Arc::make_mut(bits), more: 0, changed: 0 }),
            _ => None,
        }
    }
}
