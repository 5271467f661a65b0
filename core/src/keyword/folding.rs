//! Texts in the form in which words are looked for, as [`folded`] gives it, nearly as fast as they can be read.
//!
//! Most characters become what they become whatever stands around them, and nothing in front of them is changed by them:
//! these are copied, or looked up. The others go through [`folded`] together with the character before them, which they
//! may become one with.

use std::sync::LazyLock;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

use crate::value::folded;

/// The folded text; `buffer` holds it if it differs from the text.
pub(crate) fn fold<'t>(text: &'t str, buffer: &'t mut String) -> &'t str {
    buffer.clear();
    let bytes = text.as_bytes();
    // What lies before `done` is in the buffer, what lies from there to `at` stays as it is.
    let (mut done, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        let length = STAYS[byte as usize];
        if length > 0 {
            at += length as usize;
            continue;
        }
        let Some(next) = text[at..].chars().next() else { break };
        buffer.push_str(&text[done..at]);
        match Became::of(next) {
            Some(Became::One(other)) => {
                buffer.push(other);
                at += next.len_utf8();
            }
            Some(Became::Several(others)) => {
                buffer.push_str(others);
                at += next.len_utf8();
            }
            None => at = fold_together(text, at, buffer),
        }
        done = at;
    }
    if done == 0 {
        return text;
    }
    buffer.push_str(&text[done..]);
    buffer
}

/// Folds characters that depend on what stands around them, from a place on, with the one before them. Gives the place behind.
fn fold_together(text: &str, at: usize, buffer: &mut String) -> usize {
    let mut start = at;
    if let Some((base, became)) = text[..at].chars().next_back().and_then(|base| Some((base, Became::of(base)?))) {
        start -= base.len_utf8();
        buffer.truncate(buffer.len() - became.len());
    }
    let end = text[at..].char_indices().find(|(_, next)| Became::of(*next).is_some()).map_or(text.len(), |(far, _)| at + far);
    buffer.push_str(&folded(&text[start..end]));
    end
}

/// How long a character is that begins with a byte and stays what it is: ASCII without capitals, and the Chinese characters
/// from U+4000 to U+9FFF. 0 for others.
const STAYS: [u8; 256] = {
    let mut stays = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        stays[byte] = match byte {
            0x41..=0x5A => 0,
            0x00..=0x7F => 1,
            0xE4..=0xE9 => 3,
            _ => 0,
        };
        byte += 1;
    }
    stays
};

/// What a character becomes whatever stands around it.
enum Became {
    One(char),
    Several(&'static str),
}

impl Became {
    /// `None` for a character that depends on what stands around it, or of which that is not known.
    fn of(character: char) -> Option<Self> {
        let mut utf8 = [0; 4];
        if STAYS[character.encode_utf8(&mut utf8).as_bytes()[0] as usize] > 0 {
            return Some(Self::One(character));
        }
        let pages = &*PAGES;
        let page = *pages.places.get(character as usize / PAGE)?;
        let code = *pages.codes.get(page as usize * PAGE + character as usize % PAGE)?;
        match char::from_u32(code) {
            Some(other) => Some(Self::One(other)),
            None => Some(Self::Several(pages.several.get(code.checked_sub(SEVERAL)? as usize)?)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::One(other) => other.len_utf8(),
            Self::Several(others) => others.len(),
        }
    }
}

/// So many characters lie on a page.
const PAGE: usize = 256;

/// Letters, punctuation, symbols, kana, wide and narrow forms, emoji.
const USED: [std::ops::RangeInclusive<usize>; 6] =
    [0x00..=0x05, 0x1E..=0x27, 0x2E..=0x2F, 0x30..=0x33, 0xFE..=0xFF, 0x1F0..=0x1FA];

/// Codes from here on stand for several characters; the ones below are characters.
const SEVERAL: u32 = char::MAX as u32 + 1;

/// What the characters of the used pages become.
struct Pages {
    /// Where the codes of a page begin, in pages.
    places: Vec<u16>,
    codes: Vec<u32>,
    several: Vec<String>,
}

static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    let last = USED.iter().map(|pages| *pages.end()).max().unwrap_or(0);
    let mut pages = Pages { places: vec![u16::MAX; last + 1], codes: Vec::new(), several: Vec::new() };
    for page in USED.into_iter().flatten() {
        pages.places[page] = u16::try_from(pages.codes.len() / PAGE).unwrap_or(u16::MAX);
        for number in page * PAGE..(page + 1) * PAGE {
            let character = u32::try_from(number).ok().and_then(char::from_u32);
            let code = character.and_then(|character| pages.code(character)).unwrap_or(u32::MAX);
            pages.codes.push(code);
        }
    }
    pages
});

impl Pages {
    fn code(&mut self, character: char) -> Option<u32> {
        let other = folded(character.encode_utf8(&mut [0; 4]));
        if !stands_alone(character) || other.is_empty() || !other.chars().all(stands_alone) {
            return None;
        }
        let mut others = other.chars();
        if let (Some(one), None) = (others.next(), others.next()) {
            return Some(one.into());
        }
        self.several.push(other);
        u32::try_from(self.several.len() - 1).ok()?.checked_add(SEVERAL)
    }
}

/// Whether it never becomes one with what stands before it, nor changes places with it.
fn stands_alone(character: char) -> bool {
    canonical_combining_class(character) == 0 && is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agrees(text: &str) {
        assert_eq!(fold(text, &mut String::from("left over")), folded(text), "{text:?}");
    }

    #[test]
    fn every_character_folds_beside_any_sort_of_other() {
        for character in '\0'..=char::MAX {
            agrees(&format!("{character}"));
        }
        // All that are looked up, and what surely depends on others.
        for character in ('\0'..'\u{3400}').chain('\u{AB00}'..'\u{B000}').chain('\u{F900}'..'\u{10000}') {
            for other in ["a", "É", "中", "か", "…", "ﬁ", "\u{301}", "\u{3099}", "\u{1161}", "\u{345}", "가"] {
                agrees(&format!("{other}{character}{other}{character}\u{323}"));
            }
        }
    }

    #[test]
    fn a_text_that_stays_is_not_copied() {
        let text = "我想问一下这款奶粉多少钱, 300g de";
        assert!(std::ptr::eq(fold(text, &mut String::new()), text));
    }

    proptest! {
        #[test]
        fn any_text_folds_as_it_should(text in "(?s)([a-z中文 ]|[A-Zß-ſΑ-ωﬀ-ﬆ]|[Ａ-ｚ０-９ｦ-ﾟ]|[\u{300}-\u{36f}]|[ᄀ-ᇿ가-힣]|[か-ボ\u{3099}-\u{309c}]|[…①℃㎡㍿]|.){0,16}") {
            let mut buffer = String::new();
            prop_assert_eq!(fold(&text, &mut buffer), folded(&text));
        }
    }
}
