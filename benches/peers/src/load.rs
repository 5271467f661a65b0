//! Takes the data into tagora: what is known of customers with the tags that they hold, then events.

use std::path::Path;

use tagora::{Batch, Durability, Engine, Events, Instant, Options, Values};
use tagora_dsl::Number;

use crate::columns::read;
use crate::generate::{MISSING, has_amount};
use crate::questions::{CHANNELS, EVENTS, Manifest, START};
use crate::{Result, handbook};

/// So many records in a batch.
const BATCH: usize = 100_000;

/// The columns of the data, read before time is taken.
pub struct Data {
    regions: Vec<u8>,
    sources: Vec<u8>,
    points: Vec<i16>,
    registered: Vec<i64>,
    events: EventColumns,
    tag_ends: Vec<u64>,
    tag_customers: Vec<u32>,
}

struct EventColumns {
    customers: Vec<u32>,
    times: Vec<i64>,
    types: Vec<u8>,
    amounts: Vec<u32>,
    channels: Vec<u8>,
}

impl Data {
    pub fn read(folder: &Path) -> Result<Self> {
        Ok(Self {
            regions: read(folder, "customer_region")?,
            sources: read(folder, "customer_source")?,
            points: read(folder, "customer_points")?,
            registered: read(folder, "customer_registered")?,
            events: EventColumns {
                customers: read(folder, "event_customer")?,
                times: read(folder, "event_time")?,
                types: read(folder, "event_type")?,
                amounts: read(folder, "event_amount")?,
                channels: read(folder, "event_channel")?,
            },
            tag_ends: read(folder, "tag_end")?,
            tag_customers: read(folder, "tag_customer")?,
        })
    }

    /// How many times a customer holds a tag.
    pub fn assignments(&self) -> usize {
        self.tag_customers.len()
    }

    /// Of each customer the tags.
    fn tags_of_customers(&self) -> Vec<Vec<u32>> {
        let mut tags = vec![Vec::new(); self.regions.len()];
        let mut begin = 0;
        for (tag, &end) in (1..).zip(&self.tag_ends) {
            self.tag_customers[begin..end as usize].iter().for_each(|&customer| tags[customer as usize].push(tag));
            begin = end as usize;
        }
        tags
    }
}

/// An engine in a folder with the handbook in it.
pub fn open(store: &Path, manifest: &Manifest, threads: usize) -> Result<Engine> {
    let options = Options {
        durability: Durability::Relaxed { every_millis: 1_000 },
        feed_kept: 1_000,
        max_changes: usize::MAX,
        threads,
        ..Options::default()
    };
    let engine = Engine::open(store, options)?;
    engine.load(&handbook::text(manifest))?;
    Ok(engine)
}

/// What is known of customers, the tags that they hold among it. Each batch is of an instant of its own: one of the very instant at which the
/// clock stands would be taken for a correction of what was told then.
pub fn attributes(engine: &Engine, manifest: &Manifest, data: &Data) -> Result<()> {
    let mut tags = data.tags_of_customers();
    let customers: Vec<usize> = (0..data.regions.len()).collect();
    let batches = customers.chunks(BATCH / 6);
    for (before, customers) in (1..=batches.len() as i64).rev().zip(batches) {
        let (start, mut batch) = (Instant::from_millis(START - before)?, Batch::new());
        for &customer in customers {
            let id = customer as u64;
            batch.customer(id, start);
            if data.regions[customer] != MISSING {
                batch.set(id, "region", format!("r{}", data.regions[customer]), start);
            }
            batch.set(id, "source", manifest.sources[usize::from(data.sources[customer])].as_str(), start);
            if data.points[customer] >= 0 {
                batch.set(id, "points", i64::from(data.points[customer]), start);
            }
            for tag in std::mem::take(&mut tags[customer]) {
                batch.add_tag(id, format!("t{tag}"), start, "an older system");
            }
            batch.set(id, "registered", Instant::from_millis(data.registered[customer])?, start);
        }
        engine.apply(&batch, start)?;
    }
    Ok(())
}

/// The events, in order of time; the clock goes along, and on to where it stands when all is asked.
pub fn events(engine: &Engine, manifest: &Manifest, data: &Data) -> Result<()> {
    let events = &data.events;
    for first in (0..events.times.len()).step_by(BATCH) {
        let rows = first..(first + BATCH).min(events.times.len());
        let mut batch = Batch::new();
        for (event, name) in (0_u8..).zip(EVENTS) {
            let rows: Vec<usize> = rows.clone().filter(|&row| events.types[row] == event).collect();
            let at = rows.iter().map(|&row| Instant::from_millis(events.times[row])).collect::<tagora::Result<Vec<_>>>()?;
            let channels = rows.iter().map(|&row| Some(u32::from(events.channels[row])));
            let mut columns = Events::new(name, rows.iter().map(|&row| u64::from(events.customers[row])), at)
                .column("channel", Values::words(CHANNELS, channels));
            if has_amount(event) {
                let amounts = rows.iter().map(|&row| Number::new(i64::from(events.amounts[row]), 2));
                let amounts = amounts.collect::<Option<Vec<_>>>().ok_or("an amount that is none")?;
                columns = columns.column("amount", amounts);
            }
            batch.events(columns);
        }
        engine.apply(&batch, Instant::from_millis(events.times[rows.end - 1])?)?;
    }
    engine.advance_to(Instant::from_millis(manifest.rules.now)?)?;
    Ok(())
}
