//! Conditions about one attribute, as scans of its column.

use std::cmp::Ordering;

use tagora_kernel::Bits;

use super::execute::customer;
use super::leaf::{Blocks, Part};
use crate::attribute::{BLOCK, Column, Selection};
use crate::rule::{Compare, Predicate, Term};
use crate::value::{Datum, passes};

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
fn selection(predicate: &Predicate, column: &Column) -> Option<Selection> {
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

/// The customers with certain values of an attribute, found by looking at its column.
pub(crate) struct Scan<'a> {
    column: &'a Column,
    selection: Selection,
}

impl<'a> Scan<'a> {
    /// Of those whom a predicate about the attribute accepts. None, if it is not made of what a scan can tell.
    pub(crate) fn of(predicate: &Predicate, column: &'a Column) -> Option<Self> {
        Some(Self { selection: selection(predicate, column)?, column })
    }
}

impl Blocks for Scan<'_> {
    fn part(&self, _: usize) -> Part<'_> {
        Part::Other(BLOCK)
    }

    fn fill(&self, block: usize, into: &mut Bits) {
        self.column.select(block, &self.selection, &mut into.0);
    }

    fn contains(&self, block: usize, bit: u16) -> bool {
        self.column.takes(customer(block, bit), &self.selection)
    }

    fn known_len(&self) -> Option<u64> {
        None
    }
}
#[cfg(test)]
mod tests;
