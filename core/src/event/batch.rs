use std::borrow::Cow;

use super::{Assign, Events};
use crate::customer::{CustomerId, Merge};
use crate::time::Instant;
use crate::value::Value;

/// Records to be applied together: all of them, or none.
///
/// ```
/// use tagora::{Batch, Event, Instant};
/// let at: Instant = "2025-06-01T08:00:00Z".parse()?;
/// let mut batch = Batch::new();
/// batch
///     .customer("c1", at)
///     .set("c1", "城市", "上海", at)
///     .event(Event::new("c1", "购买", at).id("order-1").with("金额", "129.90"))
///     .add_tag("c1", "重点", at, "zhang");
/// assert_eq!(batch.len(), 4);
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    records: Vec<Record>,
    events: Vec<Events>,
}

/// One dated fact about one customer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Record {
    /// The customer is known from this instant on (its first event has the same effect).
    Customer {
        /// Who.
        customer: CustomerId,
        /// Since when.
        at: Instant,
        /// Order among records of the same instant.
        sequence: u64,
    },
    /// An attribute has a new value from this instant on.
    Attribute {
        /// Whose.
        customer: CustomerId,
        /// Which attribute.
        name: String,
        /// Its new value; `None` takes the value away.
        value: Option<Value>,
        /// Since when.
        at: Instant,
        /// Order among records of the same instant.
        sequence: u64,
    },
    /// Something happened.
    Event(Event),
    /// A person, a program or an import did something about a tag.
    Assign(Assign),
    /// Two ids are one customer.
    Merge(Merge),
}

impl Record {
    /// Whom it is about; of a merge the id that becomes an alias.
    #[must_use]
    pub fn customer(&self) -> &CustomerId {
        match self {
            Self::Customer { customer, .. } | Self::Attribute { customer, .. } => customer,
            Self::Event(event) => &event.customer,
            Self::Assign(assign) => &assign.customer,
            Self::Merge(merge) => &merge.from,
        }
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Instant {
        match self {
            Self::Customer { at, .. } | Self::Attribute { at, .. } => *at,
            Self::Event(event) => event.at,
            Self::Assign(assign) => assign.at,
            Self::Merge(merge) => merge.at,
        }
    }

    /// Order among records of the same instant: the larger is later. Those with the same are ordered by id, kind and
    /// content, whatever order they come in.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        match self {
            Self::Customer { sequence, .. } | Self::Attribute { sequence, .. } => *sequence,
            Self::Event(event) => event.sequence,
            Self::Assign(assign) => assign.sequence,
            Self::Merge(merge) => merge.sequence,
        }
    }
}

/// Something that happened to a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// To whom.
    pub customer: CustomerId,
    /// The event type.
    pub event: String,
    /// When.
    pub at: Instant,
    /// The host's id of it. A second event of the customer with the same id is a duplicate, and ignored.
    pub id: Option<String>,
    /// Order among events of the same instant.
    pub sequence: u64,
    /// Its properties.
    pub properties: Vec<(String, Value)>,
}

impl Event {
    /// An event without id and properties.
    pub fn new(customer: impl Into<CustomerId>, event: impl Into<String>, at: Instant) -> Self {
        Self { customer: customer.into(), event: event.into(), at, id: None, sequence: 0, properties: Vec::new() }
    }

    /// Sets the host's id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the order among events of the same instant.
    #[must_use]
    pub fn sequence(mut self, sequence: u64) -> Self {
        self.sequence = sequence;
        self
    }

    /// Adds a property.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.properties.push((name.into(), value.into()));
        self
    }
}

impl Batch {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The customer is known from `at` on.
    pub fn customer(&mut self, customer: impl Into<CustomerId>, at: Instant) -> &mut Self {
        self.push(Record::Customer { customer: customer.into(), at, sequence: 0 })
    }

    /// An attribute has a new value from `at` on.
    pub fn set(
        &mut self,
        customer: impl Into<CustomerId>,
        attribute: impl Into<String>,
        value: impl Into<Value>,
        at: Instant,
    ) -> &mut Self {
        self.push(Record::Attribute {
            customer: customer.into(),
            name: attribute.into(),
            value: Some(value.into()),
            at,
            sequence: 0,
        })
    }

    /// An attribute has no value from `at` on.
    pub fn clear(&mut self, customer: impl Into<CustomerId>, attribute: impl Into<String>, at: Instant) -> &mut Self {
        self.push(Record::Attribute { customer: customer.into(), name: attribute.into(), value: None, at, sequence: 0 })
    }

    /// Something happened.
    pub fn event(&mut self, event: Event) -> &mut Self {
        self.push(Record::Event(event))
    }

    /// Many things of one type happened. Their rows are numbered behind all records, in the order in which they were added.
    pub fn events(&mut self, events: Events) -> &mut Self {
        self.events.push(events);
        self
    }

    /// `by` gives the customer a tag.
    pub fn add_tag(
        &mut self,
        customer: impl Into<CustomerId>,
        tag: impl Into<String>,
        at: Instant,
        by: impl Into<String>,
    ) -> &mut Self {
        self.assign(Assign::add(customer, tag, at).by(by))
    }

    /// `by` takes a tag from the customer.
    pub fn remove_tag(
        &mut self,
        customer: impl Into<CustomerId>,
        tag: impl Into<String>,
        at: Instant,
        by: impl Into<String>,
    ) -> &mut Self {
        self.assign(Assign::remove(customer, tag, at).by(by))
    }

    /// Something is done about a tag.
    pub fn assign(&mut self, assign: Assign) -> &mut Self {
        self.push(Record::Assign(assign))
    }

    /// Two ids are one customer: `from` is `into`.
    pub fn merge(&mut self, from: impl Into<CustomerId>, into: impl Into<CustomerId>, at: Instant) -> &mut Self {
        self.push(Record::Merge(Merge::new(from, into, at)))
    }

    /// Sets the order of the record added last among records of the same instant.
    ///
    /// ```
    /// # let at = tagora::Instant::from_millis(0)?;
    /// let mut batch = tagora::Batch::new();
    /// batch.add_tag("c1", "重点", at, "li").remove_tag("c1", "重点", at, "li").sequence(1);
    /// assert_eq!(batch.records()[1].sequence(), 1);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn sequence(&mut self, place: u64) -> &mut Self {
        match self.records.last_mut() {
            Some(Record::Customer { sequence, .. } | Record::Attribute { sequence, .. }) => *sequence = place,
            Some(Record::Event(event)) => event.sequence = place,
            Some(Record::Assign(assign)) => assign.sequence = place,
            Some(Record::Merge(merge)) => merge.sequence = place,
            None => {}
        }
        self
    }

    /// Adds a record.
    pub fn push(&mut self, record: Record) -> &mut Self {
        self.records.push(record);
        self
    }

    /// The records, in the order in which they were added, without what was added as columns.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// What was added as columns, in the order in which it was.
    #[must_use]
    pub fn columns(&self) -> &[Events] {
        &self.events
    }

    /// How many records, each row of columns being one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len() + self.events.iter().map(Events::len).sum::<usize>()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When each happened; columns that are not equally long do not say it of each.
    pub(crate) fn instants(&self) -> impl Iterator<Item = Instant> {
        self.records.iter().map(Record::at).chain(self.events.iter().flat_map(Events::instants).copied())
    }

    /// All but those at some places, which come in order, as records.
    pub(crate) fn but(&self, places: &[usize]) -> Cow<'_, [Record]> {
        if places.is_empty() && self.events.is_empty() {
            return Cow::Borrowed(&self.records);
        }
        let rows = self.events.iter().flat_map(|events| (0..events.len()).filter_map(|row| events.record(row)));
        let all = self.records.iter().cloned().chain(rows).enumerate();
        all.filter(|(place, _)| places.binary_search(place).is_err()).map(|(_, record)| record).collect()
    }
}

impl FromIterator<Record> for Batch {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        Self { records: records.into_iter().collect(), events: Vec::new() }
    }
}
