use super::Rule;
use super::build::{Builder, Node, child};
use crate::ast::{Expectation, Expr, ExprKind, Fact, Literal, Moment, Scenario, Step, StepKind, Times};
use crate::diagnostic::Problem;
use crate::span::Spanned;

impl Builder<'_> {
    /// `test 沉默 { given …; at … expect … }`.
    pub(super) fn scenario(&mut self, pair: &Node<'_>) -> Option<Scenario> {
        let name = self.name(child(pair, Rule::name)?)?;
        let mut steps = Vec::new();
        for step in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::step) {
            steps.push(self.step(step)?);
        }
        if steps.len() > self.limits.steps {
            self.report(Problem::TooManySteps { limit: self.limits.steps }, name.span);
        }
        Some(Scenario { name, steps })
    }

    fn step(&mut self, pair: Node<'_>) -> Option<Step> {
        let span = self.span(&pair);
        self.count(span);
        let inner = pair.into_inner().next()?;
        let customer = self.name(child(&inner, Rule::name)?)?;
        let moment = match child(&inner, Rule::moment) {
            Some(moment) => Some(self.moment(moment)?),
            None => None,
        };
        let kind = match inner.as_rule() {
            Rule::given => StepKind::Given { customer, fact: self.fact(child(&inner, Rule::fact)?)?, moment: moment? },
            Rule::expect => {
                StepKind::Expect { moment, customer, expectation: self.expectation(child(&inner, Rule::expectation)?)? }
            }
            _ => return None,
        };
        Some(Spanned::new(kind, span))
    }

    fn moment(&mut self, pair: Node<'_>) -> Option<Moment> {
        let inner = pair.into_inner().find(|p| matches!(p.as_rule(), Rule::date | Rule::instant | Rule::later_span))?;
        if inner.as_rule() == Rule::later_span {
            return Some(Moment::Later(self.duration(inner)?));
        }
        match self.literal(inner)? {
            Literal::Date(date) => Some(Moment::Date(date)),
            Literal::Instant(instant) => Some(Moment::Instant(instant)),
            _ => None,
        }
    }

    fn fact(&mut self, pair: Node<'_>) -> Option<Fact> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::kw_created => Fact::Created,
            Rule::given_add => Fact::Add(self.path(child(&inner, Rule::path)?)?),
            Rule::given_remove => Fact::Remove(self.path(child(&inner, Rule::path)?)?),
            Rule::given_set => Fact::Set {
                attribute: self.name(child(&inner, Rule::name)?)?,
                value: self.fact_value(child(&inner, Rule::fact_value)?)?,
            },
            Rule::given_clear => Fact::Clear { attribute: self.name(child(&inner, Rule::name)?)? },
            Rule::given_event => {
                let mut properties = Vec::new();
                for entry in inner.clone().into_inner().filter(|p| p.as_rule() == Rule::fact_entry) {
                    let name = self.name(child(&entry, Rule::name)?)?;
                    properties.push((name, self.fact_value(child(&entry, Rule::fact_value)?)?));
                }
                self.check_list(properties.len(), span);
                Fact::Event { name: self.name(child(&inner, Rule::name)?)?, properties }
            }
            _ => return None,
        })
    }

    fn fact_value(&mut self, pair: Node<'_>) -> Option<Expr> {
        let span = self.span(&pair);
        self.count(span);
        let inner = pair.into_inner().next()?;
        let kind = match inner.as_rule() {
            Rule::path => ExprKind::Name(self.path(inner)?),
            Rule::fact_set => ExprKind::Set(self.elements(&inner)?),
            _ => ExprKind::Literal(self.literal(inner)?),
        };
        Some(Spanned::new(kind, span))
    }

    fn expectation(&mut self, pair: Node<'_>) -> Option<Expectation> {
        let inner = pair.into_inner().next()?;
        if inner.as_rule() != Rule::emitted {
            return Some(Expectation::Holds(Box::new(self.condition(inner)?)));
        }
        let name = self.name(child(&inner, Rule::name)?)?;
        let times = match child(&inner, Rule::compare_op) {
            None => None,
            Some(op) => {
                let op = super::conditions::compare_op(op)?;
                let number = child(&inner, Rule::number)?;
                let (place, text) = (self.span(&number), number.as_str().to_owned());
                let count = self.number(number)?.at_scale(0).and_then(|count| u32::try_from(count).ok());
                let count = count.unwrap_or_else(|| {
                    let expected = vec![("a whole number", "整数")];
                    self.report(Problem::Syntax { expected, found: Some(text) }, place);
                    1
                });
                Some(Times { op, count })
            }
        };
        Some(Expectation::Emitted { name, times })
    }
}
