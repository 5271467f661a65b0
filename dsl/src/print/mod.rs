//! Syntax tree to text, in either language. Translating a handbook is reading it and printing it.

mod arithmetic;
mod calendar;
mod conditions;
mod declarations;
mod expressions;
mod fragment;
mod groups;
mod keywords;
mod names;
mod parameters;
mod past;
mod patterns;
mod provenance;
mod routes;
mod rules;
mod scenarios;
mod sets;
mod tags;
mod windows;

pub(crate) use fragment::print_fragment;

use crate::ast::{Condition, Expectation, Expr, Handbook};
use crate::language::Language;
use crate::vocabulary::Word;

/// Prints a handbook: canonical (whatever way it was written), complete with its comments, and readable again:
/// `parse(print(tree)) == tree` in both languages.
///
/// ```
/// use tagora_dsl::{Language, parse, print};
/// let tree = parse("标签 沉默 当 三个月 未 互动", &Default::default()).unwrap();
/// assert_eq!(print(&tree, Language::English), "tag 沉默 when no 互动 in last 3 months\n");
/// assert_eq!(print(&tree, Language::Chinese), "标签 沉默 当 最近3个月 未 互动\n");
/// ```
#[must_use]
pub fn print(handbook: &Handbook, language: Language) -> String {
    print_with_starts(handbook, language).0
}

/// Also says where each declaration starts, with its comments.
pub(crate) fn print_with_starts(handbook: &Handbook, language: Language) -> (String, Vec<usize>) {
    let mut printer = Printer::new(language);
    let mut starts = Vec::with_capacity(handbook.declarations.len());
    for declaration in &handbook.declarations {
        starts.push(printer.out.len());
        printer.declarations(std::slice::from_ref(declaration), 0);
    }
    for comment in &handbook.closing {
        printer.comment(comment, 0);
    }
    (printer.out, starts)
}

/// Prints a single condition on one line.
#[must_use]
pub fn print_condition(condition: &Condition, language: Language) -> String {
    let mut printer = Printer::new(language);
    printer.condition(condition);
    printer.out
}

/// Prints a single expression on one line.
#[must_use]
pub fn print_expression(expression: &Expr, language: Language) -> String {
    let mut printer = Printer::new(language);
    printer.expr(expression);
    printer.out
}

/// Prints what a test expects of a customer.
#[must_use]
pub fn print_expectation(expectation: &Expectation, language: Language) -> String {
    let mut printer = Printer::new(language);
    printer.expectation(expectation);
    printer.out
}

struct Printer {
    out: String,
    language: Language,
}

impl Printer {
    fn new(language: Language) -> Self {
        Self { out: String::new(), language }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A word of the language.
    fn word(&mut self, word: Word) {
        self.put(word.printed(self.language));
    }

    /// A word with a blank before and behind it.
    fn spaced(&mut self, word: Word) {
        self.put(" ");
        self.word(word);
        self.put(" ");
    }

    /// A word with a blank before it and, in English, one behind it: `for 3 days`, 持续3天
    fn spaced_or_glued(&mut self, word: Word) {
        self.put(" ");
        self.word(word);
        if !self.is_chinese() {
            self.put(" ");
        }
    }

    fn is_chinese(&self) -> bool {
        self.language == Language::Chinese
    }

    /// Prints each item, with `, ` between them.
    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            each(self, item);
        }
    }
}
