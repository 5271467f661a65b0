//! Lists of words by what is in them; slices by their own unit; what looks at the past.

use serde_json::{Value as Json, json};

use super::Normaliser;
use crate::ast::WordItem;

/// Where a condition on words holds lists.
const LISTS: [&str; 3] = ["/mentions/mention/words", "/mentions/mention/unless", "/mentions/mention/how/near/other"];

impl Normaliser<'_> {
    /// All words of each list, in order, each once: a list that changes changes what names it.
    pub(super) fn mentions(&mut self, condition: Json) -> Json {
        let mut condition = self.measured(condition);
        for list in LISTS {
            let Some(items) = condition.pointer_mut(list) else { continue };
            let Ok(written) = serde_json::from_value::<Vec<WordItem>>(items.clone()) else { continue };
            let mut words: Vec<String> = self.handbook.words_of(&written).iter().map(|word| word.to_string()).collect();
            words.sort_unstable();
            words.dedup();
            *items = json!(words);
        }
        condition
    }

    /// Two slices of a year are not 24 of a month.
    pub(super) fn regular(&mut self, condition: Json) -> Json {
        let (last, comparison) = (condition["regular"]["last"].clone(), condition["regular"]["comparison"].clone());
        let mut condition = self.measured(condition);
        condition["regular"]["last"] = last;
        condition["regular"]["comparison"] = self.condition(comparison);
        condition
    }

    /// What has lasted, and what turns something on and off, are conditions like any other.
    pub(super) fn past(&mut self, mut condition: Json) -> Json {
        let mut inner = Vec::new();
        for place in ["/past/dwell/condition", "/past/latch/on", "/past/latch/until"] {
            if let Some(part) = condition.pointer_mut(place) {
                inner.push((place, std::mem::take(part)));
            }
        }
        let mut condition = self.measured(condition);
        for (place, part) in inner {
            let part = self.condition(part);
            condition.pointer_mut(place).map(|kept| std::mem::replace(kept, part));
        }
        condition
    }
}
