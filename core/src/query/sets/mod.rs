//! Circuits of sets alone: a block in one pass.

mod few;
mod leaves;
mod many;
mod node;
mod pair;
#[cfg(test)]
mod tests;

use tagora_kernel::{BITS, Bits, Level};

use self::few::{Few, Lists};
use self::leaves::Leaves;
use self::many::Many;
use self::node::Node;
pub(super) use self::pair::shared_count;
use super::circuit::Circuit;
use super::found::Found;
use crate::column::Blocks;

/// Where up to so many have to be looked at they are looked up one by one; more are joined as bits.
const FEW: u32 = 512;

/// A circuit whose leaves are sets, run block by block. It keeps what it needs from one block to the next.
pub(super) struct Sets<'q> {
    leaves: Leaves<'q>,
    whole: Node,
    lists: Lists,
    many: Many<'q>,
    /// For what is found, and what was found last.
    room: Option<Box<Bits>>,
    own: Option<Box<Bits>>,
}

impl<'q> Sets<'q> {
    /// Of all `sets` those that the circuit has are looked at.
    pub(super) fn new(circuit: &Circuit, sets: &[&'q dyn Blocks], level: Level) -> Self {
        let mut marks = vec![false; sets.len()];
        circuit.mark(&mut marks);
        let used: Vec<usize> = (0..sets.len()).filter(|&leaf| marks[leaf]).collect();
        let leaf = |number: usize| used.binary_search(&number).unwrap_or_default();
        let leaves = Leaves::new(used.iter().map(|&leaf| sets[leaf]).collect(), level);
        Self {
            whole: Node::of(circuit, &leaf),
            many: Many::new(circuit, &leaf, sets, &leaves),
            leaves,
            lists: Lists::default(),
            room: None,
            own: None,
        }
    }

    /// Turns to a block.
    pub(super) fn turn(&mut self, block: usize) {
        self.leaves.turn(block);
        self.whole.turn(&self.leaves.views);
    }

    /// How many of the block it has.
    pub(super) fn count(&mut self) -> u32 {
        match self.whole {
            Node { least, most, .. } if least == most => most,
            Node { listed: 0..=FEW, .. } => Few { leaves: &self.leaves, lists: &mut self.lists }.count(&self.whole),
            _ => self.many.run(&self.leaves, None),
        }
    }

    /// Which of the block it has.
    pub(super) fn found(&mut self) -> Found {
        match self.whole {
            Node { most: 0, .. } => Found::Nobody,
            Node { least, .. } if least as usize == BITS => Found::Everybody,
            Node { listed: 0..=FEW, .. } => {
                Found::list(Few { leaves: &self.leaves, lists: &mut self.lists }.list(&self.whole).into_owned())
            }
            _ => {
                let mut bits = self.room.take().unwrap_or_default();
                let len = self.many.run(&self.leaves, Some(&mut bits));
                Found::of_bits(bits, len)
            }
        }
    }

    /// Takes back what was found and is done with, to write on it again.
    pub(super) fn done(&mut self, found: Found) {
        match found {
            Found::Nobody | Found::Everybody => {}
            Found::List(list) => self.lists.give(list),
            Found::Bits(bits, _) => self.room = Some(bits),
        }
    }

    /// All of the block that it has, as bits.
    fn bits(&mut self) -> &Bits {
        let mut own = self.own.take().unwrap_or_default();
        match self.found() {
            Found::Bits(bits, _) => self.room = Some(std::mem::replace(&mut own, bits)),
            Found::Nobody => own.0.fill(0),
            Found::Everybody => own.0.fill(!0),
            Found::List(list) => {
                own.put_list(&list);
                self.lists.give(list);
            }
        }
        self.own.insert(own)
    }
}
