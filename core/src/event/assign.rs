use tagora_dsl::ast::Duration;

use crate::customer::CustomerId;
use crate::time::Instant;

/// What a person, a program or an import does about a tag of a customer.
///
/// ```
/// use tagora::{Assign, Batch, Ends, Instant};
/// let at: Instant = "2025-06-01T08:00:00Z".parse()?;
/// let mut batch = Batch::new();
/// batch
///     .assign(Assign::add("c1", "高意向", at).by("zhang").ends("30 days".parse::<Ends>()?))
///     .assign(Assign::pin("c1", "重点", at).by("li"))
///     .assign(Assign::add("c2", "会员", at).import("crm", 7));
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Assign {
    /// To whom.
    pub customer: CustomerId,
    /// Which tag; its path, or its name where that is unique.
    pub tag: String,
    /// What is done.
    pub act: Act,
    /// When.
    pub at: Instant,
    /// Order among records of the same instant.
    pub sequence: u64,
    /// Who did it.
    pub source: Source,
}

/// What is done about a tag. Bans are stronger than pins, pins than definitions and assignments: what is beaten stays
/// stored and returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Act {
    /// The customer is given the tag, from the record's instant on. Not for tags with a definition.
    Add {
        /// When the assignment ends by itself; `None` for never.
        ends: Option<Ends>,
        /// Whether an assignment that is there takes this end. Without it adding again leaves the end as it is.
        renew: bool,
    },
    /// The assignment is taken away. Not for tags with a definition.
    Remove,
    /// The customer holds the tag whatever its definition says, and before all others of an exclusive group.
    Pin,
    /// There is no pin any more.
    Unpin,
    /// The customer does not hold the tag, whatever else gives it.
    Ban,
    /// There is no ban any more.
    Unban,
}

/// When an assignment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ends {
    /// At this instant, at which it no longer holds.
    At(Instant),
    /// With this day in the handbook's zone.
    With(jiff::civil::Date),
    /// So long after the record's instant; months follow the calendar in the handbook's zone.
    After(Duration),
}

/// Who assigns a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A person or program, by name.
    Person(String),
    /// An import. The same customer, tag, name and version again is a duplicate.
    Import {
        /// Where from.
        source: String,
        /// Which state of it.
        version: u64,
    },
}

impl Default for Source {
    fn default() -> Self {
        Self::Person("host".to_owned())
    }
}

impl Assign {
    /// Gives a tag.
    pub fn add(customer: impl Into<CustomerId>, tag: impl Into<String>, at: Instant) -> Self {
        Self::new(customer, tag, Act::Add { ends: None, renew: false }, at)
    }

    /// Takes a tag.
    pub fn remove(customer: impl Into<CustomerId>, tag: impl Into<String>, at: Instant) -> Self {
        Self::new(customer, tag, Act::Remove, at)
    }

    /// Pins a tag.
    pub fn pin(customer: impl Into<CustomerId>, tag: impl Into<String>, at: Instant) -> Self {
        Self::new(customer, tag, Act::Pin, at)
    }

    /// Lets go of a pin.
    pub fn unpin(customer: impl Into<CustomerId>, tag: impl Into<String>, at: Instant) -> Self {
        Self::new(customer, tag, Act::Unpin, at)
    }

    /// Bans a tag.
    pub fn ban(customer: impl Into<CustomerId>, tag: impl Into<String>, at: Instant) -> Self {
        Self::new(customer, tag, Act::Ban, at)
    }

    /// Lifts a ban.
    pub fn unban(customer: impl Into<CustomerId>, tag: impl Into<String>, at: Instant) -> Self {
        Self::new(customer, tag, Act::Unban, at)
    }

    fn new(customer: impl Into<CustomerId>, tag: impl Into<String>, act: Act, at: Instant) -> Self {
        Self { customer: customer.into(), tag: tag.into(), act, at, sequence: 0, source: Source::default() }
    }

    /// Says which person or program does it; without it, the host.
    #[must_use]
    pub fn by(mut self, person: impl Into<String>) -> Self {
        self.source = Source::Person(person.into());
        self
    }

    /// Says which import does it.
    #[must_use]
    pub fn import(mut self, source: impl Into<String>, version: u64) -> Self {
        self.source = Source::Import { source: source.into(), version };
        self
    }

    /// Sets when what is added ends by itself; changes nothing about the other acts.
    #[must_use]
    pub fn ends(mut self, when: impl Into<Ends>) -> Self {
        if let Act::Add { ends, .. } = &mut self.act {
            *ends = Some(when.into());
        }
        self
    }

    /// Lets an assignment that is there take the end of this one.
    #[must_use]
    pub fn renew(mut self) -> Self {
        if let Act::Add { renew, .. } = &mut self.act {
            *renew = true;
        }
        self
    }

    /// Sets the order among records of the same instant.
    #[must_use]
    pub fn sequence(mut self, sequence: u64) -> Self {
        self.sequence = sequence;
        self
    }
}

impl From<Instant> for Ends {
    fn from(at: Instant) -> Self {
        Self::At(at)
    }
}

impl From<Duration> for Ends {
    fn from(duration: Duration) -> Self {
        Self::After(duration)
    }
}

/// A length of time in the language's words (`30 days`, `3个月`), a date (`2025-06-20`) or an instant.
impl std::str::FromStr for Ends {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(duration) = tagora_dsl::parse_duration(text, &tagora_dsl::Limits::default()) {
            return Ok(Self::After(duration));
        }
        match text.parse::<jiff::civil::Date>() {
            // A date is the whole text: jiff reads the date of a longer one too.
            Ok(date) if date.to_string() == text => Ok(Self::With(date)),
            _ => text.parse().map(Self::At),
        }
    }
}
