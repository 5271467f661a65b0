use super::Printer;
use crate::ast::{Action, ActionKind, Condition, ConditionKind, Duration, Lasting, Path, Rule, Stream, Target, Trigger};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn rule(&mut self, rule: &Rule, indent: usize) {
        let head = self.part(|p| p.head(Word::Rule, &rule.name.node));
        let [on, guard] = self.set_off(&rule.trigger);
        let mut parts = vec![if on.is_empty() { head } else { format!("{head} {on}") }];
        parts.extend(Some(guard).filter(|guard| !guard.is_empty()));
        parts.push(self.part(|p| {
            p.word(Word::Then);
            p.put(" ");
            p.list(&rule.actions, Self::action);
            for (is_so, word) in [(rule.on_late, Word::OnLate), (rule.on_backfill, Word::OnBackfill)] {
                if is_so {
                    p.put(" ");
                    p.word(word);
                }
            }
        }));
        self.parts(indent, parts);
    }

    pub(super) fn trigger(&mut self, trigger: &Trigger) {
        let said = self.set_off(trigger);
        self.put(said.join(" ").trim());
    }

    /// What sets a rule off: the event, if it is one, and what must be true; either may be empty.
    fn set_off(&self, trigger: &Trigger) -> [String; 2] {
        match trigger {
            Trigger::When(condition) => {
                let when = self.part(|p| {
                    p.word(Word::When);
                    p.put(" ");
                    p.condition(condition);
                });
                [String::new(), when]
            }
            Trigger::On { stream, first, condition } => {
                let on = self.part(|p| {
                    p.word(Word::On);
                    p.put(" ");
                    p.trigger_stream(stream, *first);
                });
                let says_first = *first && !self.is_chinese();
                [on, self.part(|p| p.guard(says_first, condition.as_deref()))]
            }
        }
    }

    fn trigger_stream(&mut self, stream: &Stream, first: bool) {
        if !self.is_chinese() {
            self.stream(stream);
            return;
        }
        if first {
            self.word(Word::First);
            self.put(" ");
        }
        self.chinese_stream(stream, "");
    }

    fn guard(&mut self, says_first: bool, condition: Option<&Condition>) {
        if !says_first && condition.is_none() {
            return;
        }
        self.word(Word::If);
        self.put(" ");
        if says_first {
            self.word(Word::First);
        }
        let Some(condition) = condition else { return };
        if says_first {
            self.spaced(Word::And);
        }
        // Behind `first and` an `or` would be read as the rest of the whole guard; so would a nested `and`.
        if says_first && matches!(condition.node, ConditionKind::Or(_)) {
            self.parenthesised(condition);
        } else {
            self.condition(condition);
        }
    }

    pub(super) fn action(&mut self, action: &Action) {
        match &action.node {
            ActionKind::Add { tag, lasting } => {
                self.word(Word::Add);
                self.put(" ");
                self.target(tag);
                match lasting {
                    Some(Lasting::For(validity)) => {
                        self.spaced(Word::For);
                        self.validity(*validity);
                    }
                    Some(Lasting::Until(date)) => {
                        self.spaced(Word::UntilDate);
                        self.put(&date.node.to_string());
                    }
                    None => {}
                }
            }
            ActionKind::Remove(tag) => {
                self.word(Word::Remove);
                self.put(" ");
                self.target(tag);
            }
            ActionKind::Move { group, to } => {
                self.about(Word::Move, group);
                self.spaced(Word::Into);
                self.path(to);
            }
            ActionKind::Set { tag, value } => {
                self.about(Word::Set, tag);
                self.spaced(Word::ToValue);
                self.expr(value);
            }
            ActionKind::Increment(tag) => self.about(Word::Increment, tag),
            ActionKind::Shift { path, up } => self.about(if *up { Word::Raise } else { Word::Lower }, path),
            ActionKind::Suggest { tag, confidence } => {
                self.about(Word::Suggest, tag);
                if let Some(confidence) = confidence {
                    self.spaced(Word::Confidence);
                    self.put(&confidence.node.to_string());
                }
            }
            ActionKind::Propose { tag, add } => {
                self.word(Word::Propose);
                self.put(" ");
                self.about(if *add { Word::Add } else { Word::Remove }, tag);
            }
            ActionKind::Emit { name, payload, cap, quiet } => {
                self.head(Word::Emit, &name.node);
                if !payload.is_empty() {
                    self.put(" {");
                    self.list(payload, |p, (key, value)| {
                        p.name(&key.node);
                        p.put(": ");
                        p.expr(value);
                    });
                    self.put("}");
                }
                if let Some(cap) = cap {
                    self.put(" ");
                    self.cap(*cap);
                }
                if let Some(quiet) = quiet {
                    self.spaced(Word::Quiet);
                    self.clock(quiet.from);
                    self.put("-");
                    self.clock(quiet.to);
                }
            }
            ActionKind::Notify(team) => self.head(Word::Notify, &team.node),
        }
    }

    /// A word and the path that it is about.
    fn about(&mut self, word: Word, path: &Path) {
        self.word(word);
        self.put(" ");
        self.path(path);
    }

    fn target(&mut self, target: &Target) {
        match target {
            Target::Tag(path) => self.path(path),
            Target::Member { group, name } => {
                self.path(group);
                self.put("/{");
                self.name(&name.node);
                self.put("}");
            }
        }
    }

    /// `at most once per 90 days`, 每90天至多一次.
    fn cap(&mut self, cap: Duration) {
        self.word(Word::OncePer);
        self.put(if self.is_chinese() { "" } else { " " });
        self.duration(cap);
        if self.is_chinese() {
            self.word(Word::AtMostOnce);
        }
    }
}
