use tagora_dsl::ast::Occurrence;

use super::truth::{Moment, matching};
use crate::rule::Window;
use crate::time;
use crate::time::{Instant, Since};

/// A window as it lies at an instant, the event with which it begins looked up.
#[derive(Clone, Copy)]
pub(super) enum Lying {
    /// All that has happened.
    Everything,
    Timed(time::Window),
    /// Behind the record at this place, which is of this instant.
    Behind {
        place: usize,
        at: Instant,
    },
    /// There is no such event.
    Nowhere,
}

impl Lying {
    pub(super) fn of(window: Option<&Window>, moment: &Moment<'_>) -> Self {
        let anchor = match window {
            None => return Self::Everything,
            Some(Window::Timed(window)) => return Self::Timed(*window),
            Some(Window::Since(anchor)) => anchor,
        };
        let is_anchor = |place: &usize| matching(&anchor.stream, &moment.entries[*place], moment).is_some();
        let mut places = 0..moment.entries.len();
        let place = match anchor.which {
            Occurrence::First => places.find(is_anchor),
            Occurrence::Last => places.rfind(is_anchor),
        };
        place.map_or(Self::Nowhere, |place| Self::Behind { place, at: moment.entries[place].at })
    }

    /// Whether the record at a place lies in it. Records of one instant are in the log's order.
    pub(super) fn has_record(self, place: usize, moment: &Moment<'_>) -> bool {
        match self {
            Self::Behind { place: anchor, .. } => place > anchor,
            _ => moment.entries.get(place).is_some_and(|entry| self.has_instant(entry.at, moment)),
        }
    }

    /// Whether an instant lies in it, which is that of no record in particular.
    pub(super) fn has_instant(self, at: Instant, moment: &Moment<'_>) -> bool {
        at <= moment.now
            && match self {
                Self::Everything => true,
                Self::Timed(window) => window.contains(Since::Instant(at), moment.now, &moment.plan.zone),
                Self::Behind { at: anchor, .. } => at > anchor,
                Self::Nowhere => false,
            }
    }

    /// Whether what came or went at an instant lies in it: that is behind all records of the instant.
    pub(super) fn has_turn(self, at: Instant, moment: &Moment<'_>) -> bool {
        match self {
            Self::Behind { at: anchor, .. } => anchor <= at && at <= moment.now,
            _ => self.has_instant(at, moment),
        }
    }
}
