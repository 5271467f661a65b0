//! Random tags with every property, and how groups relate them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use tagora_dsl::Spanned;
use tagora_dsl::ast::{Definition, GroupNature, Name, Tag, TagKind, TagProperties, TagValue, Tier, Validity};

use super::declarations::DEPTH;
use super::expressions::{condition, duration};
use super::names::{name, path, text};
use super::past::whole;

pub fn date() -> impl Strategy<Value = Spanned<jiff::civil::Date>> {
    (0..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| Spanned::built(jiff::civil::Date::constant(y, m, d)))
}

/// A time of day, to the minute.
pub fn clock() -> impl Strategy<Value = jiff::civil::Time> {
    (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| jiff::civil::Time::constant(hour, minute, 0, 0))
}

pub fn validity() -> impl Strategy<Value = Validity> {
    (duration(), any::<bool>()).prop_map(|(duration, renew)| Validity { duration, renew })
}

fn scale() -> impl Strategy<Value = Vec<Name>> {
    vec(name(), 2..4)
}

fn properties() -> impl Strategy<Value = TagProperties> {
    let rarely = 0.2;
    let said = || option::weighted(rarely, text().prop_map(Spanned::built));
    let kinds = [TagKind::Fact, TagKind::Behaviour, TagKind::Model, TagKind::Prediction].as_slice();
    let tiers = [Tier::Core, Tier::Extended, Tier::Temporary].as_slice();
    let value = prop_oneof![Just(TagValue::Text), Just(TagValue::Number), scale().prop_map(TagValue::Level)];
    let about = (
        option::weighted(rarely, select(kinds)),
        option::weighted(rarely, select(tiers)),
        option::weighted(rarely, value.prop_map(Spanned::built)),
        said(),
        option::weighted(rarely, any::<i64>().prop_map(Spanned::built)),
        said(),
        said(),
    );
    let time = (
        option::weighted(rarely, validity().prop_map(Spanned::built)),
        option::weighted(rarely, date()),
        prop_oneof![4 => Just(Vec::new()), 1 => vec(path(), 1..3)],
        option::weighted(rarely, clock().prop_map(Spanned::built)),
        prop::bool::weighted(rarely),
        option::weighted(rarely, name()),
        option::weighted(rarely, duration().prop_map(Spanned::built)),
    );
    (about, time).prop_map(|(about, time)| {
        let (kind, tier, value, color, weight, owner, note) = about;
        let (valid, until, formerly, refresh, sensitive, approval, review) = time;
        TagProperties {
            kind,
            tier,
            value,
            color,
            weight,
            owner,
            note,
            valid,
            until,
            formerly,
            refresh,
            sensitive,
            approval,
            review,
        }
    })
}

pub fn tag() -> impl Strategy<Value = Tag> {
    let definition = prop_oneof![
        2 => Just(Definition::Assignable),
        4 => whole(condition(DEPTH)).prop_map(|c| Definition::When(Box::new(c))),
        1 => Just(Definition::Otherwise),
    ];
    (name(), option::weighted(0.3, path()), properties().boxed(), definition)
        .prop_map(|(name, group, properties, definition)| Tag { name, group, properties: Box::new(properties), definition })
}

pub fn nature() -> impl Strategy<Value = GroupNature> {
    let levels = prop_oneof![2 => Just(Vec::new()), 1 => scale()];
    let at_most = option::weighted(0.3, (1..=u32::MAX).prop_map(Spanned::built));
    (any::<bool>(), any::<bool>(), levels, any::<bool>(), at_most)
        .prop_map(|(exclusive, required, levels, open, at_most)| GroupNature { exclusive, required, levels, open, at_most })
}
