//! The events of a stream, one by one, read from columns of the log.

use super::filter::Filter;
use super::ground::Ground;
use super::tally::number;
use crate::customer::Ordinal;
use crate::event::log::{Block, Kind};
use crate::live::ONE;
use crate::rule::{Property, Stream};
use crate::time::Instant;

/// Shows whose each event of a stream is, when it was, and the value of a property in billionths, or one for each without. Those
/// without a number there are passed over. In no order; or, if asked for, those of each id in order of time.
pub(crate) fn each_event(
    (stream, property): (&Stream, Option<&Property>),
    ground: &Ground<'_>,
    in_order: bool,
    mut show: impl FnMut(Ordinal, i64, i128),
) {
    if !in_order || stream.types.len() == 1 {
        return read((stream, property), ground, in_order, show);
    }
    let mut events = Vec::new();
    read((stream, property), ground, false, |of, at, value| events.push((of, at, value)));
    events.sort_unstable();
    events.into_iter().for_each(|(of, at, value)| show(of, at, value));
}

/// The same, those of each type in order, if asked for.
fn read(
    (stream, property): (&Stream, Option<&Property>),
    ground: &Ground<'_>,
    in_order: bool,
    mut show: impl FnMut(Ordinal, i64, i128),
) {
    for &event in &stream.types {
        let mut filter = stream.filter.as_ref().map(|filter| Filter::of(filter, event, ground));
        let mut places = filter.as_ref().map_or_else(Vec::new, |filter| filter.places().to_vec());
        let place = property.and_then(|property| property.0.iter().find(|(of, _)| *of == event));
        let shown = place.map(|(_, place)| {
            places.push(*place);
            places.len() - 1
        });
        let visit = |block: &Block<'_>| {
            let passing = filter.as_mut().map(|filter| filter.passing(block));
            let values = shown.and_then(|shown| block.values.get(shown));
            for (row, (&of, &at)) in block.of.iter().zip(&block.at).enumerate() {
                if passing.as_ref().is_some_and(|passing| !passing[row]) {
                    continue;
                }
                let value = match property {
                    None => Some(ONE),
                    Some(_) => values.and_then(|values| number(values, row)),
                };
                if let Some(value) = value {
                    show(of, at, value);
                }
            }
        };
        let kind = Kind::Event(event as u32);
        if in_order {
            ground.log.in_order(kind, &places, visit);
        } else {
            ground.log.scan(kind, &places, Instant::MIN, Instant::NEVER, visit);
        }
    }
}
