//! Attributes, events, groups, tags and the rest of what a handbook declares.

use tagora::dsl::ast::{
    Attribute, Comments, Declaration, DeclarationKind, Define, Definition, Element, Event, EventClass, Group, GroupNature,
    Keywords, Parameter, ParameterEntry, ParameterKey, ParameterValue, Route, RouteLine, Segment, Tag, TagKind, TagProperties,
    TagValue, Tier, Type, Validity,
};

use super::{Walk, names_list};
use crate::kind::Kind;

impl Walk {
    pub(super) fn declaration(&mut self, declaration: &Declaration) {
        let Declaration { kind, comments: Comments { blank_line, before, after }, span: _ } = declaration;
        self.note_if(*blank_line, Kind::BlankLine);
        self.note_if(!before.is_empty(), Kind::CommentBefore);
        self.note_if(after.is_some(), Kind::CommentBehind);
        match kind {
            DeclarationKind::Timezone(_) => self.note(Kind::Timezone),
            DeclarationKind::CustomerTimezone(_) => self.note(Kind::CustomerTimezone),
            DeclarationKind::Attribute(Attribute { name: _, ty, sensitive }) => {
                self.note(Kind::AttributeDeclared);
                self.note_if(*sensitive, Kind::Sensitive);
                self.value_type(&ty.node);
            }
            DeclarationKind::Event(Event { name: _, properties }) => {
                self.note(if properties.is_empty() { Kind::EventDeclared } else { Kind::EventWithProperties });
                properties.iter().for_each(|property| self.value_type(&property.ty.node));
            }
            DeclarationKind::EventClass(EventClass { name: _, members: _ }) => self.note(Kind::EventClass),
            DeclarationKind::Keywords(Keywords { name: _, words }) => {
                self.note(Kind::Keywords);
                self.note_if(names_list(words), Kind::KeywordsOfKeywords);
            }
            DeclarationKind::Parameter(Parameter { name: _, value }) => self.parameter(value),
            DeclarationKind::Group(group) => self.group(group),
            DeclarationKind::Tag(tag) => self.tag(tag),
            DeclarationKind::Rule(rule) => self.rule(rule),
            DeclarationKind::Segment(Segment { name: _, condition }) => {
                self.note(Kind::Segment);
                self.condition(condition);
            }
            DeclarationKind::Define(Define { name: _, condition }) => {
                self.note(Kind::Define);
                self.condition(condition);
            }
            DeclarationKind::Drop(tags) => {
                self.note(Kind::Drop);
                tags.iter().for_each(|pattern| self.pattern(pattern));
            }
            DeclarationKind::Route(Route { name: _, lines }) => {
                self.note(Kind::Route);
                for RouteLine { condition, targets, capacity } in lines {
                    match condition {
                        Some(condition) => self.condition(condition),
                        None => self.note(Kind::RouteElse),
                    }
                    self.note_if(targets.len() > 1, Kind::RouteTargets);
                    self.note_if(capacity.is_some(), Kind::RouteCapacity);
                }
            }
            DeclarationKind::Test(scenario) => self.scenario(scenario),
        }
    }

    pub(super) fn parameter(&mut self, value: &ParameterValue) {
        match value {
            ParameterValue::Constant(value) => {
                self.note(Kind::ParameterConstant);
                self.literal(&value.node);
            }
            ParameterValue::Table { by: _, entries, otherwise } => {
                self.note(Kind::ParameterTable);
                self.note_if(otherwise.is_some(), Kind::ParameterElse);
                for ParameterEntry { key, value } in entries {
                    self.note(match &key.node {
                        ParameterKey::Name(_) => Kind::ParameterByName,
                        ParameterKey::Text(_) => Kind::ParameterByText,
                        ParameterKey::Number(_) => Kind::ParameterByNumber,
                    });
                    self.literal(&value.node);
                }
            }
        }
    }

    pub(super) fn value_type(&mut self, ty: &Type) {
        self.note(match ty {
            Type::Int => Kind::IntType,
            Type::Decimal(_) => Kind::DecimalType,
            Type::Float => Kind::FloatType,
            Type::Bool => Kind::BoolType,
            Type::Text => Kind::TextType,
            Type::Enum(_) => Kind::EnumType,
            Type::Date => Kind::DateType,
            Type::Instant => Kind::InstantType,
            Type::Duration => Kind::DurationType,
            Type::Set(Element::Text) => Kind::SetOfText,
            Type::Set(Element::Int) => Kind::SetOfInt,
            Type::Set(Element::Enum(_)) => Kind::SetOfEnum,
        });
    }

    pub(super) fn group(&mut self, group: &Group) {
        let Group { name: _, nature, members, closing } = group;
        let GroupNature { exclusive, required, levels, open, at_most } = nature;
        self.note(Kind::Group);
        self.note_if(!closing.is_empty(), Kind::CommentAtEnd);
        self.note_if(*exclusive, Kind::Exclusive);
        self.note_if(*required, Kind::ExclusiveRequired);
        self.note_if(!levels.is_empty(), Kind::Levels);
        self.note_if(*open, Kind::OpenGroup);
        self.note_if(at_most.is_some(), Kind::AtMostOfGroup);
        for member in members {
            self.note_if(matches!(member.kind, DeclarationKind::Group(_)), Kind::GroupInGroup);
            self.declaration(member);
        }
    }

    pub(super) fn tag(&mut self, tag: &Tag) {
        let Tag { name: _, group, properties, definition } = tag;
        self.note(Kind::Tag);
        self.note_if(group.is_some(), Kind::TagInGroup);
        self.properties(properties);
        match definition {
            Definition::Assignable => self.note(Kind::Assignable),
            Definition::When(condition) => {
                self.note(Kind::Defined);
                self.condition(condition);
            }
            Definition::Otherwise => self.note(Kind::Otherwise),
        }
    }

    pub(super) fn properties(&mut self, properties: &TagProperties) {
        let TagProperties {
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
        } = properties;
        if let Some(kind) = kind {
            self.note(match kind {
                TagKind::Fact => Kind::Fact,
                TagKind::Behaviour => Kind::Behaviour,
                TagKind::Model => Kind::Model,
                TagKind::Prediction => Kind::Prediction,
            });
        }
        if let Some(tier) = tier {
            self.note(match tier {
                Tier::Core => Kind::Core,
                Tier::Extended => Kind::Extended,
                Tier::Temporary => Kind::Temporary,
            });
        }
        if let Some(value) = value {
            self.note(match &value.node {
                TagValue::Text => Kind::ValueText,
                TagValue::Number => Kind::ValueNumber,
                TagValue::Level(_) => Kind::ValueLevel,
            });
        }
        if let Some(Validity { duration, renew }) = valid.as_ref().map(|valid| &valid.node) {
            self.note(if *renew { Kind::ValidRenew } else { Kind::Valid });
            self.duration(*duration);
        }
        if let Some(duration) = review {
            self.note(Kind::Review);
            self.duration(duration.node);
        }
        self.note_if(color.is_some(), Kind::Color);
        self.note_if(weight.is_some(), Kind::Weight);
        self.note_if(owner.is_some(), Kind::Owner);
        self.note_if(note.is_some(), Kind::Note);
        self.note_if(until.is_some(), Kind::UntilDate);
        self.note_if(!formerly.is_empty(), Kind::Formerly);
        self.note_if(formerly.len() > 1, Kind::FormerlySeveral);
        self.note_if(refresh.is_some(), Kind::Refresh);
        self.note_if(*sensitive, Kind::SensitiveTag);
        self.note_if(approval.is_some(), Kind::Approval);
    }
}
