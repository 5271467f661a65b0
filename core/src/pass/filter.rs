use std::cmp::Ordering;

use tagora_dsl::Number;

use super::ground::Ground;
use crate::event::log::{Block, Form, Values};
use crate::live::Reads;
use crate::reference::{Moment, lets_pass};
use crate::rule::{Compare, Predicate, Term};
use crate::value::Datum;

/// The filter of a stream, of whose events of one type it looks at nothing but what they say.
pub(super) struct Filter<'p> {
    part: Part<'p>,
    event: usize,
    /// The properties that it is given.
    places: Vec<usize>,
    moment: Moment<'p>,
}

enum Part<'p> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Leaf(Leaf<'p>),
}

/// What is said of properties.
struct Leaf<'p> {
    predicate: &'p Predicate,
    /// Which of the filter's properties it looks at.
    columns: Vec<usize>,
    /// What is true of the texts of a list, by code, as far as they came.
    said: Vec<Option<bool>>,
    /// Of which list.
    part: usize,
}

impl<'p> Filter<'p> {
    pub(super) fn of(predicate: &'p Predicate, event: usize, ground: &Ground<'p>) -> Self {
        Self::among(predicate, event, properties(predicate, event, ground), ground)
    }

    /// The filter that is given these properties, in order: those that it looks at, and others.
    pub(super) fn among(predicate: &'p Predicate, event: usize, places: Vec<usize>, ground: &Ground<'p>) -> Self {
        let part = Part::of(predicate, &places, event, ground);
        Self { part, event, places, moment: ground.nothing() }
    }

    /// The properties that it has to be given, in order.
    pub(super) fn places(&self) -> &[usize] {
        &self.places
    }

    /// Which rows of a block pass.
    pub(super) fn passing(&mut self, block: &Block<'_>) -> Vec<bool> {
        let asked = Asked { event: self.event, places: &self.places, moment: &self.moment };
        self.part.passing(block, &asked)
    }
}

/// The properties of events of one type that a condition looks at.
pub(super) fn properties(predicate: &Predicate, event: usize, ground: &Ground<'_>) -> Vec<usize> {
    let properties = Reads::of(predicate, ground.plan).properties;
    properties.into_iter().filter(|(of, _)| *of == event).map(|(_, place)| place).collect()
}

/// Of what events something is asked.
struct Asked<'a> {
    event: usize,
    places: &'a [usize],
    moment: &'a Moment<'a>,
}

impl Asked<'_> {
    /// Whether an event passes, by the columns that are looked at.
    fn says(&self, leaf: (&Predicate, &[usize]), block: &Block<'_>, row: usize) -> bool {
        let (predicate, columns) = leaf;
        let mut properties: Vec<Option<Datum>> = Vec::new();
        for &column in columns {
            let place = self.places[column];
            properties.resize(properties.len().max(place + 1), None);
            properties[place] = block.values.get(column).and_then(|values| values.datum(row));
        }
        lets_pass(predicate, (self.event, &properties), self.moment)
    }
}

impl<'p> Part<'p> {
    fn of(predicate: &'p Predicate, places: &[usize], event: usize, ground: &Ground<'_>) -> Self {
        let all = |parts: &'p [Predicate]| parts.iter().map(|part| Self::of(part, places, event, ground)).collect();
        match predicate {
            Predicate::All(parts) => Self::All(all(parts)),
            Predicate::Any(parts) => Self::Any(all(parts)),
            Predicate::Not(inner) => Self::Not(Box::new(Self::of(inner, places, event, ground))),
            _ => {
                let own = properties(predicate, event, ground);
                let columns = own.iter().filter_map(|own| places.binary_search(own).ok()).collect();
                Self::Leaf(Leaf { predicate, columns, said: Vec::new(), part: 0 })
            }
        }
    }

    fn passing(&mut self, block: &Block<'_>, asked: &Asked<'_>) -> Vec<bool> {
        match self {
            Self::All(parts) => joined(parts, block, asked, true, |one, other| one & other),
            Self::Any(parts) => joined(parts, block, asked, false, |one, other| one | other),
            Self::Not(inner) => {
                let mut passing = inner.passing(block, asked);
                passing.iter_mut().for_each(|passes| *passes = !*passes);
                passing
            }
            Self::Leaf(leaf) => leaf.passing(block, asked),
        }
    }
}

fn joined(
    parts: &mut [Part<'_>],
    block: &Block<'_>,
    asked: &Asked<'_>,
    none: bool,
    join: impl Fn(bool, bool) -> bool,
) -> Vec<bool> {
    let mut passing = vec![none; block.of.len()];
    for part in parts {
        passing.iter_mut().zip(part.passing(block, asked)).for_each(|(one, other)| *one = join(*one, other));
    }
    passing
}

impl Leaf<'_> {
    fn passing(&mut self, block: &Block<'_>, asked: &Asked<'_>) -> Vec<bool> {
        let leaf = (self.predicate, &*self.columns);
        let says = |row: usize| asked.says(leaf, block, row);
        let rows = block.of.len();
        let only = match *self.columns {
            [column] => block.values.get(column),
            _ => None,
        };
        match only {
            Some(Values::Missing) => vec![rows > 0 && says(0); rows],
            Some(Values::Numbers { form: Form::Number { places }, numbers, present })
                if let Some((op, bound)) = against_number(self.predicate) =>
            {
                let bound = Bound::of(bound, *places);
                let mut passing: Vec<bool> = numbers.iter().map(|&number| op.accepts(bound.order(number))).collect();
                if let Some(present) = present {
                    passing.iter_mut().zip(present).for_each(|(passes, is_present)| *passes &= is_present);
                }
                passing
            }
            Some(Values::Codes { codes, present, .. }) => {
                if self.part != block.part {
                    (self.part, self.said) = (block.part, Vec::new());
                }
                let mut missing = None;
                let passes = |(row, &code): (usize, &i64)| {
                    if present.as_ref().is_some_and(|present| !present[row]) {
                        return *missing.get_or_insert_with(|| says(row));
                    }
                    let code = code as usize;
                    if self.said.len() <= code {
                        self.said.resize(code + 1, None);
                    }
                    *self.said[code].get_or_insert_with(|| says(row))
                };
                codes.iter().enumerate().map(passes).collect()
            }
            _ => (0..rows).map(says).collect(),
        }
    }
}

/// A property compared with a number, if that is all.
fn against_number(predicate: &Predicate) -> Option<(Compare, Number)> {
    match predicate {
        Predicate::Compare { left: Term::Property(_), op, right: Term::Constant(Datum::Number(bound)) } => Some((*op, *bound)),
        _ => None,
    }
}

/// A number among those of so many decimal places.
#[derive(Clone, Copy)]
struct Bound {
    floor: i128,
    /// Whether it is one of them.
    is_exact: bool,
}

impl Bound {
    fn of(number: Number, places: u8) -> Self {
        let units = i128::from(number.units());
        let power = |by: u8| 10_i128.pow(u32::from(by));
        match number.scale().checked_sub(places) {
            Some(more) => Self { floor: units.div_euclid(power(more)), is_exact: units.rem_euclid(power(more)) == 0 },
            None => Self { floor: units * power(places - number.scale()), is_exact: true },
        }
    }

    fn order(self, number: i64) -> Ordering {
        i128::from(number).cmp(&self.floor).then(if self.is_exact { Ordering::Equal } else { Ordering::Less })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_they_are_meant() {
        let order = |number, text: &str, places| Bound::of(Number::parse(text).unwrap(), places).order(number);
        assert_eq!([149, 150, 151].map(|n| order(n, "1.5", 2)), [Ordering::Less, Ordering::Equal, Ordering::Greater]);
        assert_eq!([1, 2].map(|n| order(n, "1.5", 0)), [Ordering::Less, Ordering::Greater]);
        assert_eq!([-2, -1].map(|n| order(n, "-1.5", 0)), [Ordering::Less, Ordering::Greater]);
        assert_eq!(order(i64::MAX, "9223372036854775807", 9), Ordering::Less);
    }
}
