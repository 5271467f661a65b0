//! Conditions that hold no others: which quantity they are about, and of which of its values they are true.

use serde_json::{Value as Json, json};

use super::cases::Case;
use super::meaning::{Leaf, Meaning, Within};
use super::quantity::{ONE, Quantity, Role, Source};
use super::values::{FAR, Values};
use super::windows::Stretch;
use crate::ast::PathText;
use crate::normal::only_entry;

impl<'h> Meaning<'h> {
    pub(super) fn leaf(&mut self, condition: &Json, within: Within<'h>) -> Option<Leaf> {
        let (kind, content) = only_entry(condition)?;
        match kind {
            "compare" => self.comparison(content, within),
            "one_of" => self.one_of(condition, content, within),
            "missing" => {
                let quantity = self.value(&content["value"], within);
                Some(self.leaf_of(quantity, Values::MISSING, Case::new()))
            }
            "bare" => {
                let quantity = self.value(&json!({"name": content}), within);
                Some(self.leaf_of(quantity, Values::at(ONE, ONE), Case::new()))
            }
            "text" | "mentions" => Some(self.about_text(condition, content, within)),
            "happened" => {
                let quantity = self.count(&content["stream"], content.get("window"));
                Some(self.leaf_of(quantity, at_least(1), Case::new()))
            }
            "in_window" => Some(self.in_window(condition, content)),
            "has" => {
                let path = PathText::from(content.as_str()?);
                // Behind `/*` stands whatever is not declared of an open group.
                let source = self.handbook.tag(&path).filter(|_| path.last() != "*").map(Source::Tag);
                Some(self.truth(condition, source, Case::new(), within))
            }
            "sequence" => Some(self.sequence(condition, content)),
            "then_not" => {
                let first = self.count(&content["first"], content.get("window"));
                let besides = Case::from([(first, at_least(1))]);
                let source = windowed(condition, "then_not", content);
                Some(self.truth(condition, Some(source), besides, within))
            }
            "past" => self.turned(condition, content),
            "calendar" => self.calendar(condition, content),
            _ => Some(self.truth(condition, None, Case::new(), within)),
        }
    }

    /// Something that is true or not, of which only its source is known.
    fn truth(&mut self, condition: &Json, source: Option<Source>, besides: Case, within: Within<'h>) -> Leaf {
        let quantity = self.numbered(key(condition, within), || Quantity::truth(source));
        self.leaf_of(quantity, Values::at(ONE, ONE), besides)
    }

    /// What is said of a text is false where there is none.
    fn about_text(&mut self, condition: &Json, content: &Json, within: Within<'h>) -> Leaf {
        let value = self.value(&content["value"], within);
        let present = self.quantity(value).all.clone().or_missing(false);
        self.truth(condition, None, Case::from([(value, present)]), within)
    }

    fn comparison(&mut self, compare: &Json, within: Within<'h>) -> Option<Leaf> {
        let (left, op, right) = (&compare["left"], compare["op"].as_str()?, &compare["right"]);
        if let Some((count, periods)) = per_period(left)
            && let Some(place) = Quantity::count(None, None).place(right).and_then(|place| place.checked_mul(periods))
            && place.abs() < FAR
        {
            let quantity = self.value(&count, within);
            let when = self.quantity(quantity).compared(op, place)?;
            return Some(self.leaf_of(quantity, when, Case::new()));
        }
        let quantity =
            if only_entry(left)?.0 == "arithmetic" { self.reckoned(left, right, within) } else { self.value(left, within) };
        if let Some(place) = self.place(quantity, right)
            && let Some(when) = self.quantity(quantity).compared(op, place)
        {
            return Some(self.leaf_of(quantity, when, Case::new()));
        }
        self.sign(left, op, right, within)
    }

    /// Two values: which of them is the greater.
    fn sign(&mut self, left: &Json, op: &str, right: &Json, within: Within<'h>) -> Option<Leaf> {
        let (first, second) = (key(left, within), key(right, within));
        let turned = first > second;
        let op = match op {
            "<" if turned => ">",
            "<=" if turned => ">=",
            ">" if turned => "<",
            ">=" if turned => "<=",
            same => same,
        };
        let (a, b) = if turned { (right, left) } else { (left, right) };
        let is_same = first == second;
        let (mut low, mut high) = if is_same { (0, 0) } else { (-ONE, ONE) };
        let mut missing = true;
        // Right of a comparison a name is a member, not something that has a value.
        if right.get("literal").is_none() && right.get("name").is_none() {
            let (one, other) = (self.value(a, within), self.value(b, within));
            missing = self.quantity(one).all.missing || self.quantity(other).all.missing;
            let most = |meaning: &mut Self, one, other| meaning.is_at_most(one, other);
            high = if most(self, one, other) { high.min(0) } else { high };
            low = if most(self, other, one) { low.max(0) } else { low };
        }
        let all = Values::between(low, high, ONE).or_missing(missing);
        let name = if turned { format!("{second} ~ {first}") } else { format!("{first} ~ {second}") };
        let quantity = self.numbered(name, || Quantity { all, ..Quantity::truth(None) });
        // Whether it is above, below or the same is a number compared with 0.
        let scale = super::quantity::Scale::Number { floats: false };
        let when = Quantity { scale, ..self.quantity(quantity).clone() }.compared(op, 0)?;
        Some(self.leaf_of(quantity, when, Case::new()))
    }

    fn one_of(&mut self, condition: &Json, content: &Json, within: Within<'h>) -> Option<Leaf> {
        let quantity = self.value(&content["value"], within);
        let of = self.quantity(quantity).clone();
        let places: Option<Vec<i128>> = content["list"].as_array()?.iter().map(|item| self.place(quantity, item)).collect();
        let present = of.all.clone().or_missing(false);
        let Some(places) = places else {
            return Some(self.truth(condition, None, Case::from([(quantity, present)]), within));
        };
        let mut listed: Vec<Values> = places.into_iter().map(|place| Values::at(place, of.step)).collect();
        // Pair by pair, so that a long list is not copied for each of its members.
        while listed.len() > 1 {
            listed = listed.chunks(2).map(|pair| pair.iter().skip(1).fold(pair[0].clone(), |a, b| a.or(b, of.step))).collect();
        }
        let listed = listed.pop()?;
        let is_negated = content.get("negated").is_some_and(|negated| *negated == true);
        let when = if is_negated { present.without(&listed, of.step) } else { listed };
        Some(self.leaf_of(quantity, when, Case::new()))
    }

    fn in_window(&mut self, condition: &Json, content: &Json) -> Leaf {
        let moment = &content["moment"];
        let window = Stretch::of(content.get("window"));
        let occurrence = moment.get("occurrence").filter(|occurrence| occurrence.get("property").is_none());
        if let Some(occurrence) = occurrence {
            let happened = self.count(&occurrence["stream"], content.get("window"));
            let is_all = window == Stretch::Whole || (occurrence["which"] == "last" && window.ends_now());
            if is_all {
                return self.leaf_of(happened, at_least(1), Case::new());
            }
            return self.truth(condition, None, Case::from([(happened, at_least(1))]), None);
        }
        let value = self.value(moment, None);
        let present = self.quantity(value).all.clone().or_missing(false);
        let source = Source::Windowed { of: format!("moment {moment}"), window };
        self.truth(condition, Some(source), Case::from([(value, present)]), None)
    }

    /// Each of the events has happened.
    fn sequence(&mut self, condition: &Json, content: &Json) -> Leaf {
        let mut besides = Case::new();
        for stage in content["stages"].as_array().into_iter().flatten() {
            let times = stage["times"].as_u64().unwrap_or(1);
            let quantity = self.count(&stage["stream"], content.get("window"));
            let values = at_least(times.max(1));
            let both = besides.get(&quantity).map_or_else(|| values.clone(), |known| known.and(&values));
            besides.insert(quantity, both);
        }
        let source = windowed(condition, "sequence", content);
        self.truth(condition, Some(source), besides, None)
    }

    fn turned(&mut self, condition: &Json, past: &Json) -> Option<Leaf> {
        if let Some(turned) = past.get("turned") {
            let quantity = self.value(&json!({ "turns": turned }), None);
            return Some(self.leaf_of(quantity, at_least(1), Case::new()));
        }
        let changed = past.get("changed")?;
        let source = windowed(past, "changed", changed);
        Some(self.truth(condition, Some(source), Case::new(), None))
    }

    fn calendar(&mut self, condition: &Json, calendar: &Json) -> Option<Leaf> {
        let whole = |low: i128, high: i128| Quantity { all: Values::between(low, high, 1), step: 1, ..Quantity::truth(None) };
        if let Some(today) = calendar.get("today") {
            if let Some(day) = today.get("of_month").and_then(Json::as_u64) {
                let quantity = self.numbered("the day of the month".into(), || whole(1, 31));
                return Some(self.leaf_of(quantity, Values::at(day.into(), 1), Case::new()));
            }
            if let Some(day) = today.get("of_week") {
                let day: crate::ast::Weekday = serde_json::from_value(day.clone()).ok()?;
                let place = crate::ast::Weekday::ALL.iter().position(|&known| known == day)?;
                let quantity = self.numbered("the day of the week".into(), || whole(0, 6));
                return Some(self.leaf_of(quantity, Values::at(i128::try_from(place).ok()?, 1), Case::new()));
            }
            let day = self.numbered("the day of the month".into(), || whole(1, 31));
            return Some(self.truth(condition, None, Case::from([(day, Values::between(28, 31, 1))]), None));
        }
        if let Some(ahead) = calendar.get("ahead") {
            let value = self.value(&ahead["moment"], None);
            let present = self.quantity(value).all.clone().or_missing(false);
            let window = Stretch::of(Some(&json!({"last": ahead["duration"]})));
            let source = Source::Windowed { of: format!("ahead {}", ahead["moment"]), window };
            return Some(self.truth(condition, Some(source), Case::from([(value, present)]), None));
        }
        let value = self.value(&calendar.get("anniversary")?["date"], None);
        let present = self.quantity(value).all.clone().or_missing(false);
        Some(self.truth(condition, None, Case::from([(value, present)]), None))
    }

    /// How many events there are of a stream in a window.
    pub(super) fn count(&mut self, stream: &Json, window: Option<&Json>) -> usize {
        let stretch = Stretch::of(window);
        // Filters that look at named events know more than is known here.
        let is_named = stream.to_string().contains("\"named\":");
        let stream = if is_named { json!({"event": stream["event"]}) } else { stream.clone() };
        let key = format!("count {stream} {stretch:?}");
        let most = self.is_empty(&stream).then_some(0);
        self.numbered(key, || Quantity::count(most, Some(Source::Events { role: Role::Count, stream, window: stretch })))
    }

    /// Whether no event passes the filter.
    pub(super) fn is_empty(&mut self, stream: &Json) -> bool {
        let Some(filter) = stream.get("filter") else { return false };
        let event = stream["event"].as_str().and_then(|name| self.handbook.event(name));
        let Some(event) = event else { return false };
        let handbook = self.handbook;
        self.implies(filter, &json!({"or": []}), Some(&handbook.events()[event]))
    }
}

/// What is looked up inside a filter is the event's.
pub(super) fn key(json: &Json, within: Within<'_>) -> String {
    within.map_or_else(|| json.to_string(), |event| format!("{} {json}", event.name))
}

fn at_least(count: u64) -> Values {
    Values::between(i128::from(count).saturating_mul(ONE).min(FAR), FAR, ONE)
}

/// A condition as the same in a wider window is.
fn windowed(condition: &Json, kind: &str, content: &Json) -> Source {
    let mut of = condition.clone();
    if let Some(content) = of.get_mut(kind).and_then(Json::as_object_mut) {
        content.remove("window");
    }
    Source::Windowed { of: of.to_string(), window: Stretch::of(content.get("window")) }
}

/// A mean per period as the count that it is a part of, and how many periods there are.
fn per_period(left: &Json) -> Option<(Json, i128)> {
    let per = left.pointer("/count/per")?.as_str()?;
    let (millis, months) = (left.pointer("/count/window/last/millis"), left.pointer("/count/window/last/months"));
    let periods = match per {
        "month" => months?.as_u64()?,
        "year" => months?.as_u64()? / 12,
        "week" => millis?.as_u64()? / (7 * 86_400_000),
        _ => millis?.as_u64()? / 86_400_000,
    };
    let mut count = left.clone();
    count.get_mut("count")?.as_object_mut()?.remove("per");
    Some((count, i128::from(periods.max(1))))
}
