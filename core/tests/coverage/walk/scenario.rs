//! Tests inside handbooks.

use tagora::dsl::ast::{Expectation, Fact, Moment, Scenario, StepKind, Times};

use super::Walk;
use crate::kind::Kind;

impl Walk {
    pub(super) fn scenario(&mut self, scenario: &Scenario) {
        let Scenario { name: _, steps } = scenario;
        self.note(Kind::Test);
        for step in steps {
            match &step.node {
                StepKind::Given { customer: _, fact, moment } => {
                    self.fact(fact);
                    self.moment(*moment);
                }
                StepKind::Expect { moment, customer: _, expectation } => {
                    match moment {
                        Some(moment) => self.moment(*moment),
                        None => self.note(Kind::AtThatInstant),
                    }
                    self.expectation(expectation);
                }
            }
        }
    }

    pub(super) fn fact(&mut self, fact: &Fact) {
        match fact {
            Fact::Created => self.note(Kind::GivenCreated),
            Fact::Event { name: _, properties } => {
                self.note(if properties.is_empty() { Kind::GivenEvent } else { Kind::GivenProperty });
                properties.iter().for_each(|(_, value)| self.expr(value));
            }
            Fact::Set { attribute: _, value } => {
                self.note(Kind::GivenSet);
                self.expr(value);
            }
            Fact::Clear { attribute: _ } => self.note(Kind::GivenClear),
            Fact::Add(_) => self.note(Kind::GivenAdd),
            Fact::Remove(_) => self.note(Kind::GivenRemove),
        }
    }

    pub(super) fn moment(&mut self, moment: Moment) {
        match moment {
            Moment::Date(_) => self.note(Kind::AtDate),
            Moment::Instant(_) => self.note(Kind::AtInstant),
            Moment::Later(duration) => {
                self.note(Kind::Later);
                self.duration(duration);
            }
        }
    }

    pub(super) fn expectation(&mut self, expectation: &Expectation) {
        match expectation {
            Expectation::Holds(condition) => {
                self.note(Kind::ExpectCondition);
                self.condition(condition);
            }
            Expectation::Emitted { name: _, times } => self.note(match times {
                None => Kind::ExpectEmitted,
                Some(Times { op: _, count: _ }) => Kind::ExpectEmittedTimes,
            }),
        }
    }
}
