//! Rules: what sets them off.

use super::Checker;
use super::handbook::{CheckedHandbook, EventSymbol};
use crate::ast::Trigger;

impl Checker<'_> {
    pub(super) fn rules(&mut self, handbook: &CheckedHandbook) {
        for rule in &handbook.rules {
            let at_hand = match &rule.trigger {
                Trigger::On { stream, condition, .. } => {
                    let event = self.stream(stream, handbook);
                    if let Some(condition) = condition {
                        self.condition(condition, handbook, None);
                    }
                    event.map(AtHand::Event)
                }
                Trigger::When(condition) => {
                    self.condition(condition, handbook, None);
                    Some(AtHand::Customer)
                }
            };
            for action in &rule.actions {
                self.action(action, handbook, at_hand);
            }
        }
    }
}

/// Where the values come from that a rule's actions name.
#[derive(Clone, Copy)]
pub(super) enum AtHand<'h> {
    /// Properties of the event that set it off.
    Event(&'h EventSymbol),
    /// The customer's attributes.
    Customer,
}
