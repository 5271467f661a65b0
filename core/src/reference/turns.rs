//! What came and went: tags of a customer, values of its attributes.

use super::past::held_after;
use super::truth::{Moment, is_in, value};
use crate::event::EntryKind;
use crate::rule::{Change, TagSet};
use crate::time::{Instant, Window};
use crate::value::Datum;

/// How many times one of the tags came (or went) in the window.
pub(super) fn turns(gained: bool, set: &TagSet, window: Option<Window>, moment: &Moment<'_>) -> usize {
    let tags: Vec<usize> = moment.tags().numbers(set).collect();
    let earlier = moment.past.iter().filter(|turn| turn.gained == gained && tags.contains(&turn.tag));
    let earlier = earlier.filter(|turn| is_in(turn.at, window, moment)).count();
    // What turns at this very instant is not yet among the past.
    let before = held_after(moment.past, moment.tags().count());
    let turns_now = |&&tag: &&usize| {
        let (was, is) = (before.get(tag) == Some(&true), moment.held.get(tag) == Some(&true));
        was != is && is == gained
    };
    let now = if is_in(moment.now, window, moment) { tags.iter().filter(turns_now).count() } else { 0 };
    earlier + now
}

/// Whether an attribute got another value in the window. Its first value is no change, nor is taking its value away.
pub(super) fn has_changed(change: &Change, moment: &Moment<'_>) -> bool {
    let fits = |term: &Option<crate::rule::Term>, found: &Datum| {
        term.as_ref().is_none_or(|term| value(term, moment, None).is_some_and(|wanted| wanted == *found))
    };
    values(change.attribute, moment).windows(2).any(|pair| {
        let [(_, Some(before)), (at, Some(after))] = pair else { return false };
        before != after && fits(&change.from, before) && fits(&change.to, after) && is_in(*at, change.window, moment)
    })
}

/// The values of an attribute, each with the instant since when; of several written at one instant, the last.
fn values(attribute: usize, moment: &Moment<'_>) -> Vec<(Instant, Option<Datum>)> {
    let mut values: Vec<(Instant, Option<Datum>)> = Vec::new();
    for entry in moment.entries {
        match &entry.kind {
            EntryKind::Attribute { attribute: written, value } if *written == attribute => {
                if values.last().is_some_and(|(at, _)| *at == entry.at) {
                    values.pop();
                }
                values.push((entry.at, value.clone()));
            }
            _ => {}
        }
    }
    values
}
