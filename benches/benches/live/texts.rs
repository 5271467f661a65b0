//! Events with texts in which a thousand words are looked for, beside the same events under a handbook that looks for none, and
//! beside the bare search.

use std::hint::black_box;
use std::time::Instant as Clock;

use tagora::measure::Mentions;
use tagora::{Batch, Engine, Event, Instant, Options, Record};

use super::chat::{messages, words};
use super::table::Table;
use super::workload::START;

const WORDS: usize = 1_000;
const LIST: usize = 50;
const CUSTOMERS: usize = 2_000;

/// A tag for each list of words, by turns whether it was mentioned and how often; one in ten also says what does not count.
fn handbook(lists: &[Vec<&str>]) -> String {
    let mut text = String::from("event chat { body: text }\n");
    for (number, list) in lists.iter().enumerate() {
        let listed: Vec<String> = list.iter().map(|word| format!("\"{word}\"")).collect();
        let unless = if number % 10 == 0 { " unless (\"不要\", \"推荐\")" } else { "" };
        text += &format!("keywords list{number} = ({})\n", listed.join(", "));
        let mentions = format!("chat where (body mentions any of list{number}{unless})");
        text += &match number % 2 {
            0 => format!("tag t{number} when did {mentions} in last 30 days\n"),
            _ => format!("tag t{number} when count({mentions}, last 30 days) >= 2\n"),
        };
    }
    text
}

/// As many tags of the same kinds, of which none looks at a text.
fn deaf(tags: usize) -> String {
    let tag = |number: usize| match number % 2 {
        0 => format!("tag t{number} when did chat in last {} days\n", 30 + number),
        _ => format!("tag t{number} when count(chat, last {} days) >= 2\n", 30 + number),
    };
    format!("event chat {{ body: text }}\n{}", (0..tags).map(tag).collect::<String>())
}

/// Nanoseconds that an event takes, the best of some runs.
fn each(handbook: &str, batches: &[Batch]) -> f64 {
    let events: usize = batches.iter().map(Batch::len).sum();
    let run = |_| {
        let engine = Engine::with_options(Options { feed_kept: 1000, ..Options::default() });
        engine.load(handbook).unwrap();
        let clock = Clock::now();
        for batch in batches {
            engine.apply(batch, batch.records().last().unwrap().at()).unwrap();
        }
        clock.elapsed().as_nanos() as f64 / events as f64
    };
    (0..5).map(run).fold(f64::MAX, f64::min)
}

pub fn measure(table: &mut Table) {
    let (messages, words) = (messages(), words(WORDS));
    let lists: Vec<Vec<&str>> = words.chunks(LIST).map(|list| list.iter().map(String::as_str).collect()).collect();
    let event = |(number, text): (usize, &String)| {
        let at = Instant::from_millis(START + number as i64 * 60_000).unwrap();
        Event::new((number * 7 % CUSTOMERS) as u64, "chat", at).with("body", text.as_str())
    };
    let records: Vec<Record> = messages.iter().enumerate().map(event).map(Record::Event).collect();
    let batches: Vec<Batch> = records.chunks(2_000).map(|records| records.iter().cloned().collect()).collect();
    let bytes = messages.iter().map(String::len).sum::<usize>() as f64 / messages.len() as f64;

    let mut mentions = Mentions::new(&lists, None).unwrap();
    let pass = (0..50).map(|_| {
        let clock = Clock::now();
        black_box(messages.iter().map(|text| mentions.met(black_box(text))).sum::<usize>());
        clock.elapsed().as_nanos() as f64 / messages.len() as f64
    });
    let pass = pass.fold(f64::MAX, f64::min);
    let (heard, unheard) = (each(&handbook(&lists), &batches), each(&deaf(lists.len()), &batches));
    let rate = |nanos: f64| format!("{:.0} MB/s", bytes / nanos * 1e3);
    table.row(
        format!("an event with a text of {bytes:.0} bytes, {WORDS} words in {} conditions", lists.len()),
        format!("{heard:.0} ns ({})", rate(heard)),
        format!("{:.1} of the bare search", heard / pass),
    );
    table.row("the same, no condition on texts", format!("{unheard:.0} ns"), format!("the words cost {:.0} ns", heard - unheard));
    table.row("the bare search, all conditions answered", format!("{pass:.0} ns ({})", rate(pass)), "1");
}
