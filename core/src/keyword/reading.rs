use daachorse::charwise::iter::FindOverlappingStepper;

use super::folding::{Became, Folding};
use super::hits::{Hits, Place};
use super::keywords::{Automaton, Keywords};

/// A pass over a text, character by character.
pub(super) struct Reading<'a> {
    keywords: &'a Keywords,
    hits: &'a mut Hits,
    /// The longest word that begins where the text does but for blanks, and where it ends.
    first: Option<(u32, usize)>,
}

/// How far a text is read, in folded characters. Nothing but what is inlined may take this by reference: so it stays in
/// registers.
struct Reached<'a> {
    automaton: FindOverlappingStepper<'a, u32>,
    characters: usize,
    /// Where what is no blank begins, and where it ends so far.
    start: usize,
    end: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(keywords: &'a Keywords, hits: &'a mut Hits) -> Self {
        Self { keywords, hits, first: None }
    }

    /// Reads a text. Gives up where a character depends on what stands around it.
    pub(super) fn read(mut self, automaton: &Automaton, text: &str) -> bool {
        let folding = Folding::get();
        let mut reached = Reached::start(automaton);
        for character in text.chars() {
            if Folding::stays(character) {
                self.take(&mut reached, character, false);
                continue;
            }
            match folding.of(character) {
                Became::One(other) => self.take(&mut reached, other, other.is_whitespace()),
                Became::Several(others) => {
                    others.chars().for_each(|other| self.take(&mut reached, other, other.is_whitespace()));
                }
                Became::Unknown => return false,
            }
        }
        self.finish(reached.end);
        true
    }

    /// Reads a text that is folded.
    pub(super) fn read_folded(mut self, automaton: &Automaton, text: &str) {
        let mut reached = Reached::start(automaton);
        text.chars().for_each(|character| self.take(&mut reached, character, character.is_whitespace()));
        self.finish(reached.end);
    }

    #[inline(always)]
    fn take(&mut self, reached: &mut Reached<'_>, character: char, is_blank: bool) {
        reached.automaton.consume(character);
        reached.characters += 1;
        if !is_blank {
            reached.end = reached.characters;
        } else if reached.end == 0 {
            reached.start = reached.characters;
        }
        for found in reached.automaton.matches() {
            self.find(found.value(), reached.start, reached.characters);
        }
    }

    /// A word ends behind so many characters.
    #[inline(never)]
    fn find(&mut self, number: u32, first: usize, end: usize) {
        self.hits.find(number, self.keywords);
        let word = self.keywords.word(number);
        let start = end - word.characters;
        if start == first {
            self.first = Some((number, end));
        }
        if word.is_placed {
            self.hits.places.push(Place { word: number, start, end });
        }
    }

    fn finish(self, end: usize) {
        self.hits.whole = self.first.filter(|(_, last)| *last == end).map(|(word, _)| word);
    }
}

impl<'a> Reached<'a> {
    fn start(automaton: &'a Automaton) -> Self {
        Self { automaton: automaton.find_overlapping_stepper(), characters: 0, start: 0, end: 0 }
    }
}
