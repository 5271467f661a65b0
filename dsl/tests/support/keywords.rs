//! Random lists of words, and texts that mention them.

use proptest::collection::vec;
use proptest::prelude::*;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{ConditionKind, Expr, ExprKind, Keywords, Mention, MentionHow, TextTest, WordItem, WordItemKind};

use super::expressions::arm;
use super::names::{name, name_text, text};

pub fn words() -> BoxedStrategy<Vec<WordItem>> {
    let item = prop_oneof![text().prop_map(WordItemKind::Word), name_text().prop_map(WordItemKind::List)];
    arm(vec(item.prop_map(Spanned::built), 1..4))
}

pub fn keywords() -> BoxedStrategy<Keywords> {
    arm((name(), words()).prop_map(|(name, words)| Keywords { name, words }))
}

pub fn mentions(values: BoxedStrategy<Expr>) -> BoxedStrategy<ConditionKind> {
    let unless = prop_oneof![2 => Just(Vec::new()), 1 => words()];
    let loose = prop_oneof![
        Just(MentionHow::Any),
        Just(MentionHow::All),
        (words(), any::<u32>()).prop_map(|(other, characters)| MentionHow::Near { other, characters }),
    ];
    let mention = prop_oneof![
        3 => (loose, words(), unless).prop_map(|(how, words, unless)| Mention { how, words, unless }),
        1 => words().prop_map(|words| Mention { how: MentionHow::Exactly, words, unless: Vec::new() }),
    ];
    arm((values, mention).prop_map(|(value, mention)| ConditionKind::Mentions { value, mention: Box::new(mention) }))
}

/// Outside of filters the words behind `a.内容 mentions` make it an event.
pub fn mentions_named(kind: &ConditionKind) -> bool {
    match kind {
        ConditionKind::Text { value, test: TextTest::Mentions, .. } | ConditionKind::Mentions { value, .. } => {
            matches!(value.node, ExprKind::Named { .. })
        }
        _ => false,
    }
}
