//! Which kinds a tree holds. No match here has a wildcard, and fields are named: a new form does not compile before it is
//! looked at.

use std::collections::BTreeSet;

use tagora::dsl::ast::{
    Action, ActionKind, Aggregate, ArithmeticStep, Attribute, CalendarCondition, Comments, CompareOp, Condition, ConditionKind,
    Day, Declaration, DeclarationKind, Define, Definition, Duration, Element, Event, EventClass, Expectation, Expr, ExprKind,
    Fact, Giver, Group, GroupNature, Handbook, Keywords, Lasting, Literal, Mention, MentionHow, Moment, Occurrence, OpenPairs,
    Operator, Parameter, ParameterEntry, ParameterKey, ParameterValue, PastCondition, Path, Period, Quantifier, Regular, Rule,
    Scenario, Segment, Sequence, Stage, StepKind, Streak, Stream, Tag, TagKind, TagPattern, TagProperties, TagValue, Target,
    TextTest, ThenNot, Tier, Times, Trigger, Turn, Type, Unit, Validity, Window, WordItem, WordItemKind,
};

use super::kind::Kind;

/// What is found of one handbook and of conditions about it.
#[derive(Default)]
pub struct Walk {
    pub found: BTreeSet<Kind>,
    /// Groups with levels, parameters and named conditions: their names stand alone.
    levels: BTreeSet<String>,
    parameters: BTreeSet<String>,
    defines: BTreeSet<String>,
}

impl Walk {
    fn note(&mut self, kind: Kind) {
        self.found.insert(kind);
    }

    fn note_if(&mut self, is_so: bool, kind: Kind) {
        if is_so {
            self.note(kind);
        }
    }

    pub fn handbook(&mut self, handbook: &Handbook) {
        let Handbook { declarations, closing } = handbook;
        for declaration in declarations {
            self.names(declaration);
        }
        self.note_if(!closing.is_empty(), Kind::CommentAtEnd);
        for declaration in declarations {
            self.declaration(declaration);
        }
    }

    fn names(&mut self, declaration: &Declaration) {
        if let DeclarationKind::Group(group) = &declaration.kind {
            if !group.nature.levels.is_empty() {
                self.levels.insert(group.name.node.clone());
            }
            group.members.iter().for_each(|member| self.names(member));
        }
        if let DeclarationKind::Parameter(parameter) = &declaration.kind {
            self.parameters.insert(parameter.name.node.clone());
        }
        if let DeclarationKind::Define(define) = &declaration.kind {
            self.defines.insert(define.name.node.clone());
        }
    }

    fn declaration(&mut self, declaration: &Declaration) {
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
            DeclarationKind::Test(scenario) => self.scenario(scenario),
        }
    }

    fn parameter(&mut self, value: &ParameterValue) {
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

    fn value_type(&mut self, ty: &Type) {
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

    fn group(&mut self, group: &Group) {
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

    fn tag(&mut self, tag: &Tag) {
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

    fn properties(&mut self, properties: &TagProperties) {
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

    fn rule(&mut self, rule: &Rule) {
        let Rule { name: _, trigger, actions, on_late, on_backfill } = rule;
        match trigger {
            Trigger::On { stream, first, condition } => {
                self.note(Kind::RuleOnEvent);
                self.note_if(*first, Kind::RuleOnFirst);
                self.stream(stream);
                if let Some(condition) = condition {
                    self.note(Kind::Guard);
                    self.condition(condition);
                }
            }
            Trigger::When(condition) => {
                self.note(Kind::RuleOnCondition);
                self.condition(condition);
            }
        }
        self.note_if(*on_late, Kind::OnLate);
        self.note_if(*on_backfill, Kind::OnBackfill);
        actions.iter().for_each(|action| self.action(action));
    }

    fn action(&mut self, action: &Action) {
        match &action.node {
            ActionKind::Add { tag, lasting } => {
                self.note(match tag {
                    Target::Tag(_) => Kind::Add,
                    Target::Member { group: _, name: _ } => Kind::AddMember,
                });
                match lasting {
                    None => {}
                    Some(Lasting::For(Validity { duration, renew })) => {
                        self.note(if *renew { Kind::AddForRenew } else { Kind::AddFor });
                        self.duration(*duration);
                    }
                    Some(Lasting::Until(_)) => self.note(Kind::AddUntil),
                }
            }
            ActionKind::Remove(tag) => self.note(match tag {
                Target::Tag(_) => Kind::Remove,
                Target::Member { group: _, name: _ } => Kind::RemoveMember,
            }),
            ActionKind::Move { group: _, to: _ } => self.note(Kind::Move),
            ActionKind::Set { tag: _, value } => {
                self.note(Kind::SetValue);
                self.expr(value);
            }
            ActionKind::Increment(_) => self.note(Kind::Increment),
            ActionKind::Shift { path: _, up } => self.note(if *up { Kind::Raise } else { Kind::Lower }),
            ActionKind::Suggest { tag: _, confidence } => {
                self.note(if confidence.is_some() { Kind::SuggestConfidence } else { Kind::Suggest });
            }
            ActionKind::Propose { tag: _, add } => self.note(if *add { Kind::ProposeAdd } else { Kind::ProposeRemove }),
            ActionKind::Emit { name: _, payload, cap, quiet } => {
                self.note(if payload.is_empty() { Kind::Emit } else { Kind::EmitWith });
                payload.iter().for_each(|(_, value)| self.expr(value));
                if let Some(cap) = cap {
                    self.note(Kind::EmitOncePer);
                    self.duration(*cap);
                }
                self.note_if(quiet.is_some(), Kind::EmitQuiet);
            }
            ActionKind::Notify(_) => self.note(Kind::Notify),
        }
    }

    fn scenario(&mut self, scenario: &Scenario) {
        let Scenario { name: _, steps } = scenario;
        self.note(Kind::Test);
        for step in steps {
            match &step.node {
                StepKind::Given { customer: _, fact, moment } => {
                    self.fact(fact);
                    self.moment(*moment);
                }
                StepKind::Expect { moment, customer: _, expectation } => {
                    match moment {
                        Some(moment) => self.moment(*moment),
                        None => self.note(Kind::AtThatInstant),
                    }
                    self.expectation(expectation);
                }
            }
        }
    }

    fn fact(&mut self, fact: &Fact) {
        match fact {
            Fact::Created => self.note(Kind::GivenCreated),
            Fact::Event { name: _, properties } => {
                self.note(if properties.is_empty() { Kind::GivenEvent } else { Kind::GivenProperty });
                properties.iter().for_each(|(_, value)| self.expr(value));
            }
            Fact::Set { attribute: _, value } => {
                self.note(Kind::GivenSet);
                self.expr(value);
            }
            Fact::Clear { attribute: _ } => self.note(Kind::GivenClear),
            Fact::Add(_) => self.note(Kind::GivenAdd),
            Fact::Remove(_) => self.note(Kind::GivenRemove),
        }
    }

    fn moment(&mut self, moment: Moment) {
        match moment {
            Moment::Date(_) => self.note(Kind::AtDate),
            Moment::Instant(_) => self.note(Kind::AtInstant),
            Moment::Later(duration) => {
                self.note(Kind::Later);
                self.duration(duration);
            }
        }
    }

    fn expectation(&mut self, expectation: &Expectation) {
        match expectation {
            Expectation::Holds(condition) => {
                self.note(Kind::ExpectCondition);
                self.condition(condition);
            }
            Expectation::Emitted { name: _, times } => self.note(match times {
                None => Kind::ExpectEmitted,
                Some(Times { op: _, count: _ }) => Kind::ExpectEmittedTimes,
            }),
        }
    }

    pub fn condition(&mut self, condition: &Condition) {
        match &condition.node {
            ConditionKind::And(parts) => self.several(Kind::And, parts),
            ConditionKind::Or(parts) => self.several(Kind::Or, parts),
            ConditionKind::Not(inner) => {
                self.note(Kind::Not);
                self.condition(inner);
            }
            ConditionKind::AtLeast { count: _, of } => self.several(Kind::AtLeast, of),
            ConditionKind::Happened { stream, window, absent } => {
                self.note(match (absent, window) {
                    (false, _) => Kind::Did,
                    (true, Some(_)) => Kind::DidNot,
                    (true, None) => Kind::Never,
                });
                self.stream(stream);
                self.window(window.as_ref());
            }
            ConditionKind::Compare { left, op, right } => {
                self.compare_op(*op);
                self.compared(left);
                self.expr(right);
            }
            ConditionKind::Between { value, low, high } => {
                self.note(Kind::Between);
                self.compared(value);
                self.expr(low);
                self.expr(high);
            }
            ConditionKind::OneOf { value, list, negated } => {
                self.note(if *negated { Kind::NoneOf } else { Kind::OneOf });
                self.compared(value);
                list.iter().for_each(|member| self.expr(member));
            }
            ConditionKind::Text { value, test, text: _ } => {
                self.note(match test {
                    TextTest::Contains => Kind::Contains,
                    TextTest::NotContains => Kind::NotContains,
                    TextTest::StartsWith => Kind::StartsWith,
                    TextTest::Mentions => Kind::MentionsText,
                });
                self.expr(value);
            }
            ConditionKind::Mentions { value, mention } => {
                self.mention(mention);
                self.expr(value);
            }
            ConditionKind::Includes { value, quantifier, elements } => {
                self.note(match quantifier {
                    Quantifier::Any if elements.len() == 1 => Kind::Includes,
                    Quantifier::Any => Kind::IncludesAny,
                    Quantifier::All => Kind::IncludesAll,
                    Quantifier::None => Kind::IncludesNone,
                });
                self.expr(value);
                elements.iter().for_each(|element| self.expr(element));
            }
            ConditionKind::SetBy { tag: _, by } => self.note(match by {
                Giver::AnyRule => Kind::SetByRule,
                Giver::Rule(_) => Kind::SetByNamedRule,
                Giver::Person(_) => Kind::SetByPerson,
                Giver::AnyImport => Kind::SetByImport,
                Giver::Import(_) => Kind::SetByImportFrom,
            }),
            ConditionKind::Missing { value } => {
                self.note(Kind::Missing);
                self.compared(value);
            }
            ConditionKind::InWindow { moment, window } => {
                self.note(Kind::InWindow);
                self.expr(moment);
                self.window(Some(window));
            }
            ConditionKind::Ago { moment, duration } => {
                self.note(Kind::Ago);
                self.expr(moment);
                self.duration(*duration);
            }
            ConditionKind::Has { quantifier, tags } => {
                self.note(match quantifier {
                    Quantifier::Any => Kind::Has,
                    Quantifier::All => Kind::HasAll,
                    Quantifier::None => Kind::HasNone,
                });
                tags.iter().for_each(|tag| self.pattern(tag));
            }
            ConditionKind::InSegment(_) => self.note(Kind::InSegment),
            ConditionKind::Sequence(sequence) => self.sequence(sequence),
            ConditionKind::ThenNot(pattern) => self.then_not(pattern),
            ConditionKind::Regular(regular) => {
                let Regular { comparison, slices: _, last } = &**regular;
                self.note(Kind::Regular);
                self.condition(comparison);
                self.duration(*last);
            }
            ConditionKind::Past(past) => self.past(past),
            ConditionKind::Calendar(calendar) => self.calendar(calendar),
            ConditionKind::Bare(path) => {
                let is_named = path.node.bare().is_some_and(|name| self.defines.contains(name));
                self.note(if is_named { Kind::NamedCondition } else { Kind::BoolAttribute });
            }
        }
    }

    fn several(&mut self, kind: Kind, parts: &[Condition]) {
        self.note(kind);
        parts.iter().for_each(|part| self.condition(part));
    }

    fn compare_op(&mut self, op: CompareOp) {
        self.note(match op {
            CompareOp::Eq => Kind::Equal,
            CompareOp::Ne => Kind::NotEqual,
            CompareOp::Lt => Kind::Less,
            CompareOp::Le => Kind::LessOrEqual,
            CompareOp::Gt => Kind::Greater,
            CompareOp::Ge => Kind::GreaterOrEqual,
        });
    }

    /// The left side of a comparison: it may be a group with levels.
    fn compared(&mut self, value: &Expr) {
        if let ExprKind::Name(path) = &value.node
            && self.levels.contains(path.node.last())
        {
            self.note(Kind::LevelHeld);
        }
        self.expr(value);
    }

    fn mention(&mut self, mention: &Mention) {
        let Mention { how, words, unless } = mention;
        self.note(match how {
            MentionHow::Any => Kind::MentionsAny,
            MentionHow::All => Kind::MentionsAll,
            MentionHow::Exactly => Kind::MentionsExactly,
            MentionHow::Near { other: _, characters: _ } => Kind::MentionsNear,
        });
        self.note_if(!unless.is_empty(), Kind::MentionsUnless);
        self.note_if(names_list(words), Kind::MentionsList);
    }

    fn pattern(&mut self, pattern: &TagPattern) {
        let TagPattern { path, whole_group } = pattern;
        let _: &Path = path;
        self.note_if(*whole_group, Kind::WholeGroup);
    }

    fn sequence(&mut self, sequence: &Sequence) {
        let Sequence { stages, without, within, window } = sequence;
        self.note(Kind::Sequence);
        self.note_if(stages.len() > 1, Kind::SequenceOfSeveral);
        for Stage { stream, name, times } in stages {
            self.note_if(name.is_some(), Kind::NamedStage);
            self.note_if(*times > 1, Kind::SequenceRepeats);
            self.stream(stream);
        }
        if let Some(stream) = without {
            self.note(Kind::SequenceWithout);
            self.stream(stream);
        }
        if let Some(within) = within {
            self.note(Kind::SequenceWithin);
            self.duration(*within);
        }
        self.window(window.as_ref());
    }

    fn then_not(&mut self, pattern: &ThenNot) {
        let ThenNot { first, name, then, within, still, window } = pattern;
        self.note(if *still { Kind::StillNot } else { Kind::ThenNot });
        self.note_if(name.is_some(), Kind::ThenNotNamed);
        self.stream(first);
        self.stream(then);
        self.duration(*within);
        self.window(window.as_ref());
    }

    fn past(&mut self, past: &PastCondition) {
        match past {
            PastCondition::Dwell { condition, duration } => {
                self.note(Kind::Dwell);
                self.condition(condition);
                self.duration(*duration);
            }
            PastCondition::Latch { on, until } => {
                self.note(Kind::Latch);
                self.condition(on);
                self.condition(until);
            }
            PastCondition::Turned { turn, tags, window } => {
                self.note(match turn {
                    Turn::Gained => Kind::Gained,
                    Turn::Lost => Kind::Lost,
                });
                self.pattern(tags);
                self.window(window.as_ref());
            }
            PastCondition::Changed { value, from, to, window } => {
                self.note(match (from, to) {
                    (None, None) => Kind::Changed,
                    (Some(_), None) => Kind::ChangedFrom,
                    (None, Some(_)) => Kind::ChangedTo,
                    (Some(_), Some(_)) => Kind::ChangedFromTo,
                });
                [Some(value), from.as_ref(), to.as_ref()].into_iter().flatten().for_each(|value| self.expr(value));
                self.window(window.as_ref());
            }
        }
    }

    fn calendar(&mut self, calendar: &CalendarCondition) {
        match calendar {
            CalendarCondition::Ahead { moment, duration } => {
                self.note(Kind::Ahead);
                self.expr(moment);
                self.duration(*duration);
            }
            CalendarCondition::Anniversary { date, ahead } => {
                self.expr(date);
                match ahead {
                    None => self.note(Kind::AnniversaryToday),
                    Some(ahead) => {
                        self.note(Kind::AnniversaryAhead);
                        self.duration(*ahead);
                    }
                }
            }
            CalendarCondition::Today(day) => self.note(match day {
                Day::OfMonth(_) => Kind::TodayOfMonth,
                Day::LastOfMonth => Kind::TodayLastOfMonth,
                Day::OfWeek(_) => Kind::TodayOfWeek,
            }),
        }
    }

    fn stream(&mut self, stream: &Stream) {
        let Stream { event: _, filter } = stream;
        if let Some(filter) = filter {
            self.note(Kind::Filter);
            self.condition(filter);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.node {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Name(path) => {
                let is_parameter = path.node.bare().is_some_and(|name| self.parameters.contains(name));
                self.note(if is_parameter { Kind::ParameterRead } else { Kind::NameRead });
            }
            ExprKind::Size(_) => self.note(Kind::SizeOf),
            ExprKind::Set(elements) => {
                self.note(Kind::GivenElements);
                elements.iter().for_each(|element| self.expr(element));
            }
            ExprKind::TagValue(_) => self.note(Kind::TagValue),
            ExprKind::Arithmetic { first, rest } => {
                self.expr(first);
                for ArithmeticStep { op, by } in rest {
                    self.note(match op {
                        Operator::Plus => Kind::Plus,
                        Operator::Minus => Kind::Minus,
                        Operator::Times => Kind::Times,
                        Operator::Over => Kind::Over,
                    });
                    self.expr(by);
                }
            }
            ExprKind::Count { stream, window, per } => {
                self.note(match per {
                    None => Kind::Count,
                    Some(Unit::Day) => Kind::CountPerDay,
                    Some(Unit::Week) => Kind::CountPerWeek,
                    Some(Unit::Month) => Kind::CountPerMonth,
                    Some(Unit::Year) => Kind::CountPerYear,
                    Some(unit @ (Unit::Millisecond | Unit::Second | Unit::Minute | Unit::Hour)) => panic!("count per {unit:?}"),
                });
                self.stream(stream);
                self.window(window.as_ref());
            }
            ExprKind::ActiveDays { stream, window } => {
                self.note(Kind::ActiveDays);
                self.stream(stream);
                self.window(window.as_ref());
            }
            ExprKind::Aggregate { function, stream, property: _, window } => {
                self.note(match function {
                    Aggregate::Sum => Kind::Sum,
                    Aggregate::Avg => Kind::Avg,
                    Aggregate::Min => Kind::Min,
                    Aggregate::Max => Kind::Max,
                    Aggregate::Median => Kind::Median,
                    Aggregate::Distinct => Kind::Distinct,
                    Aggregate::Mode => Kind::Mode,
                });
                self.stream(stream);
                self.window(window.as_ref());
            }
            ExprKind::Occurrence { which, stream, property } => {
                self.note(match (which, property) {
                    (Occurrence::First, None) => Kind::FirstInstant,
                    (Occurrence::Last, None) => Kind::LastInstant,
                    (Occurrence::First, Some(_)) => Kind::FirstValue,
                    (Occurrence::Last, Some(_)) => Kind::LastValue,
                });
                self.stream(stream);
            }
            ExprKind::Named { step: _, property: _ } => self.note(Kind::NamedProperty),
            ExprKind::Streak(Streak { stream, period }) => {
                self.note(match period {
                    Unit::Day => Kind::StreakOfDays,
                    Unit::Week => Kind::StreakOfWeeks,
                    Unit::Month => Kind::StreakOfMonths,
                    Unit::Millisecond | Unit::Second | Unit::Minute | Unit::Hour | Unit::Year => panic!("streak by {period:?}"),
                });
                self.stream(stream);
            }
            ExprKind::Open(pairs) => {
                let OpenPairs { opening, closing, key, window, oldest } = &**pairs;
                self.note(if *oldest { Kind::OldestOpen } else { Kind::Open });
                self.note_if(key.is_some(), Kind::OpenBy);
                self.stream(opening);
                self.stream(closing);
                self.window(window.as_ref());
            }
            ExprKind::Bucket(_) => self.note(Kind::Bucket),
            ExprKind::Turns { turn, tags, window } => {
                self.note(match turn {
                    Turn::Gained => Kind::TimesGained,
                    Turn::Lost => Kind::TimesLost,
                });
                self.pattern(tags);
                self.window(window.as_ref());
            }
            ExprKind::TagsIn(_) => self.note(Kind::TagsIn),
            ExprKind::Elapsed { unit, since } => {
                self.note(match unit {
                    Unit::Year => Kind::YearsSince,
                    Unit::Month => Kind::MonthsSince,
                    Unit::Week => Kind::WeeksSince,
                    Unit::Day => Kind::DaysSince,
                    Unit::Millisecond | Unit::Second | Unit::Minute | Unit::Hour => panic!("{unit:?} since"),
                });
                self.expr(since);
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Number(_) => self.note(Kind::NumberWritten),
            Literal::Text(_) => self.note(Kind::TextWritten),
            Literal::Bool(_) => self.note(Kind::BoolWritten),
            Literal::Date(_) => self.note(Kind::DateWritten),
            Literal::Instant(_) => self.note(Kind::InstantWritten),
            Literal::Percent(_) => self.note(Kind::PercentWritten),
            Literal::Duration(duration) => {
                self.note(Kind::DurationWritten);
                self.duration(*duration);
            }
        }
    }

    fn window(&mut self, window: Option<&Window>) {
        let Some(window) = window else { return self.note(Kind::WholeHistory) };
        match window {
            Window::Last(duration) => {
                self.note(Kind::Last);
                self.duration(*duration);
            }
            Window::LastCalendarDays(_) => self.note(Kind::LastCalendarDays),
            Window::Today => self.note(Kind::Today),
            Window::Yesterday => self.note(Kind::Yesterday),
            Window::This(period) => self.note(match period {
                Period::Week => Kind::ThisWeek,
                Period::Month => Kind::ThisMonth,
                Period::Quarter => Kind::ThisQuarter,
                Period::Year => Kind::ThisYear,
            }),
            Window::Previous(period) => self.note(match period {
                Period::Week => Kind::PreviousWeek,
                Period::Month => Kind::PreviousMonth,
                Period::Quarter => Kind::PreviousQuarter,
                Period::Year => Kind::PreviousYear,
            }),
            Window::FromTo { first: _, last: _ } => self.note(Kind::FromTo),
            Window::Ago { far: _, near: _, unit: _ } => self.note(Kind::BetweenAgo),
            Window::Since { which, stream } => {
                self.note(match which {
                    Occurrence::First => Kind::SinceFirst,
                    Occurrence::Last => Kind::SinceLast,
                });
                self.stream(stream);
            }
        }
    }

    fn duration(&mut self, duration: Duration) {
        self.note(match duration.unit {
            Unit::Millisecond => Kind::Milliseconds,
            Unit::Second => Kind::Seconds,
            Unit::Minute => Kind::Minutes,
            Unit::Hour => Kind::Hours,
            Unit::Day => Kind::Days,
            Unit::Week => Kind::Weeks,
            Unit::Month => Kind::Months,
            Unit::Year => Kind::Years,
        });
    }
}

fn names_list(words: &[WordItem]) -> bool {
    words.iter().any(|word| match &word.node {
        WordItemKind::Word(_) => false,
        WordItemKind::List(_) => true,
    })
}
