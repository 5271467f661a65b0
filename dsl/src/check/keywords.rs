//! Lists of words, and texts that mention them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Checker;
use super::expression::ValueType;
use super::handbook::{CheckedHandbook, EventSymbol, KeywordsSymbol};
use crate::ast::{Expr, Keywords, Mention, MentionHow, WordItem, WordItemKind};
use crate::diagnostic::{Kind, Problem};
use crate::suggest::nearest;

impl Checker<'_> {
    /// Takes up a list, with the words of the lists in it: those stand before it, so that there is no circle.
    pub(super) fn declare_keywords(&mut self, keywords: &Keywords, handbook: &mut CheckedHandbook) {
        self.words(&keywords.words, handbook);
        let lists = keywords.words.iter().filter_map(|item| match &item.node {
            WordItemKind::List(name) => handbook.keywords(name),
            WordItemKind::Word(_) => None,
        });
        // Lists of lists of everything would make a short text into a huge table.
        let copied = lists.map(|list| list.words.len()).fold(0, usize::saturating_add);
        let words = if self.copy(copied, &keywords.name) { handbook.words_of(&keywords.words) } else { Vec::new() };
        let (mut seen, name) = (BTreeSet::new(), keywords.name.node.clone());
        let words = words.into_iter().filter(|word| seen.insert(word.clone())).collect();
        handbook.keyword_names.insert(name.clone(), handbook.keywords.len());
        handbook.keywords.push(KeywordsSymbol { name, words });
    }

    /// Names of lists are known, and no word is empty.
    fn words(&mut self, words: &[WordItem], handbook: &CheckedHandbook) {
        for item in words {
            match &item.node {
                WordItemKind::Word(word) if word.trim().is_empty() => self.report(Problem::EmptyWord, item.span),
                WordItemKind::List(name) if handbook.keywords(name).is_none() => {
                    let known = handbook.keywords.iter().map(|list| list.name.as_str());
                    let suggestion = nearest(name, known, &mut self.effort);
                    let problem =
                        Problem::Unknown { kind: Kind::Keywords, name: name.clone(), within: None, suggestion, note: None };
                    self.report(problem, item.span);
                }
                _ => {}
            }
        }
    }

    pub(super) fn mentions(&mut self, value: &Expr, mention: &Mention, handbook: &CheckedHandbook, event: Option<&EventSymbol>) {
        self.needs(value, &ValueType::Text, handbook, event);
        self.words(&mention.words, handbook);
        self.words(&mention.unless, handbook);
        if let MentionHow::Near { other, .. } = &mention.how {
            self.words(other, handbook);
        }
    }
}

impl CheckedHandbook {
    /// The lists of words.
    #[must_use]
    pub fn keyword_lists(&self) -> &[KeywordsSymbol] {
        &self.keywords
    }

    /// The list of words with a name.
    #[must_use]
    pub fn keywords(&self, name: &str) -> Option<&KeywordsSymbol> {
        self.keywords.get(*self.keyword_names.get(name)?)
    }

    /// All words that items stand for, in order.
    #[must_use]
    pub fn words_of(&self, items: &[WordItem]) -> Vec<Arc<str>> {
        let mut words = Vec::new();
        for item in items {
            match &item.node {
                WordItemKind::Word(word) => words.push(Arc::from(word.as_str())),
                WordItemKind::List(name) => words.extend(self.keywords(name).into_iter().flat_map(|list| list.words.clone())),
            }
        }
        words
    }
}
