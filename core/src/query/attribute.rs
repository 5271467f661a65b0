//! Conditions about one attribute, as scans of its column.

use std::cmp::Ordering;

use jiff::tz::TimeZone;
use tagora_dsl::ast::Quantifier;
use tagora_kernel::Bits;

use super::execute::customer;
use super::mentioned::mentioned;
use crate::attribute::{BLOCK, Column, Selection};
use crate::column::{Blocks, View};
use crate::rule::{Compare, Predicate, Term, Window};
use crate::time::{Instant, Since};
use crate::value::{Datum, Set, passes};

/// When it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock<'a> {
    pub(crate) now: Instant,
    pub(crate) zone: &'a TimeZone,
}

/// The attribute that a predicate without parts is about, if it is about one alone and a scan can tell.
pub(super) fn attribute_of(predicate: &Predicate) -> Option<usize> {
    match predicate {
        Predicate::Compare { left, op, right } => {
            let (compared, ..) = comparison(left, *op, right)?;
            match compared {
                Term::Attribute(attribute) => Some(*attribute),
                Term::Elapsed { since: inner, .. } | Term::Size(inner) => match **inner {
                    Term::Attribute(attribute) => Some(attribute),
                    _ => None,
                },
                _ => None,
            }
        }
        Predicate::InWindow { moment: Term::Attribute(attribute), window: Window::Timed(_) }
        | Predicate::Ago { moment: Term::Attribute(attribute), .. }
        | Predicate::Ahead { moment: Term::Attribute(attribute), .. }
        | Predicate::Text { value: Term::Attribute(attribute), .. }
        | Predicate::Mentions { value: Term::Attribute(attribute), .. }
        | Predicate::Missing(Term::Attribute(attribute))
        | Predicate::IsTrue(Term::Attribute(attribute)) => Some(*attribute),
        Predicate::Includes(includes) => match includes.set {
            Term::Attribute(attribute) => constants(&includes.elements).map(|_| attribute),
            _ => None,
        },
        _ => None,
    }
}

/// What terms are, if all are constants.
fn constants(terms: &[Term]) -> Option<Vec<&Datum>> {
    let mut constants = Vec::with_capacity(terms.len());
    for term in terms {
        let Term::Constant(constant) = term else { return None };
        constants.push(constant);
    }
    Some(constants)
}

/// A comparison of something with a constant, whichever stands left.
fn comparison<'p>(left: &'p Term, op: Compare, right: &'p Term) -> Option<(&'p Term, &'p Datum, impl Fn(Ordering) -> bool)> {
    let (compared, constant, is_turned) = match (left, right) {
        (compared, Term::Constant(constant)) => (compared, constant, false),
        (Term::Constant(constant), compared) => (compared, constant, true),
        _ => return None,
    };
    Some((compared, constant, move |order: Ordering| op.accepts(if is_turned { order.reverse() } else { order })))
}

/// The values that a predicate about the attribute of a column accepts. None, if it is not made of what a scan can tell.
fn selection(predicate: &Predicate, column: &Column, clock: Clock<'_>) -> Option<Selection> {
    let Clock { now, zone } = clock;
    // The moments of which something is true: it is, up to some moment.
    let up_to = |is_true: &dyn Fn(Since) -> bool| Selection::values(column.up_to(|value| value.since().is_some_and(is_true)));
    Some(match predicate {
        Predicate::All(parts) => join(parts, column, clock, Selection::everybody(), Selection::and)?,
        Predicate::Any(parts) => join(parts, column, clock, Selection::nobody(), Selection::or)?,
        Predicate::Not(inner) => selection(inner, column, clock)?.not(),
        Predicate::Compare { left, op, right } => {
            let (compared, constant, accepts) = comparison(left, *op, right)?;
            match compared {
                Term::Attribute(_) => Selection::values(column.compared(constant, accepts)),
                Term::Size(_) => Selection::values(column.sets(|set| set.size().compare(constant).is_some_and(&accepts))),
                Term::Elapsed { unit, .. } => {
                    let count = |at: Since| Some(Datum::Number(i64::from(at.elapsed(*unit, now, zone)?).into()));
                    let order = |at: Since| count(at)?.compare(constant);
                    // The earlier, the more.
                    let (has_come, greater) =
                        (up_to(&|at| order(at).is_some()), up_to(&|at| order(at) == Some(Ordering::Greater)));
                    let not_less = up_to(&|at| order(at).is_some_and(Ordering::is_ge));
                    let parts = [
                        (Ordering::Greater, greater.clone()),
                        (Ordering::Equal, not_less.and(&greater.not())),
                        (Ordering::Less, has_come.and(&not_less.not())),
                    ];
                    let taken = parts.into_iter().filter(|(order, _)| accepts(*order));
                    taken.fold(Selection::nobody(), |found, (_, part)| found.or(&part))
                }
                _ => return None,
            }
        }
        Predicate::InWindow { window, .. } => {
            let window = window.timed()?;
            up_to(&|at| window.has_entered(at, now, zone)).and(&up_to(&|at| window.has_left(at, now, zone)).not())
        }
        Predicate::Ago { reach, .. } => up_to(&|at| at.is_ago(*reach, now, zone)),
        Predicate::Ahead { reach, .. } => {
            up_to(&|at| at.has_approached(*reach, now, zone)).and(&up_to(&|at| at.has_gone_by(now, zone)).not())
        }
        Predicate::Text { test, needle, .. } => Selection::values(column.such(|text| passes(text, *test, needle))),
        Predicate::Mentions { mention, .. } => Selection::values(mentioned(column, mention)),
        Predicate::IsTrue(_) => Selection::values(column.compared(&Datum::Bool(true), Ordering::is_eq)),
        Predicate::Includes(includes) => {
            let elements = constants(&includes.elements)?;
            let holds = |set: &Set| {
                let mut held = elements.iter().map(|element| set.holds(element));
                match includes.quantifier {
                    Quantifier::Any => held.any(|held| held),
                    Quantifier::All => held.all(|held| held),
                    Quantifier::None => !held.any(|held| held),
                }
            };
            Selection::values(column.sets(holds))
        }
        Predicate::Missing(_) => Selection::missing(),
        _ => return None,
    })
}

fn join(
    parts: &[Predicate],
    column: &Column,
    clock: Clock<'_>,
    first: Selection,
    join: impl Fn(&Selection, &Selection) -> Selection,
) -> Option<Selection> {
    parts.iter().try_fold(first, |found, part| Some(join(&found, &selection(part, column, clock)?)))
}

/// The customers with certain values of an attribute, found by looking at its column.
pub(crate) struct Scan<'a> {
    column: &'a Column,
    selection: Selection,
}

impl<'a> Scan<'a> {
    /// Of those whom a predicate about the attribute accepts. None, if it is not made of what a scan can tell.
    pub(crate) fn of(predicate: &Predicate, column: &'a Column, clock: Clock<'_>) -> Option<Self> {
        Some(Self { selection: selection(predicate, column, clock)?, column })
    }
}

impl Blocks for Scan<'_> {
    fn view(&self, _: usize) -> View<'_> {
        View::Unread(BLOCK)
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
