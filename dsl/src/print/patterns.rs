use super::Printer;
use crate::ast::{Duration, Name, OpenPairs, Regular, Sequence, Stage, Streak, Stream, ThenNot, Unit, Window};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn sequence(&mut self, sequence: &Sequence) {
        if self.is_chinese() {
            return self.chinese_sequence(sequence);
        }
        self.word(Word::Sequence);
        self.put("(");
        self.list(&sequence.stages, Self::stage);
        if let Some(without) = &sequence.without {
            self.spaced(Word::Without);
            self.stream(without);
        }
        if let Some(within) = sequence.within {
            self.spaced(Word::WithinOf);
            self.duration(within);
        }
        self.put(")");
        self.in_window(sequence.window.as_ref());
    }

    /// 最近30天 1天内 依次 (浏览, 付款) 期间未 咨询; one event repeated is 连续3次 浏览.
    fn chinese_sequence(&mut self, sequence: &Sequence) {
        self.window_prefix(sequence.window.as_ref());
        if let Some(within) = sequence.within {
            self.duration(within);
            self.word(Word::Within);
            self.put(" ");
        }
        match sequence.stages.as_slice() {
            [stage] if stage.times > 1 => {
                self.word(Word::Repeated);
                self.times(stage.times);
                self.put(" ");
                self.subject(&stage.stream, stage.name.as_ref());
            }
            stages => {
                self.word(Word::Sequence);
                self.put(" (");
                self.list(stages, Self::stage);
                self.put(")");
            }
        }
        if let Some(without) = &sequence.without {
            self.spaced(Word::Without);
            self.chinese_stream(without, "");
        }
    }

    fn stage(&mut self, stage: &Stage) {
        if stage.times == 1 {
            self.subject(&stage.stream, stage.name.as_ref());
        } else if self.is_chinese() {
            self.subject(&stage.stream, stage.name.as_ref());
            self.put(" ");
            self.times(stage.times);
        } else {
            self.called(&stage.stream, stage.name.as_ref());
            self.put(" ");
            self.times(stage.times);
            self.filter(&stage.stream);
        }
    }

    /// `x3`, 3次
    fn times(&mut self, times: u32) {
        let word = Word::Times.printed(self.language);
        self.put(&if self.is_chinese() { format!("{times}{word}") } else { format!("{word}{times}") });
    }

    /// `加购 as a`.
    fn called(&mut self, stream: &Stream, name: Option<&Name>) {
        self.name(&stream.event.node);
        if let Some(name) = name {
            self.spaced(Word::SoCalled);
            self.name(&name.node);
        }
    }

    /// `加购 as a where 金额 > 100`, 加购(记为a, 金额 超过 100)
    fn subject(&mut self, stream: &Stream, name: Option<&Name>) {
        match name {
            Some(name) if self.is_chinese() => {
                self.glued_name(&stream.event.node, "(");
                self.word(Word::Called);
                self.name(&name.node);
                if let Some(filter) = &stream.filter {
                    self.put(", ");
                    self.condition(filter);
                }
                self.put(")");
            }
            None if self.is_chinese() => self.chinese_stream(stream, ""),
            name => {
                self.called(stream, name);
                self.filter(stream);
            }
        }
    }

    pub(super) fn then_not(&mut self, pattern: &ThenNot) {
        let ThenNot { first, name, then, within, still, window } = pattern;
        if self.is_chinese() {
            self.window_prefix(window.as_ref());
            self.subject(first, name.as_ref());
            self.put(" ");
            self.word(Word::After);
            self.duration(*within);
            self.word(if *still { Word::StillNot } else { Word::No });
            self.put(" ");
            self.chinese_stream(then, "");
            return;
        }
        self.subject(first, name.as_ref());
        self.spaced(Word::Then);
        self.word(Word::No);
        self.put(" ");
        self.stream(then);
        self.spaced(Word::WithinOf);
        self.duration(*within);
        if *still {
            self.put(" ");
            self.word(Word::StillNot);
        }
        self.in_window(window.as_ref());
    }

    /// The form is the same in both languages.
    pub(super) fn open(&mut self, pairs: &OpenPairs) {
        if pairs.oldest {
            self.word(Word::Oldest);
            self.put(" ");
        }
        self.word(Word::OpenPairs);
        self.put("(");
        self.any_stream(&pairs.opening);
        self.put(", ");
        self.any_stream(&pairs.closing);
        if let Some(key) = &pairs.key {
            self.spaced(Word::By);
            self.name(&key.node);
        }
        if let Some(window) = &pairs.window {
            self.put(", ");
            self.window(window);
        }
        self.put(")");
    }

    fn any_stream(&mut self, stream: &Stream) {
        if self.is_chinese() { self.chinese_stream(stream, "") } else { self.stream(stream) }
    }

    pub(super) fn streak(&mut self, streak: &Streak) {
        if self.is_chinese() {
            self.chinese_stream(&streak.stream, "");
            self.put(" ");
            self.word(match streak.period {
                Unit::Week => Word::StreakWeeks,
                Unit::Month => Word::StreakMonths,
                _ => Word::StreakDays,
            });
            return;
        }
        self.word(Word::Streak);
        self.put("(");
        self.stream(&streak.stream);
        self.spaced(Word::By);
        self.unit(1, streak.period);
        self.put(")");
    }

    pub(super) fn regular(&mut self, regular: &Regular) {
        let Regular { comparison, slices, last } = regular;
        if self.is_chinese() {
            self.window_prefix(Some(&Window::Last(*last)));
            self.word(Word::Has);
            self.duration(Duration { amount: *slices, ..*last });
            self.put(" ");
            self.condition(comparison);
            return;
        }
        self.condition(comparison);
        self.spaced(Word::In);
        self.put(&format!("{slices} of "));
        self.window(&Window::Last(*last));
    }
}
