use super::{Action, Condition, Name, Stream};

/// What to do when something happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// What sets it off.
    pub trigger: Trigger,
    /// What it does, in order; one or more.
    pub actions: Vec<Action>,
    /// Whether it also tells the host what a late record sets off in the past.
    pub on_late: bool,
    /// Whether it also fires for what a new handbook or a merge makes true.
    pub on_backfill: bool,
}

/// What sets a rule off.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// An event happens.
    On {
        /// Which events.
        stream: Stream,
        /// Whether only a customer's first such event counts.
        first: bool,
        /// What must also be true then.
        condition: Option<Box<Condition>>,
    },
    /// A condition becomes true of the customer.
    When(Box<Condition>),
}
