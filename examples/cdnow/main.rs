//! The main job, on real data: a handbook, 18 months of purchases replayed day by day, and what tagora knows then.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod report;

use std::collections::BTreeMap;
use std::error::Error;

use tagora::dsl::Language;
use tagora::{Batch, Engine, Event, Instant};

const ENGLISH: &str = include_str!("handbook.en.tagora");
const CHINESE: &str = include_str!("handbook.zh.tagora");
const PURCHASES: &str = include_str!("cdnow_sample.csv");

/// Purchases by day.
type Days = BTreeMap<Instant, Vec<(u64, i64, String)>>;

/// Every tag's size, for each instant asked about.
type Sizes = Vec<Vec<u64>>;

/// The names that the two handbooks use for the same things.
struct Names {
    event: &'static str,
    quantity: &'static str,
    amount: &'static str,
    segment: &'static str,
}

fn main() -> Result<(), Box<dyn Error>> {
    let language = if std::env::args().any(|arg| arg == "zh") { Language::Chinese } else { Language::English };
    let days = purchases()?;
    let quarters = ["1997-04-01", "1997-07-01", "1997-10-01", "1998-01-01", "1998-04-01", "1998-07-01"];
    let quarters: Vec<Instant> = quarters.iter().map(|day| format!("{day}T00:00:00Z").parse()).collect::<Result<_, _>>()?;

    let (engine, sizes) = replay(language, &days, &quarters)?;
    let (_, other_sizes) = replay(language.pick(Language::Chinese, Language::English), &days, &quarters)?;
    let report = report::Report { engine: &engine, language, segment: names(language).segment };
    report.head(days.values().map(Vec::len).sum(), sizes == other_sizes);
    report.sizes(&quarters, &sizes);
    report.day("1997-09-15T00:00:00Z".parse()?);
    report.customer(1560)?;
    report.segment()?;
    report.feed(8);
    Ok(())
}

/// Applies each day's purchases, and notes every tag's size at the start of each quarter.
fn replay(language: Language, days: &Days, quarters: &[Instant]) -> Result<(Engine, Sizes), Box<dyn Error>> {
    let names = names(language);
    let engine = Engine::in_memory();
    engine.load(language.pick(ENGLISH, CHINESE))?;
    let mut sizes = Vec::new();
    let mut quarters = quarters.iter().copied().peekable();
    for (&day, purchases) in days {
        while let Some(quarter) = quarters.next_if(|&quarter| quarter <= day) {
            engine.advance_to(quarter)?;
            sizes.push(report::tag_sizes(&engine)?);
        }
        let mut batch = Batch::new();
        for (sequence, (customer, quantity, amount)) in purchases.iter().enumerate() {
            let event = Event::new(*customer, names.event, day).sequence(sequence as u64);
            batch.event(event.with(names.quantity, *quantity).with(names.amount, amount.as_str()));
        }
        engine.apply(&batch, day)?;
    }
    for quarter in quarters {
        engine.advance_to(quarter)?;
        sizes.push(report::tag_sizes(&engine)?);
    }
    Ok((engine, sizes))
}

fn names(language: Language) -> Names {
    language.pick(
        Names { event: "purchase", quantity: "quantity", amount: "amount", segment: "win_back" },
        Names { event: "购买", quantity: "数量", amount: "金额", segment: "挽回名单" },
    )
}

fn purchases() -> Result<Days, Box<dyn Error>> {
    let mut days = Days::new();
    for row in csv::Reader::from_reader(PURCHASES.as_bytes()).deserialize() {
        let (customer, at, _type, quantity, amount): (u64, String, String, i64, String) = row?;
        days.entry(at.parse()?).or_default().push((customer, quantity, amount));
    }
    Ok(days)
}
