use super::facade::Engine;
use crate::error::Result;
use crate::reference::Life;

impl Engine {
    /// Where what is kept differs from what the reference evaluator makes of the log: a line for each customer, none if all
    /// is right. For tests.
    ///
    /// # Errors
    /// `limit-exceeded`, if the reference evaluator comes by too much.
    #[doc(hidden)]
    pub fn judged(&self) -> Result<Vec<String>> {
        let state = self.state();
        let (Some(plan), Some(clock)) = (&state.plan, state.clock) else { return Ok(Vec::new()) };
        let mut lines = Vec::new();
        for (customer, history) in state.customers.all() {
            let (anew, _) = Life::from_start(history, plan, &state.schema, clock)?;
            let nothing = Life::default();
            if let Some(difference) = state.lives.get(customer).unwrap_or(&nothing).difference(&anew) {
                lines.push(format!("{:?}: {difference}", state.register.id(customer)));
            }
        }
        Ok(lines)
    }
}
