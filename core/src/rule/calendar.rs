use tagora_dsl::ast::{CalendarCondition, CompareOp, Day, Unit};

use super::compile::{Compiler, Within};
use super::{Predicate, Term};
use crate::error::Result;
use crate::time::Reach;
use crate::value::Datum;

/// What changes with the calendar alone, again and again: it is asked on the way when it will next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tick {
    Day(Day),
    /// The same day of every year after, and so far ahead of it.
    Anniversary {
        date: Term,
        ahead: Option<Reach>,
    },
    /// Whole units since then. If these are the only counts that matter, it is asked for no others.
    Elapsed {
        unit: Unit,
        since: Term,
        counts: Option<[u32; 2]>,
    },
}

impl Compiler<'_> {
    pub(super) fn calendar(&self, condition: &CalendarCondition, within: Within<'_>) -> Result<Predicate> {
        Ok(match condition {
            CalendarCondition::Ahead { moment, duration } => {
                Predicate::Ahead { moment: self.term(moment, within)?, reach: Reach::of(*duration) }
            }
            CalendarCondition::Anniversary { date, ahead } => {
                Predicate::Anniversary { date: self.term(date, within)?, ahead: ahead.map(Reach::of) }
            }
            CalendarCondition::Today(day) => Predicate::Today(*day),
        })
    }
}

/// The tick of a comparison of whole units with a number, if it is one: the truth can change only where the count comes to
/// the number, or goes past it.
pub(super) fn elapsed_tick(left: &Term, right: &Term) -> Option<Tick> {
    let (unit, since, number) = match (left, right) {
        (Term::Elapsed { unit, since }, Term::Constant(Datum::Number(number)))
        | (Term::Constant(Datum::Number(number)), Term::Elapsed { unit, since }) => (unit, since, number),
        _ => return None,
    };
    let whole = number.units().div_euclid(10_i64.pow(u32::from(number.scale())));
    let count = |count: i64| u32::try_from(count.clamp(0, i64::from(u32::MAX))).unwrap_or(u32::MAX);
    let counts = Some([count(whole), count(whole.saturating_add(1))]);
    Some(Tick::Elapsed { unit: *unit, since: (**since).clone(), counts })
}

/// At least once.
pub(super) fn at_least_one(count: Term) -> Predicate {
    let one = Term::Constant(Datum::Number(tagora_dsl::Number::from(1)));
    Predicate::Compare { left: count, op: super::Compare(CompareOp::Ge), right: one }
}
