use super::facade::Engine;
use crate::error::Result;
use crate::live::from_start;
use crate::reference::Life;
use crate::time::Instant;

impl Engine {
    /// Where what is kept differs from what the reference evaluator makes of the log: a line for each customer, none if all
    /// is right. For tests.
    ///
    /// # Errors
    /// `limit-exceeded`, if the reference evaluator comes by too much.
    #[doc(hidden)]
    pub fn judged(&self) -> Result<Vec<String>> {
        let writer = self.writer()?;
        let state = self.state();
        let (Some(plan), Some(clock)) = (&state.plan, state.clock) else { return Ok(Vec::new()) };
        let mut lines = Vec::new();
        state.each_history(|customer, history| {
            let (judge, _) = Life::from_start(&history, plan, &state.schema, clock)?;
            let (anew, _) = from_start(&history, (plan, &state.program), &state.schema, clock)?;
            let stood = writer.standing.stood(customer, &state.lives).held;
            let held = |tag| judge.held().get(tag).is_some_and(Option::is_some);
            let wrong = (0..plan.tags.len()).find(|&tag| stood.get(tag).copied().unwrap_or(false) != held(tag));
            let decided = |life: &Life, tag| life.basis(tag, plan);
            let otherwise = (0..plan.tags.len()).find(|&tag| decided(&anew, tag) != decided(&judge, tag));
            let basis =
                |tag: usize| format!("{}: {:?}, but {:?}", plan.tags[tag].path, decided(&anew, tag), decided(&judge, tag));
            let difference = anew
                .difference(&judge)
                .or_else(|| otherwise.map(basis))
                .or_else(|| state.lives.get(customer)?.difference(&judge))
                .or_else(|| {
                    state.lives.get(customer).is_none().then(|| unlike(&writer.standing.given(customer, clock), &judge, clock))?
                })
                .or_else(|| wrong.map(|tag| format!("{}: held is {}", plan.tags[tag].path, held(tag))));
            lines.extend(difference.map(|difference| format!("{:?}: {difference}", state.register.id(customer))));
            Ok(())
        })?;
        Ok(lines)
    }
}

/// How a life differs from what a row says of its customer: that all that is stored is that so much is given.
fn unlike(given: &[(usize, Option<Instant>)], judge: &Life, clock: Instant) -> Option<String> {
    let assigned = judge.assigned();
    let until = |tag: usize| (tag, assigned.given(tag, clock).and_then(|given| given.until));
    let expected: Vec<_> = assigned.all_given(clock).map(until).collect();
    let more = assigned.pinned_or_banned().count() + judge.values().len() + judge.open().len() + judge.heard().len();
    (expected != given || more > 0).then(|| format!("given: {given:?}, but {expected:?} and {more} more"))
}
