//! What came and went: tags of a customer, values of its attributes.

use super::past::held_after;
use super::truth::{Moment, value};
use super::window::Lying;
use crate::event::EntryKind;
use crate::rule::{Change, TagSet, Window};
use crate::time::Instant;
use crate::value::Datum;

/// How many times one of the tags came (or went) in the window.
pub(super) fn turns(gained: bool, set: &TagSet, window: Option<&Window>, moment: &Moment<'_>) -> usize {
    let tags: Vec<usize> = moment.tags().numbers(set).collect();
    let window = Lying::of(window, moment);
    let earlier = moment.past.iter().filter(|turn| turn.gained == gained && tags.contains(&turn.tag));
    let earlier = earlier.filter(|turn| window.has_turn(turn.at, moment)).count();
    // What turns at this very instant is not yet among the past.
    let before = held_after(moment.past, moment.tags().count());
    let turns_now = |&&tag: &&usize| {
        let (was, is) = (before.get(tag) == Some(&true), moment.held.get(tag) == Some(&true));
        was != is && is == gained
    };
    let now = if window.has_turn(moment.now, moment) { tags.iter().filter(turns_now).count() } else { 0 };
    earlier + now
}

/// Whether an attribute got another value in the window. Its first value is no change, nor is taking its value away.
pub(super) fn has_changed(change: &Change, moment: &Moment<'_>) -> bool {
    let fits = |term: &Option<crate::rule::Term>, found: &Datum| {
        term.as_ref().is_none_or(|term| value(term, moment, None).is_some_and(|wanted| wanted == *found))
    };
    let window = Lying::of(change.window.as_ref(), moment);
    values(change.attribute, moment).windows(2).any(|pair| {
        let [(_, Some(before)), (place, Some(after))] = pair else { return false };
        before != after && fits(&change.from, before) && fits(&change.to, after) && window.has_record(*place, moment)
    })
}

/// The values of an attribute, each with the place of its record; of several written at one instant, the last.
fn values(attribute: usize, moment: &Moment<'_>) -> Vec<(usize, Option<Datum>)> {
    let mut values: Vec<(usize, Option<Datum>)> = Vec::new();
    let mut last: Option<Instant> = None;
    for (place, entry) in moment.entries.iter().enumerate() {
        match &entry.kind {
            EntryKind::Attribute { attribute: written, value } if *written == attribute => {
                if last.replace(entry.at) == Some(entry.at) {
                    values.pop();
                }
                values.push((place, value.clone()));
            }
            _ => {}
        }
    }
    values
}
