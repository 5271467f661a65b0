use std::borrow::Cow;

use caseless::Caseless;
use tagora_dsl::ast::TextTest;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// A name in the form in which names are compared: NFKC.
pub(crate) fn normal(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    match is_nfkc_quick(name.chars()) {
        IsNormalized::Yes => Cow::Borrowed(name),
        _ => Cow::Owned(name.nfkc().collect()),
    }
}

/// A text for comparison whatever the case and width of its letters: Unicode's compatibility caseless form, composed.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().default_case_fold().nfkd().default_case_fold().nfkc().collect()
}

/// Whether a text passes a test against another, which for `mentions` is folded already.
pub(crate) fn passes(text: &str, test: TextTest, needle: &str) -> bool {
    match test {
        TextTest::Contains => text.contains(needle),
        TextTest::NotContains => !text.contains(needle),
        TextTest::StartsWith => text.starts_with(needle),
        TextTest::Mentions => folded(text).contains(needle),
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn width_and_case_do_not_matter() {
        assert_eq!(folded("\u{FF36}\u{FF29}\u{FF30}报价"), folded("vip报价"));
        assert_ne!(folded("报价"), folded("报價"));
        assert_eq!(folded("MASSE Straße \u{FB01}x ΌΣΟΣ"), folded("maße STRASSE FIX όσος"));
        assert_eq!(folded(&folded("ẞ\u{2126}\u{FF21}")), folded("ssω\u{FF41}"));
    }
}
