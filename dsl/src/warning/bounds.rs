//! What a comparison with a written number, date or length of time says of the value.

use serde_json::Value as Json;

use crate::number::Number;

/// So many units lie between two numbers of 9 places. Dates are counted in days, lengths of time in half milliseconds.
const UNITS: i128 = 1_000_000_000;

/// The values for which a comparison is true: from `low` to `high`, both included. Between two units lies no value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) low: i128,
    pub(super) high: i128,
    /// How many units are one whole number, day or millisecond.
    pub(super) whole: i128,
}

const FAR: i128 = i128::MAX / 4;

impl Bounds {
    /// What is compared, and the values for which it is true; `None` for anything else.
    pub(super) fn of(condition: &Json) -> Option<(&Json, Self)> {
        let compare = condition.get("compare")?;
        let (value, whole) = written(compare.pointer("/right/literal")?)?;
        let (low, high) = match compare["op"].as_str()? {
            "=" => (value, value),
            "<" => (-FAR, value - 1),
            "<=" => (-FAR, value),
            ">" => (value + 1, FAR),
            ">=" => (value, FAR),
            _ => return None,
        };
        let left = compare.get("left")?;
        let bounds = Self { low, high, whole };
        Some((left, if is_count(left) { bounds.and(Self { low: 0, high: FAR, whole }) } else { bounds }))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high), whole: self.whole }
    }

    pub(super) fn is_empty(self) -> bool {
        self.low > self.high
    }

    pub(super) fn is_within(self, other: Self) -> bool {
        self.whole == other.whole && other.low <= self.low && self.high <= other.high
    }
}

/// Between two written numbers there is room for `<` and `>`. Nothing is said of numbers that binary floating point might
/// not tell apart.
fn written(literal: &Json) -> Option<(i128, i128)> {
    if let Some(number) = literal.get("number") {
        let number: Number = serde_json::from_value(number.clone()).ok()?;
        if number.units().unsigned_abs() > 1 << 50 {
            return None;
        }
        let scale = 10_i128.pow(9 - u32::from(number.scale()));
        return Some((i128::from(number.units()) * scale * UNITS, UNITS * UNITS));
    }
    if let Some(date) = literal.get("date") {
        let date: jiff::civil::Date = serde_json::from_value(date.clone()).ok()?;
        let days = jiff::civil::Date::ZERO.until(date).ok()?.get_days();
        return Some((i128::from(days), 1));
    }
    let millis = literal.pointer("/duration/millis")?.as_u64()?;
    Some((i128::from(millis) * 2, 2))
}

/// Whether a value is a count: it is there for everybody, and never below zero.
pub(super) fn is_count(left: &Json) -> bool {
    left.get("count").is_some()
        || left.get("active_days").is_some()
        || left.pointer("/aggregate/function").is_some_and(|function| function == "distinct")
}

/// A number of units as it is written.
pub(super) fn shown(value: i128, whole: i128) -> String {
    if whole == 1 {
        return jiff::civil::Date::ZERO
            .checked_add(jiff::Span::new().days(i32::try_from(value).unwrap_or(0)))
            .map_or_else(|_| value.to_string(), |date| date.to_string());
    }
    if whole == 2 {
        return format!("{} ms", value / 2);
    }
    let nanos = i64::try_from(value / UNITS).ok().and_then(|units| Number::new(units, 9));
    nanos.map_or_else(|| (value / whole).to_string(), |number| number.to_string())
}
