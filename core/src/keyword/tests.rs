use std::sync::Arc;

use proptest::prelude::*;

use super::{Hits, Keywords};
use crate::rule::Mention;
use crate::value::Dictionary;

/// Words that overlap, lie in one another, and are the same but for case, width and marks.
const WORDS: &[&str] = &[
    "报价",
    "价",
    "不要报价",
    "报价单",
    "单",
    "贵",
    "有点贵",
    "ab",
    "abc",
    "bc",
    "c",
    "B",
    "AB",
    "aa",
    "a",
    "aaa",
    "Straße",
    "SS",
    "ｖｉｐ",
    "VIP",
    "é",
    "e\u{301}",
    "e",
    "が",
    "か\u{3099}",
    "か",
    "ｶﾞ",
    "①",
    "1",
    "…",
    "..",
    " 价 ",
    "",
    "😀",
    "가",
    "ᄀ",
    "ﬁ",
    "i",
];

fn words() -> impl Strategy<Value = Arc<Dictionary>> {
    let word = prop_oneof![4 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => "[ab价贵单]{0,4}"];
    prop::collection::vec(word, 0..6).prop_map(|words| Arc::new(Dictionary::new(words.iter().map(String::as_str)).unwrap()))
}

fn mention() -> impl Strategy<Value = Mention> {
    let unless = || prop::option::of(words());
    prop_oneof![
        words().prop_map(Mention::Exactly),
        (words(), any::<bool>(), unless()).prop_map(|(words, all, unless)| Mention::Words { words, all, unless }),
        (words(), words(), prop_oneof![0..4_u32, Just(u32::MAX)], unless())
            .prop_map(|(words, others, characters, unless)| Mention::Near { words, others, characters, unless }),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        6 => prop::sample::select(WORDS).prop_map(str::to_owned),
        2 => "[ab价贵单 ，。\u{3000}]{0,3}",
        1 => "[\u{300}-\u{304}\u{3099}ＡＢ]{1,2}",
        1 => "(?s).{0,3}",
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn one_pass_answers_every_condition(mentions in prop::collection::vec(mention(), 0..8), texts in prop::collection::vec(text(), 1..6)) {
        let keywords = Keywords::of(&mentions).unwrap();
        // The same hits are used for all texts: nothing of one is left for the next.
        let mut hits = Hits::default();
        for text in &texts {
            keywords.search(text, &mut hits);
            for mention in &mentions {
                let question = keywords.question(mention).unwrap();
                prop_assert_eq!(question.is_met(&hits), mention.is_in(text), "{:?} in {:?}", mention, text);
            }
        }
    }

    #[test]
    fn hits_serve_one_handbook_after_another(first in prop::collection::vec(mention(), 1..4), second in prop::collection::vec(mention(), 1..4), text in text()) {
        let mut hits = Hits::default();
        for mentions in [&first, &second, &first] {
            let keywords = Keywords::of(mentions).unwrap();
            keywords.search(&text, &mut hits);
            for mention in mentions {
                prop_assert_eq!(keywords.question(mention).unwrap().is_met(&hits), mention.is_in(&text));
            }
        }
    }
}

fn any_of<'w>(words: impl IntoIterator<Item = &'w str>) -> Mention {
    Mention::Words { words: Arc::new(Dictionary::new(words).unwrap()), all: false, unless: None }
}

#[test]
fn words_that_nobody_asks_for_are_not_known() {
    let keywords = Keywords::of([&any_of(["a"])]).unwrap();
    assert!(keywords.question(&any_of(["a", "b"])).is_none());
    assert!(keywords.question(&any_of(["A"])).is_some(), "the same words");
}

#[test]
fn words_deep_in_one_another_are_refused() {
    let longer: Vec<String> = (1..=33).map(|length| "a".repeat(length)).collect();
    let all = |count: usize| Keywords::of(&longer[..count].iter().map(|word| any_of([word.as_str()])).collect::<Vec<_>>());
    let mut hits = Hits::default();
    let keywords = all(32).unwrap();
    keywords.search(&"a".repeat(64 << 10), &mut hits);
    assert!(keywords.question(&any_of([longer[31].as_str()])).unwrap().is_met(&hits));
    assert_eq!(all(33).unwrap_err().code(), "limit-exceeded");
    // Beside one another they may be as many as they like.
    let beside: Vec<String> = (0..10_000).map(|number| format!("{number:05}")).collect();
    Keywords::of([&any_of(beside.iter().map(String::as_str))]).unwrap();
}
