//! What characters become in texts in which words are looked for.
//!
//! Most become what they become whatever stands around them, and change nothing in front of them: a text of these is folded
//! character by character, by looking them up. What [`folded`] makes of any text stays the measure.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

use crate::value::folded;

/// What a character becomes.
pub(super) enum Became {
    One(char),
    Several(&'static str),
    /// That depends on what stands around it, or is not known.
    Unknown,
}

/// So many characters lie on a page.
const PAGE: usize = 256;

/// Letters, punctuation, symbols, kana, wide and narrow forms, emoji.
const USED: [RangeInclusive<usize>; 6] = [0x00..=0x05, 0x1E..=0x27, 0x2E..=0x33, 0xF9..=0xFB, 0xFE..=0xFF, 0x1F0..=0x1FA];

/// Codes from here on stand for several characters; the ones below are characters.
const SEVERAL: u32 = char::MAX as u32 + 1;

/// What the characters of the used pages become.
pub(super) struct Folding {
    /// Where the codes of a page begin, in pages.
    places: Vec<u16>,
    codes: Vec<u32>,
    several: Vec<String>,
}

static FOLDING: LazyLock<Folding> = LazyLock::new(|| {
    let last = USED.iter().map(|pages| *pages.end()).max().unwrap_or(0);
    let mut folding = Folding { places: vec![u16::MAX; last + 1], codes: Vec::new(), several: Vec::new() };
    for page in USED.into_iter().flatten() {
        folding.places[page] = u16::try_from(folding.codes.len() / PAGE).unwrap_or(u16::MAX);
        for number in page * PAGE..(page + 1) * PAGE {
            let character = u32::try_from(number).ok().and_then(char::from_u32);
            let code = character.and_then(|character| folding.code(character)).unwrap_or(u32::MAX);
            folding.codes.push(code);
        }
    }
    folding
});

impl Folding {
    pub(super) fn get() -> &'static Self {
        &FOLDING
    }

    /// Whether a character stays what it is, and is no blank: Chinese ones.
    #[inline(always)]
    pub(super) fn stays(character: char) -> bool {
        matches!(character, '\u{4000}'..='\u{9FFF}')
    }

    /// What any other becomes.
    pub(super) fn of(&'static self, character: char) -> Became {
        if character.is_ascii() {
            return Became::One(character.to_ascii_lowercase());
        }
        if matches!(character, '\u{AC00}'..='\u{D7A3}') {
            return Became::One(character);
        }
        let place = self.places.get(character as usize / PAGE).map_or(usize::MAX, |&place| place as usize);
        let code = self.codes.get(place.saturating_mul(PAGE).saturating_add(character as usize % PAGE));
        let Some(&code) = code else { return Became::Unknown };
        match char::from_u32(code) {
            Some(other) => Became::One(other),
            None => {
                let several = code.checked_sub(SEVERAL).and_then(|place| self.several.get(place as usize));
                several.map_or(Became::Unknown, |others| Became::Several(others))
            }
        }
    }

    fn code(&mut self, character: char) -> Option<u32> {
        let other = folded(character.encode_utf8(&mut [0; 4]));
        if !stands_alone(character) || !other.chars().all(stands_alone) {
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

    /// The text folded character by character, if it can be.
    fn by_character(text: &str) -> Option<String> {
        let mut by_character = String::new();
        for character in text.chars() {
            if Folding::stays(character) {
                by_character.push(character);
                continue;
            }
            match Folding::get().of(character) {
                Became::One(other) => by_character.push(other),
                Became::Several(others) => by_character.push_str(others),
                Became::Unknown => return None,
            }
        }
        Some(by_character)
    }

    fn agrees(text: &str) {
        if let Some(by_character) = by_character(text) {
            assert_eq!(by_character, folded(text), "{text:?}");
        }
    }

    #[test]
    fn every_character_folds_beside_any_sort_of_other() {
        for character in '\0'..=char::MAX {
            for other in ["a", "É", "中", "か", "…", "가"] {
                agrees(&format!("{other}{character}{other}{character}"));
            }
        }
        assert!(
            ["\u{301}", "\u{3099}", "ﾞ", "\u{345}", "\u{1161}", "\u{11A8}", "¨"].iter().all(|text| by_character(text).is_none())
        );
    }

    #[test]
    fn what_chat_is_made_of_is_looked_up() {
        let text = "我想问一下这款奶粉多少钱？300ｇ，ＯＫ…“好”👍🏻❤\u{FE0F} ①号℃ カフェ Straße é ﬁ 가격";
        assert_eq!(by_character(text).unwrap(), folded(text));
    }

    proptest! {
        #[test]
        fn any_text_folds_as_it_should(text in "(?s)([a-z中文 ]|[A-Zß-ſΑ-ωﬀ-ﬆ]|[Ａ-ｚ０-９ｦ-ﾝ]|[가-힣]|[か-ボ]|[…①℃㎡㍿]|.){0,16}") {
            agrees(&text);
        }
    }
}
