//! Chat messages and words to look for in them: real ones where `TAGORA_DATA` names the data sets.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

/// Numbers without order, the same in each run.
fn mixed(n: u64) -> u64 {
    let n = (n ^ n >> 31).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (n ^ n >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ n >> 32
}

/// Chinese characters, a few of them often.
fn written(seed: u64, characters: u64) -> String {
    let of = |n: u64| mixed(seed * 1_000 + n);
    (0..characters).filter_map(|n| char::from_u32(0x4E00 + (of(n) % 3000 * (mixed(of(n)) % 100) / 100) as u32)).collect()
}

fn data(file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os("TAGORA_DATA")?).join("chat").join(file);
    path.exists().then_some(path)
}

/// Some thousand messages.
pub fn messages() -> Vec<String> {
    match data("crosswoz_val.jsonl.gz") {
        Some(path) => {
            let lines = BufReader::new(flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())).lines();
            let text =
                |line: String| serde_json::from_str::<serde_json::Value>(&line).unwrap()["text"].as_str().unwrap().to_owned();
            lines.map(|line| text(line.unwrap())).collect()
        }
        None => (0..8_000).map(|n| written(n, 10 + mixed(n) % 25)).collect(),
    }
}

/// So many words.
pub fn words(count: usize) -> Vec<String> {
    let listed = ["food", "caijing", "car", "IT"].map(|list| data(&format!("lexicons/THUOCL_{list}.txt")));
    let mut words: Vec<String> = listed
        .into_iter()
        .flatten()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            text.lines().filter_map(|line| Some(line.split('\t').next()?.trim().to_owned())).collect::<Vec<_>>()
        })
        .filter(|word| !word.is_empty())
        .take(count)
        .collect();
    words.extend((words.len()..count).map(|n| written(1_000_000 + n as u64, 2 + mixed(n as u64) % 3)));
    words
}
