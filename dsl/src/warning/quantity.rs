//! What conditions compare: which values it can have, and what is known of it beside.

use serde_json::Value as Json;

use super::values::{FAR, Values};
use super::windows::Stretch;
use crate::ast::{Name, Type};
use crate::number::Number;

/// So many places lie between two numbers of nine decimals, so that there is room for what `>` and `<` leave.
const ROOM: i128 = 1_000_000_000;
/// The places from one whole number to the next.
pub(super) const ONE: i128 = ROOM * ROOM;
/// The places from one millisecond to the next.
const MILLI: i128 = 1_000_000;

/// What conditions compare.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    /// All values that it can have.
    pub(super) all: Values,
    /// From one value to the next; 1 where there are values between any two.
    pub(super) step: i128,
    pub(super) scale: Scale,
    /// What its values follow from, if that is known.
    pub(super) source: Option<Source>,
}

/// How its values are written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scale {
    /// Numbers; in binary floating point, where two that are written may be one.
    Number {
        floats: bool,
    },
    Duration,
    Date,
    /// Names from the first to the last.
    Names {
        names: Vec<String>,
        ordered: bool,
    },
    Bool,
    Text,
    /// They cannot be written.
    Other,
}

/// What a value follows from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    /// Events in a window.
    Events { role: Role, stream: Json, window: Stretch },
    /// Something else in a window; what it is.
    Windowed { of: String, window: Stretch },
    /// Something that has lasted so long; what it is.
    Lasting { of: String, length: Stretch },
    /// A tag: its number.
    Tag(usize),
    /// The number of tags of a group that are held.
    TagsOf(usize),
}

/// What a value says of the events.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role {
    Count,
    /// Never more than there are events, and never less in a wider window; what is counted.
    Counted(String),
    /// There is none without events.
    Value,
    /// 0 without events.
    Total,
}

impl Quantity {
    /// A whole number, never below zero, that is always there.
    pub(super) fn count(most: Option<u64>, source: Option<Source>) -> Self {
        let high = most.map_or(FAR, |most| i128::from(most).saturating_mul(ONE).min(FAR));
        Self { all: Values::between(0, high, ONE), step: ONE, scale: Scale::Number { floats: false }, source }
    }

    /// Something that is true or not.
    pub(super) fn truth(source: Option<Source>) -> Self {
        Self { scale: Scale::Other, ..Self::count(Some(1), source) }
    }

    /// Something of which nothing is known.
    pub(super) fn unknown(source: Option<Source>) -> Self {
        Self { all: Values::between(-FAR, FAR, 1).or_missing(true), step: 1, scale: Scale::Other, source }
    }

    /// A number between any two of which there are others.
    pub(super) fn number(floats: bool) -> Self {
        Self { scale: Scale::Number { floats }, ..Self::unknown(None) }
    }

    pub(super) fn duration(step: i128, low: i128) -> Self {
        Self { all: Values::between(low, FAR, step).or_missing(true), step, scale: Scale::Duration, source: None }
    }

    /// What is stored as of this type.
    pub(super) fn of_type(ty: &Type) -> Self {
        let stepping =
            |scale, low, high, step| Self { all: Values::between(low, high, step).or_missing(true), step, scale, source: None };
        match ty {
            Type::Int => stepping(Scale::Number { floats: false }, -FAR, FAR, ONE),
            Type::Decimal(places) => {
                let step = ONE / 10_i128.pow(u32::from(*places).min(9));
                stepping(Scale::Number { floats: false }, -FAR, FAR, step)
            }
            Type::Float => Self::number(true),
            Type::Bool => stepping(Scale::Bool, 0, ONE, ONE),
            Type::Text => stepping(Scale::Text, 0, FAR, 1),
            Type::Enum(members) => Self::of_names(members, false),
            Type::Date => stepping(Scale::Date, -FAR, FAR, 1),
            Type::Duration => Self::duration(MILLI, 0),
            Type::Instant | Type::Set(_) => Self::unknown(None),
        }
    }

    /// One of some names.
    pub(super) fn of_names(names: &[Name], ordered: bool) -> Self {
        let most = i128::try_from(names.len()).unwrap_or(FAR) - 1;
        let names = names.iter().map(|name| name.node.clone()).collect();
        Self { all: Values::between(0, most, 1).or_missing(true), step: 1, scale: Scale::Names { names, ordered }, source: None }
    }

    /// With values between those of the type, such as a mean has.
    pub(super) fn between_steps(self) -> Self {
        let low = self.all.lowest().unwrap_or(-FAR);
        Self { all: Values::between(low, FAR, 1).or_missing(self.all.missing), step: 1, ..self }
    }

    pub(super) fn always_there(self) -> Self {
        Self { all: self.all.or_missing(false), ..self }
    }

    /// The place of a value that is written; `None` where it cannot be told from its neighbours.
    pub(super) fn place(&self, written: &Json) -> Option<i128> {
        match &self.scale {
            Scale::Number { floats } => {
                let number: Number = serde_json::from_value(written.pointer("/literal/number")?.clone()).ok()?;
                // Floats tell numbers of up to 15 digits apart.
                if *floats && number.units().unsigned_abs() > 1 << 49 {
                    return None;
                }
                let each = ONE / 10_i128.pow(u32::from(number.scale()));
                i128::from(number.units()).checked_mul(each)
            }
            Scale::Duration => i128::from(written.pointer("/literal/duration/millis")?.as_u64()?).checked_mul(MILLI),
            Scale::Date => {
                let date: jiff::civil::Date = serde_json::from_value(written.pointer("/literal/date")?.clone()).ok()?;
                Some(i128::from(jiff::civil::Date::ZERO.until(date).ok()?.get_days()))
            }
            Scale::Bool => Some(if written.pointer("/literal/bool")?.as_bool()? { ONE } else { 0 }),
            Scale::Names { names, .. } => {
                let name = crate::ast::PathText::from(written.get("name")?.as_str()?);
                i128::try_from(names.iter().position(|known| known == name.last())?).ok()
            }
            Scale::Text | Scale::Other => None,
        }
    }

    /// The values of which a comparison with the one at a place is true.
    pub(super) fn compared(&self, op: &str, place: i128) -> Option<Values> {
        let between = |low, high| self.all.and(&Values::between(low, high, self.step));
        let ordered = !matches!(self.scale, Scale::Bool | Scale::Text | Scale::Names { ordered: false, .. });
        Some(match op {
            "=" => between(place, place),
            "!=" => self.all.without(&Values::at(place, self.step), self.step).or_missing(false),
            "<" if ordered => between(-FAR, place - 1),
            "<=" if ordered => between(-FAR, place),
            ">" if ordered => between(place + 1, FAR),
            ">=" if ordered => between(place, FAR),
            _ => return None,
        })
    }

    /// A value out of a stretch, the shortest to write; `None` where none can be written.
    pub(super) fn example(&self, (low, high): (i128, i128)) -> Option<i128> {
        let first = |each: i128| Some(low + (-low).rem_euclid(each)).filter(|&place| place <= high);
        match self.scale {
            Scale::Number { .. } => (0..=9).find_map(|places| first((ONE / 10_i128.pow(places)).max(self.step))),
            Scale::Duration => [86_400_000, 3_600_000, 60_000, 1_000, 1].into_iter().find_map(|millis| first(millis * MILLI)),
            Scale::Date | Scale::Names { ordered: true, .. } => Some(low),
            _ => None,
        }
    }

    /// A value as it is written in English and in Chinese.
    pub(super) fn shown(&self, place: i128) -> (String, String) {
        let both = |text: String| (text.clone(), text);
        match &self.scale {
            Scale::Duration => {
                let millis = place / MILLI;
                let units = [
                    (86_400_000, "days", "天"),
                    (3_600_000, "hours", "小时"),
                    (60_000, "minutes", "分钟"),
                    (1_000, "seconds", "秒"),
                    (1, "milliseconds", "毫秒"),
                ];
                let fits = |unit: &&(i128, &str, &str)| millis % unit.0 == 0;
                let &(each, english, chinese) = units.iter().find(fits).unwrap_or(&units[4]);
                (format!("{} {english}", millis / each), format!("{}{chinese}", millis / each))
            }
            Scale::Date => {
                let days = i32::try_from(place).unwrap_or_default();
                let date = jiff::civil::Date::ZERO.checked_add(jiff::Span::new().days(days));
                both(date.map_or_else(|_| place.to_string(), |date| date.to_string()))
            }
            Scale::Names { names, .. } => {
                both(usize::try_from(place).ok().and_then(|place| names.get(place)).cloned().unwrap_or_default())
            }
            _ => {
                let nanos = i64::try_from(place / ROOM).ok().and_then(|units| Number::new(units, 9));
                both(nanos.map_or_else(|| (place / ONE).to_string(), |number| number.to_string()))
            }
        }
    }
}
