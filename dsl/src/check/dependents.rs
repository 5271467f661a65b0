//! What looks at a tag, however far.

use super::cycles::{Node, What, looked_at};
use super::handbook::CheckedHandbook;
use crate::ast::{Condition, Route, Rule, Trigger};

/// All whose truth depends on that of something else, by their numbers, in order of declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependents {
    /// Tags: those whose definitions look at it, and those that give way to it in their group.
    pub tags: Vec<usize>,
    /// Named conditions.
    pub defines: Vec<usize>,
    /// Segments.
    pub segments: Vec<usize>,
    /// Rules whose conditions look at it.
    pub rules: Vec<usize>,
    /// Routes of which a line looks at it.
    pub routes: Vec<usize>,
}

impl CheckedHandbook {
    /// All that looks at a tag, directly or through others; not the tag itself. Takes one pass over the handbook.
    ///
    /// ```
    /// use tagora_dsl::{Limits, read};
    /// let text = "event visit\ntag seen when did visit\ntag known when has seen\nsegment everybody = has known\ntag other";
    /// let handbook = read(text, &Limits::default()).unwrap();
    /// let dependents = handbook.dependents(0);
    /// assert_eq!((dependents.tags, dependents.segments), (vec![1], vec![0]));
    /// ```
    #[must_use]
    pub fn dependents(&self, tag: usize) -> Dependents {
        let mut found = Dependents::default();
        let mut is_reached = vec![false; self.places()];
        if let Some(first) = is_reached.get_mut(tag).filter(|_| tag < self.tags.len()) {
            *first = true;
        }
        // Each stands behind what it needs.
        for station in self.stations() {
            if !station.needs.iter().any(|&need| is_reached[need]) {
                continue;
            }
            is_reached[station.place] = true;
            match station.what {
                What::Node(Node::Tag(number)) if number != tag => found.tags.push(number),
                What::Node(Node::Define(number)) => found.defines.push(number),
                What::Node(Node::Segment(number)) => found.segments.push(number),
                What::Node(Node::Tag(_) | Node::Open(_)) | What::Group(_) => {}
            }
        }
        let looks = |condition: &&Condition| looked_at(condition, self).into_iter().any(|place| is_reached[place]);
        let rules = self.rules.iter().enumerate().filter(|(_, rule)| conditions_of_rule(rule).iter().any(looks));
        found.rules = rules.map(|(number, _)| number).collect();
        let routes = self.routes.iter().enumerate().filter(|(_, route)| conditions_of_route(route).iter().any(looks));
        found.routes = routes.map(|(number, _)| number).collect();
        for numbers in [&mut found.tags, &mut found.defines, &mut found.segments] {
            numbers.sort_unstable();
        }
        found
    }
}

/// The conditions of a rule.
pub(super) fn conditions_of_rule(rule: &Rule) -> Vec<&Condition> {
    match &rule.trigger {
        Trigger::On { stream, condition, .. } => stream.filter.iter().chain(condition).map(|condition| &**condition).collect(),
        Trigger::When(condition) => vec![condition],
    }
}

/// The conditions of a route's lines.
pub(super) fn conditions_of_route(route: &Route) -> Vec<&Condition> {
    route.lines.iter().filter_map(|line| line.condition.as_deref()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::limits::Limits;

    #[test]
    fn what_looks_through_groups_names_and_segments_is_found() {
        let text = "event e\nattribute a: int\n\
            group g exclusive {\n  tag one when a > 1\n  tag two when did e\n  tag rest otherwise\n}\n\
            tag both when has g/*\ntag apart when a > 3\ndefine d as has both\nsegment s = d and a > 2\n\
            rule r on e if in s then add apart_2\ntag apart_2\nrule other on e then add apart_2\n\
            rule becomes when d then emit told\n\
            route way { in s -> \"x\"; else -> \"y\" }\nroute free { a > 2 -> \"x\"; else -> \"y\" }";
        let handbook = read(text, &Limits::default()).unwrap();
        let tag = |name: &str| handbook.tag(&name.into()).unwrap();
        let found = handbook.dependents(tag("one"));
        assert_eq!(found.tags, [tag("two"), tag("rest"), tag("both")]);
        assert_eq!((found.defines, found.segments, found.rules, found.routes), (vec![0], vec![0], vec![0, 2], vec![0]));
        assert_eq!(handbook.dependents(tag("apart")), super::Dependents::default());
        assert_eq!(handbook.dependents(1_000), super::Dependents::default());
        assert_eq!(handbook.dependents(tag("rest")).tags, [tag("both")]);
    }
}
