//! Comparisons of what counts, sums and means of exact numbers come to, in windows of all sorts, reckoned with one another.

use tagora_dsl::ast::{Aggregate, Operator};

use super::counted::is_of_the_event_alone;
use super::series::AllSeries;
use super::summed::{ONE, is_exact};
use crate::event::Schema;
use crate::reference::Moment;
use crate::rule::{Compare, Plan, Predicate, Property, Stream, Term, Window};
use crate::time::{self, Instant, Since};
use crate::value::{Datum, Quantity, reckon};

/// Two amounts compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reckoned {
    left: Amount,
    op: Compare,
    right: Amount,
    /// Where a row keeps when time can next change it.
    pub(super) deadline: usize,
}

/// What is reckoned with.
#[derive(Clone, Debug, PartialEq)]
enum Amount {
    Constant(Datum),
    Measured(Measure),
    /// From left to right.
    Arithmetic(Box<Self>, Vec<(Operator, Self)>),
}

/// What the values of a source come to in a window.
#[derive(Clone, Debug, PartialEq)]
struct Measure {
    source: usize,
    window: Option<time::Window>,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// How many there are, in each of so many periods.
    Count(u32),
    Sum,
    Mean,
}

/// Where values lie of which a window has some.
pub(super) trait Sources {
    /// The series of a source, and its length.
    fn series(&self, source: usize) -> Option<(usize, usize)>;
}

impl Reckoned {
    /// None if a predicate is no such comparison. `source` gives the number of a source.
    pub(super) fn of(
        predicate: &Predicate,
        (plan, schema): (&Plan, &Schema),
        mut source: impl FnMut(&Stream, Option<&Property>) -> usize,
    ) -> Option<Self> {
        let one =
            |stream: &Stream, window: &Option<Window>| Term::Count { stream: stream.clone(), window: window.clone(), periods: 1 };
        let (left, op, right) = match predicate {
            Predicate::Compare { left, op, right } => (left.clone(), *op, right.clone()),
            Predicate::Happened { stream, window } => {
                let at_least_one = Compare(tagora_dsl::ast::CompareOp::Ge);
                (one(stream, window), at_least_one, Term::Constant(Datum::Number(1.into())))
            }
            _ => return None,
        };
        if !(is_reckoned(&left, (plan, schema)) && is_reckoned(&right, (plan, schema))) {
            return None;
        }
        Some(Self { left: Amount::of(&left, &mut source)?, op, right: Amount::of(&right, &mut source)?, deadline: 0 })
    }

    /// The sources that it looks at.
    pub(super) fn sources(&self) -> Vec<usize> {
        let mut sources = Vec::new();
        self.left.add_sources(&mut sources);
        self.right.add_sources(&mut sources);
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// Whether it is true, and when time can next change that.
    pub(super) fn stands(&self, sources: &impl Sources, series: &AllSeries, moment: &Moment<'_>) -> (bool, Instant) {
        let mut deadline = Instant::NEVER;
        let mut measure = |measure: &Measure| measure.value(sources, series, moment, &mut deadline);
        let (left, right) = (self.left.value(&mut measure), self.right.value(&mut measure));
        let order = left.and_then(|left| left.compare(&right?));
        (order.is_some_and(|order| self.op.accepts(order)), deadline)
    }
}

/// Whether an expression is made of exact measures and constants, and has a measure in it or is a constant.
fn is_reckoned(term: &Term, (plan, schema): (&Plan, &Schema)) -> bool {
    let is_told = |stream: &Stream, window: &Option<Window>| {
        is_of_the_event_alone(stream, plan) && window.as_ref().is_none_or(|window| window.timed().is_some())
    };
    match term {
        Term::Constant(_) => true,
        Term::Count { stream, window, .. } => is_told(stream, window),
        Term::Aggregate { function: Aggregate::Sum | Aggregate::Avg, stream, property, window } => {
            is_told(stream, window) && is_exact(property, schema)
        }
        Term::Arithmetic { first, rest } => {
            is_reckoned(first, (plan, schema)) && rest.iter().all(|(_, term)| is_reckoned(term, (plan, schema)))
        }
        _ => false,
    }
}

/// Whether a comparison in slices of a window is made of counts, sums and means of exact numbers.
pub(super) fn is_of_measures(comparison: &Predicate, schema: &Schema) -> bool {
    match comparison {
        Predicate::All(parts) | Predicate::Any(parts) => parts.iter().all(|part| is_of_measures(part, schema)),
        Predicate::Compare { left: Term::Count { .. }, .. } => true,
        Predicate::Compare { left: Term::Aggregate { function: Aggregate::Sum | Aggregate::Avg, property, .. }, .. } => {
            is_exact(property, schema)
        }
        _ => false,
    }
}

/// The comparison with its left side measured over a window.
pub(super) fn over(comparison: &Predicate, slice: time::Window) -> Predicate {
    let each = |parts: &[Predicate]| parts.iter().map(|part| over(part, slice)).collect();
    let mut measured = comparison.clone();
    match &mut measured {
        Predicate::All(parts) | Predicate::Any(parts) => *parts = each(parts),
        Predicate::Compare { left: Term::Count { window, .. } | Term::Aggregate { window, .. }, .. } => {
            *window = Some(Window::Timed(slice));
        }
        _ => {}
    }
    measured
}

impl Amount {
    fn of(term: &Term, source: &mut impl FnMut(&Stream, Option<&Property>) -> usize) -> Option<Self> {
        let timed = |window: &Option<Window>| window.as_ref().and_then(Window::timed);
        Some(match term {
            Term::Constant(datum) => Self::Constant(datum.clone()),
            Term::Count { stream, window, periods } => {
                Self::Measured(Measure { source: source(stream, None), window: timed(window), what: What::Count(*periods) })
            }
            Term::Aggregate { function, stream, property, window } => {
                let what = if *function == Aggregate::Avg { What::Mean } else { What::Sum };
                Self::Measured(Measure { source: source(stream, Some(property)), window: timed(window), what })
            }
            Term::Arithmetic { first, rest } => {
                let rest = rest.iter().map(|(op, term)| Some((*op, Self::of(term, source)?))).collect::<Option<_>>()?;
                Self::Arithmetic(Box::new(Self::of(first, source)?), rest)
            }
            _ => return None,
        })
    }

    fn add_sources(&self, sources: &mut Vec<usize>) {
        match self {
            Self::Constant(_) => {}
            Self::Measured(measure) => sources.push(measure.source),
            Self::Arithmetic(first, rest) => {
                first.add_sources(sources);
                rest.iter().for_each(|(_, amount)| amount.add_sources(sources));
            }
        }
    }

    fn value(&self, measure: &mut impl FnMut(&Measure) -> Option<Datum>) -> Option<Datum> {
        match self {
            Self::Constant(datum) => Some(datum.clone()),
            Self::Measured(measured) => measure(measured),
            Self::Arithmetic(first, rest) => {
                let mut value = first.value(measure);
                // All are measured, for when time changes one.
                for (op, amount) in rest {
                    let by = amount.value(measure);
                    value = value.and_then(|value| reckon(*op, &value, &by?));
                }
                value
            }
        }
    }
}

impl Measure {
    fn value(&self, sources: &impl Sources, series: &AllSeries, moment: &Moment<'_>, deadline: &mut Instant) -> Option<Datum> {
        let (now, zone) = (moment.now, &moment.plan.zone);
        let (mut count, mut total) = (0, 0);
        if let Some((number, len)) = sources.series(self.source) {
            let (first, end) = match self.window {
                None => (0, len),
                Some(window) => {
                    let first = series.first(number, len, |at| window.has_left(Since::Instant(at), now, zone));
                    let end = series.first(number, len, |at| window.has_entered(Since::Instant(at), now, zone));
                    // The first that leaves, and the first that comes into it.
                    for (place, edge) in [(first, 1), (end, 0)] {
                        if place < len {
                            let turns = window.edges(series.at(number, place), zone)[edge];
                            if turns > now {
                                *deadline = turns.min(*deadline);
                            }
                        }
                    }
                    (first, end.max(first))
                }
            };
            (count, total) = (end - first, series.total(number, first, end));
        }
        let sum = || Quantity::Exact { numerator: total, denominator: ONE };
        Some(Datum::from(match self.what {
            What::Count(periods) if periods > 1 => Quantity::from_count(count).divide(u64::from(periods)),
            What::Count(_) => Quantity::from_count(count),
            What::Sum => sum(),
            What::Mean => sum().divide(u64::try_from(count).ok().filter(|&count| count > 0)?),
        }))
    }
}
