//! Asserting how a condition is read, by what it is written as.

use tagora_dsl::{Language, Limits, parse_condition, print_condition};

/// Asserts that a condition is read as what is written so in English and so in Chinese.
#[track_caller]
#[expect(clippy::panic, reason = "a failing test shows the text and what is wrong with it")]
pub fn assert_reads(text: &str, english: &str, chinese: &str) {
    match parse_condition(text, &Limits::default()) {
        Ok(condition) => {
            assert_eq!(print_condition(&condition, Language::English), english, "{text}");
            assert_eq!(print_condition(&condition, Language::Chinese), chinese, "{text}");
        }
        Err(errors) => panic!("{}", errors[0].render(text, Language::English)),
    }
}
