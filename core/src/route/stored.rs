//! What routes gave as bytes, and back.

use super::places::{Place, Places};
use super::routes::Routes;
use crate::bytes::{Reader, put, put_signed};
use crate::customer::Ordinal;
use crate::rule::{Plan, Route};
use crate::time::Instant;

impl Routes {
    /// Appends it as bytes: `docs/format-store.md`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put(out, self.all().len() as u64);
        self.all().iter().for_each(|places| places.write(out));
    }

    /// What [`write`](Self::write) wrote under a plan, of customers below an ordinal.
    pub(crate) fn read(reader: &mut Reader<'_>, plan: &Plan, given: usize) -> Option<Self> {
        if reader.number()? != plan.routes.len() as u64 {
            return None;
        }
        let mut routes = Self::of(plan);
        for (route, places) in plan.routes.iter().zip(routes.all_mut()) {
            places.read(reader, route, given)?;
        }
        Some(routes)
    }
}

impl Places {
    fn write(&self, out: &mut Vec<u8>) {
        put(out, self.all().count() as u64);
        let mut before = 0;
        for (customer, Place { target, since }) in self.all() {
            put(out, u64::from(customer - before));
            before = customer;
            put(out, target as u64);
            put_signed(out, since.millis());
        }
        put(out, self.all_waiting().count() as u64);
        for (customer, since, lines) in self.all_waiting() {
            put(out, customer.into());
            put_signed(out, since.millis());
            lines.for_each(|waits| out.push(u8::from(waits)));
        }
    }

    fn read(&mut self, reader: &mut Reader<'_>, route: &Route, given: usize) -> Option<()> {
        let is_known = |customer: &Ordinal| (*customer as usize) < given;
        let count = reader.at_most(reader.left() as u64)?;
        let mut customer = 0;
        for _ in 0..count {
            customer = Some(u32::try_from(reader.number()?).ok()?.checked_add(customer)?).filter(is_known)?;
            let target = usize::try_from(reader.number()?).ok().filter(|target| *target < route.targets.len())?;
            let since = Instant::from_millis(reader.signed()?).ok()?;
            self.give(customer, Place { target, since });
        }
        let count = reader.at_most(reader.left() as u64)?;
        for _ in 0..count {
            // Whoever has a place does not wait.
            let customer =
                u32::try_from(reader.number()?).ok().filter(is_known).filter(|&customer| self.get(customer).is_none())?;
            let since = Instant::from_millis(reader.signed()?).ok()?;
            let lines: Vec<bool> = route.lines.iter().map(|_| Some(reader.byte()? == 1)).collect::<Option<_>>()?;
            self.wait(customer, since, &lines);
        }
        Some(())
    }
}
