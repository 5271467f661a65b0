//! Texts of the project cut at their words and joined with one another: most are refused, and what reads must read back.

use tagora_fuzz::{Numbers, seeds::texts};

/// Words, signs and the blanks between them.
fn words(text: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = Vec::new();
    let mut before = None;
    for (place, letter) in text.char_indices() {
        let kind = match letter {
            _ if letter.is_whitespace() => 0,
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => 1,
            _ if letter.is_alphanumeric() => 2,
            _ => 3,
        };
        if before != Some(kind) || kind == 3 {
            cuts.push(place);
        }
        before = Some(kind);
    }
    cuts.push(text.len());
    cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect()
}

#[test]
fn what_is_cut_and_joined_is_refused_or_reads_back() {
    let rounds = std::env::var("SPLICES").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3_000);
    let texts: Vec<String> = texts().into_iter().filter(|text| text.len() < 400).collect();
    let all: Vec<Vec<&str>> = texts.iter().map(|text| words(text)).collect();
    let mut numbers = Numbers(0xD1B5_4A32_D192_ED03);
    for _ in 0..rounds {
        let mut text = all[numbers.below(all.len())].clone();
        for _ in 0..=numbers.below(3) {
            let other = &all[numbers.below(all.len())];
            let (from, length) = (numbers.below(other.len().max(1)), 1 + numbers.below(4));
            let taken = other.iter().skip(from).take(length).copied();
            let at = numbers.below(text.len() + 1);
            let gone = numbers.below(3).min(text.len() - at);
            text.splice(at..at + gone, taken);
        }
        let text = text.concat();
        let ran = std::panic::catch_unwind(|| {
            tagora_fuzz::parse_check(text.as_bytes());
            tagora_fuzz::print_parse(text.as_bytes());
        });
        assert!(ran.is_ok(), "fails for:\n{text}");
    }
}
