//! Every diagnostic, word for word, in both languages.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod cases;
mod catalogue;

use std::collections::BTreeSet;

use cases::{cases, directory, file_of, is_updating};
use tagora_dsl::Code;

/// A fault of the crate itself cannot be provoked.
fn provocable() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|&code| code != Code::Internal)
}

#[test]
fn every_code_is_worded_as_the_golden_files_say() {
    let mut ran = 0;
    for code in provocable() {
        let cases = cases(code);
        let now: Vec<_> = cases.iter().map(|case| case.now()).collect();
        if is_updating() {
            std::fs::write(file_of(code), now.iter().map(|case| case.to_text()).collect::<String>()).unwrap();
        }
        for (case, now) in cases.iter().zip(&now) {
            if !is_updating() {
                assert!(
                    case.errors().iter().any(|e| e.code() == code),
                    "{code}, {}: no such error in\n{}",
                    case.title,
                    now.english
                );
                assert_eq!(case.to_text(), now.to_text(), "{code}, {}", case.title);
            }
            ran += 1;
        }
    }
    assert_eq!(ran, 249, "cases ran");
}

#[test]
fn every_code_has_a_golden_file_and_every_file_a_code() {
    let files: BTreeSet<String> =
        std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let codes: BTreeSet<String> = provocable().map(|code| format!("{code}.txt")).collect();
    assert_eq!(files, codes);
}

#[test]
fn messages_keep_the_house_style() {
    let mut looked_at = 0;
    for code in provocable() {
        for case in cases(code) {
            for error in case.errors() {
                let (message, help) = (error.message(tagora_dsl::Language::English), error.help(tagora_dsl::Language::English));
                for text in [Some(message), help].into_iter().flatten() {
                    assert!(!text.ends_with(['.', '。', ' ']), "{code}: {text}");
                    assert!(!text.starts_with(char::is_uppercase) && !text.contains('\n'), "{code}: {text}");
                    looked_at += 1;
                }
            }
        }
    }
    assert!(looked_at > 120, "looked at {looked_at}");
}
