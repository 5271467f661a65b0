use std::fmt::Write;

use tagora_dsl::ast::Expectation;
use tagora_dsl::{Language, Position, Span, print_expectation};

use crate::time::Instant;

/// What became of a handbook's tests.
#[derive(Clone, Debug, PartialEq)]
pub struct TestReport {
    /// Each test, in the handbook's order.
    pub outcomes: Vec<TestOutcome>,
}

/// What became of one test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestOutcome {
    /// Its name.
    pub name: String,
    /// Where it stands in the text.
    pub span: Span,
    /// What was not as expected; none, if it passed. A refused step ends the test.
    pub failures: Vec<TestFailure>,
}

/// A step that did not go as the test says.
#[derive(Clone, Debug, PartialEq)]
pub struct TestFailure {
    /// Where the step stands in the text.
    pub span: Span,
    /// Where it starts.
    pub start: Position,
    /// When it is.
    pub at: Instant,
    /// Of whom.
    pub customer: String,
    /// What was expected; nothing, of what is given.
    pub expected: Option<Expectation>,
    /// What was found.
    pub found: TestFound,
}

/// What a test found.
#[derive(Clone, Debug, PartialEq)]
pub enum TestFound {
    /// The customer's tags then, by their full paths, in the handbook's order.
    Tags(Vec<String>),
    /// How often it was told.
    Emitted(u32),
    /// The engine refused what was given.
    Refused {
        /// The stable code.
        code: String,
        /// What is wrong.
        message: String,
    },
}

impl TestReport {
    /// Whether all tests passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.outcomes.iter().all(|outcome| outcome.failures.is_empty())
    }

    /// The report as text: a line for each test, each failure with what was expected and found, and how many there were.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let mut out = String::new();
        for outcome in &self.outcomes {
            let result = match (outcome.failures.is_empty(), language) {
                (true, Language::English) => "ok",
                (true, Language::Chinese) => "通过",
                (false, Language::English) => "FAILED",
                (false, Language::Chinese) => "未通过",
            };
            line(&mut out, format_args!("{} {} ... {result}", language.pick("test", "测试"), outcome.name));
            for failure in &outcome.failures {
                line(&mut out, format_args!("  {}: {} {}", failure.start, failure.customer, failure.at));
                if let Some(expected) = failure.expected(language) {
                    line(&mut out, format_args!("    {}: {expected}", language.pick("expected", "预期")));
                }
                line(&mut out, format_args!("    {}: {}", language.pick("found", "实际"), failure.found.words(language)));
            }
        }
        let failed = self.outcomes.iter().filter(|outcome| !outcome.failures.is_empty()).count();
        let passed = self.outcomes.len() - failed;
        match language {
            Language::English => line(&mut out, format_args!("{passed} passed, {failed} failed")),
            Language::Chinese => line(&mut out, format_args!("通过 {passed}，未通过 {failed}")),
        }
        out
    }
}

impl TestFailure {
    /// What was expected, as the handbook would say it.
    #[must_use]
    pub fn expected(&self, language: Language) -> Option<String> {
        self.expected.as_ref().map(|expected| print_expectation(expected, language))
    }
}

impl TestFound {
    /// In words.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Tags(tags) if tags.is_empty() => language.pick("no tags", "没有标签").to_owned(),
            Self::Tags(tags) => format!("{} {}", language.pick("the tags", "标签"), tags.join(language.pick(", ", "、"))),
            Self::Emitted(1) => language.pick("emitted once", "触发 1 次").to_owned(),
            Self::Emitted(times) => language.pick(format!("emitted {times} times"), format!("触发 {times} 次")),
            Self::Refused { code, message } => format!("{message} [{code}]"),
        }
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text does not fail.
    let _ = writeln!(out, "{text}");
}
