//! Routes and their lines.

use super::Rule;
use super::build::{Builder, Node, child};
use crate::ast::{Route, RouteLine};
use crate::diagnostic::{NumberFault, Problem};
use crate::span::Spanned;

impl Builder<'_> {
    /// `route 服务入口 { has 高价值 -> "专属导购"; else -> "答疑群" }`.
    pub(super) fn route(&mut self, pair: &Node<'_>) -> Option<Route> {
        let name = self.first_name(pair)?;
        let mut lines = Vec::new();
        for line in pair.clone().into_inner().filter(|part| part.as_rule() == Rule::route_line) {
            self.count(self.span(&line));
            lines.push(self.route_line(&line)?);
        }
        self.check_list(lines.len(), name.span);
        Some(Route { name, lines })
    }

    fn route_line(&mut self, pair: &Node<'_>) -> Option<RouteLine> {
        let condition = match child(pair, Rule::condition) {
            Some(condition) => Some(Box::new(self.condition(condition)?)),
            None => None,
        };
        let mut targets = Vec::new();
        for target in pair.clone().into_inner().filter(|part| part.as_rule() == Rule::text) {
            let span = self.span(&target);
            targets.push(Spanned::new(self.text(target)?, span));
        }
        self.check_list(targets.len(), self.span(pair));
        let capacity = match child(pair, Rule::capacity) {
            Some(capacity) => Some(self.capacity(&capacity)?),
            None => None,
        };
        Some(RouteLine { condition, targets, capacity })
    }

    fn capacity(&mut self, pair: &Node<'_>) -> Option<Spanned<u32>> {
        let span = self.span(pair);
        let number = self.number(child(pair, Rule::number)?)?;
        let capacity = number.at_scale(0).and_then(|capacity| u32::try_from(capacity).ok()).filter(|&capacity| capacity > 0);
        let capacity = capacity.unwrap_or_else(|| {
            self.report(Problem::InvalidNumber { text: number.to_string(), fault: NumberFault::Capacity }, span);
            1
        });
        Some(Spanned::new(capacity, span))
    }
}
