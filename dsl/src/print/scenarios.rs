use super::Printer;
use super::conditions::comparison;
use crate::ast::{Condition, Expectation, Fact, Moment, Scenario, Step, StepKind};
use crate::language::Language;
use crate::vocabulary::Word;

impl Printer {
    /// A test: each step on a line of its own.
    pub(super) fn scenario(&mut self, scenario: &Scenario, indent: usize) {
        self.word(Word::Test);
        self.put(" ");
        self.name(&scenario.name.node);
        self.put(" {\n");
        for step in &scenario.steps {
            self.put(&" ".repeat(indent + 2));
            self.step(step);
            self.put("\n");
        }
        self.put(&" ".repeat(indent));
        self.put("}");
    }

    fn step(&mut self, step: &Step) {
        match &step.node {
            StepKind::Given { customer, fact, moment } => {
                self.word(Word::Given);
                self.put(" ");
                self.name(&customer.node);
                self.put(" ");
                // English says when it happens behind what happens, Chinese before it.
                if self.is_chinese() {
                    self.moment(*moment);
                    self.put(" ");
                    self.fact(fact);
                } else {
                    self.fact(fact);
                    self.put(" ");
                    self.moment(*moment);
                }
            }
            StepKind::Expect { moment, customer, expectation } => {
                if let Some(moment) = moment {
                    self.moment(*moment);
                    self.put(" ");
                }
                self.word(Word::Expect);
                self.put(" ");
                // A bracket may follow.
                let expectation = self.part(|p| {
                    p.put(" ");
                    p.expectation(expectation);
                });
                self.name_before(&customer.node, &expectation);
                self.put(&expectation);
            }
        }
    }

    pub(super) fn expectation(&mut self, expectation: &Expectation) {
        match expectation {
            Expectation::Holds(condition) => self.expected(condition),
            Expectation::Emitted { name, times } => {
                self.word(Word::Emitted);
                self.put(" ");
                self.name(&name.node);
                if let Some(times) = times {
                    self.put(" ");
                    self.word(comparison(times.op));
                    self.put(&format!(" {}", times.count));
                }
            }
        }
    }

    fn moment(&mut self, moment: Moment) {
        match moment {
            Moment::Date(date) => {
                self.word(Word::At);
                self.put(&format!(" {date}"));
            }
            Moment::Instant(instant) => {
                self.word(Word::At);
                self.put(&format!(" {instant}"));
            }
            Moment::Later(duration) => {
                self.duration(duration);
                self.put(if self.is_chinese() { "" } else { " " });
                self.word(Word::Later);
            }
        }
    }

    fn fact(&mut self, fact: &Fact) {
        match fact {
            Fact::Created => self.word(Word::Created),
            Fact::Add(tag) => {
                self.word(Word::Add);
                self.put(" ");
                self.path(tag);
            }
            Fact::Remove(tag) => {
                self.word(Word::Remove);
                self.put(" ");
                self.path(tag);
            }
            Fact::Set { attribute, value } => {
                self.fact_name(&attribute.node);
                self.put(" = ");
                self.expr(value);
            }
            Fact::Clear { attribute } => {
                self.fact_name(&attribute.node);
                self.put(" ");
                self.word(Word::Missing);
            }
            Fact::Event { name, properties } => {
                self.fact_name(&name.node);
                if properties.is_empty() {
                    return;
                }
                self.put(" {");
                self.list(properties, |p, (name, value)| {
                    p.name(&name.node);
                    p.put(": ");
                    p.expr(value);
                });
                self.put("}");
            }
        }
    }

    /// Here the word for a customer's creation is no name, and 三天后 no name either.
    fn fact_name(&mut self, name: &str) {
        let is_word = |word: Word| Language::ALL.iter().flat_map(|&l| word.spellings(l)).any(|spelling| name.ends_with(spelling));
        if is_word(Word::Created) || is_word(Word::Later) {
            self.put(&format!("`{name}`"));
        } else {
            self.name(name);
        }
    }

    /// A condition that does not begin with the word for what rules have told.
    fn expected(&mut self, condition: &Condition) {
        let text = self.part(|p| p.condition(condition));
        let word = Word::Emitted.spellings(Language::English).first().copied().unwrap_or_default();
        if text.starts_with(word) {
            self.parenthesised(condition);
        } else {
            self.put(&text);
        }
    }
}
