//! What the fuzz targets do, as plain functions: a test replays the corpus with them.

#[expect(dead_code, reason = "the tests that share it use more of it")]
#[path = "../../core/tests/oracle/grammar.rs"]
mod grammar;
#[path = "../../core/tests/oracle/histories.rs"]
mod histories;
mod live;
mod numbers;
#[expect(dead_code, reason = "the tests that share it use more of it")]
#[path = "../../core/tests/oracle/operations.rs"]
mod operations;
#[expect(dead_code, reason = "the tests that share it use more of it")]
#[path = "../../core/tests/oracle/plain.rs"]
mod plain;
pub mod seeds;

pub use live::live;
pub use numbers::Numbers;

use tagora_dsl::{
    Code, Diagnostic, Language, Limits, from_json, parse, parse_condition, print, print_condition, read, read_json, to_json,
};

/// No rendered diagnostic is longer, whatever the text.
const LONGEST: usize = 2_048;

/// Reading a text gives a handbook or a bounded number of bounded errors, and never panics.
pub fn parse_check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let limits = Limits::default();
    assert_bounded(&read(text, &limits).err().unwrap_or_default(), text, &limits);
    assert_bounded(&parse_condition(text, &limits).err().unwrap_or_default(), text, &limits);
}

fn assert_bounded(errors: &[Diagnostic], text: &str, limits: &Limits) {
    assert!(errors.len() <= limits.errors + 1);
    for error in errors {
        assert!(error.code() != Code::Internal, "{}", error.message(Language::English));
        assert!(error.span().start <= error.span().end && error.span().end <= text.len(), "{:?}", error.span());
        for language in Language::ALL {
            assert!(error.render(text, language).len() < LONGEST);
        }
    }
}

/// Whatever reads is printed so that it reads back as the same tree, in both languages.
pub fn print_parse(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // Printing may add characters: what was read within the limits must still be.
    let limits = Limits { source_bytes: usize::MAX, ..Limits::default() };
    if let Ok(tree) = parse(text, &limits) {
        for language in Language::ALL {
            let printed = print(&tree, language);
            assert_eq!(parse(&printed, &limits).as_ref(), Ok(&tree), "{printed}");
            assert_eq!(print(&tree, language), printed);
        }
    }
    if let Ok(tree) = parse_condition(text, &limits) {
        for language in Language::ALL {
            let printed = print_condition(&tree, language);
            assert_eq!(parse_condition(&printed, &limits).as_ref(), Ok(&tree), "{printed}");
        }
    }
}

/// Any JSON gives a tree that comes back as it is, from JSON and from text, or bounded errors.
pub fn json_tree(data: &[u8]) {
    let Ok(json) = std::str::from_utf8(data) else { return };
    let limits = Limits::default();
    assert_bounded(&read_json(json, &limits).err().unwrap_or_default(), json, &limits);
    let Ok(tree) = from_json(json, &limits) else { return };
    let wide = Limits { source_bytes: usize::MAX, ..limits };
    assert_eq!(from_json(&to_json(&tree), &wide).as_ref(), Ok(&tree));
    assert_eq!(parse(&print(&tree, Language::Chinese), &wide).as_ref(), Ok(&tree));
}
