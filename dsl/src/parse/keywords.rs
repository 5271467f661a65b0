//! Lists of words, and texts that mention them.

use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::literals::whole;
use super::patterns::unexpected;
use crate::ast::{
    Condition, ConditionKind, Expr, ExprKind, Keywords, Mention, MentionHow, Name, PathText, Stream, TextTest, Window, WordItem,
    WordItemKind,
};
use crate::diagnostic::Problem;
use crate::span::{Span, Spanned};

impl Builder<'_> {
    pub(super) fn keywords(&mut self, pair: &Node<'_>) -> Option<Keywords> {
        let words = self.words(&child(pair, Rule::word_list)?)?;
        Some(Keywords { name: self.name(child(pair, Rule::name)?)?, words })
    }

    /// `words` or `word_list`.
    fn words(&mut self, pair: &Node<'_>) -> Option<Vec<WordItem>> {
        let span = self.span(pair);
        let holder = child(pair, Rule::word_list).unwrap_or_else(|| pair.clone());
        let mut words = Vec::new();
        for item in holder.into_inner() {
            let span = self.span(&item);
            let kind = match item.as_rule() {
                Rule::text => WordItemKind::Word(self.text(item)?),
                Rule::name => WordItemKind::List(self.name(item)?.node),
                _ => continue,
            };
            self.count(span);
            words.push(Spanned::new(kind, span));
        }
        self.check_list(words.len(), span);
        Some(words)
    }

    fn words_of(&mut self, pair: &Node<'_>) -> Option<Vec<WordItem>> {
        self.words(&child(pair, Rule::words)?)
    }

    /// What a text must mention. One word alone is what `mentions` has always asked.
    pub(super) fn mention(&mut self, pair: &Node<'_>, value: Expr) -> Option<ConditionKind> {
        let place = self.span(pair);
        let value = match value {
            // In brackets, too, it is the text of some event.
            Spanned { node: ExprKind::Named { step, property }, span } if self.filters == 0 => {
                let path = Spanned::new(PathText(vec![property.node]), property.span);
                let mention = self.mention(pair, Spanned::new(ExprKind::Name(path), property.span))?;
                let filter = Some(Box::new(Spanned::new(mention, span.to(place))));
                return Some(ConditionKind::Happened { stream: Stream { event: step, filter }, window: None, absent: false });
            }
            value => value,
        };
        let words = self.words_of(pair)?;
        let unless = match child(pair, Rule::unless) {
            Some(unless) => self.words_of(&unless)?,
            None => Vec::new(),
        };
        let how = if holds(pair, Rule::kw_whole) || holds(pair, Rule::kw_exactly) {
            MentionHow::Exactly
        } else if let Some(near) = child(pair, Rule::near).or_else(|| child(pair, Rule::near_zh)) {
            self.near(&near)?
        } else if holds(pair, Rule::kw_all) || holds(pair, Rule::kw_all_words) {
            MentionHow::All
        } else if holds(pair, Rule::kw_any) || holds(pair, Rule::kw_either) {
            MentionHow::Any
        } else {
            match words.as_slice() {
                [Spanned { node: WordItemKind::Word(text), .. }] if unless.is_empty() => {
                    return Some(ConditionKind::Text { value, test: TextTest::Mentions, text: text.clone() });
                }
                [Spanned { node: WordItemKind::Word(_), .. }] => {}
                _ => {
                    let expected = vec![("`any of`", "“任一”"), ("`all of`", "“全部”")];
                    let found = pair.clone().into_inner().find(|p| p.as_rule() == Rule::words);
                    let found = found.map(|words| words.as_str().trim().to_owned());
                    self.report(Problem::Syntax { expected, found }, place);
                }
            }
            MentionHow::Any
        };
        Some(ConditionKind::Mentions { value, mention: Box::new(Mention { how, words, unless }) })
    }

    fn near(&mut self, pair: &Node<'_>) -> Option<MentionHow> {
        let distance = child(pair, Rule::whole).or_else(|| child(pair, Rule::apart))?;
        let characters = distance.clone().into_inner().find_map(|part| whole(&part)).unwrap_or_else(|| {
            let span = self.span(&distance);
            self.report(unexpected(distance.as_str().trim()), span);
            0
        });
        Some(MentionHow::Near { other: self.words_of(pair)?, characters })
    }

    /// `聊天.内容 mentions any of 退换货 in last 24 hours`: some event's text mentions them. Inside a filter the name in
    /// front is that of an earlier event of the pattern.
    pub(super) fn event_mentions(
        &mut self,
        pair: &Node<'_>,
        stream: Stream,
        window: Option<Window>,
        span: Span,
    ) -> Option<Condition> {
        let property: Name = self.name(child(&child(pair, Rule::property_of)?, Rule::name)?)?;
        let mention = child(pair, Rule::mention)?;
        if self.filters > 0 {
            if stream.filter.is_some() || window.is_some() {
                self.report(Problem::NotInFilter, span);
            }
            let place = Span::new(stream.event.span.start, property.span.end);
            let value = Spanned::new(ExprKind::Named { step: stream.event, property }, place);
            return Some(Spanned::new(self.mention(&mention, value)?, span));
        }
        let path = Spanned::new(PathText(vec![property.node]), property.span);
        let value = Spanned::new(ExprKind::Name(path), property.span);
        let mentions = Spanned::new(self.mention(&mention, value)?, span);
        let filter = match stream.filter.map(|filter| *filter) {
            None => mentions,
            Some(Spanned { node: ConditionKind::And(mut parts), span: place }) => {
                parts.push(mentions);
                Spanned::new(ConditionKind::And(parts), place)
            }
            Some(filter) => {
                self.count(span);
                Spanned::new(ConditionKind::And(vec![filter, mentions]), span)
            }
        };
        let stream = Stream { event: stream.event, filter: Some(Box::new(filter)) };
        Some(Spanned::new(ConditionKind::Happened { stream, window, absent: false }, span))
    }
}
