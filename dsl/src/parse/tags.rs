//! Tags and what is said of them.

use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::numerals::ascii_digits;
use crate::ast::{Definition, Tag, TagKind, TagProperties, TagValue, Tier, Validity};
use crate::diagnostic::{NumberFault, Problem, Tagging};
use crate::span::Spanned;
use crate::vocabulary::Word;

impl Builder<'_> {
    pub(super) fn tag(&mut self, pair: &Node<'_>) -> Option<Tag> {
        let definition = match child(pair, Rule::definition) {
            None => Definition::Assignable,
            Some(d) => match child(&d, Rule::condition) {
                Some(_) => Definition::When(Box::new(self.latched(&d)?)),
                None => Definition::Otherwise,
            },
        };
        let mut group = None;
        let mut properties = TagProperties::default();
        for property in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::tag_property) {
            let inner = property.clone().into_inner().next()?;
            let is_again = if inner.as_rule() == Rule::belongs {
                group.replace(self.path(child(&inner, Rule::path)?)?).is_some().then_some(Word::Belongs)
            } else {
                self.tag_property(&inner, &mut properties)?
            };
            if let Some(word) = is_again {
                let span = self.span(&property);
                self.report(Problem::Repeated { word }, span);
            }
        }
        Some(Tag { name: self.first_name(pair)?, group, properties: Box::new(properties), definition })
    }

    /// Puts a property into its place; gives its word if it was given before.
    fn tag_property(&mut self, pair: &Node<'_>, of: &mut TagProperties) -> Option<Option<Word>> {
        let span = self.span(pair);
        let (is_again, word) = match pair.as_rule() {
            Rule::color => (of.color.replace(Spanned::new(self.said_text(pair)?, span)).is_some(), Word::Color),
            Rule::owner => (of.owner.replace(Spanned::new(self.said_text(pair)?, span)).is_some(), Word::Owner),
            Rule::note => (of.note.replace(Spanned::new(self.said_text(pair)?, span)).is_some(), Word::Note),
            Rule::weight => (of.weight.replace(Spanned::new(self.weight(pair)?, span)).is_some(), Word::Weight),
            Rule::tag_kind => (of.kind.replace(tag_kind(pair)?).is_some(), Word::Kind),
            Rule::tier => {
                if of.tier.replace(tier(pair)?).is_some() {
                    self.report(Problem::Tagging(Tagging::SecondTier), span);
                }
                return Some(None);
            }
            Rule::tag_value => (of.value.replace(Spanned::new(self.tag_value(pair)?, span)).is_some(), Word::Value),
            Rule::valid => (of.valid.replace(Spanned::new(self.validity(pair)?, span)).is_some(), Word::Valid),
            Rule::until => (of.until.replace(self.until(pair)?).is_some(), Word::UntilDate),
            Rule::formerly => {
                let paths = pair.clone().into_inner().filter(|part| part.as_rule() == Rule::path).collect::<Vec<_>>();
                let paths = paths.into_iter().map(|path| self.path(path)).collect::<Option<Vec<_>>>()?;
                self.check_list(paths.len(), span);
                (!std::mem::replace(&mut of.formerly, paths).is_empty(), Word::Formerly)
            }
            Rule::refresh => (of.refresh.replace(self.clock(child(pair, Rule::clock)?)).is_some(), Word::Refresh),
            Rule::kw_sensitive => (std::mem::replace(&mut of.sensitive, true), Word::Sensitive),
            Rule::approval => (of.approval.replace(self.first_name(pair)?).is_some(), Word::RequiresApproval),
            Rule::review => {
                let every = Spanned::new(self.duration(child(pair, Rule::duration)?)?, span);
                (of.review.replace(every).is_some(), Word::Review)
            }
            _ => return None,
        };
        Some(is_again.then_some(word))
    }

    fn said_text(&mut self, pair: &Node<'_>) -> Option<String> {
        self.text(child(pair, Rule::text)?)
    }

    fn weight(&mut self, pair: &Node<'_>) -> Option<i64> {
        let weight = self.number(child(pair, Rule::number)?)?;
        Some(weight.at_scale(0).unwrap_or_else(|| {
            let span = self.span(pair);
            self.report(Problem::InvalidNumber { text: weight.to_string(), fault: NumberFault::Weight }, span);
            0
        }))
    }

    fn tag_value(&mut self, pair: &Node<'_>) -> Option<TagValue> {
        if holds(pair, Rule::type_text) {
            Some(TagValue::Text)
        } else if holds(pair, Rule::kw_number) {
            Some(TagValue::Number)
        } else {
            Some(TagValue::Level(self.scale(pair)?))
        }
    }

    /// `30 days renew`, of a tag or of an action.
    pub(super) fn validity(&mut self, pair: &Node<'_>) -> Option<Validity> {
        Some(Validity { duration: self.duration(child(pair, Rule::duration)?)?, renew: holds(pair, Rule::kw_renew) })
    }

    /// `until 2026-06-20`, of a tag or of an action.
    pub(super) fn until(&mut self, pair: &Node<'_>) -> Option<Spanned<jiff::civil::Date>> {
        let date = child(pair, Rule::date)?;
        Some(Spanned::new(self.calendar(&date, jiff::civil::Date::constant(1970, 1, 1)), self.span(&date)))
    }

    /// A time of day.
    pub(super) fn clock(&mut self, pair: Node<'_>) -> Spanned<jiff::civil::Time> {
        let (span, text) = (self.span(&pair), ascii_digits(pair.as_str()).replace('\u{FF1A}', ":"));
        let parts = text.split_once(':').and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
        let time = parts.and_then(|(hour, minute)| jiff::civil::Time::new(hour, minute, 0, 0).ok());
        Spanned::new(
            time.unwrap_or_else(|| {
                self.report(Problem::Tagging(Tagging::InvalidTime { text }), span);
                jiff::civil::Time::midnight()
            }),
            span,
        )
    }
}

fn tag_kind(pair: &Node<'_>) -> Option<TagKind> {
    pair.clone().into_inner().find_map(|word| match word.as_rule() {
        Rule::kw_fact => Some(TagKind::Fact),
        Rule::kw_behaviour => Some(TagKind::Behaviour),
        Rule::kw_model => Some(TagKind::Model),
        Rule::kw_prediction => Some(TagKind::Prediction),
        _ => None,
    })
}

fn tier(pair: &Node<'_>) -> Option<Tier> {
    Some(match pair.clone().into_inner().next()?.as_rule() {
        Rule::kw_core => Tier::Core,
        Rule::kw_extended => Tier::Extended,
        Rule::kw_temporary => Tier::Temporary,
        _ => return None,
    })
}
