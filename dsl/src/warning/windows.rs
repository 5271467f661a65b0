//! Which windows lie inside which, at every instant and in every zone.

use serde_json::Value as Json;

use crate::ast::{Period, Unit};

const DAY: u64 = 86_400_000;
/// What clocks may be moved by, in days, on the safe side.
const MOVED: u64 = 3;

/// A window in normal form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stretch {
    /// The whole history.
    Whole,
    /// `last W`, in milliseconds or months.
    Millis(u64),
    Months(u64),
    /// Calendar days, today included.
    Days(u64),
    This(Period),
    Yesterday,
    Previous(Period),
    FromTo(jiff::civil::Date, jiff::civil::Date),
    Ago {
        far: u64,
        near: u64,
        unit: Unit,
    },
    /// One that is not known here: it is only inside itself.
    Other(Json),
}

impl Stretch {
    pub(super) fn of(window: Option<&Json>) -> Self {
        let Some(json) = window.filter(|json| !json.is_null()) else { return Self::Whole };
        Self::known(json).unwrap_or_else(|| Self::Other(json.clone()))
    }

    fn known(json: &Json) -> Option<Self> {
        let period = |json: &Json| serde_json::from_value::<Period>(json.clone()).ok();
        match json.as_str() {
            Some("today") => return Some(Self::Days(1)),
            Some("yesterday") => return Some(Self::Yesterday),
            _ => {}
        }
        match crate::normal::only_entry(json)? {
            ("last", length) => match (length.get("millis"), length.get("months")) {
                (Some(millis), _) => Some(Self::Millis(millis.as_u64()?)),
                (_, Some(months)) => Some(Self::Months(months.as_u64()?)),
                _ => None,
            },
            ("last_calendar_days", days) => Some(Self::Days(days.as_u64()?)),
            ("this", of) => period(of).map(Self::This),
            ("previous", of) => period(of).map(Self::Previous),
            ("from_to", days) => {
                let day = |end: &str| serde_json::from_value(days.get(end)?.clone()).ok();
                Some(Self::FromTo(day("first")?, day("last")?))
            }
            ("ago", ago) => Some(Self::Ago {
                far: ago.get("far")?.as_u64()?,
                near: ago.get("near")?.as_u64()?,
                unit: serde_json::from_value(ago.get("unit")?.clone()).ok()?,
            }),
            _ => None,
        }
    }

    /// Whether it ends now: what is in it stays while newer things come.
    pub(super) fn ends_now(&self) -> bool {
        matches!(self, Self::Whole | Self::Millis(_) | Self::Months(_) | Self::Days(_) | Self::This(_))
    }

    /// Whether whatever is in it is in the other too.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let exactly = match (self, other) {
            (_, Self::Whole) => true,
            (Self::Millis(a), Self::Millis(b)) | (Self::Months(a), Self::Months(b)) | (Self::Days(a), Self::Days(b)) => a <= b,
            (Self::Days(1), Self::This(_)) => true,
            (Self::Yesterday, Self::Days(days)) => *days >= 2,
            (Self::This(a), Self::This(b)) | (Self::Previous(a), Self::Previous(b)) if a == b => true,
            (Self::This(a), Self::This(b)) => *a != Period::Week && a < b,
            (Self::FromTo(a, b), Self::FromTo(c, d)) => c <= a && b <= d,
            (Self::Ago { far: a, near: b, unit }, Self::Ago { far: c, near: d, unit: other }) => {
                unit == other && a <= c && d <= b
            }
            _ => self == other,
        };
        exactly || other.covers().zip(self.reach()).is_some_and(|(covered, reach)| reach <= covered)
    }

    /// How far back everything is in it, in milliseconds at least; `None` if it does not end now.
    fn covers(&self) -> Option<u64> {
        match self {
            Self::Millis(millis) => Some(*millis),
            Self::Months(months) => Some((months.saturating_mul(28).saturating_sub(MOVED)).saturating_mul(DAY)),
            Self::Days(days) => Some(days.saturating_sub(MOVED).saturating_mul(DAY)),
            _ => None,
        }
    }

    /// How far back anything in it can lie, in milliseconds at most.
    fn reach(&self) -> Option<u64> {
        let days = |days: u64| Some(days.saturating_add(MOVED).saturating_mul(DAY));
        let months = |count: u64| days(count.saturating_mul(31));
        match self {
            Self::Millis(millis) => Some(*millis),
            Self::Months(count) => months(*count),
            Self::Days(count) => days(*count),
            Self::This(period) => days(longest(*period)),
            Self::Yesterday => days(2),
            Self::Previous(period) => days(2 * longest(*period)),
            Self::Ago { far, unit, .. } => match (unit.millis(), unit) {
                (Some(millis), _) => far.checked_mul(millis.unsigned_abs()),
                (None, Unit::Year) => months(far.saturating_mul(12)),
                (None, _) => months(*far),
            },
            Self::Whole | Self::FromTo(..) | Self::Other(_) => None,
        }
    }

    /// How many days of the calendar it touches at most.
    pub(super) fn days(&self) -> Option<u64> {
        match self {
            Self::Days(days) => Some(*days),
            Self::This(period) | Self::Previous(period) => Some(longest(*period)),
            Self::Yesterday => Some(1),
            Self::FromTo(first, last) => {
                let days = first.until(*last).ok()?.get_days();
                u64::try_from(days).ok()?.checked_add(1)
            }
            _ => Some((self.reach()? / DAY).saturating_add(MOVED)),
        }
    }
}

/// The days of the longest such period.
fn longest(period: Period) -> u64 {
    match period {
        Period::Week => 7,
        Period::Month => 31,
        Period::Quarter => 92,
        Period::Year => 366,
    }
}
