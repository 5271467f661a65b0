use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use tagora_dsl::ast::{CompareOp, Expectation, Expr, ExprKind, Fact, Literal, Scenario, Step, StepKind, Times};
use tagora_dsl::{Position, Span};

use super::moment::instant;
use super::report::{TestFailure, TestFound, TestOutcome, TestReport};
use crate::access::Scope;
use crate::change::ChangeKind;
use crate::customer::CustomerId;
use crate::engine::{Engine, Options};
use crate::error::Result;
use crate::event::{Batch, Event};
use crate::time::{Instant, Reach, local_instant};
use crate::value::Value;

/// Who assigns a tag in a test.
const BY: &str = "test";

/// Runs the tests of a handbook, each on a new engine. A test that fails is no error.
///
/// # Errors
/// Everything wrong with the handbook, as [`Engine::load`].
///
/// ```
/// let report = tagora::run_tests(
///     "event 聊天
///      tag 沉默 when no 聊天 in last 3 months
///      test 沉默 {
///        given A 聊天 at 2025-01-01
///        at 2025-03-31T23:59:59 expect A not has 沉默
///        3 months later expect A has 沉默
///        at 2025-07-01 expect A not has 沉默
///      }",
///     &tagora::Options::default(),
/// )?;
/// assert!(!report.passed());
/// assert_eq!(
///     report.render(tagora::dsl::Language::English),
///     "test 沉默 ... FAILED
///   7:8: A 2025-07-01T00:00:00Z
///     expected: not has 沉默
///     found: the tags 沉默
/// 0 passed, 1 failed
/// "
/// );
/// # Ok::<(), tagora::Error>(())
/// ```
pub fn run_tests(text: &str, options: &Options) -> Result<TestReport> {
    let options = Options { lateness_millis: 0, ..options.clone() };
    let engine = Engine::with_options(options);
    engine.load(text)?;
    let Some(handbook) = engine.handbook() else { return Ok(TestReport { outcomes: Vec::new() }) };
    let zone = engine.zone();
    let outcomes = handbook.scenarios().iter().map(|scenario| {
        let mut run = Run::new(engine.fork(), &zone, text);
        run.scenario(scenario);
        TestOutcome { name: scenario.name.node.clone(), span: scenario.name.span, failures: run.failures }
    });
    Ok(TestReport { outcomes: outcomes.collect() })
}

struct Run<'a> {
    engine: Engine,
    zone: &'a TimeZone,
    text: &'a str,
    before: Option<Instant>,
    /// What was given behind the last expectation.
    given: Batch,
    /// How often a customer was told something.
    emitted: BTreeMap<(CustomerId, String), u32>,
    failures: Vec<TestFailure>,
}

impl<'a> Run<'a> {
    fn new(engine: Engine, zone: &'a TimeZone, text: &'a str) -> Self {
        let (given, emitted) = (Batch::new(), BTreeMap::new());
        Self { engine, zone, text, before: None, given, emitted, failures: Vec::new() }
    }

    fn scenario(&mut self, scenario: &Scenario) {
        for (number, step) in scenario.steps.iter().enumerate() {
            let moment = match &step.node {
                StepKind::Given { moment, .. } => Some(*moment),
                StepKind::Expect { moment, .. } => *moment,
            };
            let at = moment.map(|moment| instant(moment, self.before, self.zone)).or(self.before).unwrap_or(Instant::MIN);
            self.before = Some(at);
            let done = match &step.node {
                StepKind::Given { customer, fact, .. } => self.give(&customer.node, fact, at, number),
                StepKind::Expect { customer, expectation, .. } => self.expect(&customer.node, expectation, at, step.span),
            };
            if let Err(error) = done {
                return self.refused(step, at, &error);
            }
        }
        // What is given behind the last expectation must be fit to be given, too.
        if let (Err(error), Some(at), Some(step)) = (self.catch_up(self.before), self.before, scenario.steps.last()) {
            self.refused(step, at, &error);
        }
    }

    fn refused(&mut self, step: &Step, at: Instant, error: &crate::Error) {
        let (StepKind::Given { customer, .. } | StepKind::Expect { customer, .. }) = &step.node;
        let found = TestFound::Refused { code: error.code().to_owned(), message: error.to_string() };
        self.fail(step.span, at, &customer.node, None, found);
    }

    fn fail(&mut self, span: Span, at: Instant, customer: &str, expected: Option<Expectation>, found: TestFound) {
        let start = Position::of(self.text, span.start);
        self.failures.push(TestFailure { span, start, at, customer: customer.to_owned(), expected, found });
    }

    fn give(&mut self, customer: &str, fact: &Fact, at: Instant, number: usize) -> Result<()> {
        let sequence = u64::try_from(number).unwrap_or(u64::MAX);
        match fact {
            Fact::Created => self.given.customer(customer, at),
            Fact::Add(tag) => self.given.add_tag(customer, tag.node.to_string(), at, BY),
            Fact::Remove(tag) => self.given.remove_tag(customer, tag.node.to_string(), at, BY),
            Fact::Set { attribute, value } => {
                let value = self.value(value);
                self.given.set(customer, attribute.node.as_str(), value, at)
            }
            Fact::Clear { attribute } => self.given.clear(customer, attribute.node.as_str(), at),
            Fact::Event { name, properties } => {
                let mut event = Event::new(customer, name.node.as_str(), at);
                for (property, value) in properties {
                    event = event.with(property.node.as_str(), self.value(value));
                }
                self.given.event(event)
            }
        };
        // What is given at one instant is given in the order of the steps.
        self.given.sequence(sequence);
        Ok(())
    }

    fn value(&self, value: &Expr) -> Value {
        match &value.node {
            ExprKind::Literal(Literal::Number(number)) => Value::Number(*number),
            ExprKind::Literal(Literal::Text(text)) => Value::Text(text.clone()),
            ExprKind::Literal(Literal::Bool(value)) => Value::Bool(*value),
            ExprKind::Literal(Literal::Date(date)) => Value::Text(date.to_string()),
            ExprKind::Literal(Literal::Instant(local)) => Value::Instant(local_instant(*local, self.zone)),
            ExprKind::Literal(Literal::Duration(duration)) => match Reach::of(*duration) {
                Reach::Fixed(millis) => Value::Int(millis),
                Reach::Months(months) => Value::Int(i64::from(months)),
            },
            ExprKind::Name(path) => Value::Text(path.node.to_string()),
            ExprKind::Set(elements) => Value::List(elements.iter().map(|element| self.value(element)).collect()),
            // The grammar has nothing else here.
            _ => Value::Text(String::new()),
        }
    }

    /// Takes the engine to an instant, with all that was given up to then.
    fn catch_up(&mut self, at: Option<Instant>) -> Result<()> {
        let Some(at) = at else { return Ok(()) };
        let mut given = std::mem::take(&mut self.given);
        loop {
            let before = self.engine.clock();
            for change in self.engine.apply(&given, at)?.changes {
                if let ChangeKind::Emitted { name, .. } = change.kind {
                    let times = self.emitted.entry((change.customer, name.to_string())).or_default();
                    *times = times.saturating_add(1);
                }
            }
            // A step of the engine may end before the instant, where too much changes on the way.
            if self.engine.clock() >= Some(at) || self.engine.clock() == before {
                return Ok(());
            }
            given = Batch::new();
        }
    }

    fn expect(&mut self, customer: &str, expectation: &Expectation, at: Instant, span: Span) -> Result<()> {
        self.catch_up(Some(at))?;
        let id = CustomerId::from(customer);
        let found = match expectation {
            Expectation::Holds(condition) => {
                let segment = self.engine.segment_of(condition)?;
                let alone = Scope::Customers(BTreeSet::from([id.clone()]));
                if self.engine.snapshot(&alone)?.count(&segment)? == 1 {
                    return Ok(());
                }
                let tags = self.engine.snapshot(&Scope::All)?.tags(id);
                TestFound::Tags(tags.iter().map(|held| held.tag.to_string()).collect())
            }
            Expectation::Emitted { name, times } => {
                let found = self.emitted.get(&(id, name.node.clone())).copied().unwrap_or(0);
                if is_so(found, times.unwrap_or(Times { op: CompareOp::Ge, count: 1 })) {
                    return Ok(());
                }
                TestFound::Emitted(found)
            }
        };
        self.fail(span, at, customer, Some(expectation.clone()), found);
        Ok(())
    }
}

fn is_so(found: u32, Times { op, count }: Times) -> bool {
    match op {
        CompareOp::Eq => found == count,
        CompareOp::Ne => found != count,
        CompareOp::Lt => found < count,
        CompareOp::Le => found <= count,
        CompareOp::Gt => found > count,
        CompareOp::Ge => found >= count,
    }
}
