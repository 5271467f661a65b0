//! Random handbooks with every declaration.
//!
//! They are canonical: the first declaration of a handbook or group has no blank line before it, comments are single
//! lines without blanks around, an event class has two or more members, an enum and a rule's actions one or more.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{
    Attribute, Comments, Declaration, DeclarationKind, Define, Event, EventClass, Group, Handbook, Property, Segment, TagPattern,
    Type,
};

use super::expressions::condition;
use super::keywords::keywords;
use super::names::{comment, name, path, text};
use super::parameters::parameter;
use super::routes::route;
use super::rules::rule;
use super::scenarios::scenario;
use super::sets::element_type;
use super::tags::{nature, tag};

/// How deep conditions nest.
pub const DEPTH: u32 = 2;

fn comments() -> impl Strategy<Value = Comments> {
    (any::<bool>(), prop_oneof![3 => Just(Vec::new()), 1 => vec(comment(), 0..3)], option::weighted(0.2, comment()))
        .prop_map(|(blank_line, before, after)| Comments { blank_line, before, after })
}

fn value_type() -> impl Strategy<Value = Spanned<Type>> {
    prop_oneof![
        Just(Type::Int),
        (0..=9_u8).prop_map(Type::Decimal),
        Just(Type::Float),
        Just(Type::Bool),
        Just(Type::Text),
        vec(name(), 1..4).prop_map(Type::Enum),
        Just(Type::Date),
        Just(Type::Instant),
        Just(Type::Duration),
        element_type().prop_map(Type::Set),
    ]
    .prop_map(Spanned::built)
}

fn member() -> BoxedStrategy<DeclarationKind> {
    tag().prop_map(DeclarationKind::Tag).boxed()
}

fn group(members: BoxedStrategy<DeclarationKind>) -> BoxedStrategy<DeclarationKind> {
    let closing = prop_oneof![3 => Just(Vec::new()), 1 => vec(comment(), 0..3)];
    (name(), nature(), declarations(members, 4), closing)
        .prop_map(|(name, nature, members, closing)| DeclarationKind::Group(Group { name, nature, members, closing }))
        .boxed()
}

fn declarations(kinds: BoxedStrategy<DeclarationKind>, most: usize) -> impl Strategy<Value = Vec<Declaration>> {
    vec((kinds, comments()), 0..most).prop_map(|list| {
        let built = |(i, (kind, mut comments)): (usize, (DeclarationKind, Comments))| {
            comments.blank_line &= i > 0;
            Declaration { comments, ..Declaration::built(kind) }
        };
        list.into_iter().enumerate().map(built).collect()
    })
}

/// Any handbook that reading a text can give.
pub fn handbook() -> impl Strategy<Value = Handbook> {
    let inner_group = group(member());
    let property = (name(), value_type()).prop_map(|(name, ty)| Property { name, ty });
    let attribute = (name(), value_type(), any::<bool>()).prop_map(|(name, ty, sensitive)| Attribute { name, ty, sensitive });
    let kinds = prop_oneof![
        1 => text().prop_map(|zone| DeclarationKind::Timezone(Spanned::built(zone))),
        1 => name().prop_map(DeclarationKind::CustomerTimezone),
        2 => attribute.prop_map(DeclarationKind::Attribute),
        2 => (name(), vec(property, 0..4)).prop_map(|(name, properties)| DeclarationKind::Event(Event { name, properties })),
        1 => (name(), vec(name(), 2..4)).prop_map(|(name, members)| DeclarationKind::EventClass(EventClass { name, members })),
        2 => group(prop_oneof![3 => member(), 1 => inner_group].boxed()),
        4 => member(),
        1 => keywords().prop_map(DeclarationKind::Keywords),
        1 => parameter().prop_map(DeclarationKind::Parameter),
        3 => rule().prop_map(DeclarationKind::Rule),
        1 => route().prop_map(DeclarationKind::Route),
        1 => scenario().prop_map(DeclarationKind::Test),
        1 => vec((path(), any::<bool>()), 1..4).prop_map(|tags| {
            DeclarationKind::Drop(tags.into_iter().map(|(path, whole_group)| TagPattern { path, whole_group }).collect())
        }),
        2 => (name(), condition(DEPTH))
            .prop_map(|(name, c)| DeclarationKind::Define(Define { name, condition: Box::new(c) })),
        2 => (name(), condition(DEPTH))
            .prop_map(|(name, c)| DeclarationKind::Segment(Segment { name, condition: Box::new(c) })),
    ];
    let closing = prop_oneof![2 => Just(Vec::new()), 1 => vec(comment(), 0..3)];
    (declarations(kinds.boxed(), 6), closing).prop_map(|(declarations, closing)| Handbook { declarations, closing })
}
