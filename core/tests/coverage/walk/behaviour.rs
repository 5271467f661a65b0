//! Conditions over several events, over the past and over the calendar.

use tagora::dsl::ast::{CalendarCondition, Day, PastCondition, Sequence, Stage, ThenNot, Turn};

use super::Walk;
use crate::kind::Kind;

impl Walk {
    pub(super) fn sequence(&mut self, sequence: &Sequence) {
        let Sequence { stages, without, within, window } = sequence;
        self.note(Kind::Sequence);
        self.note_if(stages.len() > 1, Kind::SequenceOfSeveral);
        for Stage { stream, name, times } in stages {
            self.note_if(name.is_some(), Kind::NamedStage);
            self.note_if(*times > 1, Kind::SequenceRepeats);
            self.stream(stream);
        }
        if let Some(stream) = without {
            self.note(Kind::SequenceWithout);
            self.stream(stream);
        }
        if let Some(within) = within {
            self.note(Kind::SequenceWithin);
            self.duration(*within);
        }
        self.window(window.as_ref());
    }

    pub(super) fn then_not(&mut self, pattern: &ThenNot) {
        let ThenNot { first, name, then, within, still, window } = pattern;
        self.note(if *still { Kind::StillNot } else { Kind::ThenNot });
        self.note_if(name.is_some(), Kind::ThenNotNamed);
        self.stream(first);
        self.stream(then);
        self.duration(*within);
        self.window(window.as_ref());
    }

    pub(super) fn past(&mut self, past: &PastCondition) {
        match past {
            PastCondition::Dwell { condition, duration } => {
                self.note(Kind::Dwell);
                self.condition(condition);
                self.duration(*duration);
            }
            PastCondition::Latch { on, until } => {
                self.note(Kind::Latch);
                self.condition(on);
                self.condition(until);
            }
            PastCondition::Turned { turn, tags, window } => {
                self.note(match turn {
                    Turn::Gained => Kind::Gained,
                    Turn::Lost => Kind::Lost,
                });
                self.pattern(tags);
                self.window(window.as_ref());
            }
            PastCondition::Changed { value, from, to, window } => {
                self.note(match (from, to) {
                    (None, None) => Kind::Changed,
                    (Some(_), None) => Kind::ChangedFrom,
                    (None, Some(_)) => Kind::ChangedTo,
                    (Some(_), Some(_)) => Kind::ChangedFromTo,
                });
                [Some(value), from.as_ref(), to.as_ref()].into_iter().flatten().for_each(|value| self.expr(value));
                self.window(window.as_ref());
            }
        }
    }

    pub(super) fn calendar(&mut self, calendar: &CalendarCondition) {
        match calendar {
            CalendarCondition::Ahead { moment, duration } => {
                self.note(Kind::Ahead);
                self.expr(moment);
                self.duration(*duration);
            }
            CalendarCondition::Anniversary { date, ahead } => {
                self.expr(date);
                match ahead {
                    None => self.note(Kind::AnniversaryToday),
                    Some(ahead) => {
                        self.note(Kind::AnniversaryAhead);
                        self.duration(*ahead);
                    }
                }
            }
            CalendarCondition::Today(day) => self.note(match day {
                Day::OfMonth(_) => Kind::TodayOfMonth,
                Day::LastOfMonth => Kind::TodayLastOfMonth,
                Day::OfWeek(_) => Kind::TodayOfWeek,
            }),
        }
    }
}
