use super::Printer;
use super::expressions::occurrence;
use crate::ast::{Duration, Occurrence, Period, Stream, Window};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn window(&mut self, window: &Window) {
        match window {
            Window::Last(duration) => {
                self.last();
                self.duration(*duration);
            }
            Window::LastCalendarDays(days) => {
                self.last();
                self.put(&days.to_string());
                self.gap();
                self.word(Word::CalendarDays);
            }
            Window::Today => self.word(Word::Today),
            Window::Yesterday => self.word(Word::Yesterday),
            Window::This(Period::Week) => self.word(Word::ThisWeek),
            Window::This(Period::Month) => self.word(Word::ThisMonth),
            Window::This(Period::Quarter) => self.word(Word::ThisQuarter),
            Window::This(Period::Year) => self.word(Word::ThisYear),
            Window::Previous(Period::Week) => self.word(Word::PreviousWeek),
            Window::Previous(Period::Month) => self.word(Word::PreviousMonth),
            Window::Previous(Period::Quarter) => self.word(Word::PreviousQuarter),
            Window::Previous(Period::Year) => self.word(Word::PreviousYear),
            Window::FromTo { first, last } => {
                self.word(Word::From);
                self.put(&format!(" {first} "));
                self.word(Word::To);
                self.put(&format!(" {last}"));
            }
            Window::Since { which, stream } => self.since(*which, stream),
            Window::Ago { far, near, unit } if self.is_chinese() => {
                self.put(&far.to_string());
                self.word(Word::To);
                self.duration(Duration { amount: *near, unit: *unit });
                self.put(Word::Ago.spellings(self.language).last().copied().unwrap_or_default());
            }
            Window::Ago { far, near, unit } => {
                self.word(Word::Between);
                self.put(&format!(" {far} "));
                self.word(Word::BetweenAnd);
                self.put(&format!(" {near} "));
                self.unit(2, *unit);
                self.put(" ");
                self.word(Word::Ago);
            }
        }
    }

    fn last(&mut self) {
        self.word(Word::Last);
        self.gap();
    }

    /// A blank where English needs one and Chinese does not.
    pub(super) fn gap(&mut self) {
        if !self.is_chinese() {
            self.put(" ");
        }
    }

    /// The window in front of a Chinese phrase.
    pub(super) fn window_prefix(&mut self, window: Option<&Window>) {
        if let Some(window) = window {
            self.window(window);
            self.put(" ");
        }
    }

    /// `since last(购买)`, 自最后一次 购买 以来
    fn since(&mut self, which: Occurrence, stream: &Stream) {
        self.word(Word::Since);
        if self.is_chinese() {
            self.word(occurrence(which));
            self.put(" ");
            self.chinese_stream(stream, "");
            self.put(" ");
            self.word(Word::UntilNow);
        } else {
            self.put(" ");
            self.word(occurrence(which));
            self.put("(");
            self.stream(stream);
            self.put(")");
        }
    }

    /// The window behind an English phrase: `in last 30 days`, but `today`, `since last(购买)`.
    pub(super) fn in_window(&mut self, window: Option<&Window>) {
        match window {
            Some(Window::Last(_) | Window::LastCalendarDays(_)) => self.behind_in(window),
            Some(window) => {
                self.put(" ");
                self.window(window);
            }
            None => {}
        }
    }

    /// ` in last 7 days`, ` in today`, ` since last(购买)`
    pub(super) fn behind_in(&mut self, window: Option<&Window>) {
        let Some(window) = window else { return };
        if matches!(window, Window::Since { .. }) && !self.is_chinese() {
            self.put(" ");
        } else {
            self.spaced(Word::In);
        }
        self.window(window);
    }
}
