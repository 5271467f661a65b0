//! Rules: what they wait for and what they do.

use tagora::dsl::ast::{Action, ActionKind, Lasting, Rule, Target, Trigger, Validity};

use super::Walk;
use crate::kind::Kind;

impl Walk {
    pub(super) fn rule(&mut self, rule: &Rule) {
        let Rule { name: _, trigger, actions, on_late, on_backfill } = rule;
        match trigger {
            Trigger::On { stream, first, condition } => {
                self.note(Kind::RuleOnEvent);
                self.note_if(*first, Kind::RuleOnFirst);
                self.stream(stream);
                if let Some(condition) = condition {
                    self.note(Kind::Guard);
                    self.condition(condition);
                }
            }
            Trigger::When(condition) => {
                self.note(Kind::RuleOnCondition);
                self.condition(condition);
            }
        }
        self.note_if(*on_late, Kind::OnLate);
        self.note_if(*on_backfill, Kind::OnBackfill);
        actions.iter().for_each(|action| self.action(action));
    }

    pub(super) fn action(&mut self, action: &Action) {
        match &action.node {
            ActionKind::Add { tag, lasting } => {
                self.note(match tag {
                    Target::Tag(_) => Kind::Add,
                    Target::Member { group: _, name: _ } => Kind::AddMember,
                });
                match lasting {
                    None => {}
                    Some(Lasting::For(Validity { duration, renew })) => {
                        self.note(if *renew { Kind::AddForRenew } else { Kind::AddFor });
                        self.duration(*duration);
                    }
                    Some(Lasting::Until(_)) => self.note(Kind::AddUntil),
                }
            }
            ActionKind::Remove(tag) => self.note(match tag {
                Target::Tag(_) => Kind::Remove,
                Target::Member { group: _, name: _ } => Kind::RemoveMember,
            }),
            ActionKind::Move { group: _, to: _ } => self.note(Kind::Move),
            ActionKind::Set { tag: _, value } => {
                self.note(Kind::SetValue);
                self.expr(value);
            }
            ActionKind::Increment(_) => self.note(Kind::Increment),
            ActionKind::Shift { path: _, up } => self.note(if *up { Kind::Raise } else { Kind::Lower }),
            ActionKind::Suggest { tag: _, confidence } => {
                self.note(if confidence.is_some() { Kind::SuggestConfidence } else { Kind::Suggest });
            }
            ActionKind::Propose { tag: _, add } => self.note(if *add { Kind::ProposeAdd } else { Kind::ProposeRemove }),
            ActionKind::Emit { name: _, payload, cap, quiet } => {
                self.note(if payload.is_empty() { Kind::Emit } else { Kind::EmitWith });
                payload.iter().for_each(|(_, value)| self.expr(value));
                if let Some(cap) = cap {
                    self.note(Kind::EmitOncePer);
                    self.duration(*cap);
                }
                self.note_if(quiet.is_some(), Kind::EmitQuiet);
            }
            ActionKind::Notify(_) => self.note(Kind::Notify),
        }
    }
}
