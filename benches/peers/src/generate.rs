//! Makes the data: customers with attributes, tags of which few are frequent and many are rare, and events.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::chance::Chance;
use crate::columns::write;
use crate::questions::{CHANNELS, DAY, DAYS, EVENTS, Manifest, PAGED, Queries, REGIONS, Rules, SOURCES, START};

pub struct Sizes {
    pub customers: u64,
    pub tags: u64,
    pub events: u64,
    pub seed: u64,
}

/// One of so many events is a view, a cart, a purchase, a chat.
const TYPES: [u8; 20] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3];

/// How much is told of customers' attributes that is not there.
pub const MISSING: u8 = 255;

pub fn generate(folder: &Path, sizes: &Sizes) -> Result<()> {
    if sizes.tags < 50 || sizes.customers < 10_000 || sizes.customers > u64::from(u32::MAX) / 2 {
        return Err("the questions need 50 tags and 10,000 customers at least, and 2 billion at most".into());
    }
    if sizes.events > (DAYS * DAY) as u64 {
        return Err("each event has a millisecond of its own, so there cannot be that many".into());
    }
    fs::create_dir_all(folder)?;
    let tags: Vec<Vec<u32>> = (1..=sizes.tags).map(|rank| holders(sizes, rank)).collect();
    write(folder, "tag_customer", tags.iter().flatten().copied())?;
    let ends = tags.iter().scan(0, |end, holders| {
        *end += holders.len() as u64;
        Some(*end)
    });
    write(folder, "tag_end", ends)?;
    let first = events(folder, sizes)?;
    attributes(folder, sizes, &first)?;
    let manifest = Manifest {
        customers: sizes.customers,
        tags: sizes.tags,
        events: sizes.events,
        seed: sizes.seed,
        regions: REGIONS,
        event_names: EVENTS.map(str::to_owned).to_vec(),
        channels: CHANNELS.map(str::to_owned).to_vec(),
        sources: SOURCES.map(str::to_owned).to_vec(),
        queries: Queries::of(sizes.tags, behind(&tags)?),
        rules: Rules::new(),
    };
    // Comes last: where it is, all is there.
    fs::write(folder.join("manifest.json"), serde_json::to_vec_pretty(&manifest)?)?;
    Ok(())
}

/// Who holds a tag, in order: half of all the first, a third as many the third. Tags of odd ranks are scattered, the holders of others stand in
/// runs.
fn holders(sizes: &Sizes, rank: u64) -> Vec<u32> {
    let (customers, mut chance) = (sizes.customers, Chance::new(sizes.seed, rank));
    let count = (customers / (2 * rank)).max(1);
    if rank % 2 == 1 {
        // The gap to the next holder, by chance.
        let none = (1.0 - count as f64 / customers as f64).ln();
        let mut next = 0_u64;
        return std::iter::from_fn(|| {
            let at = next + ((1.0 - chance.share()).ln() / none) as u64;
            next = at + 1;
            (at < customers).then_some(at as u32)
        })
        .collect();
    }
    let run = (count / 8).clamp(1, 4_096);
    let mut begins: Vec<u64> = (0..customers / run).collect();
    let runs = (count.div_ceil(run) as usize).min(begins.len());
    for place in 0..runs {
        let other = place as u64 + chance.below((begins.len() - place) as u64);
        begins.swap(place, other as usize);
    }
    begins.truncate(runs);
    begins.sort_unstable();
    begins.into_iter().flat_map(|begin| begin * run..(begin + 1) * run).map(|customer| customer as u32).collect()
}

/// Events in order of time, each at an instant of its own; three fifths of them of a fifth of the customers. Gives when the first
/// of each customer was.
fn events(folder: &Path, sizes: &Sizes) -> Result<Vec<Option<i64>>> {
    let mut chance = Chance::new(sizes.seed, 1 << 40);
    let (count, customers) = (sizes.events as usize, sizes.customers);
    let mut first = vec![None; customers as usize];
    let mut who = Vec::with_capacity(count);
    let mut when = Vec::with_capacity(count);
    let (mut types, mut amounts, mut channels) =
        (Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count));
    for number in 0..sizes.events {
        let of_few = chance.below(5) < 3;
        let customer = if of_few { chance.below(customers / 5) * 5 } else { chance.below(customers) };
        let at = START + (i128::from(number) * i128::from(DAYS * DAY) / i128::from(sizes.events)) as i64;
        first[customer as usize].get_or_insert(at);
        let event = TYPES[chance.below(TYPES.len() as u64) as usize];
        let amount = 1 + chance.below(100_000) as u32;
        who.push(customer as u32);
        when.push(at);
        types.push(event);
        amounts.push(if has_amount(event) { amount } else { 0 });
        // Who is on the one channel is more often there again.
        let channel = if chance.below(2) == 0 { customer % 7 % 6 } else { chance.below(CHANNELS.len() as u64) };
        channels.push(channel as u8);
    }
    write(folder, "event_customer", who)?;
    write(folder, "event_time", when)?;
    write(folder, "event_type", types)?;
    write(folder, "event_amount", amounts)?;
    write(folder, "event_channel", channels)?;
    Ok(first)
}

/// Whether a type of event says an amount.
pub fn has_amount(event: u8) -> bool {
    matches!(EVENTS.get(usize::from(event)), Some(&("cart" | "purchase")))
}

/// A region of nearly all, a source of all, points of most, and since when a customer is registered: some time before the first event.
fn attributes(folder: &Path, sizes: &Sizes, first: &[Option<i64>]) -> Result<()> {
    let mut chance = Chance::new(sizes.seed, 2 << 40);
    let all = first.iter().map(|first| {
        let region = if chance.below(50) == 0 { MISSING } else { (chance.share() * chance.share() * REGIONS as f64) as u8 };
        let source = chance.below(SOURCES.len() as u64) as u8;
        let points = if chance.below(10) == 0 { -1 } else { chance.below(10_000) as i16 };
        let registered = first.unwrap_or(START) - chance.below(30 * DAY as u64) as i64;
        (region, source, points, registered)
    });
    let all: Vec<_> = all.collect();
    write(folder, "customer_region", all.iter().map(|each| each.0))?;
    write(folder, "customer_source", all.iter().map(|each| each.1))?;
    write(folder, "customer_points", all.iter().map(|each| each.2))?;
    write(folder, "customer_registered", all.iter().map(|each| each.3))
}

/// The last id before the page that is asked for, deep in the segment.
fn behind(tags: &[Vec<u32>]) -> Result<u64> {
    let tag = |rank: u64| tags.get(rank as usize - 1).ok_or("a tag is missing");
    let (with, without) = (tag(PAGED.with)?, tag(PAGED.without)?);
    let members: Vec<u32> = with.iter().copied().filter(|member| without.binary_search(member).is_err()).collect();
    Ok(u64::from(members[members.len() * 7 / 10]))
}
