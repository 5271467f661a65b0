use std::sync::Arc;

use twox_hash::XxHash3_64;

/// So many texts are remembered at most.
const MOST: usize = 256;

/// The texts of a batch: a short one that comes again and again is kept once. What it shares changes nothing but the room taken.
#[derive(Debug)]
pub(crate) struct Texts {
    /// By hash; a text takes the place of another.
    recent: Box<[Option<Arc<str>>]>,
}

impl Texts {
    /// Texts up to so many bytes are most likely words that come again.
    pub(crate) const LONGEST: usize = 48;

    /// For so many records.
    pub(crate) fn of(records: usize) -> Self {
        Self { recent: vec![None; records.clamp(1, MOST).next_power_of_two()].into() }
    }

    /// A text to keep.
    pub(crate) fn kept(&mut self, text: &str) -> Arc<str> {
        if text.len() > Self::LONGEST {
            return text.into();
        }
        let place = XxHash3_64::oneshot(text.as_bytes()) as usize & (self.recent.len() - 1);
        match &mut self.recent[place] {
            Some(known) if **known == *text => known.clone(),
            other => other.insert(text.into()).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_is_kept_once() {
        let mut texts = Texts::of(1000);
        let (first, again) = (texts.kept("web"), texts.kept("web"));
        assert!(Arc::ptr_eq(&first, &again));
        let long = "网".repeat(Texts::LONGEST);
        assert!(!Arc::ptr_eq(&texts.kept(&long), &texts.kept(&long)));
        for records in [0, 1, 7, 100_000] {
            let mut texts = Texts::of(records);
            for number in (0..2_000).chain(0..2_000) {
                let text = format!("channel {number}");
                assert_eq!(*texts.kept(&text), *text);
            }
        }
    }
}
