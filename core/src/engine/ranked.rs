//! The first customers of a segment in an order.

use std::cell::RefCell;
use std::sync::Arc;

use tagora_kernel::Level;

use super::queries::{outdated, some};
use super::reading::Reading;
use super::snapshot::Snapshot;
use crate::customer::CustomerId;
use crate::error::Result;
use crate::live::looks_at_state;
use crate::query::{Clock, Formula, Order, Ranking, Segment, customer};

/// A customer in its place of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ranked {
    /// Who.
    pub customer: CustomerId,
    /// The value it is ordered by, as text; none, if it has none.
    pub value: Option<String>,
}

impl Snapshot {
    /// The first `limit` customers of a segment in an order. Those without a value come last; of equal ones, the smaller id
    /// comes first.
    ///
    /// Orders by attributes alone, and by what is reckoned from them, are read from their columns, those first in which the
    /// largest values lie; what cannot be among the first is passed over, many customers in one step. For other orders the
    /// value is found for each customer of the segment.
    ///
    /// # Errors
    /// `segment-outdated`, also if the order is; `invalid-count` for a limit of 0.
    pub fn ranked(&self, segment: &Segment, order: &Order, limit: usize) -> Result<Vec<Ranked>> {
        some(limit, "an order")?;
        let plan = self.fits(segment)?;
        if !Arc::ptr_eq(&order.of, plan) {
            return Err(outdated("the order"));
        }
        let mut ranking = Ranking::new(limit, order.direction, &self.state.register);
        let clock = self.instant().map(|now| Clock { now, zone: &plan.zone });
        match clock.and_then(|clock| Formula::of(&order.by, self.attributes(), clock)) {
            Some(formula) => {
                let ranking = RefCell::new(&mut ranking);
                self.run(segment, |run, blocks| {
                    let all = ranking.borrow().in_order(&formula, blocks).into_iter();
                    let open = all.filter(|&block| ranking.borrow().is_open(&formula, block));
                    run.select(open, |block, found| ranking.borrow_mut().look(&formula, block, found));
                })?;
            }
            None => {
                let looks_at_state = looks_at_state(&order.by, plan);
                let reading = Reading { snapshot: self, plan, names: &[], looks_at_state };
                self.each_block(segment, |block, found| {
                    for bit in found.to_list(Level::best()) {
                        let customer = customer(block, bit);
                        ranking.offer(customer, reading.value(&order.by, customer));
                    }
                })?;
            }
        }
        let places = ranking.into_places().into_iter();
        Ok(places.map(|place| Ranked { customer: place.id.into(), value: place.value.map(|value| value.to_string()) }).collect())
    }
}
