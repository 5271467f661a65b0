//! What conditions in normal form say of quantities.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::cases::{Case, Cases};
use super::quantity::{ONE, Quantity, Scale};
use super::relations::Relation;
use super::values::Values;
use super::windows::Stretch;
use crate::ast::Condition;
use crate::check::{CheckedHandbook, EventSymbol};
use crate::normal::{Normaliser, only_entry};

/// So much is worked out for one handbook; beyond, nothing is said.
const EFFORT: usize = 4_000_000;
/// What comparing two conditions takes of it.
const COMPARISON: usize = 16;
/// So many parts of a list are combined.
const CHOICES: usize = 6;
/// Segments that name one another are followed so far.
const SEGMENTS: usize = 8;

/// What is known of a handbook's conditions.
pub(super) struct Meaning<'h> {
    pub(super) handbook: &'h CheckedHandbook,
    normaliser: Normaliser<'h>,
    quantities: Vec<Quantity>,
    numbers: BTreeMap<String, usize>,
    pub(super) relations: BTreeMap<(usize, usize), Option<Relation>>,
    texts: BTreeMap<String, i128>,
    effort: usize,
    segments: usize,
}

/// A condition about one quantity.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) quantity: usize,
    /// The values of which it is true.
    pub(super) when: Values,
    /// What else is so wherever it is true.
    besides: Case,
}

/// The event whose properties names are, inside a filter.
pub(super) type Within<'h> = Option<&'h EventSymbol>;

impl<'h> Meaning<'h> {
    pub(super) fn new(handbook: &'h CheckedHandbook) -> Self {
        Self {
            handbook,
            normaliser: Normaliser::new(handbook),
            quantities: Vec::new(),
            numbers: BTreeMap::new(),
            relations: BTreeMap::new(),
            texts: BTreeMap::new(),
            effort: EFFORT,
            segments: 0,
        }
    }

    /// The normal form; `None` once that would be too much.
    pub(super) fn normal(&mut self, condition: &Condition) -> Option<Json> {
        let length = condition.span.end.saturating_sub(condition.span.start).max(1);
        self.spend(length)?;
        Some(self.normaliser.normal(condition))
    }

    /// Nothing, once it is too much.
    pub(super) fn spend(&mut self, effort: usize) -> Option<()> {
        self.effort = self.effort.saturating_sub(effort);
        (self.effort > 0).then_some(())
    }

    pub(super) fn quantity(&self, number: usize) -> &Quantity {
        &self.quantities[number]
    }

    /// The number of the quantity of this key, made if it is new.
    pub(super) fn numbered(&mut self, key: String, made: impl FnOnce() -> Quantity) -> usize {
        let next = self.quantities.len();
        match self.numbers.entry(key) {
            std::collections::btree_map::Entry::Occupied(known) => *known.get(),
            std::collections::btree_map::Entry::Vacant(new) => {
                self.quantities.push(made());
                *new.insert(next)
            }
        }
    }

    pub(super) fn is_never(&mut self, condition: &Json) -> bool {
        let cases = self.cases(condition, true, None);
        self.is_impossible(&cases)
    }

    pub(super) fn is_always(&mut self, condition: &Json) -> bool {
        let cases = self.cases(condition, false, None);
        self.is_impossible(&cases)
    }

    /// Whether the one is true wherever the other is.
    pub(super) fn implies(&mut self, one: &Json, other: &Json, within: Within<'h>) -> bool {
        if self.spend(COMPARISON).is_none() {
            return false;
        }
        let cases = self.cases(one, true, within).and(&self.cases(other, false, within));
        self.is_impossible(&cases)
    }

    fn is_impossible(&mut self, cases: &Cases) -> bool {
        match cases {
            Cases::Any => false,
            Cases::Of(cases) => cases.iter().all(|case| {
                let size = case.values().map(|values| 1 + values.spans().len()).sum::<usize>();
                self.spend(size * case.len().min(16)).is_some() && self.contradicts(case.clone())
            }),
        }
    }

    /// The ways in which a condition comes to be true, or with `wanted` false untrue.
    pub(super) fn cases(&mut self, condition: &Json, wanted: bool, within: Within<'h>) -> Cases {
        let Some((kind, content)) = only_entry(condition) else { return Cases::Any };
        match (kind, content) {
            ("not", inner) => self.cases(inner, !wanted, within),
            ("and", Json::Array(parts)) => self.joined(parts, wanted, wanted, within),
            ("or", Json::Array(parts)) => self.joined(parts, !wanted, wanted, within),
            ("at_least", _) => self.at_least(content, wanted, within),
            ("regular", _) => self.regular(condition, wanted),
            ("past", _) => self.past(condition, wanted),
            ("ago", _) => {
                let window = json!({"last": content["duration"]});
                let come = json!({"in_window": {"moment": content["moment"]}});
                let near = json!({"in_window": {"moment": content["moment"], "window": window}});
                self.joined(&[come, json!({ "not": near })], wanted, wanted, within)
            }
            ("in_segment", name) => self.segment(condition, name, wanted),
            _ => match self.leaf(condition, within) {
                Some(leaf) => self.of_leaf(leaf, wanted),
                None => Cases::Any,
            },
        }
    }

    fn of_leaf(&self, leaf: Leaf, wanted: bool) -> Cases {
        let quantity = self.quantity(leaf.quantity);
        if wanted {
            let about = Cases::one(Case::from([(leaf.quantity, leaf.when)]));
            return about.and(&Cases::one(leaf.besides));
        }
        Cases::one(Case::from([(leaf.quantity, quantity.all.without(&leaf.when, quantity.step))]))
    }

    /// All of the parts, or any of them.
    fn joined(&mut self, parts: &[Json], all: bool, wanted: bool, within: Within<'h>) -> Cases {
        let mut joined = if all { Cases::always() } else { Cases::NONE };
        for part in parts {
            if self.spend(1).is_none() {
                return Cases::Any;
            }
            let part = self.cases(part, wanted, within);
            joined = if all { joined.and(&part) } else { joined.or(part, |quantity| self.quantities[quantity].step) };
            match &joined {
                Cases::Of(cases) if all && cases.is_empty() => break,
                Cases::Any if !all => break,
                _ => {}
            }
        }
        joined
    }

    /// So many of a few conditions: some choice of so many is true.
    fn at_least(&mut self, content: &Json, wanted: bool, within: Within<'h>) -> Cases {
        let (Some(count), Some(of)) = (content["count"].as_u64(), content["of"].as_array()) else { return Cases::Any };
        let Ok(count) = usize::try_from(count) else { return Cases::Any };
        let needed = if wanted { count } else { (of.len() + 1).saturating_sub(count) };
        if of.len() > CHOICES {
            return Cases::Any;
        }
        let parts: Vec<Cases> = of.iter().map(|part| self.cases(part, wanted, within)).collect();
        let mut found = Cases::NONE;
        for choice in 0_u32..1 << parts.len() {
            if choice.count_ones() as usize == needed {
                let chosen = parts.iter().enumerate().filter(|(place, _)| choice >> place & 1 == 1);
                let case = chosen.fold(Cases::always(), |all, (_, part)| all.and(part));
                found = found.or(case, |quantity| self.quantities[quantity].step);
            }
        }
        found
    }

    /// What holds of every slice holds of enough of them; what holds of none does not.
    fn regular(&mut self, condition: &Json, wanted: bool) -> Cases {
        let comparison = &condition["regular"]["comparison"];
        let known = match wanted {
            true => self.is_never(comparison),
            false => self.is_always(comparison),
        };
        if known { Cases::NONE } else { self.opaque(condition, None, Case::new(), wanted) }
    }

    fn past(&mut self, condition: &Json, wanted: bool) -> Cases {
        let past = &condition["past"];
        if let Some(dwell) = past.get("dwell") {
            let inner = &dwell["condition"];
            let source = super::quantity::Source::Lasting {
                of: inner.to_string(),
                length: Stretch::of(Some(&json!({"last": dwell["duration"]}))),
            };
            let lasted = self.opaque(condition, Some(source), Case::new(), wanted);
            // It is true now, too.
            return if wanted { lasted.and(&self.cases(inner, true, None)) } else { lasted };
        }
        if let Some(latch) = past.get("latch") {
            if wanted && self.is_never(&latch["on"]) {
                return Cases::NONE;
            }
            return self.opaque(condition, None, Case::new(), wanted);
        }
        match self.leaf(condition, None) {
            Some(leaf) => self.of_leaf(leaf, wanted),
            None => Cases::Any,
        }
    }

    fn opaque(&mut self, condition: &Json, source: Option<super::quantity::Source>, besides: Case, wanted: bool) -> Cases {
        let quantity = self.numbered(condition.to_string(), || Quantity::truth(source));
        self.of_leaf(Leaf { quantity, when: Values::at(ONE, ONE), besides }, wanted)
    }

    fn segment(&mut self, condition: &Json, name: &Json, wanted: bool) -> Cases {
        let segment = name.as_str().and_then(|name| self.handbook.segment(name));
        if let Some(segment) = segment.filter(|_| self.segments < SEGMENTS) {
            let handbook = self.handbook;
            if let Some(normal) = self.normal(&handbook.segments()[segment].condition) {
                self.segments += 1;
                let cases = self.cases(&normal, wanted, None);
                self.segments -= 1;
                return cases;
            }
        }
        self.opaque(condition, None, Case::new(), wanted)
    }

    /// The one quantity that a condition is about, and the values of which it is true; `None` if there is more to it.
    pub(super) fn only(&mut self, condition: &Json) -> Option<(usize, Values)> {
        let (kind, content) = only_entry(condition)?;
        match kind {
            "not" => {
                let (quantity, values) = self.only(content)?;
                let of = self.quantity(quantity);
                Some((quantity, of.all.without(&values, of.step)))
            }
            "and" | "or" => {
                let mut parts = content.as_array()?.iter();
                let (quantity, mut values) = self.only(parts.next()?)?;
                for part in parts {
                    let (other, more) = self.only(part)?;
                    if other != quantity {
                        return None;
                    }
                    values = if kind == "and" { values.and(&more) } else { values.or(&more, self.quantity(quantity).step) };
                }
                Some((quantity, values))
            }
            "past" | "regular" | "at_least" | "ago" | "in_segment" => None,
            _ => self.leaf(condition, None).filter(|leaf| leaf.besides.is_empty()).map(|leaf| (leaf.quantity, leaf.when)),
        }
    }

    /// The place of a text, which is that of no other.
    pub(super) fn text(&mut self, written: &Json) -> Option<i128> {
        let text = written.pointer("/literal/text")?.as_str()?;
        let next = i128::try_from(self.texts.len()).ok()?;
        Some(*self.texts.entry(text.to_owned()).or_insert(next))
    }

    /// The place of a written value on a quantity's scale.
    pub(super) fn place(&mut self, quantity: usize, written: &Json) -> Option<i128> {
        match self.quantity(quantity).scale {
            Scale::Text => self.text(written),
            _ => self.quantity(quantity).place(written),
        }
    }

    pub(super) fn leaf_of(&self, quantity: usize, when: Values, besides: Case) -> Leaf {
        Leaf { quantity, when: self.quantity(quantity).all.and(&when), besides }
    }
}
