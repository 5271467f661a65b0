//! Customers with what is logged of them, one after the other.

use roaring::RoaringBitmap;

use super::ground::Ground;
use super::work::is_wanted;
use crate::column::Column;
use crate::customer::Ordinal;
use crate::event::History;
use crate::live::Reads;
use crate::reference::Moment;

/// Shows the customers of a set of whom anything is logged that is looked at, as they are at the instant, with those of their
/// records: first those of one id in the order of ordinals, then those of several, whose whole `history` is asked for.
pub(crate) fn each_customer(
    ground: &Ground<'_>,
    reads: &Reads,
    within: &Column,
    history: &dyn Fn(Ordinal) -> History,
    mut show: impl FnMut(Ordinal, &Moment<'_>),
) {
    let mut is_merged = RoaringBitmap::new();
    let mut merged = RoaringBitmap::new();
    for (id, customer) in ground.identities.all_merged() {
        is_merged.insert(id);
        if within.contains(customer) {
            merged.insert(customer);
        }
    }
    for (customer, entries) in ground.log.customers_among(within, |kind| is_wanted(kind, reads)) {
        if !within.contains(customer) || is_merged.contains(customer) {
            continue;
        }
        let id = if reads.id { ground.register.id(customer) } else { None };
        let known = &entries[..entries.partition_point(|entry| entry.at <= ground.now)];
        if !known.is_empty() {
            show(customer, &Moment::of_log(ground.plan, ground.now, id.as_ref(), known));
        }
    }
    for customer in merged {
        let history = history(customer);
        let known = &history.entries()[..history.until(ground.now)];
        show(customer, &Moment::of_log(ground.plan, ground.now, history.id(), known));
    }
}
