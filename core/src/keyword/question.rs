use std::sync::Arc;

use super::hits::{Hits, Place};

/// A condition on what a text mentions, in numbers of words. Its meaning is that of the [`Mention`](crate::rule::Mention) that it
/// was made of.
#[derive(Clone, Debug)]
pub(crate) enum Question {
    Exactly(Words),
    Words { words: Words, all: bool, unless: Option<Words> },
    Near { words: Words, others: Words, characters: usize, unless: Option<Words> },
}

/// The words of a dictionary.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(super) dictionary: u32,
    /// In order.
    pub(super) numbers: Arc<[u32]>,
}

impl Words {
    fn has(&self, word: u32) -> bool {
        self.numbers.binary_search(&word).is_ok()
    }

    /// Where words of it stand outside of the phrases.
    fn places<'h>(&'h self, hits: &'h Hits, covered: &'h Covered) -> impl Iterator<Item = Place> + 'h {
        hits.places.iter().filter(|place| self.has(place.word) && !covered.covers(place)).copied()
    }
}

impl Question {
    /// Whether the condition is met on a text with these hits. Costs a step where phrases and distances play no part; else one
    /// for each place of a word.
    pub(crate) fn is_met(&self, hits: &Hits) -> bool {
        match self {
            Self::Exactly(words) => hits.whole.is_some_and(|whole| words.has(whole)),
            Self::Words { words, all, unless } => {
                let wanted = if *all { words.numbers.len() } else { 1 };
                if hits.count(words.dictionary) < wanted {
                    return false;
                }
                let Some(phrases) = unless.as_ref().filter(|phrases| hits.count(phrases.dictionary) > 0) else { return true };
                let covered = Covered::by(phrases, hits);
                let mut counted: Vec<u32> = words.places(hits, &covered).map(|place| place.word).collect();
                counted.sort_unstable();
                counted.dedup();
                counted.len() >= wanted
            }
            Self::Near { words, others, characters, unless } => {
                if hits.count(words.dictionary) == 0 || hits.count(others.dictionary) == 0 {
                    return false;
                }
                let covered = unless.as_ref().map_or_else(Covered::default, |phrases| Covered::by(phrases, hits));
                let words: Vec<Place> = words.places(hits, &covered).collect();
                let others: Vec<Place> = others.places(hits, &covered).collect();
                follow(&words, &others, *characters) || follow(&others, &words, *characters)
            }
        }
    }
}

/// Whether one of the second places begins behind the end of one of the first with at most so many characters between. Places
/// are in order of their ends.
fn follow(first: &[Place], second: &[Place], characters: usize) -> bool {
    let mut starts: Vec<usize> = second.iter().map(|place| place.start).collect();
    starts.sort_unstable();
    let mut ends = first.iter().map(|place| place.end).peekable();
    let mut last = None;
    starts.into_iter().any(|start| {
        while let Some(end) = ends.next_if(|&end| end <= start) {
            last = Some(end);
        }
        last.is_some_and(|end| start - end <= characters)
    })
}

/// What phrases cover of a text: where each begins and the furthest end of one that begins there or before, by beginnings.
#[derive(Default)]
struct Covered(Vec<(usize, usize)>);

impl Covered {
    fn by(phrases: &Words, hits: &Hits) -> Self {
        let phrases = hits.places.iter().filter(|place| phrases.has(place.word));
        let mut ends: Vec<(usize, usize)> = phrases.map(|place| (place.start, place.end)).collect();
        ends.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut ends {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self(ends)
    }

    /// Whether a place lies wholly inside a phrase.
    fn covers(&self, place: &Place) -> bool {
        let before = self.0.partition_point(|(start, _)| *start <= place.start);
        before.checked_sub(1).is_some_and(|last| place.end <= self.0[last].1)
    }
}
