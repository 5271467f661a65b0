use tagora_dsl::Number;

use super::{Event, Record};
use crate::customer::CustomerId;
use crate::time::Instant;
use crate::value::Value;

/// Events of one type as columns, for hosts that have them so: in each row a customer, an instant, and what the columns say.
/// It means what a [`Record::Event`] for each row means, in a fraction of the time: names are looked up once, and nothing is
/// put together and taken apart by row.
///
/// All columns must be equally long; that is seen when the batch is applied, as is everything else about them. An error names
/// the column, and by [`Error::record`](crate::Error::record) the row.
///
/// ```
/// use tagora::{Batch, Engine, Events, Instant};
/// let engine = Engine::in_memory();
/// engine.load("event purchase { amount: decimal(2), channel: text }\ntag big when did purchase where amount > 100")?;
/// let at = [1_000, 2_000, 3_000].map(Instant::from_millis).into_iter().collect::<Result<Vec<_>, _>>()?;
/// let now = at[2];
/// let mut batch = Batch::new();
/// batch.events(
///     Events::new("purchase", [7_u64, 8, 7], at)
///         .ids(["o1", "o2", "o3"])
///         .column("amount", [20.5, 300.0, 40.0])
///         .column("channel", [Some("web"), None, Some("shop")]),
/// );
/// assert_eq!(batch.len(), 3);
/// assert_eq!(engine.apply(&batch, now)?.accepted, 3);
/// assert!(engine.has(8, "big")? && !engine.has(7, "big")?);
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Events {
    pub(super) event: String,
    pub(super) customers: Vec<CustomerId>,
    pub(super) at: Vec<Instant>,
    pub(super) ids: Option<Vec<String>>,
    pub(super) sequences: Option<Vec<u64>>,
    pub(super) columns: Vec<(String, Values)>,
}

/// The values of a column, one a row. They are made of lists: of whole numbers, floats, exact decimals, flags, texts or
/// instants, and where a row may have none or each another type, of options.
#[derive(Clone, Debug, PartialEq)]
pub struct Values(pub(super) Kind);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Ints(Vec<i64>),
    Floats(Vec<f64>),
    Numbers(Vec<Number>),
    Bools(Vec<bool>),
    Instants(Vec<Instant>),
    Texts(Vec<String>),
    /// Some words, and which of them each row has.
    Words(Vec<String>, Vec<Option<u32>>),
    Any(Vec<Option<Value>>),
}

impl Events {
    /// Events of a type by customer and instant, without ids and properties.
    pub fn new(
        event: impl Into<String>,
        customers: impl IntoIterator<Item = impl Into<CustomerId>>,
        at: impl IntoIterator<Item = Instant>,
    ) -> Self {
        let customers = customers.into_iter().map(Into::into).collect();
        let at = at.into_iter().collect();
        Self { event: event.into(), customers, at, ids: None, sequences: None, columns: Vec::new() }
    }

    /// Sets the host's ids, one for each row; see [`Event::id`].
    #[must_use]
    pub fn ids(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.ids = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the order of each row among events of the same instant.
    #[must_use]
    pub fn sequences(mut self, sequences: impl IntoIterator<Item = u64>) -> Self {
        self.sequences = Some(sequences.into_iter().collect());
        self
    }

    /// Adds what each row says under a property's name.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>, values: impl Into<Values>) -> Self {
        self.columns.push((name.into(), values.into()));
        self
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customers.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// When the event of each row happened.
    #[must_use]
    pub fn instants(&self) -> &[Instant] {
        &self.at
    }

    /// A row as a record of its own; none behind the last.
    #[must_use]
    pub fn record(&self, row: usize) -> Option<Record> {
        let mut event = Event::new(self.customers.get(row)?, self.event.as_str(), *self.at.get(row)?);
        event.id = self.ids.as_ref().and_then(|ids| ids.get(row)).cloned();
        event.sequence = self.sequences.as_ref().and_then(|sequences| sequences.get(row)).copied().unwrap_or(0);
        let said = self.columns.iter().filter_map(|(name, values)| Some((name.clone(), values.value(row)?)));
        event.properties = said.collect();
        Some(Record::Event(event))
    }
}

impl Values {
    /// Texts of which few are different: each once, and for each row which of them it has, if any. Numbers of no word are
    /// refused as the batch is applied.
    ///
    /// ```
    /// use tagora::Values;
    /// let channels = Values::words(["web", "shop"], [Some(1), Some(1), None, Some(0)]);
    /// assert_eq!(channels.len(), 4);
    /// ```
    pub fn words(words: impl IntoIterator<Item = impl Into<String>>, rows: impl IntoIterator<Item = Option<u32>>) -> Self {
        Self(Kind::Words(words.into_iter().map(Into::into).collect(), rows.into_iter().collect()))
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::Ints(values) => values.len(),
            Kind::Floats(values) => values.len(),
            Kind::Numbers(values) => values.len(),
            Kind::Bools(values) => values.len(),
            Kind::Instants(values) => values.len(),
            Kind::Texts(values) => values.len(),
            Kind::Words(_, rows) => rows.len(),
            Kind::Any(values) => values.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a row says.
    fn value(&self, row: usize) -> Option<Value> {
        match &self.0 {
            Kind::Ints(values) => values.get(row).copied().map(Value::Int),
            Kind::Floats(values) => values.get(row).copied().map(Value::Float),
            Kind::Numbers(values) => values.get(row).copied().map(Value::Number),
            Kind::Bools(values) => values.get(row).copied().map(Value::Bool),
            Kind::Instants(values) => values.get(row).copied().map(Value::Instant),
            Kind::Texts(values) => values.get(row).cloned().map(Value::Text),
            Kind::Words(words, rows) => words.get(rows.get(row).copied().flatten()? as usize).cloned().map(Value::Text),
            Kind::Any(values) => values.get(row).cloned().flatten(),
        }
    }
}

macro_rules! from {
    ($($ty:ty => $kind:ident),*) => {
        $(impl From<Vec<$ty>> for Values {
            fn from(values: Vec<$ty>) -> Self {
                Self(Kind::$kind(values))
            }
        }

        impl<const N: usize> From<[$ty; N]> for Values {
            fn from(values: [$ty; N]) -> Self {
                Vec::from(values).into()
            }
        })*
    };
}

from!(i64 => Ints, f64 => Floats, Number => Numbers, bool => Bools, Instant => Instants, String => Texts);

impl From<Vec<&str>> for Values {
    fn from(values: Vec<&str>) -> Self {
        values.into_iter().map(str::to_owned).collect::<Vec<String>>().into()
    }
}

impl<const N: usize> From<[&str; N]> for Values {
    fn from(values: [&str; N]) -> Self {
        Vec::from(values).into()
    }
}

impl<T: Into<Value>> From<Vec<Option<T>>> for Values {
    fn from(values: Vec<Option<T>>) -> Self {
        Self(Kind::Any(values.into_iter().map(|value| value.map(Into::into)).collect()))
    }
}

impl<T: Into<Value>, const N: usize> From<[Option<T>; N]> for Values {
    fn from(values: [Option<T>; N]) -> Self {
        Vec::from(values).into()
    }
}
