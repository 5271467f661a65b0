use super::Rule;
use super::build::{Builder, Node, child, holds};
use super::calendar::elapsed_unit;
use crate::ast::{
    CalendarCondition, Condition, ConditionKind, Expr, ExprKind, PastCondition, Quantifier, TagPattern, Turn, Window,
};
use crate::span::{Span, Spanned};

impl Builder<'_> {
    /// A rule's condition, with what turns it off, if that is written behind it.
    pub(super) fn latched(&mut self, pair: &Node<'_>) -> Option<Condition> {
        let on = self.condition(child(pair, Rule::condition)?)?;
        let Some(off) = child(pair, Rule::until_off) else { return Some(on) };
        let until = self.condition(child(&off, Rule::condition)?)?;
        let span = Span::new(on.span.start, until.span.end);
        self.count(span);
        let latch = PastCondition::Latch { on: Box::new(on), until: Box::new(until) };
        Some(Spanned::new(ConditionKind::Past(latch), span))
    }

    /// Conditions that begin with a word or a window of their own. (Apart, so that what nests needs less of the stack.)
    pub(super) fn of_states(&mut self, pair: &Node<'_>, span: Span) -> Option<Condition> {
        match pair.as_rule() {
            Rule::untagged => Some(Spanned::new(self.untagged(pair)?, span)),
            Rule::today_is => Some(Spanned::new(self.today_is(pair)?, span)),
            _ => {
                let window = self.optional_window(pair)?;
                self.turned(pair, window, span)
            }
        }
    }

    /// What is said behind a date, an instant or an attribute.
    pub(super) fn of_value(&mut self, value: Expr, pair: &Node<'_>, span: Span) -> Option<Condition> {
        let kind = match pair.as_rule() {
            Rule::ahead => {
                let duration = self.ahead(pair)?;
                ConditionKind::Calendar(CalendarCondition::Ahead { moment: Box::new(value), duration })
            }
            Rule::anniversary => self.anniversary(value, pair)?,
            Rule::so_far => return self.so_far(value, pair, span),
            _ => self.changed(value, pair)?,
        };
        Some(Spanned::new(kind, span))
    }

    /// `times gained(X)`, `tags in G`, `months since X`, 新增 X 次数
    pub(super) fn state_measure(&mut self, pair: Node<'_>) -> Option<ExprKind> {
        Some(match pair.as_rule() {
            Rule::tags_in => ExprKind::TagsIn(self.path(child(&pair, Rule::path)?)?),
            Rule::size_of => ExprKind::Size(self.path(child(&pair, Rule::path)?)?),
            Rule::elapsed => {
                let mut parts = pair.into_inner();
                let unit = elapsed_unit(parts.next()?.as_rule())?;
                ExprKind::Elapsed { unit, since: Box::new(self.operand(parts.next()?)?) }
            }
            _ => {
                let (turn, tags) = self.turn(&child(&pair, Rule::turns_zh).unwrap_or_else(|| pair.clone()))?;
                ExprKind::Turns { turn, tags, window: self.optional_window(&pair)? }
            }
        })
    }

    /// `A for 3 days`, if that is what stands behind A.
    pub(super) fn dwelling(&mut self, condition: Condition, pair: &Node<'_>) -> Option<Condition> {
        let Some(dwell) = child(pair, Rule::dwell) else { return Some(condition) };
        let start = child(pair, Rule::primary).map_or(condition.span.start, |primary| self.span(&primary).start);
        let span = Span::new(start, self.span(&dwell).end);
        self.count(span);
        let duration = self.duration(child(&dwell, Rule::duration)?)?;
        let dwell = PastCondition::Dwell { condition: Box::new(condition), duration };
        Some(Spanned::new(ConditionKind::Past(dwell), span))
    }

    /// 最近7天 等级 变为 V3
    pub(super) fn changed_in(&mut self, pair: &Node<'_>, window: Window, span: Span) -> Option<Condition> {
        let path = child(pair, Rule::path)?;
        let place = self.span(&path);
        let value = Spanned::new(ExprKind::Name(self.path(path)?), place);
        Some(Spanned::new(self.became(value, &child(pair, Rule::became)?, Some(window))?, span))
    }

    /// `gained X in last 7 days`, 最近7天 新增 X, 最近90天 新增 X 次数 至少2次
    pub(super) fn turned(&mut self, pair: &Node<'_>, window: Option<Window>, span: Span) -> Option<Condition> {
        let (turn, tags) = self.turn(pair)?;
        let Some(times) = child(pair, Rule::kw_times) else {
            return Some(Spanned::new(ConditionKind::Past(PastCondition::Turned { turn, tags, window }), span));
        };
        let left = Spanned::new(ExprKind::Turns { turn, tags, window }, Span::new(span.start, self.span(&times).end));
        self.compared(pair, left, span)
    }

    /// 新增 X 次数, where it is compared elsewhere.
    pub(super) fn turns_value(&mut self, pair: &Node<'_>, window: Option<Window>, start: usize) -> Option<Expr> {
        let span = Span::new(start, self.span(&child(pair, Rule::kw_times)?).end);
        let (turn, tags) = self.turn(pair)?;
        Some(Spanned::new(ExprKind::Turns { turn, tags, window }, span))
    }

    /// `changed from V2 to V3 in last 30 days` behind a value.
    pub(super) fn changed(&mut self, value: Expr, pair: &Node<'_>) -> Option<ConditionKind> {
        let window = self.optional_window(pair)?;
        match child(pair, Rule::became) {
            Some(became) => self.became(value, &became, window),
            None => self.became(value, pair, window),
        }
    }

    /// The values that stand behind `from` and `to`, or 从, 变为 and 不再是.
    fn became(&mut self, value: Expr, pair: &Node<'_>, window: Option<Window>) -> Option<ConditionKind> {
        let has_from = holds(pair, Rule::kw_from) || holds(pair, Rule::kw_no_longer);
        let has_to = holds(pair, Rule::kw_to) || holds(pair, Rule::kw_became);
        let mut values = Vec::new();
        for plain in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::plain_value) {
            values.push(self.operand(plain)?);
        }
        let mut values = values.into_iter();
        let from = has_from.then(|| values.next()).flatten();
        let to = has_to.then(|| values.next()).flatten();
        let (from, to) = (from.map(Box::new), to.map(Box::new));
        Some(ConditionKind::Past(PastCondition::Changed { value: Box::new(value), from, to, window }))
    }

    /// `gained X`.
    pub(super) fn turn(&mut self, pair: &Node<'_>) -> Option<(Turn, Box<TagPattern>)> {
        let lost = holds(&child(pair, Rule::kw_turned)?, Rule::kw_lost);
        let (path, whole_group) = self.pattern(child(&child(pair, Rule::pattern)?, Rule::path)?)?;
        Some((if lost { Turn::Lost } else { Turn::Gained }, Box::new(TagPattern { path, whole_group })))
    }

    /// `has no tag in 生命周期`: none of all that there are below it.
    pub(super) fn untagged(&mut self, pair: &Node<'_>) -> Option<ConditionKind> {
        let path = self.path(child(pair, Rule::path)?)?;
        let tags = vec![TagPattern { path, whole_group: true }];
        Some(ConditionKind::Has { quantifier: Quantifier::None, tags })
    }
}
