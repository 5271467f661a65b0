use std::borrow::Cow;
use std::sync::Arc;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::event::{Entry, EntryKind};
use crate::rule::Plan;
use crate::value::Datum;

/// The zone of one customer's birthdays and quiet hours: its own where it has one, else the handbook's.
///
/// `entries` are what has happened so far. A value from before the attribute held zones may be none.
pub(super) fn own_zone<'p>(plan: &'p Plan, entries: &[Arc<Entry>]) -> Cow<'p, TimeZone> {
    let own = || {
        let wanted = plan.own_zone?;
        let value = entries.iter().rev().find_map(|entry| match &entry.kind {
            EntryKind::Attribute { attribute, value } if *attribute == wanted => Some(value.as_ref()),
            _ => None,
        })??;
        let Datum::Text(name) = value else { return None };
        TimeZoneDatabase::bundled().get(name).ok()
    };
    own().map_or(Cow::Borrowed(&plan.zone), Cow::Owned)
}
