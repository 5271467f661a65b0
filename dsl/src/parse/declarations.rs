use super::Rule;
use super::build::{Builder, Node, child, holds};
use crate::ast::{
    Attribute, Comments, Declaration, DeclarationKind, Define, Element, Event, EventClass, Name, Property, Segment, Type,
};
use crate::diagnostic::{NumberFault, Problem};
use crate::number::MAX_SCALE;
use crate::span::Spanned;

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
            Rule::customer_timezone => DeclarationKind::CustomerTimezone(self.first_name(&inner)?),
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
            Rule::keywords => DeclarationKind::Keywords(self.keywords(&inner)?),
            Rule::parameter => DeclarationKind::Parameter(self.parameter(&inner)?),
            Rule::group => DeclarationKind::Group(self.group(&inner)?),
            Rule::tag => DeclarationKind::Tag(self.tag(&inner)?),
            Rule::rule => DeclarationKind::Rule(self.rule(&inner)?),
            Rule::segment => DeclarationKind::Segment(Segment {
                name: self.first_name(&inner)?,
                condition: Box::new(self.condition(child(&inner, Rule::condition)?)?),
            }),
            Rule::define => DeclarationKind::Define(Define {
                name: self.first_name(&inner)?,
                condition: Box::new(self.condition(child(&inner, Rule::condition)?)?),
            }),
            Rule::route => DeclarationKind::Route(self.route(&inner)?),
            Rule::drop => DeclarationKind::Drop(self.patterns(&inner, span)?),
            Rule::scenario => DeclarationKind::Test(self.scenario(&inner)?),
            _ => return None,
        };
        Some(Declaration { kind, comments: Comments::default(), span })
    }

    pub(super) fn first_name(&mut self, pair: &Node<'_>) -> Option<Name> {
        self.name(child(pair, Rule::name)?)
    }

    pub(super) fn names(&mut self, pair: &Node<'_>) -> Option<Vec<Name>> {
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
            Rule::type_enum => Type::Enum(self.members(&inner)?),
            Rule::type_set => Type::Set(self.element_type(&child(&inner, Rule::element_type)?)?),
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

    fn element_type(&mut self, pair: &Node<'_>) -> Option<Element> {
        let inner = pair.clone().into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::type_int => Element::Int,
            Rule::type_text => Element::Text,
            Rule::type_enum => Element::Enum(self.members(&inner)?),
            _ => return None,
        })
    }

    fn members(&mut self, pair: &Node<'_>) -> Option<Vec<Name>> {
        let members = self.names(pair)?;
        let span = self.span(pair);
        self.check_list(members.len(), span);
        Some(members)
    }
}
