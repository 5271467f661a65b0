use super::Printer;
use crate::ast::{Expr, Keywords, Mention, MentionHow, WordItem, WordItemKind};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn keywords(&mut self, keywords: &Keywords) {
        self.word(Word::Keywords);
        self.put(" ");
        self.name(&keywords.name.node);
        self.put(" = (");
        self.list(&keywords.words, Self::word_item);
        self.put(")");
    }

    pub(super) fn mentions(&mut self, value: &Expr, mention: &Mention) {
        self.expr(value);
        self.put(" ");
        let Mention { how, words, unless } = mention;
        match how {
            MentionHow::Exactly if self.is_chinese() => {
                self.word(Word::Whole);
                self.put(" ");
                self.words(words);
                if !is_one_word(words) {
                    self.put(" ");
                    self.word(Word::Either);
                }
            }
            MentionHow::Exactly => {
                self.word(Word::Mentions);
                self.spaced(Word::Exactly);
                if !is_one_word(words) {
                    self.word(Word::OneOf);
                    self.put(" ");
                }
                self.words(words);
            }
            MentionHow::Any | MentionHow::All => {
                let word = if *how == MentionHow::Any { Word::Either } else { Word::Every };
                self.word(Word::Mentions);
                self.put(" ");
                if !self.is_chinese() {
                    self.word(word);
                    self.put(" ");
                }
                self.words(words);
                if self.is_chinese() {
                    self.put(" ");
                    self.word(word);
                }
            }
            MentionHow::Near { other, characters } => self.near(words, other, *characters),
        }
        if !unless.is_empty() {
            self.spaced(Word::Unless);
            self.words(unless);
        }
    }

    /// `mentions "价格" within 5 characters of "贵"`, 提到 "价格" 与 "贵" 相距5字以内
    fn near(&mut self, words: &[WordItem], other: &[WordItem], characters: u32) {
        self.word(Word::Mentions);
        self.put(" ");
        self.words(words);
        if self.is_chinese() {
            self.spaced(Word::With);
            self.words(other);
            self.put(" ");
            self.word(Word::Apart);
            self.put(&characters.to_string());
            self.word(Word::Characters);
            self.put("以内");
        } else {
            self.spaced(Word::WithinOf);
            self.put(&format!("{characters} "));
            self.word(Word::Characters);
            self.put(" of ");
            self.words(other);
        }
    }

    fn words(&mut self, words: &[WordItem]) {
        match words {
            [one] => self.word_item(one),
            many => {
                self.put("(");
                self.list(many, Self::word_item);
                self.put(")");
            }
        }
    }

    pub(super) fn word_item(&mut self, item: &WordItem) {
        match &item.node {
            WordItemKind::Word(text) => self.quoted(text),
            WordItemKind::List(name) => self.name(name),
        }
    }
}

fn is_one_word(words: &[WordItem]) -> bool {
    matches!(words, [item] if matches!(item.node, WordItemKind::Word(_)))
}
