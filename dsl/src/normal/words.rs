//! Lists of words by what is in them; slices by their own unit.

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
        let last = condition["regular"]["last"].clone();
        let mut condition = self.measured(condition);
        condition["regular"]["last"] = last;
        condition
    }
}
