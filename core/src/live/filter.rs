//! What is said of a record, made ready: words are looked up among those that were found in its texts by one pass.

use std::borrow::Cow;

use tagora_dsl::ast::{Quantifier, TextTest};

use super::summed::{ONE, units};
use super::texts::Texts;
use crate::event::{Entry, EntryKind};
use crate::keyword::{Keywords, Question};
use crate::reference::{Moment, is_true, lets_pass};
use crate::rule::{Compare, Includes, Mention, Predicate, Property, Stream, Term};
use crate::value::Datum;

/// A condition on an event by itself, or on what an attribute becomes.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// So many of them, or more.
    AtLeast(u32, Vec<Self>),
    Mentions(Text, Question),
    /// A property compared with a constant.
    Compare(Property, Compare, Datum),
    /// A set that an attribute becomes, and constants of which it has any, all or none.
    Includes(usize, Quantifier, Vec<Datum>),
    Other(Predicate),
}

/// Where a text stands.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Property(Property),
    Attribute(usize),
}

/// What a record says that is looked at.
#[derive(Clone, Copy)]
pub(super) enum Said<'a> {
    /// An event of a type, with its properties.
    Event(usize, &'a [Option<Datum>]),
    /// A value of an attribute.
    Attribute(usize, Option<&'a Datum>),
}

impl<'a> Said<'a> {
    /// What a record says of the customer, if it does.
    pub(super) fn by(entry: &'a Entry) -> Option<Self> {
        match &entry.kind {
            EntryKind::Event { event, properties } => Some(Self::Event(*event, properties)),
            EntryKind::Attribute { attribute, value } => Some(Self::Attribute(*attribute, value.as_ref())),
            EntryKind::Created | EntryKind::Assigned(_) => None,
        }
    }

    /// A property of the event, with its place in events of the type.
    pub(super) fn property(self, property: &Property) -> Option<(usize, &'a Datum)> {
        let Self::Event(event, properties) = self else { return None };
        let (_, place) = property.0.iter().find(|(of, _)| *of == event)?;
        Some((*place, properties.get(*place)?.as_ref()?))
    }

    /// What of an event is added up: a number that it has in billionths, or one for itself.
    pub(super) fn amount(self, property: Option<&Property>) -> Option<i128> {
        let Some(property) = property else { return Some(ONE) };
        match self.property(property)? {
            (_, Datum::Number(value)) => Some(units(*value)),
            _ => None,
        }
    }

    /// A text, and by which place of the record it is known.
    fn text(self, text: &Text) -> Option<(usize, &'a str)> {
        let (place, value) = match (text, self) {
            (Text::Property(property), _) => self.property(property)?,
            (Text::Attribute(wanted), Self::Attribute(attribute, value)) if *wanted == attribute => (0, value?),
            (Text::Attribute(_), _) => return None,
        };
        match value {
            Datum::Text(text) => Some((place, text)),
            _ => None,
        }
    }
}

impl Filter {
    pub(super) fn of(predicate: &Predicate, keywords: &Keywords) -> Self {
        let all = |parts: &[Predicate]| parts.iter().map(|part| Self::of(part, keywords)).collect();
        let other = || Self::Other(predicate.clone());
        match predicate {
            Predicate::All(parts) => Self::All(all(parts)),
            Predicate::Any(parts) => Self::Any(all(parts)),
            Predicate::Not(inner) => Self::Not(Box::new(Self::of(inner, keywords))),
            Predicate::AtLeast(count, parts) => Self::AtLeast(*count, all(parts)),
            Predicate::Compare { left: Term::Property(property), op, right: Term::Constant(bound) } => {
                Self::Compare(property.clone(), *op, bound.clone())
            }
            Predicate::Includes(includes) => match constants(includes) {
                Some((set, elements)) => Self::Includes(set, includes.quantifier, elements),
                None => other(),
            },
            _ => {
                let question = mention(predicate).and_then(|(text, mention)| Some((text, keywords.question(&mention)?)));
                question.map_or_else(other, |(text, question)| Self::Mentions(text, question))
            }
        }
    }

    /// Whether it is true of what the latest record of the moment says.
    pub(super) fn lets_pass(&self, said: Said<'_>, keywords: &Keywords, texts: &mut Texts, moment: &Moment<'_>) -> bool {
        let mut passes = |part: &Self| part.lets_pass(said, keywords, texts, moment);
        match self {
            Self::All(parts) => parts.iter().all(passes),
            Self::Any(parts) => parts.iter().any(passes),
            Self::Not(inner) => !passes(inner),
            Self::AtLeast(count, parts) => {
                let passing = parts.iter().filter(|part| passes(part)).count();
                u32::try_from(passing).unwrap_or(u32::MAX) >= *count
            }
            Self::Mentions(text, question) => {
                said.text(text).is_some_and(|(place, text)| question.is_met(texts.hits(place, text, keywords)))
            }
            Self::Compare(property, op, bound) => {
                let order = said.property(property).and_then(|(_, value)| value.compare(bound));
                order.is_some_and(|order| op.accepts(order))
            }
            Self::Includes(wanted, quantifier, elements) => match said {
                Said::Attribute(attribute, Some(Datum::Set(set))) if attribute == *wanted => {
                    let mut held = elements.iter().map(|element| set.holds(element));
                    match quantifier {
                        Quantifier::Any => held.any(|held| held),
                        Quantifier::All => held.all(|held| held),
                        Quantifier::None => !held.any(|held| held),
                    }
                }
                _ => false,
            },
            Self::Other(predicate) => match said {
                Said::Event(event, properties) => lets_pass(predicate, (event, properties), moment),
                Said::Attribute(..) => is_true(predicate, moment),
            },
        }
    }
}

/// Events of some types that pass a filter, made ready.
#[derive(Clone, Debug)]
pub(super) struct Sieve {
    types: Vec<usize>,
    filter: Option<Filter>,
}

impl Sieve {
    pub(super) fn of(stream: &Stream, keywords: &Keywords) -> Self {
        Self { types: stream.types.clone(), filter: stream.filter.as_ref().map(|filter| Filter::of(filter, keywords)) }
    }

    /// Whether every event of its types is of the stream.
    pub(super) fn takes_all(&self) -> bool {
        self.filter.is_none()
    }

    /// Whether a record is an event of the stream.
    pub(super) fn lets_pass(&self, entry: &Entry, keywords: &Keywords, texts: &mut Texts, moment: &Moment<'_>) -> bool {
        let Some(said @ Said::Event(event, _)) = Said::by(entry) else { return false };
        let passes = |filter: &Filter| filter.lets_pass(said, keywords, texts, moment);
        self.types.contains(&event) && self.filter.as_ref().is_none_or(passes)
    }
}

/// The attribute whose sets are looked at, and what they should have, if these are constants.
fn constants(includes: &Includes) -> Option<(usize, Vec<Datum>)> {
    let Term::Attribute(attribute) = includes.set else { return None };
    let constant = |element: &Term| if let Term::Constant(constant) = element { Some(constant.clone()) } else { None };
    Some((attribute, includes.elements.iter().map(constant).collect::<Option<_>>()?))
}

/// What a predicate asks a text of a record to mention, if that is all.
fn mention(predicate: &Predicate) -> Option<(Text, Cow<'_, Mention>)> {
    let (value, mention) = match predicate {
        Predicate::Mentions { value, mention } => (value, Cow::Borrowed(&**mention)),
        Predicate::Text { value, test: TextTest::Mentions, needle } => (value, Cow::Owned(Mention::of_text(needle)?)),
        _ => return None,
    };
    let text = match value {
        Term::Property(property) => Text::Property(property.clone()),
        Term::Attribute(attribute) => Text::Attribute(*attribute),
        _ => return None,
    };
    Some((text, mention))
}
