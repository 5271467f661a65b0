//! Expressions to terms.

use tagora_dsl::EventSymbol;
use tagora_dsl::ast::{self, Expr, ExprKind, Literal};

use super::Term;
use super::compile::{Compiler, Within, fault};
use super::predicate::Property;
use crate::error::Result;
use crate::time::{Reach, local_instant};
use crate::value::Datum;

impl Compiler<'_> {
    pub(super) fn term(&self, expr: &Expr, within: Within<'_>) -> Result<Term> {
        Ok(match &expr.node {
            ExprKind::Literal(literal) => Term::Constant(self.constant(literal)?),
            ExprKind::Name(_) if self.handbook.parameter_of(expr).is_some() => {
                self.parameter(self.handbook.parameter_of(expr).ok_or_else(|| fault("a parameter is gone"))?, within)?
            }
            ExprKind::Name(path) if within.is_none() && self.handbook.scale(expr).is_some() => self.level(path)?,
            ExprKind::Name(path) => self.value_of(path, within)?,
            ExprKind::Size(set) => Term::Size(Box::new(self.value_of(set, within)?)),
            ExprKind::Set(_) => return Err(fault("a set stands outside of a test")),
            ExprKind::TagValue(path) => {
                let scale = self.handbook.scale(expr).map(|names| names.iter().map(|name| name.node.as_str().into()).collect());
                Term::TagValue { tag: self.tag_number(&path.node)?, scale }
            }
            ExprKind::Arithmetic { first, rest } => {
                let rest = rest.iter().map(|step| Ok((step.op, self.term(&step.by, within)?)));
                Term::Arithmetic { first: Box::new(self.term(first, within)?), rest: rest.collect::<Result<_>>()? }
            }
            ExprKind::Count { stream, window, per } => Term::Count {
                stream: self.stream(stream)?,
                window: self.optional_window(window.as_ref())?,
                periods: periods(*per, window.as_ref()),
            },
            ExprKind::ActiveDays { stream, window } => {
                Term::ActiveDays { stream: self.stream(stream)?, window: self.optional_window(window.as_ref())? }
            }
            ExprKind::Aggregate { function, stream, property, window } => Term::Aggregate {
                function: *function,
                property: self.property(self.event(&stream.event)?, &property.node)?,
                stream: self.stream(stream)?,
                window: self.optional_window(window.as_ref())?,
            },
            ExprKind::Named { step, property } => self.named_property(step, property)?,
            ExprKind::Streak(streak) => Term::Streak { stream: self.stream(&streak.stream)?, period: streak.period },
            ExprKind::Bucket(division) => Term::Bucket(division.as_str().into()),
            ExprKind::Open(pairs) => Term::Open(Box::new(self.open(pairs)?)),
            ExprKind::Occurrence { which, stream, property } => {
                let event = self.event(&stream.event)?;
                let property = property.as_ref().map(|property| self.property(event, &property.node)).transpose()?;
                Term::Occurrence { which: *which, stream: self.stream(stream)?, property }
            }
            ExprKind::Turns { turn, tags, window } => Term::Turns {
                gained: *turn == ast::Turn::Gained,
                tags: self.tags_of(std::slice::from_ref(tags))?,
                window: self.optional_window(window.as_ref())?,
            },
            ExprKind::TagsIn(group) => {
                let pattern = ast::TagPattern { path: group.clone(), whole_group: true };
                Term::Holding(self.tags_of(&[pattern])?)
            }
            ExprKind::Elapsed { unit, since } => Term::Elapsed { unit: *unit, since: Box::new(self.term(since, within)?) },
        })
    }

    /// The level that a customer has in a group.
    fn level(&self, path: &ast::Path) -> Result<Term> {
        let group = self.handbook.scaled_group(&path.node).ok_or_else(|| fault("a group is gone"))?;
        let levels = self.handbook.groups()[group].nature.levels.iter();
        let tags = levels.map(|level| self.handbook.tag_in(group, &level.node).ok_or_else(|| fault("a level is gone")));
        Ok(Term::Level(tags.collect::<Result<_>>()?))
    }

    pub(super) fn value_of(&self, path: &ast::Path, within: Within<'_>) -> Result<Term> {
        let name = path.node.last();
        match within {
            Some(event) => Ok(Term::Property(self.property(event, name)?)),
            None => Ok(Term::Attribute(self.schema.attribute(name).ok_or_else(|| fault("an attribute is not in the schema"))?.0)),
        }
    }

    pub(super) fn property(&self, event: &EventSymbol, name: &str) -> Result<Property> {
        let mut places = Vec::new();
        for &number in &event.types {
            let ty = self
                .schema
                .event(&self.handbook.events()[number].name)
                .ok_or_else(|| fault("an event type is not in the schema"))?;
            let place = self.schema.property(ty, name).ok_or_else(|| fault("a property is not in the schema"))?.0;
            places.push((ty, place));
        }
        Ok(Property(places))
    }

    pub(super) fn constant(&self, literal: &Literal) -> Result<Datum> {
        Ok(match literal {
            Literal::Number(number) => Datum::Number(*number),
            Literal::Text(text) => Datum::Text(text.as_str().into()),
            Literal::Bool(value) => Datum::Bool(*value),
            Literal::Date(date) => Datum::Date(*date),
            Literal::Instant(local) => Datum::Instant(local_instant(*local, self.zone)),
            Literal::Percent(share) => {
                Datum::Number(share.at_scale(2).ok_or_else(|| fault("a percentage has too many places"))?.into())
            }
            Literal::Duration(duration) => match Reach::of(*duration) {
                Reach::Fixed(millis) => Datum::Duration(millis),
                Reach::Months(_) => return Err(fault("a month is no fixed duration")),
            },
        })
    }
}

/// How many periods the window of a mean per period has.
fn periods(per: Option<ast::Unit>, window: Option<&ast::Window>) -> u32 {
    let (Some(per), Some(ast::Window::Last(duration))) = (per, window) else { return 1 };
    let each = match (per, duration.unit) {
        (ast::Unit::Month, ast::Unit::Year) => 12,
        (ast::Unit::Day, ast::Unit::Week) => 7,
        _ => 1,
    };
    duration.amount.saturating_mul(each).max(1)
}
