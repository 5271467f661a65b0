use crate::attribute::{Column, Ranges};
use crate::keyword::{Hits, Keywords};
use crate::rule::Mention;

/// From so many different texts on it is worth making words ready for a pass over each.
const MANY: u32 = 1_000;

/// The texts of a column that mention words.
pub(super) fn mentioned(column: &Column, mention: &Mention) -> Ranges {
    let ready = || {
        let keywords = Keywords::of([mention]).ok()?;
        Some((keywords.question(mention)?, keywords))
    };
    match (column.texts() >= MANY).then(ready).flatten() {
        Some((question, keywords)) => {
            let mut hits = Hits::default();
            column.such(|text| {
                keywords.search(text, &mut hits);
                question.is_met(&hits)
            })
        }
        None => column.such(|text| mention.is_in(text)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::attribute::Kind;
    use crate::value::{Datum, Dictionary};

    #[test]
    fn many_texts_are_told_apart_as_few_are() {
        let words = Arc::new(Dictionary::new(["价格", "VIP"]).unwrap());
        let mention = Mention::Words { words, all: true, unless: Some(Arc::new(Dictionary::new(["没有价格"]).unwrap())) };
        let mut column = Column::new(Kind::Text);
        for customer in 0..2 * MANY {
            let parts = ["问", "价格 ", "没有价格 ", "ｖip ", "价格，"];
            let chosen = parts.iter().enumerate().filter(|(part, _)| customer >> part & 1 == 1).map(|(_, part)| *part);
            let text: String = chosen.chain([format!("{customer}").as_str()]).collect();
            column.put(customer, Some(&Datum::Text(text.as_str().into())));
            if customer == MANY / 2 || customer == 2 * MANY - 1 {
                assert_eq!(column.texts() >= MANY, customer > MANY, "both ways are taken");
                assert_eq!(mentioned(&column, &mention), column.such(|text| mention.is_in(text)));
                assert_ne!(mentioned(&column, &mention), Ranges::default());
            }
        }
    }
}
