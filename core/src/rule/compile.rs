//! Checked handbook to plan. Names are known to resolve: where one does not, the checker is at fault, and the
//! answer is an error with the code `internal`, never a panic.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tagora_dsl::ast::{self, CompareOp, Condition, ConditionKind, Expr, ExprKind, Literal, Name, PathText, Quantifier, TextTest};
use tagora_dsl::{CheckedHandbook, EventSymbol, Node};

use super::past::refuse_values;
use super::pattern::Names;
use super::plan::Tag;
use super::predicate::Property;
use super::{Compare, Definition, Lasting, Named, Plan, Predicate, Regular, SetOff, Settling, Stream, Term, Timing};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::event::Schema;
use crate::time::{Reach, Window, end_of, local_instant};
use crate::value::{Datum, Dictionary, folded};

impl Plan {
    pub(crate) fn compile(handbook: CheckedHandbook, schema: &Schema, version: u32) -> Result<Self> {
        let zone = jiff::tz::TimeZoneDatabase::bundled().get(handbook.timezone()).map_err(|_| fault("the time zone is gone"))?;
        let compiler = Compiler::new(&handbook, schema, &zone);
        if let Some(group) = handbook.groups().iter().find(|group| group.nature.open) {
            let path = quote(&group.path.to_string());
            let message = format!("the group {path} is open: tags that come to be as rules name them are not kept yet");
            return Err(Error::new(ErrorKind::Unsupported, message).with_help("declare its tags, and take `open` away"));
        }
        let tags = (0..handbook.tags().len()).map(|tag| compiler.tag(tag)).collect::<Result<Vec<_>>>()?;
        let rules = handbook.rules().iter().map(|rule| compiler.rule(rule)).collect::<Result<Vec<_>>>()?;
        let named = compiler.named()?;
        let segments =
            handbook.segments().iter().enumerate().map(|(n, s)| (s.name.node.clone(), handbook.defines().len() + n)).collect();
        let definitions = tags.iter().filter_map(|tag| match &tag.definition {
            Definition::When(predicate) => Some(&**predicate),
            _ => None,
        });
        let guards = rules.iter().filter_map(|rule| match &rule.on {
            SetOff::Event { condition, .. } => condition.as_ref(),
            SetOff::Condition(_) => None,
        });
        let triggers = rules.iter().filter_map(|rule| match &rule.on {
            SetOff::Condition(condition) => Some(condition),
            SetOff::Event { .. } => None,
        });
        let needed = named.needed(definitions.clone().chain(triggers.clone()).chain(guards.clone()));
        refuse_values(definitions.clone().chain(triggers.clone()).chain(guards.clone()), &named)?;
        refuse_values((0..named.len()).filter_map(|number| named.get(number)), &named)?;
        let needed_conditions = needed.iter().filter_map(|&number| named.get(number));
        let mut timing = Timing::of(definitions.chain(triggers).chain(needed_conditions), &zone);
        timing.instants.extend(tags.iter().filter_map(|tag| tag.ends));
        let former = handbook.former_paths().map(|(path, number)| (path.to_string().into(), number));
        let tag_numbers = former.chain(tags.iter().enumerate().map(|(number, tag)| (tag.path.clone(), number))).collect();
        let needed: BTreeSet<usize> = needed.into_iter().collect();
        let settling = |node: &Node| match node {
            Node::Tag(tag) => Some(Settling::Tag(*tag)),
            other => compiler.number(*other).filter(|number| needed.contains(number)).map(Settling::Named),
        };
        let order = handbook.order().iter().filter_map(settling).collect();
        Ok(Self {
            version,
            rules_version: version,
            since: None,
            earlier: Vec::new(),
            zone,
            tags,
            tag_numbers,
            order,
            rules,
            named,
            segments,
            timing,
            handbook,
        })
    }

    /// A checked condition, for a query.
    pub(crate) fn predicate(&self, condition: &Condition, schema: &Schema) -> Result<Predicate> {
        let predicate = Compiler::new(&self.handbook, schema, &self.zone).predicate(condition, None)?;
        refuse_values([&predicate], &self.named)?;
        Ok(predicate)
    }
}

pub(super) fn fault(what: &str) -> Error {
    Error::new(ErrorKind::Internal, format!("a checked handbook does not compile: {what}"))
}

pub(super) struct Compiler<'a> {
    pub(super) handbook: &'a CheckedHandbook,
    schema: &'a Schema,
    pub(super) zone: &'a jiff::tz::TimeZone,
    /// Tags named by lists and patterns so far.
    looked_at: Cell<usize>,
    pub(super) names: RefCell<Names<'a>>,
    /// Lists of words, where one alone is looked for.
    pub(super) dictionaries: RefCell<HashMap<String, Arc<Dictionary>>>,
    pub(super) word_bytes: Cell<usize>,
}

/// Patterns such as `group/*` make short texts name many tags.
const MAX_LISTED_TAGS: usize = 4_000_000;

/// What names mean inside a filter.
pub(super) type Within<'e> = Option<&'e EventSymbol>;

impl<'a> Compiler<'a> {
    fn new(handbook: &'a CheckedHandbook, schema: &'a Schema, zone: &'a jiff::tz::TimeZone) -> Self {
        Self {
            handbook,
            schema,
            zone,
            looked_at: Cell::default(),
            names: RefCell::default(),
            dictionaries: RefCell::default(),
            word_bytes: Cell::default(),
        }
    }

    fn tag(&self, number: usize) -> Result<Tag> {
        let symbol = &self.handbook.tags()[number];
        let definition = match &symbol.tag.definition {
            ast::Definition::Assignable => Definition::Assignable,
            ast::Definition::Otherwise => Definition::Otherwise,
            ast::Definition::When(condition) => Definition::When(Box::new(self.predicate(condition, None)?)),
        };
        let (mut rivals, mut room) = (Vec::new(), usize::MAX);
        if let Some(group) = symbol.group.map(|group| &self.handbook.groups()[group]) {
            let limit = group.nature.at_most.as_ref().map(|limit| limit.node as usize);
            if let Some(limit) = limit.filter(|_| !group.nature.exclusive).or(group.nature.exclusive.then_some(1)) {
                (rivals, room) = (group.tags.clone(), limit);
            }
        }
        let of = &symbol.tag.properties;
        let valid = of.valid.as_ref().map(|valid| valid.node);
        Ok(Tag {
            path: symbol.path.to_string().into(),
            definition,
            rivals,
            room,
            ends: of.until.as_ref().map(|day| end_of(day.node, self.zone)),
            lasting: valid.map(|valid| Lasting::For { reach: Reach::of(valid.duration), renew: valid.renew }),
            has_value: of.value.is_some(),
        })
    }

    /// Named conditions, then segments.
    fn named(&self) -> Result<Named> {
        let defines = self.handbook.defines().iter().map(|define| &define.condition);
        let conditions = defines.chain(self.handbook.segments().iter().map(|segment| &segment.condition));
        let predicates = conditions.map(|condition| self.predicate(condition, None)).collect::<Result<Vec<_>>>()?;
        let order: Vec<usize> = self.handbook.order().iter().filter_map(|node| self.number(*node)).collect();
        Ok(Named::new(predicates, &order))
    }

    /// The number among all that has a name.
    fn number(&self, node: Node) -> Option<usize> {
        match node {
            Node::Tag(_) => None,
            Node::Define(define) => Some(define),
            Node::Segment(segment) => Some(self.handbook.defines().len() + segment),
        }
    }

    pub(super) fn tag_number(&self, path: &PathText) -> Result<usize> {
        self.handbook.tag(path).ok_or_else(|| fault("a tag is gone"))
    }

    pub(super) fn event(&self, name: &Name) -> Result<&'a EventSymbol> {
        let number = self.handbook.event(&name.node).ok_or_else(|| fault("an event is gone"))?;
        Ok(&self.handbook.events()[number])
    }

    pub(super) fn stream(&self, stream: &ast::Stream) -> Result<Stream> {
        let event = self.event(&stream.event)?;
        let mut types = Vec::new();
        for &number in &event.types {
            let name = &self.handbook.events()[number].name;
            types.push(self.schema.event(name).ok_or_else(|| fault("an event type is not in the schema"))?);
        }
        let filter = match &stream.filter {
            Some(filter) => Some(Arc::new(self.predicate(filter, Some(event))?)),
            None => None,
        };
        Ok(Stream { types, filter })
    }

    pub(super) fn predicate(&self, condition: &Condition, within: Within<'_>) -> Result<Predicate> {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.predicate(part, within)).collect::<Result<Vec<_>>>();
        Ok(match &condition.node {
            ConditionKind::And(parts) => Predicate::All(all(parts)?),
            ConditionKind::Or(parts) => Predicate::Any(all(parts)?),
            ConditionKind::AtLeast { count, of } => Predicate::AtLeast(*count, all(of)?),
            ConditionKind::Not(inner) => not(self.predicate(inner, within)?),
            ConditionKind::Happened { stream, window, absent } => {
                let happened = Predicate::Happened { stream: self.stream(stream)?, window: self.window(*window) };
                if *absent { not(happened) } else { happened }
            }
            ConditionKind::Compare { left, op, right } => self.compare(left, *op, right, within)?,
            ConditionKind::Between { value, low, high } => Predicate::All(vec![
                self.compare(value, CompareOp::Ge, low, within)?,
                self.compare(value, CompareOp::Le, high, within)?,
            ]),
            ConditionKind::OneOf { value, list, negated } => {
                let op = if *negated { CompareOp::Ne } else { CompareOp::Eq };
                let compared = list.iter().map(|item| self.compare(value, op, item, within)).collect::<Result<_>>()?;
                if *negated { Predicate::All(compared) } else { Predicate::Any(compared) }
            }
            ConditionKind::Text { value, test, text } => {
                let needle = if *test == TextTest::Mentions { folded(text) } else { text.clone() };
                Predicate::Text { value: self.term(value, within)?, test: *test, needle }
            }
            ConditionKind::Mentions { value, mention } => {
                Predicate::Mentions { value: self.term(value, within)?, mention: Box::new(self.mention(mention)?) }
            }
            ConditionKind::Missing { value } => Predicate::Missing(self.term(value, within)?),
            ConditionKind::InWindow { moment, window } => {
                Predicate::InWindow { moment: self.term(moment, within)?, window: Window::of(*window, self.zone) }
            }
            ConditionKind::Ago { moment, duration } => {
                Predicate::Ago { moment: self.term(moment, within)?, reach: Reach::of(*duration) }
            }
            ConditionKind::Has { quantifier, tags } => {
                let tags = self.tags_of(tags)?;
                match quantifier {
                    Quantifier::Any => Predicate::HoldsAny(tags),
                    Quantifier::All => Predicate::HoldsAll(tags),
                    Quantifier::None => not(Predicate::HoldsAny(tags)),
                }
            }
            ConditionKind::InSegment(name) => {
                let segment = self.handbook.segment(&name.node).and_then(|segment| self.number(Node::Segment(segment)));
                Predicate::Named(segment.ok_or_else(|| fault("a segment is gone"))?)
            }
            ConditionKind::Past(past) => self.past(past, within)?,
            ConditionKind::Calendar(calendar) => self.calendar(calendar, within)?,
            ConditionKind::Bare(path) => match self.handbook.define(&path.node) {
                Some(define) if within.is_none() => Predicate::Named(define),
                _ => Predicate::IsTrue(self.value_of(path, within)?),
            },
            ConditionKind::Sequence(sequence) => Predicate::Sequence(Box::new(self.sequence(sequence)?)),
            ConditionKind::ThenNot(pattern) => Predicate::ThenNot(Box::new(self.then_not(pattern)?)),
            ConditionKind::Regular(regular) => Predicate::Regular(Box::new(Regular {
                comparison: self.predicate(&regular.comparison, within)?,
                count: regular.slices,
                slices: regular.last.amount,
                unit: regular.last.unit,
            })),
        })
    }

    /// The tags of several patterns, each once.
    pub(super) fn tags_of(&self, patterns: &[ast::TagPattern]) -> Result<Arc<[usize]>> {
        let mut tags = BTreeSet::new();
        for pattern in patterns {
            tags.extend(self.handbook.matching(pattern));
            let looked_at = self.looked_at.get() + tags.len();
            self.looked_at.set(looked_at);
            if looked_at > MAX_LISTED_TAGS {
                let message = format!("lists of tags name more than {MAX_LISTED_TAGS} tags in all");
                return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("use fewer patterns such as `group/*`"));
            }
        }
        Ok(tags.into_iter().collect())
    }

    fn compare(&self, left: &Expr, op: CompareOp, right: &Expr, within: Within<'_>) -> Result<Predicate> {
        // Right of a comparison a name may be a level.
        let right = match &right.node {
            ExprKind::Name(level) if self.handbook.scale(left).is_some() => {
                let scale = self.handbook.scale(left).unwrap_or_default();
                let place = scale.iter().position(|name| name.node == level.node.last());
                Term::Constant(place_of(place.ok_or_else(|| fault("a level is gone"))?))
            }
            _ => self.right_side(right, within)?,
        };
        Ok(Predicate::Compare { left: self.term(left, within)?, op: Compare(op), right })
    }

    /// Right of a comparison a name is an enum member, never a value to look up.
    pub(super) fn right_side(&self, right: &Expr, within: Within<'_>) -> Result<Term> {
        match &right.node {
            ExprKind::Name(member) => Ok(Term::Constant(Datum::Text(member.node.last().into()))),
            _ => self.term(right, within),
        }
    }

    pub(super) fn term(&self, expr: &Expr, within: Within<'_>) -> Result<Term> {
        Ok(match &expr.node {
            ExprKind::Literal(literal) => Term::Constant(self.constant(literal)?),
            ExprKind::Name(path) if within.is_none() && self.handbook.scale(expr).is_some() => self.level(path)?,
            ExprKind::Name(path) => self.value_of(path, within)?,
            ExprKind::TagValue(path) => {
                let scale = self.handbook.scale(expr).map(|names| names.iter().map(|name| name.node.as_str().into()).collect());
                Term::TagValue { tag: self.tag_number(&path.node)?, scale }
            }
            ExprKind::Arithmetic { first, rest } => {
                let rest = rest.iter().map(|step| Ok((step.op, self.term(&step.by, within)?)));
                Term::Arithmetic { first: Box::new(self.term(first, within)?), rest: rest.collect::<Result<_>>()? }
            }
            ExprKind::Count { stream, window, per } => {
                Term::Count { stream: self.stream(stream)?, window: self.window(*window), periods: periods(*per, *window) }
            }
            ExprKind::ActiveDays { stream, window } => {
                Term::ActiveDays { stream: self.stream(stream)?, window: self.window(*window) }
            }
            ExprKind::Aggregate { function, stream, property, window } => Term::Aggregate {
                function: *function,
                property: self.property(self.event(&stream.event)?, &property.node)?,
                stream: self.stream(stream)?,
                window: self.window(*window),
            },
            ExprKind::Named { step, property } => self.named_property(step, property)?,
            ExprKind::Streak(streak) => Term::Streak { stream: self.stream(&streak.stream)?, period: streak.period },
            ExprKind::Open(pairs) => Term::Open(Box::new(self.open(pairs)?)),
            ExprKind::Occurrence { which, stream, property } => {
                let event = self.event(&stream.event)?;
                let property = property.as_ref().map(|property| self.property(event, &property.node)).transpose()?;
                Term::Occurrence { which: *which, stream: self.stream(stream)?, property }
            }
            ExprKind::Turns { turn, tags, window } => Term::Turns {
                gained: *turn == ast::Turn::Gained,
                tags: self.tags_of(std::slice::from_ref(tags))?,
                window: self.window(*window),
            },
            ExprKind::TagsIn(group) => {
                let pattern = ast::TagPattern { path: group.clone(), whole_group: true };
                Term::Holding(self.tags_of(&[pattern])?)
            }
            ExprKind::Elapsed { unit, since } => Term::Elapsed { unit: *unit, since: Box::new(self.term(since, within)?) },
        })
    }

    /// The level that a customer has in a group.
    fn level(&self, path: &ast::Path) -> Result<Term> {
        let group = self.handbook.scaled_group(&path.node).ok_or_else(|| fault("a group is gone"))?;
        let levels = self.handbook.groups()[group].nature.levels.iter();
        let tags = levels.map(|level| self.handbook.tag_in(group, &level.node).ok_or_else(|| fault("a level is gone")));
        Ok(Term::Level(tags.collect::<Result<_>>()?))
    }

    pub(super) fn value_of(&self, path: &ast::Path, within: Within<'_>) -> Result<Term> {
        let name = path.node.last();
        match within {
            Some(event) => Ok(Term::Property(self.property(event, name)?)),
            None => Ok(Term::Attribute(self.schema.attribute(name).ok_or_else(|| fault("an attribute is not in the schema"))?.0)),
        }
    }

    pub(super) fn property(&self, event: &EventSymbol, name: &str) -> Result<Property> {
        let mut places = Vec::new();
        for &number in &event.types {
            let ty = self
                .schema
                .event(&self.handbook.events()[number].name)
                .ok_or_else(|| fault("an event type is not in the schema"))?;
            let place = self.schema.property(ty, name).ok_or_else(|| fault("a property is not in the schema"))?.0;
            places.push((ty, place));
        }
        Ok(Property(places))
    }

    pub(super) fn window(&self, window: Option<ast::Window>) -> Option<Window> {
        window.map(|window| Window::of(window, self.zone))
    }

    fn constant(&self, literal: &Literal) -> Result<Datum> {
        Ok(match literal {
            Literal::Number(number) => Datum::Number(*number),
            Literal::Text(text) => Datum::Text(text.as_str().into()),
            Literal::Bool(value) => Datum::Bool(*value),
            Literal::Date(date) => Datum::Date(*date),
            Literal::Instant(local) => Datum::Instant(local_instant(*local, self.zone)),
            Literal::Duration(duration) => match Reach::of(*duration) {
                Reach::Fixed(millis) => Datum::Duration(millis),
                Reach::Months(_) => return Err(fault("a month is no fixed duration")),
            },
        })
    }
}

/// A level is compared by its place on the scale, the lowest being 0.
fn place_of(place: usize) -> Datum {
    Datum::Number(i64::try_from(place).unwrap_or(i64::MAX).into())
}

/// How many periods the window of a mean per period has.
fn periods(per: Option<ast::Unit>, window: Option<ast::Window>) -> u32 {
    let (Some(per), Some(ast::Window::Last(duration))) = (per, window) else { return 1 };
    let each = match (per, duration.unit) {
        (ast::Unit::Month, ast::Unit::Year) => 12,
        (ast::Unit::Day, ast::Unit::Week) => 7,
        _ => 1,
    };
    duration.amount.saturating_mul(each).max(1)
}

fn not(predicate: Predicate) -> Predicate {
    Predicate::Not(Box::new(predicate))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(text: &str) -> Plan {
        let handbook = tagora_dsl::read(text, &tagora_dsl::Limits::default()).unwrap();
        let schema = Schema::default().extended(&handbook).unwrap();
        Plan::compile(handbook, &schema, 1).unwrap()
    }

    #[test]
    fn both_surfaces_compile_to_the_same_plan() {
        let en = compile(
            "event 购买 { 金额: decimal(2) }\ntag x when count(购买 where 金额 > 1.5, last 30 days) >= 3 and no 购买 in last 2 months",
        );
        let zh = compile("事件 购买 { 金额: 小数(2) }\n标签 x 当 最近30天 购买(金额 超过1.50)次数 3次以上 且 最近2个月 未 购买");
        let (Definition::When(en_when), Definition::When(zh_when)) = (&en.tags[0].definition, &zh.tags[0].definition) else {
            panic!()
        };
        assert_eq!(en_when, zh_when);
        assert_eq!((&en.timing, en.timing.windows.len()), (&zh.timing, 2));
    }

    #[test]
    fn a_class_knows_where_each_member_keeps_a_property() {
        let plan = compile("event a { x: int, n: int }\nevent b { n: int }\nevent c = a | b\ntag t when sum(c.n) > 3");
        let Definition::When(predicate) = &plan.tags[0].definition else { panic!() };
        let Predicate::Compare { left: Term::Aggregate { property, .. }, .. } = &**predicate else { panic!() };
        assert_eq!(*property, Property(vec![(0, 1), (1, 0)]));
    }
}
