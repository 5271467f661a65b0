use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// ```
/// use tagora::Instant;
/// let t: Instant = "1997-02-15T08:00:00Z".parse().unwrap();
/// assert_eq!(t.millis(), 855_993_600_000);
/// assert_eq!(t.to_string(), "1997-02-15T08:00:00Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Instant(i64);

impl Instant {
    /// The earliest instant, in the year -9999.
    pub const MIN: Self = Self(-377_705_023_201_000);
    /// The latest instant, in the year 9999.
    pub const MAX: Self = Self(253_402_207_200_999);

    /// Later than every instant: when what lies in the last years of the calendar leaves a window.
    pub(crate) const NEVER: Self = Self(i64::MAX);

    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// `instant-out-of-range` outside [`MIN`](Self::MIN) to [`MAX`](Self::MAX).
    pub fn from_millis(millis: i64) -> Result<Self, Error> {
        if (Self::MIN.0..=Self::MAX.0).contains(&millis) {
            return Ok(Self(millis));
        }
        Err(Error::new(ErrorKind::InstantOutOfRange, format!("`{millis}` is no instant in the years -9999 to 9999"))
            .with_help("instants are milliseconds since 1970-01-01T00:00:00Z; seconds and microseconds must be converted"))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// So many milliseconds later (or earlier), at most the latest (or earliest) instant.
    #[must_use]
    pub const fn saturating_add(self, millis: i64) -> Self {
        let sum = self.0.saturating_add(millis);
        if sum > Self::MAX.0 {
            Self::MAX
        } else if sum < Self::MIN.0 {
            Self::MIN
        } else {
            Self(sum)
        }
    }

    /// An instant that was kept as its milliseconds.
    pub(crate) const fn kept(millis: i64) -> Self {
        Self(millis)
    }

    /// The instant right behind it; behind the last there is none.
    pub(crate) const fn next(self) -> Self {
        if self.0 >= Self::MAX.0 { Self::NEVER } else { Self(self.0 + 1) }
    }

    /// The day of the calendar in a zone. It never decreases.
    pub(crate) fn local_date(self, zone: &jiff::tz::TimeZone) -> jiff::civil::Date {
        super::reach::local_date(self, zone)
    }

    pub(crate) fn from_timestamp(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_millisecond())
    }

    pub(crate) fn to_timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }
}

impl TryFrom<i64> for Instant {
    type Error = Error;

    /// As [`from_millis`](Self::from_millis).
    fn try_from(millis: i64) -> Result<Self, Error> {
        Self::from_millis(millis)
    }
}

impl From<Instant> for i64 {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl FromStr for Instant {
    type Err = Error;

    /// Reads RFC 3339, such as `2025-07-03T10:00:00Z` or `2025-07-03T18:00:00.250+08:00`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || {
            let shown: String = text.chars().take(40).collect();
            Error::new(ErrorKind::InvalidInstant, format!("`{shown}` is no instant"))
                .with_help("write it like `2025-07-03T10:00:00Z`")
        };
        let timestamp: jiff::Timestamp = text.parse().map_err(|_| refuse())?;
        Ok(Self::from_timestamp(timestamp))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_timestamp().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets_and_milliseconds() {
        let t: Instant = "2025-07-03T18:00:00.250+08:00".parse().unwrap();
        assert_eq!(t.to_string(), "2025-07-03T10:00:00.25Z");
        assert_eq!("2025-07-03".parse::<Instant>().unwrap_err().code(), "invalid-instant");
    }

    #[test]
    fn stays_in_range() {
        assert_eq!(Instant::from_millis(i64::MAX).unwrap_err().code(), "instant-out-of-range");
        assert_eq!(Instant::MAX.saturating_add(i64::MAX), Instant::MAX);
        assert_eq!(Instant::MIN.saturating_add(-1), Instant::MIN);
        assert_eq!(Instant::MAX.to_timestamp().as_millisecond(), Instant::MAX.millis());
        assert_eq!(Instant::MIN.to_timestamp().as_millisecond(), Instant::MIN.millis());
    }
}
