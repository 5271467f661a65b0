use crate::numbering::{Key, Numbering, Pieces};

/// So many counts lie in one piece.
const PIECE: usize = 4096;

/// The different texts of a column and their codes. A text is kept as long as someone has it; then its code is given to
/// another.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    texts: Numbering,
    /// How many have the text; of a code that is free, the next free one plus one.
    counts: Pieces<Vec<u32>>,
    /// The first free code.
    free: Option<u32>,
}

impl Texts {
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.texts.find(Key::Text(text))
    }

    pub(super) fn text(&self, code: u32) -> Option<&str> {
        match self.texts.key(code)? {
            Key::Text(text) => Some(text),
            Key::Number(_) => None,
        }
    }

    /// Below which all codes lie.
    pub(super) fn len(&self) -> u32 {
        self.texts.len()
    }

    /// All texts that someone has, by code.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..self.texts.len()).filter_map(|code| Some((code, self.text(code)?)))
    }

    /// The code of a text, for one customer more. None where there are no more codes.
    pub(super) fn hold(&mut self, text: &str) -> Option<u32> {
        if let Some(code) = self.find(text) {
            *self.count(code) += 1;
            return Some(code);
        }
        let code = match self.free {
            Some(code) => {
                self.texts.give(code, Key::Text(text))?;
                self.free = self.count(code).checked_sub(1);
                code
            }
            None => self.texts.add(Key::Text(text))?,
        };
        *self.count(code) = 1;
        Some(code)
    }

    /// One customer less has a text.
    pub(super) fn release(&mut self, code: u32) {
        let left = self.count(code).saturating_sub(1);
        *self.count(code) = left;
        if left == 0 {
            *self.count(code) = self.free.map_or(0, |free| free + 1);
            self.free = Some(code);
            self.texts.forget(code);
        }
    }

    fn count(&mut self, code: u32) -> &mut u32 {
        let counts = self.counts.change(code as usize / PIECE);
        let place = code as usize % PIECE;
        if counts.len() <= place {
            counts.resize(place + 1, 0);
        }
        &mut counts[place]
    }

    #[cfg(any(test, feature = "measure"))]
    pub(super) fn bytes(&self) -> usize {
        self.texts.bytes() + self.counts.all().map(|counts| counts.capacity() * 4).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_stay_while_someone_has_them(steps in prop::collection::vec((0..6_u8, any::<bool>()), 0..80)) {
            let (mut texts, mut held) = (Texts::default(), BTreeMap::<String, u32>::new());
            let mut most = 0;
            for (text, holds) in steps {
                let text = format!("text {text}");
                match (holds, held.get(&text).copied()) {
                    (true, count) => {
                        let code = texts.hold(&text).unwrap();
                        prop_assert_eq!(texts.text(code), Some(text.as_str()));
                        held.insert(text, count.unwrap_or(0) + 1);
                    }
                    (false, Some(count)) => {
                        texts.release(texts.find(&text).unwrap());
                        held.insert(text.clone(), count - 1);
                        if count == 1 {
                            held.remove(&text);
                        }
                    }
                    (false, None) => prop_assert_eq!(texts.find(&text), None),
                }
                most = most.max(held.len());
                let known: Vec<&str> = { let mut all: Vec<&str> = texts.all().map(|(_, text)| text).collect(); all.sort(); all };
                prop_assert_eq!(known, held.keys().map(String::as_str).collect::<Vec<_>>());
                // No more codes than there were texts at one time.
                prop_assert!(texts.all().all(|(code, _)| (code as usize) < most));
            }
        }
    }
}
