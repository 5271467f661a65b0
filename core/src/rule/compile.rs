//! Checked handbook to plan. Names are known to resolve: where one does not, the checker is at fault, and the
//! answer is an error with the code `internal`, never a panic.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use tagora_dsl::ast::{self, Condition, Name, PathText};
use tagora_dsl::{CheckedHandbook, EventSymbol, GroupSymbol, Node};

use super::pattern::Names;
use super::plan::Tag;
use super::{
    Definition, Lasting, Legend, Mention, Named, OpenGroup, Plan, Predicate, Renames, SetOff, Settling, Stream, Table, Term,
    Timing,
};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{EventNames, Schema};
use crate::time::{Reach, end_of};
use crate::value::Dictionary;

impl Plan {
    pub(crate) fn compile(handbook: CheckedHandbook, schema: &Schema, version: u32) -> Result<Self> {
        let zone = jiff::tz::TimeZoneDatabase::bundled().get(handbook.timezone()).map_err(|_| fault("the time zone is gone"))?;
        let own_zone = handbook.customer_timezone().and_then(|own| schema.attribute(&handbook.attributes().get(own)?.name));
        let own_zone = own_zone.map(|(attribute, _)| attribute);
        let compiler = Compiler::new(&handbook, schema, &zone);
        let mut tags = (0..handbook.tags().len()).map(|tag| compiler.tag(tag)).collect::<Result<Vec<_>>>()?;
        let tag_numbers: Vec<_> = tags.iter().enumerate().map(|(number, tag)| (tag.path.clone(), number)).collect();
        let declared = tags.len();
        let (routes, lines) = compiler.routes(declared)?;
        tags.extend(lines);
        let rules = handbook.rules().iter().map(|rule| compiler.rule(rule)).collect::<Result<Vec<_>>>()?;
        let named = compiler.named()?;
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
        let needed_conditions = needed.iter().filter_map(|&number| named.get(number));
        let mut timing = Timing::of(definitions.chain(triggers).chain(needed_conditions), &zone);
        timing.instants.extend(tags.iter().filter_map(|tag| tag.ends));
        let former = handbook.former_paths().map(|(path, number)| (path.to_string().into(), number));
        let tag_numbers = former.chain(tag_numbers).collect();
        let needed: BTreeSet<usize> = needed.into_iter().collect();
        let settling = |node: &Node| match node {
            Node::Tag(tag) => Some(Settling::Tag(*tag)),
            Node::Open(group) => Some(Settling::Open(*group)),
            other => compiler.number(*other).filter(|number| needed.contains(number)).map(Settling::Named),
        };
        let open_groups = compiler.open_groups();
        let legend = Arc::new(Legend {
            version,
            tags: tags[..declared].iter().map(|tag| tag.path.clone()).collect(),
            rules: rules.iter().map(|rule| rule.name.clone()).collect(),
            events: schema.event_names().collect(),
            attributes: schema.attributes().iter().map(|attribute| attribute.name.clone()).collect(),
        });
        // Nothing looks at the lines of routes.
        let lines = (declared..tags.len()).map(Settling::Tag);
        let order = handbook.order().iter().filter_map(settling).chain(lines).collect();
        let mentions = compiler.mentions.take();
        Ok(Self {
            version,
            rules_version: version,
            since: None,
            earlier: Vec::new(),
            zone,
            event_names: EventNames::of(&handbook, schema),
            own_zone,
            tags,
            declared,
            routes,
            tag_numbers,
            open_groups,
            renames: Renames::default(),
            max_open_tags: usize::MAX,
            order,
            rules,
            named,
            timing,
            legend,
            mentions,
            holding: OnceLock::new(),
            handbook,
        })
    }

    /// A checked condition, for a query.
    pub(crate) fn predicate(&self, condition: &Condition, schema: &Schema) -> Result<Predicate> {
        Compiler::new(&self.handbook, schema, &self.zone).predicate(condition, None)
    }

    /// A checked expression, for the order of a query.
    pub(crate) fn term(&self, expression: &ast::Expr, schema: &Schema) -> Result<Term> {
        Compiler::new(&self.handbook, schema, &self.zone).term(expression, None)
    }
}

pub(super) fn fault(what: &str) -> Error {
    Error::new(ErrorKind::Internal, format!("a checked handbook does not compile: {what}"))
}

pub(super) struct Compiler<'a> {
    pub(super) handbook: &'a CheckedHandbook,
    pub(super) schema: &'a Schema,
    pub(super) zone: &'a jiff::tz::TimeZone,
    /// Tags named by lists and patterns so far.
    pub(super) looked_at: Cell<usize>,
    pub(super) names: RefCell<Names<'a>>,
    /// Lists of words, where one alone is looked for.
    pub(super) dictionaries: RefCell<HashMap<String, Arc<Dictionary>>>,
    pub(super) word_bytes: Cell<usize>,
    /// What texts are looked for so far.
    pub(super) mentions: RefCell<Vec<Mention>>,
    /// The tables of parameters, by number.
    pub(super) tables: RefCell<HashMap<usize, Arc<Table>>>,
}

/// How many of a group's tags a customer has at most, if that is said.
fn limit(group: &GroupSymbol) -> Option<usize> {
    let limit = group.nature.at_most.as_ref().map(|limit| limit.node as usize);
    limit.filter(|_| !group.nature.exclusive).or(group.nature.exclusive.then_some(1))
}

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
            mentions: RefCell::default(),
            tables: RefCell::default(),
        }
    }

    fn tag(&self, number: usize) -> Result<Tag> {
        let symbol = &self.handbook.tags()[number];
        let definition = match &symbol.tag.definition {
            ast::Definition::Assignable => Definition::Assignable,
            ast::Definition::Otherwise => Definition::Otherwise,
            ast::Definition::When(condition) => Definition::When(Box::new(self.predicate(condition, None)?)),
        };
        let (mut rivals, mut room, mut open_rivals) = (Vec::new(), usize::MAX, None);
        if let Some((number, group)) = symbol.group.map(|group| (group, &self.handbook.groups()[group]))
            && let Some(limit) = limit(group)
        {
            (rivals, room) = (group.tags.clone(), limit);
            open_rivals = group.nature.open.then_some(number);
        }
        let of = &symbol.tag.properties;
        let valid = of.valid.as_ref().map(|valid| valid.node);
        Ok(Tag {
            path: symbol.path.to_string().into(),
            definition,
            rivals,
            open_rivals,
            room,
            ends: of.until.as_ref().map(|day| end_of(day.node, self.zone)),
            lasting: valid.map(|valid| Lasting::For { reach: Reach::of(valid.duration), renew: valid.renew }),
            has_value: of.value.is_some(),
        })
    }

    fn open_groups(&self) -> BTreeMap<usize, OpenGroup> {
        let open = self.handbook.groups().iter().enumerate().filter(|(_, group)| group.nature.open);
        let open = open.map(|(number, group)| match limit(group) {
            Some(room) => (number, OpenGroup { rivals: group.tags.clone(), room }),
            None => (number, OpenGroup { rivals: Vec::new(), room: usize::MAX }),
        });
        open.collect()
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
    pub(super) fn number(&self, node: Node) -> Option<usize> {
        match node {
            Node::Tag(_) | Node::Open(_) => None,
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
}

#[cfg(test)]
mod tests {
    use super::super::predicate::Property;
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
