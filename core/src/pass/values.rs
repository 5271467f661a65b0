use super::ASK_NANOS;
use super::ground::Ground;
use super::walk::each_customer;
use super::work::{READ_NANOS, is_wanted};
use crate::column::Column;
use crate::customer::Ordinal;
use crate::event::History;
use crate::live::Reads;
use crate::reference::value;
use crate::rule::Term;
use crate::value::Datum;

/// The values that an expression has for the customers of a set, by ordinal, worked out by one pass over the log. None, where the
/// log does not tell, or where to ask so few is quicker.
pub(crate) fn values(
    term: &Term,
    ground: &Ground<'_>,
    within: &Column,
    history: &dyn Fn(Ordinal) -> History,
) -> Option<Vec<(Ordinal, Datum)>> {
    let reads = Reads::of_term(term, ground.plan);
    let pass = ground.log.about(|kind| is_wanted(kind, &reads)) as u64 * READ_NANOS;
    if reads.state || reads.id || reads.birth || within.len().saturating_mul(ASK_NANOS) < pass {
        return None;
    }
    let mut values = Vec::new();
    let mut read = Column::default();
    each_customer(ground, &reads, within, history, |customer, moment| {
        read.put(customer, true);
        values.extend(value(term, moment, None).map(|value| (customer, value)));
    });
    // Those of whom nothing is logged are all alike.
    if let Some(value) = value(term, &ground.nothing(), None) {
        values.extend(within.but(&read).iter().map(|customer| (customer, value.clone())));
    }
    values.sort_unstable_by_key(|(customer, _)| *customer);
    Some(values)
}
