use std::ptr;

use crate::event::Entry;
use crate::keyword::{Hits, Keywords};

/// Which words stand in the texts of one record: each text is searched once, when something first asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// By which text they were found in; what lies behind those in use is room for others.
    found: Vec<(usize, Hits)>,
    used: usize,
    /// Where the record lies, among those of the instant.
    record: Option<usize>,
}

impl Texts {
    /// Forgets the record that was looked at: it may be gone.
    pub(super) fn begin(&mut self) {
        (self.used, self.record) = (0, None);
    }

    /// Looks at a record. Until the next beginning all that are looked at stay where they are.
    pub(super) fn look_at(&mut self, record: &Entry) {
        let place = Some(ptr::from_ref(record).addr());
        if self.record != place {
            (self.used, self.record) = (0, place);
        }
    }

    /// What stands in a text, by its place in the record.
    pub(super) fn hits(&mut self, place: usize, text: &str, keywords: &Keywords) -> &Hits {
        let known = self.found[..self.used].iter().position(|(of, _)| *of == place);
        let known = known.unwrap_or_else(|| {
            if self.used == self.found.len() {
                self.found.push((place, Hits::default()));
            }
            let (of, hits) = &mut self.found[self.used];
            *of = place;
            keywords.search(text, hits);
            self.used += 1;
            self.used - 1
        });
        &self.found[known].1
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rule::Mention;
    use crate::value::Dictionary;

    #[test]
    fn what_stands_in_one_text_is_not_taken_for_what_stands_in_another() {
        let words = |words: &[&str]| Arc::new(Dictionary::new(words.iter().copied()).unwrap());
        let mention = Mention::Words { words: words(&["报价"]), all: false, unless: None };
        let keywords = Keywords::of([&mention]).unwrap();
        let question = keywords.question(&mention).unwrap();
        let mut texts = Texts::default();
        let met = |texts: &mut Texts, place: usize, text: &str| question.is_met(texts.hits(place, text, &keywords));
        assert!(met(&mut texts, 3, "请报价") && !met(&mut texts, 1, "你好") && met(&mut texts, 3, "never read again"));
        texts.begin();
        assert!(!met(&mut texts, 3, "你好") && met(&mut texts, 0, "报价"));
    }
}
