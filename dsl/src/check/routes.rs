//! Routes: their conditions, targets and the one `else` at their end.

use super::Checker;
use super::declare::Taken;
use super::handbook::CheckedHandbook;
use crate::diagnostic::{Kind, Problem};

impl Checker<'_> {
    pub(super) fn routes(&mut self, handbook: &CheckedHandbook) {
        for route in &handbook.routes {
            let (mut taken, mut is_over) = (Taken::default(), false);
            for line in &route.lines {
                let first = line.targets.first();
                if let Some(first) = first.filter(|_| is_over) {
                    self.report(Problem::BehindElse { target: first.node.clone() }, first.span);
                }
                match &line.condition {
                    Some(condition) => self.condition(condition, handbook, None),
                    None => is_over = true,
                }
                for target in &line.targets {
                    if target.node.trim().is_empty() {
                        self.report(Problem::EmptyTarget, target.span);
                    } else {
                        self.take_text(&mut taken, Kind::Target, target);
                    }
                }
            }
        }
    }
}
