//! Exact decimal numbers.

use std::cmp::Ordering;
use std::fmt;

/// The most decimal places a number or a `decimal(n)` may have.
pub const MAX_SCALE: u8 = 9;

/// An exact decimal: `units / 10^scale`, with no trailing zeros behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    units: i64,
    scale: u8,
}

/// The powers of ten up to [`MAX_SCALE`].
const POWERS: [i64; MAX_SCALE as usize + 1] = {
    let mut powers = [1; MAX_SCALE as usize + 1];
    let mut place = 1;
    while place < powers.len() {
        powers[place] = powers[place - 1] * 10;
        place += 1;
    }
    powers
};

impl Number {
    /// `units / 10^scale`; `None` if `scale` is above [`MAX_SCALE`] even after trailing zeros are dropped.
    #[must_use]
    pub fn new(mut units: i64, mut scale: u8) -> Option<Self> {
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        (scale <= MAX_SCALE).then_some(Self { units, scale })
    }

    /// Reads `-12.50`. `None` if it is no plain decimal, has over nine places, or does not fit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let has_point = digits.len() > whole.len();
        if whole.is_empty() || (has_point && fraction.is_empty()) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let mut units: i64 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            if !digit.is_ascii_digit() {
                return None;
            }
            units = units.checked_mul(10)?.checked_add(sign * i64::from(digit - b'0'))?;
        }
        Self::new(units, u8::try_from(fraction.len()).ok()?)
    }

    /// Ten thousand times (万) or more; `None` if it does not fit.
    #[must_use]
    pub fn checked_mul(self, factor: i64) -> Option<Self> {
        Self::new(self.units.checked_mul(factor)?, self.scale)
    }

    /// The same number in units of `10^-scale`; `None` if it has more places or does not fit.
    #[must_use]
    pub fn at_scale(self, scale: u8) -> Option<i64> {
        let places = scale.checked_sub(self.scale)?;
        self.units.checked_mul(10_i64.checked_pow(u32::from(places))?)
    }

    /// Numerator over `10^`[`scale`](Self::scale).
    #[must_use]
    pub const fn units(self) -> i64 {
        self.units
    }

    /// Decimal places in use.
    #[must_use]
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// The nearest binary floating-point number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // Through text, so that 0.1 becomes the double nearest to a tenth.
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

impl From<i64> for Number {
    fn from(units: i64) -> Self {
        Self { units, scale: 0 }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.units.cmp(&other.units);
        }
        let scaled = |n: &Self, by: u8| i128::from(n.units) * i128::from(POWERS[usize::from(by.min(MAX_SCALE))]);
        scaled(self, other.scale).cmp(&scaled(other, self.scale))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.units);
        }
        let base = 10_u64.pow(u32::from(self.scale));
        let magnitude = self.units.unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        let places = usize::from(self.scale);
        write!(f, "{sign}{}.{:0places$}", magnitude / base, magnitude % base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_exactly() {
        for (text, canonical) in [
            ("0", "0"),
            ("-0", "0"),
            ("12.50", "12.5"),
            ("-0.05", "-0.05"),
            ("007", "7"),
            ("3.000000000000", "3"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
        ] {
            assert_eq!(Number::parse(text).unwrap().to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_plain_decimal() {
        for text in ["", "-", ".5", "5.", "1e3", "1 0", "+1", "0x1", "1.0000000001", "9223372036854775808", "\u{FF13}", "--1"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn orders_across_scales_and_rescales() {
        let n = |t| Number::parse(t).unwrap();
        assert!(n("0.1") < n("0.11") && n("-2") < n("-1.999999999") && n("1.50") == n("1.5"));
        assert_eq!(n("12.5").at_scale(2), Some(1250));
        assert_eq!(n("12.55").at_scale(1), None);
        assert_eq!(n("9223372036854775807").at_scale(1), None);
    }
}
