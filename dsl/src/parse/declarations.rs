use super::Rule;
use super::build::{Builder, Node, child, holds};
use crate::ast::{
    Action, ActionKind, Attribute, Comments, Declaration, DeclarationKind, Definition, Event, EventClass, Group, Name, Property,
    Rule as RuleNode, Segment, Tag, Trigger, Type,
};
use crate::diagnostic::{NumberFault, Problem};
use crate::number::MAX_SCALE;
use crate::span::Spanned;
use crate::vocabulary::Word;

impl Builder<'_> {
    /// `declaration` or `member`.
    pub(super) fn declaration(&mut self, pair: Node<'_>) -> Option<Declaration> {
        let span = self.span(&pair);
        self.count(span);
        let inner = pair.into_inner().next()?;
        let kind = match inner.as_rule() {
            Rule::timezone => {
                let text = child(&inner, Rule::text)?;
                let span = self.span(&text);
                DeclarationKind::Timezone(Spanned::new(self.text(text)?, span))
            }
            Rule::attribute => DeclarationKind::Attribute(Attribute {
                name: self.first_name(&inner)?,
                ty: self.value_type(child(&inner, Rule::value_type)?)?,
                sensitive: holds(&inner, Rule::kw_sensitive),
            }),
            Rule::event => DeclarationKind::Event(self.event(&inner)?),
            Rule::event_class => {
                let mut names = self.names(&inner)?;
                let name = names.remove(0);
                self.check_list(names.len(), span);
                DeclarationKind::EventClass(EventClass { name, members: names })
            }
            Rule::group => DeclarationKind::Group(self.group(&inner)?),
            Rule::tag => DeclarationKind::Tag(self.tag(&inner)?),
            Rule::rule => DeclarationKind::Rule(self.rule(&inner)?),
            Rule::segment => DeclarationKind::Segment(Segment {
                name: self.first_name(&inner)?,
                condition: Box::new(self.condition(child(&inner, Rule::condition)?)?),
            }),
            _ => return None,
        };
        Some(Declaration { kind, comments: Comments::default(), span })
    }

    fn first_name(&mut self, pair: &Node<'_>) -> Option<Name> {
        self.name(child(pair, Rule::name)?)
    }

    fn names(&mut self, pair: &Node<'_>) -> Option<Vec<Name>> {
        let names = pair.clone().into_inner().filter(|p| p.as_rule() == Rule::name);
        names.map(|name| self.name(name)).collect()
    }

    fn event(&mut self, pair: &Node<'_>) -> Option<Event> {
        let name = self.first_name(pair)?;
        let mut properties = Vec::new();
        for property in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::property) {
            self.count(self.span(&property));
            properties
                .push(Property { name: self.first_name(&property)?, ty: self.value_type(child(&property, Rule::value_type)?)? });
        }
        self.check_list(properties.len(), name.span);
        Some(Event { name, properties })
    }

    pub(super) fn group(&mut self, pair: &Node<'_>) -> Option<Group> {
        let mut members = Vec::new();
        for member in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::member) {
            members.push(self.declaration(member)?);
        }
        Some(Group { name: self.first_name(pair)?, exclusive: holds(pair, Rule::kw_exclusive), members, closing: Vec::new() })
    }

    fn tag(&mut self, pair: &Node<'_>) -> Option<Tag> {
        let group = match child(pair, Rule::path) {
            Some(path) => Some(self.path(path)?),
            None => None,
        };
        let definition = match child(pair, Rule::definition) {
            None => Definition::Assignable,
            Some(d) => match child(&d, Rule::condition) {
                Some(condition) => Definition::When(Box::new(self.condition(condition)?)),
                None => Definition::Otherwise,
            },
        };
        let (name, color) = (self.first_name(pair)?, None);
        let mut tag = Tag { name, group, color, weight: None, owner: None, note: None, definition };
        for property in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::tag_property) {
            let inner = property.into_inner().next()?;
            let span = self.span(&inner);
            if inner.as_rule() == Rule::weight {
                let weight = self.number(child(&inner, Rule::number)?)?;
                let whole = weight.at_scale(0).unwrap_or_else(|| {
                    self.report(Problem::InvalidNumber { text: weight.to_string(), fault: NumberFault::Weight }, span);
                    0
                });
                self.once(&mut tag.weight, Spanned::new(whole, span), Word::Weight);
                continue;
            }
            let text = Spanned::new(self.text(child(&inner, Rule::text)?)?, span);
            match inner.as_rule() {
                Rule::color => self.once(&mut tag.color, text, Word::Color),
                Rule::owner => self.once(&mut tag.owner, text, Word::Owner),
                Rule::note => self.once(&mut tag.note, text, Word::Note),
                _ => return None,
            }
        }
        Some(tag)
    }

    /// A property may be given once.
    fn once<T>(&mut self, slot: &mut Option<Spanned<T>>, value: Spanned<T>, word: Word) {
        let span = value.span;
        if slot.replace(value).is_some() {
            self.report(Problem::Repeated { word }, span);
        }
    }

    fn rule(&mut self, pair: &Node<'_>) -> Option<RuleNode> {
        let guard = child(pair, Rule::guard);
        let condition = match &guard {
            None => None,
            Some(guard) => match (child(guard, Rule::conjunction), child(guard, Rule::condition)) {
                (Some(conjunction), _) => Some(Box::new(self.conjunction(conjunction)?)),
                (None, Some(condition)) => Some(Box::new(self.condition(condition)?)),
                (None, None) => None,
            },
        };
        let first = holds(pair, Rule::kw_first_zh) || guard.is_some_and(|g| holds(&g, Rule::kw_first));
        let mut actions = Vec::new();
        for action in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::action) {
            actions.push(self.action(action)?);
        }
        Some(RuleNode {
            name: self.first_name(pair)?,
            trigger: Trigger { stream: self.stream(child(pair, Rule::stream)?)?, first },
            condition,
            actions,
        })
    }

    fn action(&mut self, pair: Node<'_>) -> Option<Action> {
        let span = self.span(&pair);
        self.count(span);
        let inner = pair.into_inner().next()?;
        let kind = match inner.as_rule() {
            Rule::add => ActionKind::Add(self.path(child(&inner, Rule::path)?)?),
            Rule::remove => ActionKind::Remove(self.path(child(&inner, Rule::path)?)?),
            Rule::emit => {
                let mut payload = Vec::new();
                for entry in inner.clone().into_inner().filter(|p| p.as_rule() == Rule::entry) {
                    payload.push((self.first_name(&entry)?, self.operand(child(&entry, Rule::operand)?)?));
                }
                self.check_list(payload.len(), span);
                ActionKind::Emit { name: self.first_name(&inner)?, payload }
            }
            _ => return None,
        };
        Some(Spanned::new(kind, span))
    }

    fn value_type(&mut self, pair: Node<'_>) -> Option<Spanned<Type>> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        let ty = match inner.as_rule() {
            Rule::type_int => Type::Int,
            Rule::type_float => Type::Float,
            Rule::type_bool => Type::Bool,
            Rule::type_text => Type::Text,
            Rule::type_date => Type::Date,
            Rule::type_instant => Type::Instant,
            Rule::type_duration => Type::Duration,
            Rule::type_enum => {
                let members = self.names(&inner)?;
                self.check_list(members.len(), span);
                Type::Enum(members)
            }
            Rule::type_decimal => {
                let digits = child(&inner, Rule::digits)?;
                let places = super::numerals::ascii_digits(digits.as_str()).parse().ok().filter(|&n: &u8| n <= MAX_SCALE);
                Type::Decimal(places.unwrap_or_else(|| {
                    self.report(Problem::InvalidNumber { text: digits.as_str().to_owned(), fault: NumberFault::Places }, span);
                    MAX_SCALE
                }))
            }
            _ => return None,
        };
        Some(Spanned::new(ty, span))
    }
}
