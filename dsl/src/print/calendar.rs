use super::Printer;
use crate::ast::{CalendarCondition, Day, Duration, Expr, Unit, Weekday};
use crate::vocabulary::Word;

impl Printer {
    pub(super) fn calendar(&mut self, condition: &CalendarCondition) {
        match condition {
            CalendarCondition::Ahead { moment, duration } => {
                self.expr(moment);
                self.ahead(*duration);
            }
            CalendarCondition::Anniversary { date, ahead } => {
                self.expr(date);
                self.put(" ");
                self.word(Word::Anniversary);
                match ahead {
                    Some(duration) => self.ahead(*duration),
                    None => {
                        self.put(" ");
                        self.word(Word::IsToday);
                    }
                }
            }
            CalendarCondition::Today(day) => {
                self.word(Word::TodayIs);
                self.put(" ");
                self.day(*day);
            }
        }
    }

    fn ahead(&mut self, duration: Duration) {
        self.spaced_or_glued(Word::Ahead);
        self.duration(duration);
        if self.is_chinese() {
            self.word(Word::Within);
        }
    }

    fn day(&mut self, day: Day) {
        match day {
            Day::OfMonth(day) if self.is_chinese() => {
                self.word(Word::DayOfMonth);
                self.put(&format!("{day}日"));
            }
            Day::OfMonth(day) => self.put(&format!("day {day} of month")),
            Day::LastOfMonth => self.word(Word::LastOfMonth),
            Day::OfWeek(day) => self.word(weekday(day)),
        }
    }

    /// `months since X`, X 至今月数
    pub(super) fn elapsed(&mut self, unit: Unit, since: &Expr) {
        let word = match unit {
            Unit::Year => Word::YearsSince,
            Unit::Month => Word::MonthsSince,
            Unit::Week => Word::WeeksSince,
            _ => Word::DaysSince,
        };
        if self.is_chinese() {
            self.expr(since);
            self.put(" ");
            self.word(word);
        } else {
            self.word(word);
            self.put(" ");
            self.expr(since);
        }
    }
}

fn weekday(day: Weekday) -> Word {
    match day {
        Weekday::Monday => Word::Monday,
        Weekday::Tuesday => Word::Tuesday,
        Weekday::Wednesday => Word::Wednesday,
        Weekday::Thursday => Word::Thursday,
        Weekday::Friday => Word::Friday,
        Weekday::Saturday => Word::Saturday,
        Weekday::Sunday => Word::Sunday,
    }
}
