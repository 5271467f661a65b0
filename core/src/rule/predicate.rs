use std::cmp::Ordering;
use std::sync::Arc;

use super::{Mention, OpenPairs, Regular, Sequence, ThenNot};
use tagora_dsl::ast::{Aggregate, CompareOp, Day, Occurrence, Operator, TextTest, Unit};

use super::calendar::{Tick, elapsed_tick};
use super::past::{Change, Dwell, Latch};
use crate::time::{Instant, Reach, Window};
use crate::value::Datum;

/// A condition in the few forms that are evaluated. What the language offers beyond is made of these.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Predicate {
    /// Every one; true of an empty list.
    All(Vec<Predicate>),
    /// At least one; false of an empty list.
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    /// So many of them, or more.
    AtLeast(u32, Vec<Predicate>),
    /// At least one event.
    Happened {
        stream: Stream,
        window: Option<Window>,
    },
    Compare {
        left: Term,
        op: Compare,
        right: Term,
    },
    /// The needle of `Mentions` is already normalised.
    Text {
        value: Term,
        test: TextTest,
        needle: String,
    },
    Mentions {
        value: Term,
        mention: Box<Mention>,
    },
    Missing(Term),
    /// The moment lies in the window.
    InWindow {
        moment: Term,
        window: Window,
    },
    /// The moment lies so long ago or longer.
    Ago {
        moment: Term,
        reach: Reach,
    },
    /// The customer holds at least one of the tags.
    HoldsAny(Arc<[usize]>),
    /// The customer holds every one of the tags.
    HoldsAll(Arc<[usize]>),
    /// The named condition or segment of this number is true.
    Named(usize),
    Sequence(Box<Sequence>),
    ThenNot(Box<ThenNot>),
    Regular(Box<Regular>),
    /// A bool is true.
    IsTrue(Term),
    /// Something has been true for so long.
    Dwell(Arc<Dwell>),
    Latch(Arc<Latch>),
    Changed(Change),
    /// The moment is still to come, and at most so far ahead.
    Ahead {
        moment: Term,
        reach: Reach,
    },
    Anniversary {
        date: Term,
        ahead: Option<Reach>,
    },
    Today(Day),
}

/// Events of some types that pass a filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    /// Numbers in the schema.
    pub(crate) types: Vec<usize>,
    pub(crate) filter: Option<Arc<Predicate>>,
}

/// Something with a value, or none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Constant(Datum),
    /// Number in the schema.
    Attribute(usize),
    Property(Property),
    /// The place of the held one among the tags of a scale, from the lowest, 0; none if none is held.
    Level(Arc<[usize]>),
    /// From left to right.
    Arithmetic {
        first: Box<Term>,
        rest: Vec<(Operator, Term)>,
    },
    /// The value of a tag, if it is held; of one on a scale, its place from the lowest, 0.
    TagValue {
        tag: usize,
        scale: Option<Arc<[Arc<str>]>>,
    },
    /// Divided by `periods`.
    Count {
        stream: Stream,
        window: Option<Window>,
        periods: u32,
    },
    ActiveDays {
        stream: Stream,
        window: Option<Window>,
    },
    Aggregate {
        function: Aggregate,
        stream: Stream,
        property: Property,
        window: Option<Window>,
    },
    /// The instant of an event, or its property.
    Occurrence {
        which: Occurrence,
        stream: Stream,
        property: Option<Property>,
    },
    /// What the pattern around has kept of an earlier event, by slot.
    Named(usize),
    /// How many days, weeks or months in a row.
    Streak {
        stream: Stream,
        period: Unit,
    },
    Open(Box<OpenPairs>),
    /// How many times one of the tags came, or went.
    Turns {
        gained: bool,
        tags: Arc<[usize]>,
        window: Option<Window>,
    },
    /// How many of the tags are held.
    Holding(Arc<[usize]>),
    /// Whole units since a date or an instant.
    Elapsed {
        unit: Unit,
        since: Box<Term>,
    },
}

/// Where a property stands in events of each type that has it: (type, place).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property(pub(crate) Vec<(usize, usize)>);

/// Through what the passing of time can change conditions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Timing {
    pub(crate) windows: Vec<Window>,
    /// So long ago.
    pub(crate) reaches: Vec<Reach>,
    /// Something changes right behind the instant so much later.
    pub(crate) lapses: Vec<Reach>,
    /// Instants at which something ends for everybody.
    pub(crate) instants: Vec<Instant>,
    /// So far ahead.
    pub(crate) aheads: Vec<Reach>,
    pub(crate) dwells: Vec<Arc<Dwell>>,
    pub(crate) ticks: Vec<Tick>,
}

impl Timing {
    /// Of several conditions together.
    pub(crate) fn of<'p>(predicates: impl IntoIterator<Item = &'p Predicate>, zone: &jiff::tz::TimeZone) -> Self {
        let mut timing = Self::default();
        for predicate in predicates {
            predicate.timing(&mut timing, zone);
        }
        timing.sort();
        timing
    }

    /// Leaves each window and each length once.
    pub(crate) fn sort(&mut self) {
        self.windows.sort_unstable();
        self.windows.dedup();
        for reaches in [&mut self.reaches, &mut self.aheads, &mut self.lapses] {
            reaches.sort_unstable();
            reaches.dedup();
        }
        self.ticks.dedup();
    }
}

/// A comparison: which orders make it true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compare(pub(crate) CompareOp);

impl Compare {
    pub(crate) fn accepts(self, order: Ordering) -> bool {
        match self.0 {
            CompareOp::Eq => order.is_eq(),
            CompareOp::Ne => order.is_ne(),
            CompareOp::Lt => order.is_lt(),
            CompareOp::Le => order.is_le(),
            CompareOp::Gt => order.is_gt(),
            CompareOp::Ge => order.is_ge(),
        }
    }
}

impl Predicate {
    /// Calls `visit` for each predicate inside, itself included; filters of streams are not visited.
    pub(crate) fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            Self::Regular(regular) => regular.comparison.walk(visit),
            Self::Dwell(dwell) => dwell.condition.walk(visit),
            Self::Latch(latch) => {
                latch.on.walk(visit);
                latch.until.walk(visit);
            }
            _ => {}
        }
    }

    /// The passing of time can change its truth only through these.
    pub(crate) fn timing(&self, timing: &mut Timing, zone: &jiff::tz::TimeZone) {
        self.walk(&mut |part| {
            let terms: [Option<&Term>; 2] = match part {
                Self::Happened { window, .. } => {
                    timing.windows.extend(*window);
                    [None, None]
                }
                Self::InWindow { moment, window } => {
                    timing.windows.push(*window);
                    [Some(moment), None]
                }
                Self::Ago { moment, reach } => {
                    timing.reaches.push(*reach);
                    [Some(moment), None]
                }
                Self::Sequence(sequence) => {
                    timing.windows.extend(sequence.window);
                    [None, None]
                }
                Self::ThenNot(pattern) => {
                    timing.windows.extend(pattern.window);
                    timing.lapses.push(pattern.within);
                    [None, None]
                }
                Self::Regular(regular) => {
                    timing.windows.extend(regular.windows(zone));
                    [None, None]
                }
                Self::Text { value, .. } | Self::Mentions { value, .. } | Self::Missing(value) | Self::IsTrue(value) => {
                    [Some(value), None]
                }
                Self::Compare { left, right, .. } => match elapsed_tick(left, right) {
                    Some(tick) => {
                        timing.ticks.push(tick);
                        [None, None]
                    }
                    None => [Some(left), Some(right)],
                },
                Self::Ahead { moment, reach } => {
                    timing.aheads.push(*reach);
                    [Some(moment), None]
                }
                Self::Anniversary { date, ahead } => {
                    timing.ticks.push(Tick::Anniversary { date: date.clone(), ahead: *ahead });
                    [Some(date), None]
                }
                Self::Today(day) => {
                    timing.ticks.push(Tick::Day(*day));
                    [None, None]
                }
                Self::Dwell(dwell) => {
                    timing.dwells.push(dwell.clone());
                    [None, None]
                }
                Self::Changed(change) => {
                    timing.windows.extend(change.window);
                    [None, None]
                }
                Self::All(_)
                | Self::Any(_)
                | Self::AtLeast(..)
                | Self::Not(_)
                | Self::HoldsAny(_)
                | Self::HoldsAll(_)
                | Self::Latch(_)
                | Self::Named(_) => [None, None],
            };
            for term in terms.into_iter().flatten() {
                term.windows(&mut timing.windows);
                term.ticks(&mut timing.ticks);
            }
        });
    }
}

impl Term {
    /// Whole units that are reckoned with, or compared with what is not known beforehand.
    fn ticks(&self, ticks: &mut Vec<Tick>) {
        match self {
            Self::Arithmetic { first, rest } => {
                first.ticks(ticks);
                rest.iter().for_each(|(_, term)| term.ticks(ticks));
            }
            Self::Elapsed { unit, since } => ticks.push(Tick::Elapsed { unit: *unit, since: (**since).clone(), counts: None }),
            _ => {}
        }
    }

    fn windows(&self, windows: &mut Vec<Window>) {
        match self {
            Self::Arithmetic { first, rest } => {
                first.windows(windows);
                rest.iter().for_each(|(_, term)| term.windows(windows));
            }
            Self::Count { window, .. }
            | Self::ActiveDays { window, .. }
            | Self::Aggregate { window, .. }
            | Self::Turns { window, .. } => {
                windows.extend(*window);
            }
            Self::Streak { period, .. } => windows.push(Window::of_streak(*period)),
            Self::Open(pairs) => windows.extend(pairs.window),
            Self::Constant(_)
            | Self::Attribute(_)
            | Self::Property(_)
            | Self::Level(_)
            | Self::Occurrence { .. }
            | Self::TagValue { .. }
            | Self::Named(_)
            | Self::Holding(_)
            | Self::Elapsed { .. } => {}
        }
    }
}
