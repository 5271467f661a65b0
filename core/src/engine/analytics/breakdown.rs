//! How customers are divided, and what each part is worth.

use std::sync::Arc;

use super::classes::{By, Class, MAX_PARTS, fits};
use super::handle::Analysis;
use crate::analysis::{self, Breakdown, Cross, Distribution, Grouping, Groups, Percentiles, Tally};
use crate::column::Column;
use crate::customer::Ordinal;
use crate::error::{Error, ErrorKind, Result};
use crate::query::{Expression, Segment};
use crate::value::Datum;

/// The parts of customers, by value or path.
type Parts = Vec<(Option<Arc<str>>, Tally)>;

/// What it takes, about, to group a block.
const GROUP_NANOS: u64 = 200_000;

/// The most cells of a cross table.
const MAX_CELLS: usize = 100_000;

impl Analysis<'_> {
    /// How the customers of a segment are divided by the tags of a group or the values of an attribute; with an expression, also the
    /// sum and the mean of its numbers in each part.
    ///
    /// Takes one pass over the sets, and one over what the expression looks at.
    ///
    /// # Errors
    /// `unknown-group`, `unknown-attribute`, `segment-outdated`; `limit-exceeded` for more than 10,000 parts.
    ///
    /// ```
    /// use tagora::{Batch, By, Engine, Event, Instant, Scope, Suppress, Value};
    /// let engine = Engine::in_memory();
    /// engine.load("event purchase { amount: decimal(2) }\nattribute city: text")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// for (id, city, amount) in [(1_u64, "Beijing", "10.50"), (2, "Beijing", "20"), (3, "Xi'an", "5")] {
    ///     batch.set(id, "city", city, start).event(Event::new(id, "purchase", start).with("amount", amount));
    /// }
    /// engine.apply(&batch, start)?;
    /// let (snapshot, buyers) = (engine.snapshot(&Scope::All)?, engine.prepare("did purchase")?);
    /// let spent = engine.expression("sum(purchase.amount)")?;
    /// let found = snapshot.analysis(Suppress::NONE).breakdown(&buyers, By::Attribute("city"), Some(&spent))?;
    /// let beijing = &found.parts[0];
    /// assert_eq!((beijing.customers, beijing.sum.as_ref().map(Value::to_string)), (Some(2), Some("30.5".into())));
    /// assert_eq!(beijing.mean.as_ref().map(Value::to_string), Some("15.25".into()));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn breakdown(&self, segment: &Segment, by: By<'_>, numbers: Option<&Expression>) -> Result<Breakdown> {
        if let By::Attribute(attribute) = by
            && let Some(parts) = self.grouped(segment, attribute, numbers)?
        {
            let customers = parts.iter().map(|(_, tally)| tally.customers).sum();
            return Ok(Breakdown::of(attribute, customers, parts, numbers.is_some(), self.suppress));
        }
        let within = self.selected(segment)?;
        let classes = self.classes(by, &within)?;
        let columns = numbers.map(|expression| self.formula(expression)).transpose()?.flatten();
        let parts: Vec<_> = match (columns.and_then(|formula| formula.numbers()), numbers) {
            (Some(numbers), _) => {
                classes.into_iter().map(|Class { value, members }| (value, analysis::total(&members, numbers))).collect()
            }
            (None, numbers) => {
                let values = numbers.map(|expression| self.values(expression, &within)).transpose()?;
                classes.into_iter().map(|Class { value, members }| (value, tally(&members, values.as_deref()))).collect()
            }
        };
        Ok(Breakdown::of(by.name(), within.len(), parts, numbers.is_some(), self.suppress))
    }

    /// The parts by the values of an attribute, counted in one pass; none where their numbers are not those of another attribute.
    fn grouped(&self, segment: &Segment, attribute: &str, numbers: Option<&Expression>) -> Result<Option<Parts>> {
        let snapshot = self.snapshot;
        let Some(numbers) = numbers else {
            let shares = snapshot.breakdown(segment, attribute)?;
            fits(shares.iter().filter(|share| share.value.is_some()).count())?;
            return Ok(Some(shares.into_iter().map(|share| (share.value, Tally::of(share.customers))).collect()));
        };
        snapshot.fits(segment)?;
        let by = snapshot.attribute(attribute)?;
        let Some(numbers) = self.formula(numbers)?.and_then(|formula| formula.numbers()) else { return Ok(None) };
        let new = || Grouping::new(by, numbers, MAX_PARTS);
        let groups = Groups::all(snapshot.gather((segment, GROUP_NANOS), new, Grouping::add, Grouping::groups)?, numbers);
        fits(groups.iter().filter(|(value, _)| value.is_some()).count())?;
        let mut parts: Vec<(Option<(i64, String)>, Tally)> = groups
            .into_iter()
            .map(|(stored, tally)| (stored.map(|stored| (if by.is_in_order() { stored } else { 0 }, by.shown(stored))), tally))
            .collect();
        parts.sort_by(|(one, many), (other, few)| {
            (one.is_none(), few.customers, one).cmp(&(other.is_none(), many.customers, other))
        });
        Ok(Some(parts.into_iter().map(|(value, tally)| (value.map(|(_, text)| text.into()), tally)).collect()))
    }

    /// How many customers of a segment are in each part by one thing and in each by another.
    ///
    /// # Errors
    /// As [`breakdown`](Self::breakdown); `limit-exceeded` also for more than 100,000 pairs.
    pub fn cross(&self, segment: &Segment, rows: By<'_>, columns: By<'_>) -> Result<Cross> {
        let within = self.selected(segment)?;
        let (down, across) = (self.classes(rows, &within)?, self.classes(columns, &within)?);
        if down.len() * across.len() > MAX_CELLS {
            let message = format!("{} by {} parts, the limit is {MAX_CELLS} pairs", down.len(), across.len());
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("divide by something with fewer parts"));
        }
        let counts: Vec<u64> =
            down.iter().flat_map(|row| across.iter().map(|column| row.members.shared_len(&column.members))).collect();
        let names = |classes: Vec<Class>| classes.into_iter().map(|class| class.value).collect();
        Ok(Cross::of([rows.name(), columns.name()], names(down), names(across), &counts, self.suppress))
    }

    /// The `limit` most frequent values of an attribute, and how many of the customers have each; last, as the part without a
    /// value, all others.
    ///
    /// # Errors
    /// `unknown-attribute`, `segment-outdated`; `invalid-count` for a limit of 0.
    pub fn top(&self, segment: &Segment, attribute: &str, limit: usize) -> Result<Breakdown> {
        super::super::queries::some(limit, "the most frequent values")?;
        let shares = self.snapshot.breakdown(segment, attribute)?;
        let all = shares.iter().map(|share| share.customers).sum();
        let mut parts = Vec::new();
        for share in shares.into_iter().filter(|share| share.value.is_some()).take(limit) {
            parts.push((share.value, Tally::of(share.customers)));
        }
        let told: u64 = parts.iter().map(|(_, tally): &(_, Tally)| tally.customers).sum();
        if told < all {
            parts.push((None, Tally::of(all - told)));
        }
        Ok(Breakdown::of(attribute, all, parts, false, self.suppress))
    }

    /// How the numbers of an expression lie: how many, sum, mean, and some percentiles, from 0 to 100.
    ///
    /// # Errors
    /// `invalid-analysis` for a percentile beyond these; `limit-exceeded` for more than 1,000; `segment-outdated`.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Instant, Scope, Suppress, Value};
    /// let engine = Engine::in_memory();
    /// engine.load("attribute age: int")?;
    /// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
    /// (20..24_i64).for_each(|age| drop(batch.customer(age as u64, start).set(age as u64, "age", age, start)));
    /// engine.apply(&batch, start)?;
    /// let (snapshot, adults) = (engine.snapshot(&Scope::All)?, engine.prepare("age >= 18")?);
    /// let ages = snapshot.analysis(Suppress::NONE).distribution(&adults, &engine.expression("age")?, &[0.0, 50.0])?;
    /// let shown: Vec<_> = ages.percentiles.iter().map(|(_, value)| value.as_ref().map(Value::to_string)).collect();
    /// assert_eq!(shown, [Some("20".into()), Some("21.5".into())]);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn distribution(&self, segment: &Segment, numbers: &Expression, percents: &[f64]) -> Result<Distribution> {
        let percentiles = Percentiles::of(percents)?;
        let within = self.selected(segment)?;
        let numbers = analysis::numbers(&self.values(numbers, &within)?);
        let customers = numbers.len() as u64;
        Ok(percentiles.distribution(numbers, customers, self.suppress))
    }

    /// How many customers of a segment have none, one and several of the tags of a group, as the parts `none`, `one` and `several`.
    /// Where each customer should have exactly one, the first are a gap and the last an overlap.
    ///
    /// # Errors
    /// `unknown-group`, `segment-outdated`.
    pub fn coverage(&self, segment: &Segment, group: &str) -> Result<Breakdown> {
        let covered = self.snapshot.coverage(segment, group)?;
        let part = |name: &str, customers| (Some(Arc::from(name)), Tally::of(customers));
        let parts = vec![part("none", covered.none), part("one", covered.one), part("several", covered.more)];
        let all = covered.none + covered.one + covered.more;
        Ok(Breakdown::of(group, all, parts, false, self.suppress))
    }
}

/// What members of a part are, and what their numbers are together.
fn tally(members: &Column, values: Option<&[(Ordinal, Datum)]>) -> Tally {
    let mut tally = Tally::of(members.len());
    let Some(mut values) = values else { return tally };
    for member in members {
        values = from(values, member);
        if let Some((_, value)) = values.first().filter(|(of, _)| *of == member) {
            tally.add_value(value.quantity());
        }
    }
    tally
}

/// Those of a customer and behind it, of whom the first is likely near.
fn from(values: &[(Ordinal, Datum)], customer: Ordinal) -> &[(Ordinal, Datum)] {
    let is_before = |(of, _): &(Ordinal, Datum)| *of < customer;
    let mut reach = 1;
    while values.get(reach).is_some_and(is_before) {
        reach *= 2;
    }
    let near = &values[..values.len().min(reach + 1)];
    &values[near.partition_point(is_before)..]
}
