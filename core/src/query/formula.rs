//! Expressions over attributes alone, read from the attributes' columns.

use std::cmp::Ordering;

use tagora_dsl::ast::Operator;

use super::attribute::Clock;
use super::segment::Direction;
use crate::attribute::{Attributes, Column, Numbers, Ranges, Selection};
use crate::customer::Ordinal;
use crate::rule::Term;
use crate::value::{Datum, Quantity, reckon};

/// An expression of which the columns of attributes tell all.
pub(crate) struct Formula<'a> {
    term: &'a Term,
    attributes: &'a Attributes,
    clock: Clock<'a>,
}

/// Where the values of some customers lie.
#[derive(Clone, Debug)]
pub(crate) enum Span {
    /// None of them has a value.
    Nothing,
    /// Ends included, though they need not be values.
    Between(Datum, Datum),
    Unknown,
}

impl<'a> Formula<'a> {
    /// None, if more than attributes is asked for.
    pub(crate) fn of(term: &'a Term, attributes: &'a Attributes, clock: Clock<'a>) -> Option<Self> {
        is_over_attributes(term).then_some(Self { term, attributes, clock })
    }

    /// What it is for a customer.
    pub(crate) fn value(&self, customer: Ordinal) -> Option<Datum> {
        self.value_of(self.term, customer)
    }

    fn value_of(&self, term: &Term, customer: Ordinal) -> Option<Datum> {
        match term {
            Term::Constant(constant) => Some(constant.clone()),
            Term::Attribute(attribute) => self.attributes.get(*attribute)?.value(customer),
            Term::Arithmetic { first, rest } => rest
                .iter()
                .try_fold(self.value_of(first, customer)?, |left, (op, by)| reckon(*op, &left, &self.value_of(by, customer)?)),
            Term::Elapsed { unit, since } => {
                let since = self.value_of(since, customer)?.since()?;
                let count = since.elapsed(*unit, self.clock.now, self.clock.zone)?;
                Some(Datum::Number(i64::from(count).into()))
            }
            Term::Parameter { table, key } => table.value(self.value_of(key, customer).as_ref()),
            Term::Size(set) => match self.value_of(set, customer)? {
                Datum::Set(set) => Some(set.size()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The numbers of an attribute, if it is nothing else.
    pub(crate) fn numbers(&self) -> Option<Numbers<'a>> {
        Numbers::of(self.column()?)
    }

    /// Where it lies for the customers of a page.
    pub(crate) fn span(&self, page: usize) -> Span {
        self.span_of(self.term, &|column| column.zone(page))
    }

    /// Where it lies for the customers of a block.
    pub(crate) fn span_of_block(&self, block: usize) -> Span {
        self.span_of(self.term, &|column| column.zone_of_block(block))
    }

    fn span_of(&self, term: &Term, zone: &dyn Fn(&Column) -> Option<(i64, i64)>) -> Span {
        match term {
            Term::Constant(constant) => Span::Between(constant.clone(), constant.clone()),
            Term::Attribute(attribute) => {
                let Some(column) = self.attributes.get(*attribute) else { return Span::Nothing };
                match zone(column) {
                    None => Span::Nothing,
                    Some(_) if !column.is_in_order() => Span::Unknown,
                    Some((low, high)) => {
                        let ends = column.datum(low).zip(column.datum(high));
                        ends.map_or(Span::Unknown, |(low, high)| Span::Between(low, high))
                    }
                }
            }
            Term::Arithmetic { first, rest } => {
                rest.iter().fold(self.span_of(first, zone), |left, (op, by)| joined(*op, &left, &self.span_of(by, zone)))
            }
            Term::Elapsed { unit, since } => match self.span_of(since, zone) {
                Span::Nothing => Span::Nothing,
                Span::Between(first, last) => {
                    let elapsed = |at: &Datum| at.since()?.elapsed(*unit, self.clock.now, self.clock.zone);
                    let number = |count: u32| Datum::Number(i64::from(count).into());
                    // The earlier, the more; of what is still to come, nothing.
                    let ends = elapsed(&last).zip(elapsed(&first));
                    ends.map_or(Span::Unknown, |(least, most)| Span::Between(number(least), number(most)))
                }
                Span::Unknown => Span::Unknown,
            },
            _ => Span::Unknown,
        }
    }

    /// The stored values that come before another, or are the same if `or_same`. Only of an attribute itself.
    pub(super) fn values(&self, before: &Datum, direction: Direction, or_same: bool) -> Option<Ranges> {
        let column = self.column()?;
        let accepts = |order: Ordering| match order {
            Ordering::Equal => or_same,
            order => order.is_lt() == (direction == Direction::Ascending),
        };
        column.ordered(before, accepts)
    }

    /// Leaves in a mask of a page those whose attribute is selected.
    pub(super) fn narrow(&self, page: usize, selection: &Selection, mask: &mut [u64]) {
        if let Some(column) = self.column() {
            column.narrow(page, selection, mask);
        }
    }

    fn column(&self) -> Option<&'a Column> {
        match self.term {
            Term::Attribute(attribute) => self.attributes.get(*attribute),
            _ => None,
        }
    }
}

fn is_over_attributes(term: &Term) -> bool {
    match term {
        Term::Constant(_) | Term::Attribute(_) => true,
        Term::Arithmetic { first, rest } => is_over_attributes(first) && rest.iter().all(|(_, by)| is_over_attributes(by)),
        Term::Elapsed { since: inner, .. } | Term::Parameter { key: inner, .. } | Term::Size(inner) => is_over_attributes(inner),
        _ => false,
    }
}

/// Where what is reckoned from values of two spans lies: between the outcomes at their ends, since it only grows or only
/// falls with each of them.
fn joined(op: Operator, left: &Span, right: &Span) -> Span {
    let ((low, high), (least, most)) = match (left, right) {
        (Span::Nothing, _) | (_, Span::Nothing) => return Span::Nothing,
        (Span::Between(low, high), Span::Between(least, most)) => ((low, high), (least, most)),
        _ => return Span::Unknown,
    };
    // Beside zero there is no end to quotients.
    let zero = Datum::from(Quantity::ZERO);
    let is_apart = |end: &Datum, wanted: Ordering| end.compare(&zero) == Some(wanted);
    if op == Operator::Over && !is_apart(least, Ordering::Greater) && !is_apart(most, Ordering::Less) {
        return Span::Unknown;
    }
    // Floats of exact numbers are rounded twice, and may be out of order by the last digit.
    let is_float = |end: &Datum| matches!(end.quantity(), Some(Quantity::Float(_)));
    let (of_left, of_right) = (is_float(low), is_float(least));
    let is_same = |one: &Datum, other: &Datum| one.compare(other) == Some(Ordering::Equal);
    if of_left != of_right && !if of_left { is_same(least, most) } else { is_same(low, high) } {
        return Span::Unknown;
    }
    let mut ends: Option<(Datum, Datum)> = None;
    for (left, right) in [(low, least), (low, most), (high, least), (high, most)] {
        // Where an end has no value, others between may have one.
        let Some(end) = reckon(op, left, right) else { return Span::Unknown };
        let (first, last) = ends.unwrap_or_else(|| (end.clone(), end.clone()));
        let first = if end.order(&first).is_lt() { end.clone() } else { first };
        let last = if end.order(&last).is_gt() { end } else { last };
        ends = Some((first, last));
    }
    ends.map_or(Span::Unknown, |(first, last)| Span::Between(first, last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tagora_dsl::Number;

    use super::*;

    /// Values of one kind, as an attribute has them, in order.
    fn side() -> impl Strategy<Value = Vec<Datum>> {
        let small = (-1_000..1_000_i64, 0..4_u8).prop_map(|(units, scale)| Number::new(units, scale).unwrap());
        let number = prop_oneof![4 => small, 1 => any::<i64>().prop_map(Number::from)].prop_map(Datum::Number);
        let float = (-1e3..1e3_f64).prop_map(Datum::Float);
        prop_oneof![2 => prop::collection::vec(number, 1..4), 1 => prop::collection::vec(float, 1..4)].prop_map(|mut values| {
            values.sort_by(Datum::order);
            values
        })
    }

    fn operator() -> impl Strategy<Value = Operator> {
        prop::sample::select(vec![Operator::Plus, Operator::Minus, Operator::Times, Operator::Over])
    }

    proptest! {
        #[test]
        fn what_is_reckoned_lies_between_its_ends(op in operator(), left in side(), right in side()) {
            let span = |side: &[Datum]| Span::Between(side[0].clone(), side[side.len() - 1].clone());
            if let Span::Between(low, high) = joined(op, &span(&left), &span(&right)) {
                for (one, other) in left.iter().flat_map(|one| right.iter().map(move |other| (one, other))) {
                    let value = reckon(op, one, other);
                    prop_assert!(value.is_none_or(|value| low.order(&value).is_le() && high.order(&value).is_ge()));
                }
            }
        }
    }
}
