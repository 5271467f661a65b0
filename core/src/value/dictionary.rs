//! Words in a text, whatever the case and width of letters.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::folded;

/// Words that are looked for together, in one pass over a text. Texts are searched as [`folded`].
#[derive(Clone)]
pub(crate) struct Dictionary {
    /// Folded, in order, each once.
    words: Vec<String>,
    matcher: AhoCorasick,
}

impl Dictionary {
    /// `None` where the words are too many to be looked for together.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Option<Self> {
        let words: BTreeSet<String> = words.into_iter().map(folded).filter(|word| !word.is_empty()).collect();
        let words: Vec<String> = words.into_iter().collect();
        // The kind that takes the least memory for each word.
        let matcher = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&words).ok()?;
        Some(Self { words, matcher })
    }

    /// The words, folded, in order, each once.
    pub(crate) fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether a folded text is one of the words.
    pub(crate) fn is_word(&self, text: &str) -> bool {
        self.words.binary_search_by(|word| word.as_str().cmp(text)).is_ok()
    }

    /// Every place where a word stands, with the word's number. Places may overlap.
    fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, Range<usize>)> + 't {
        self.matcher.find_overlapping_iter(text).map(|found| (found.pattern().as_usize(), found.range()))
    }

    /// Whether at least one of the words (`all`: every one) stands somewhere outside of the phrases.
    pub(crate) fn is_mentioned(&self, text: &str, all: bool, phrases: Option<&Self>) -> bool {
        let covered = Covered::by(phrases, text);
        let mut counted = self.places(text).filter(|(_, place)| !covered.covers(place));
        if !all {
            return counted.next().is_some();
        }
        let mut missing = vec![true; self.words.len()];
        let mut left = self.words.len();
        for (word, _) in counted {
            left -= usize::from(std::mem::take(&mut missing[word]));
            if left == 0 {
                return true;
            }
        }
        left == 0
    }

    /// Whether one of the words and one of the others stand with at most so many characters between, in either order.
    pub(crate) fn is_near(&self, text: &str, others: &Self, characters: u32, phrases: Option<&Self>) -> bool {
        let covered = Covered::by(phrases, text);
        let (mut starts, mut ends) = (vec![false; text.len() + 1], vec![false; text.len() + 1]);
        for (_, place) in others.places(text).filter(|(_, place)| !covered.covers(place)) {
            starts[place.start] = true;
            ends[place.end] = true;
        }
        let reach = usize::try_from(characters).unwrap_or(usize::MAX).min(usize::MAX - 1);
        let start_behind = distances(text, &starts, true);
        let end_before = distances(text, &ends, false);
        self.places(text)
            .filter(|(_, place)| !covered.covers(place))
            .any(|(_, place)| start_behind[place.end] <= reach || end_before[place.start] <= reach)
    }
}

/// For each byte how many characters away the next marked one lies, behind it or before it; itself included.
fn distances(text: &str, marked: &[bool], behind: bool) -> Vec<usize> {
    let mut distances = vec![usize::MAX; text.len() + 1];
    let mut nearest = usize::MAX;
    let mut visit = |at: usize| {
        nearest = if marked[at] { 0 } else { nearest.saturating_add(1) };
        distances[at] = nearest;
    };
    let places = text.char_indices().map(|(at, _)| at);
    if behind {
        visit(text.len());
        places.rev().for_each(visit);
    } else {
        places.for_each(&mut visit);
        visit(text.len());
    }
    distances
}

/// What phrases cover of a text: for each place the end of the longest phrase that begins there or before.
struct Covered(Vec<usize>);

impl Covered {
    fn by(phrases: Option<&Dictionary>, text: &str) -> Self {
        let Some(phrases) = phrases else { return Self(Vec::new()) };
        let mut ends = vec![0; text.len() + 1];
        for (_, place) in phrases.places(text) {
            ends[place.start] = ends[place.start].max(place.end);
        }
        let mut furthest = 0;
        for end in &mut ends {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self(ends)
    }

    /// Whether a place lies wholly inside a phrase.
    fn covers(&self, place: &Range<usize>) -> bool {
        self.0.get(place.start).is_some_and(|&end| place.end <= end)
    }
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl Eq for Dictionary {}

impl PartialOrd for Dictionary {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Dictionary {
    fn cmp(&self, other: &Self) -> Ordering {
        self.words.cmp(&other.words)
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.words).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dictionary(words: &[&str]) -> Dictionary {
        Dictionary::new(words.iter().copied()).unwrap()
    }

    #[test]
    fn a_word_inside_a_phrase_does_not_count() {
        let (words, phrases) = (dictionary(&["报价"]), dictionary(&["不要报价", "报价单"]));
        let counts = |text: &str| words.is_mentioned(&folded(text), false, Some(&phrases));
        assert!(counts("要报价") && counts("不要报价，要报价") && counts("报价报价单"));
        assert!(!counts("不要报价") && !counts("报价单") && !counts("不要报价单"));
    }

    #[test]
    fn letters_are_folded_as_unicode_says() {
        let words = dictionary(&["Straße", "\u{FF36}IP", "ΌΣΟΣ"]);
        for text in ["STRASSE", "strasse 1", "vip", "\u{FF36}\u{FF29}\u{FF30}", "όσος", "ΌΣΟσ"] {
            assert!(words.is_mentioned(&folded(text), false, None), "{text}");
        }
        assert!(!words.is_mentioned(&folded("strase"), false, None));
    }

    #[test]
    fn near_counts_the_characters_between() {
        let near = |text: &str, characters| dictionary(&["价格"]).is_near(text, &dictionary(&["贵"]), characters, None);
        assert!(near("价格贵", 0) && near("贵的价格", 1) && near("价格有点贵", 2));
        assert!(!near("价格有点贵", 1) && !near("价格", 9) && !near("贵", 9));
        // A word is not near itself, nor near one that overlaps it.
        assert!(!dictionary(&["ab"]).is_near("abc", &dictionary(&["bc", "ab"]), 9, None));
        assert!(dictionary(&["ab"]).is_near("abab", &dictionary(&["ab"]), 0, None));
    }

    proptest! {
        #[test]
        fn one_pass_finds_what_many_find(text in "[ab贵]{0,12}", words in prop::collection::vec("[ab贵]{1,3}", 1..4), others in prop::collection::vec("[ab贵]{1,3}", 1..3), phrases in prop::collection::vec("[ab贵]{1,4}", 0..3), characters in 0..4_u32) {
            let of = |words: &[String]| Dictionary::new(words.iter().map(String::as_str)).unwrap();
            let places = |word: &str| -> Vec<Range<usize>> {
                text.char_indices().filter(|(at, _)| text[*at..].starts_with(word)).map(|(at, _)| at..at + word.len()).collect()
            };
            let covers: Vec<_> = phrases.iter().flat_map(|phrase| places(phrase)).collect();
            let counted = |word: &String| -> Vec<Range<usize>> {
                places(word).into_iter().filter(|p| !covers.iter().any(|c| c.start <= p.start && p.end <= c.end)).collect()
            };
            let phrases = of(&phrases);
            let found = |all| of(&words).is_mentioned(&text, all, Some(&phrases));
            prop_assert_eq!(found(false), words.iter().any(|word| !counted(word).is_empty()));
            prop_assert_eq!(found(true), words.iter().all(|word| !counted(word).is_empty()));
            let between = |from: usize, to: usize| from <= to && text[from..to].chars().count() <= characters as usize;
            let is_near = words.iter().flat_map(counted).any(|a| {
                others.iter().flat_map(counted).any(|b| between(a.end, b.start) || between(b.end, a.start))
            });
            prop_assert_eq!(of(&words).is_near(&text, &of(&others), characters, Some(&phrases)), is_near);
        }
    }
}
