//! What it costs to know which words stand in chat messages: one pass over all dictionaries, the same condition by
//! condition, `aho-corasick`, and a loop over `contains`. Messages and words are real where `TAGORA_DATA` names the data sets.
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a measuring program")]

mod chat;

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use chat::{messages, words};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tagora::measure::{Mentions, folded};

fn keywords(c: &mut Criterion) {
    let messages = messages();
    let bytes: usize = messages.iter().map(String::len).sum();
    println!("{} messages of {} bytes on average", messages.len(), bytes / messages.len());
    let mut group = c.benchmark_group("keywords");
    group.measurement_time(Duration::from_secs(3)).sample_size(20).throughput(Throughput::Bytes(bytes as u64));
    let sum = |of: &mut dyn FnMut(&str) -> usize| messages.iter().map(|text| of(black_box(text))).sum::<usize>();
    group.bench_function("folding as Unicode writes it", |b| b.iter(|| sum(&mut |text| folded(text).len())));
    for count in [50, 1_000, 10_000] {
        let words = words(count);
        // Lists of fifty, a condition for each.
        let lists: Vec<Vec<&str>> = words.chunks(50).map(|list| list.iter().map(String::as_str).collect()).collect();
        let mut mentions = Mentions::new(&lists, None).unwrap();
        println!("{count} words in {} lists: {} bytes", lists.len(), mentions.bytes());
        let met = sum(&mut |text| mentions.met(text));
        assert_eq!(met, sum(&mut |text| mentions.met_one_by_one(text)));
        println!("{count} words: {met} conditions met");
        group.bench_function(format!("{count} words: one pass"), |b| b.iter(|| sum(&mut |text| mentions.met(text))));
        let mut unless = Mentions::new(&lists, Some(&["不要", "推荐"])).unwrap();
        group.bench_function(format!("{count} words, unless two phrases: one pass"), |b| {
            b.iter(|| sum(&mut |text| unless.met(text)))
        });
        for (name, kind) in [("contiguous NFA", AhoCorasickKind::ContiguousNFA), ("DFA", AhoCorasickKind::DFA)] {
            let all = AhoCorasick::builder().kind(Some(kind)).build(&words).unwrap();
            group.bench_function(format!("{count} words: aho-corasick, {name}, nothing folded"), |b| {
                b.iter(|| sum(&mut |text| all.find_overlapping_iter(text).count()));
            });
        }
        if count <= 1_000 {
            group.bench_function(format!("{count} words: condition by condition"), |b| {
                b.iter(|| sum(&mut |text| mentions.met_one_by_one(text)));
            });
            group.bench_function(format!("{count} words: contains, nothing folded"), |b| {
                b.iter(|| sum(&mut |text| words.iter().filter(|word| text.contains(&***word)).count()));
            });
        }
    }
    group.finish();
}

/// A way to find words in a text, with its name.
type Way<'w> = (&'static str, &'w mut dyn FnMut(&str) -> usize);

/// The same in turns, the best of many: what else the machine does falls on all alike.
fn in_turns(_: &mut Criterion) {
    let messages = messages();
    let bytes: usize = messages.iter().map(String::len).sum();
    for count in [50, 1_000, 8_000] {
        let words = words(count);
        let lists: Vec<Vec<&str>> = words.chunks(50).map(|list| list.iter().map(String::as_str).collect()).collect();
        let mut mentions = Mentions::new(&lists, None).unwrap();
        let built = |kind| AhoCorasick::builder().kind(Some(kind)).build(&words).unwrap();
        let (nfa, dfa) = (built(AhoCorasickKind::ContiguousNFA), built(AhoCorasickKind::DFA));
        let mut ways: [Way<'_>; 3] = [
            ("one pass", &mut |text| mentions.met(text)),
            ("aho-corasick, contiguous NFA, nothing folded", &mut |text| nfa.find_overlapping_iter(text).count()),
            ("aho-corasick, DFA, nothing folded", &mut |text| dfa.find_overlapping_iter(text).count()),
        ];
        let mut best = [f64::MAX; 3];
        for _ in 0..100 {
            for ((_, way), best) in ways.iter_mut().zip(&mut best) {
                let start = Instant::now();
                black_box(messages.iter().map(|text| way(black_box(text))).sum::<usize>());
                *best = best.min(start.elapsed().as_secs_f64());
            }
        }
        for ((name, _), best) in ways.iter().zip(best) {
            let (nanos, rate) = (best * 1e9 / messages.len() as f64, bytes as f64 / best / 1e6);
            println!("{count} words: {name}: {nanos:.0} ns for a message, {rate:.0} MB/s");
        }
    }
}

criterion_group!(benches, keywords, in_turns);
criterion_main!(benches);
