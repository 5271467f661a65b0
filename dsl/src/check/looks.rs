//! Who looks at whom in its own conditions, one step far.

use super::cycles::{Node, What, looked_at, what_at};
use super::dependents::{conditions_of_route, conditions_of_rule};
use super::handbook::CheckedHandbook;
use crate::ast::{Condition, Definition};

/// What has conditions, or is looked at by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Party {
    Tag(usize),
    Group(usize),
    Define(usize),
    Segment(usize),
    Rule(usize),
    Route(usize),
}

impl CheckedHandbook {
    /// Who looks at whom in its own conditions, in order of declaration.
    pub(crate) fn looks(&self) -> Vec<(Party, Party)> {
        let mut conditions: Vec<(Party, &Condition)> = Vec::new();
        for (number, symbol) in self.tags.iter().enumerate() {
            if let Definition::When(condition) = &symbol.tag.definition {
                conditions.push((Party::Tag(number), condition));
            }
        }
        conditions.extend(self.defines.iter().enumerate().map(|(number, define)| (Party::Define(number), &*define.condition)));
        conditions
            .extend(self.segments.iter().enumerate().map(|(number, segment)| (Party::Segment(number), &*segment.condition)));
        for (number, rule) in self.rules.iter().enumerate() {
            conditions.extend(conditions_of_rule(rule).into_iter().map(|condition| (Party::Rule(number), condition)));
        }
        for (number, route) in self.routes.iter().enumerate() {
            conditions.extend(conditions_of_route(route).into_iter().map(|condition| (Party::Route(number), condition)));
        }
        let mut looks = Vec::new();
        for (party, condition) in conditions {
            let mut seen: Vec<Party> = looked_at(condition, self).into_iter().filter_map(|place| party_at(self, place)).collect();
            seen.sort_unstable();
            seen.dedup();
            looks.extend(seen.into_iter().map(|seen| (party, seen)));
        }
        looks.dedup();
        looks
    }
}

/// Who stands at a place in the graph of what looks at what.
fn party_at(handbook: &CheckedHandbook, place: usize) -> Option<Party> {
    Some(match what_at(handbook, place)? {
        What::Node(Node::Tag(tag)) => Party::Tag(tag),
        What::Node(Node::Define(define)) => Party::Define(define),
        What::Node(Node::Segment(segment)) => Party::Segment(segment),
        What::Node(Node::Open(group)) | What::Group(group) => Party::Group(group),
    })
}
