//! Conditions about one attribute, as scans of its column.

use std::cmp::Ordering;

use roaring::RoaringBitmap;

use crate::attribute::{BLOCK, Column, MASK, Selection};
use crate::customer::Ordinal;
use crate::rule::{Compare, Predicate, Term};
use crate::value::{Datum, passes};

/// So few customers of a block are looked at one by one.
const FEW: u64 = 256;

/// The attribute that a predicate without parts is about, if it is about one alone and a scan can tell.
pub(super) fn attribute_of(predicate: &Predicate) -> Option<usize> {
    match predicate {
        Predicate::Compare { left, op, right } => Some(comparison(left, *op, right)?.0),
        Predicate::Text { value: Term::Attribute(attribute), .. }
        | Predicate::Mentions { value: Term::Attribute(attribute), .. }
        | Predicate::Missing(Term::Attribute(attribute))
        | Predicate::IsTrue(Term::Attribute(attribute)) => Some(*attribute),
        _ => None,
    }
}

/// A comparison of an attribute with a constant, whichever stands left.
fn comparison<'p>(left: &'p Term, op: Compare, right: &'p Term) -> Option<(usize, &'p Datum, impl Fn(Ordering) -> bool)> {
    let (attribute, constant, is_turned) = match (left, right) {
        (Term::Attribute(attribute), Term::Constant(constant)) => (*attribute, constant, false),
        (Term::Constant(constant), Term::Attribute(attribute)) => (*attribute, constant, true),
        _ => return None,
    };
    Some((attribute, constant, move |order: Ordering| op.accepts(if is_turned { order.reverse() } else { order })))
}

/// The values that a predicate about the attribute of a column accepts. None, if it is not made of what a scan can tell.
pub(super) fn selection(predicate: &Predicate, column: &Column) -> Option<Selection> {
    Some(match predicate {
        Predicate::All(parts) => join(parts, column, Selection::everybody(), Selection::and)?,
        Predicate::Any(parts) => join(parts, column, Selection::nobody(), Selection::or)?,
        Predicate::Not(inner) => selection(inner, column)?.not(),
        Predicate::Compare { left, op, right } => {
            let (_, constant, accepts) = comparison(left, *op, right)?;
            Selection::values(column.compared(constant, accepts))
        }
        Predicate::Text { test, needle, .. } => Selection::values(column.such(|text| passes(text, *test, needle))),
        Predicate::Mentions { mention, .. } => Selection::values(column.such(|text| mention.is_in(text))),
        Predicate::IsTrue(_) => Selection::values(column.compared(&Datum::Bool(true), Ordering::is_eq)),
        Predicate::Missing(_) => Selection::missing(),
        _ => return None,
    })
}

fn join(
    parts: &[Predicate],
    column: &Column,
    first: Selection,
    join: impl Fn(&Selection, &Selection) -> Selection,
) -> Option<Selection> {
    parts.iter().try_fold(first, |found, part| Some(join(&found, &selection(part, column)?)))
}

/// The customers of `within` that are selected.
pub(super) fn scan(column: &Column, selection: &Selection, within: &RoaringBitmap) -> RoaringBitmap {
    let mut found = RoaringBitmap::new();
    let mut mask = [0_u64; MASK];
    let mut next = within.min();
    while let Some(first) = next {
        let block = first / BLOCK;
        let (start, end) = (block * BLOCK, block * BLOCK + (BLOCK - 1));
        if within.range_cardinality(start..=end) <= FEW {
            found.extend(within.range(start..=end).filter(|&customer| column.takes(customer, selection)));
        } else {
            column.select(block as usize, selection, &mut mask);
            found |= members(start, &mask);
        }
        next = end.checked_add(1).and_then(|next| within.range(next..).next());
    }
    found &= within;
    found
}

/// A block's mask as a set.
fn members(start: Ordinal, mask: &[u64; MASK]) -> RoaringBitmap {
    let mut bytes = [0; MASK * 8];
    for (bytes, word) in bytes.chunks_exact_mut(8).zip(mask) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    RoaringBitmap::from_lsb0_bytes(start, &bytes)
}

#[cfg(test)]
mod tests;
