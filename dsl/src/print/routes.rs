use super::Printer;
use crate::ast::{Route, RouteLine};
use crate::vocabulary::Word;

impl Printer {
    /// A route: each line on a line of its own.
    pub(super) fn route(&mut self, route: &Route, indent: usize) {
        self.head(Word::Route, &route.name.node);
        self.put(" {\n");
        for line in &route.lines {
            self.put(&" ".repeat(indent + 2));
            self.route_line(line);
            self.put("\n");
        }
        self.put(&" ".repeat(indent));
        self.put("}");
    }

    pub(super) fn route_line(&mut self, line: &RouteLine) {
        match &line.condition {
            Some(condition) => self.condition(condition),
            None => self.word(Word::ElseRoute),
        }
        self.put(" -> ");
        self.list(&line.targets, |p, target| p.quoted(&target.node));
        if let Some(capacity) = &line.capacity {
            self.spaced(Word::Capacity);
            self.put(&capacity.node.to_string());
        }
    }
}
