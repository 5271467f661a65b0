//! The tagora rule language: text in Chinese or English, to a checked handbook, and back.
//!
//! ```text
//! text ──parse──▶ ast::Handbook ──check──▶ CheckedHandbook ──(core)──▶ plan
//!                      │  ▲
//!                    print │   both languages, comments kept
//! ```
//!
//! * [`parse`] reads text and [`print()`] writes it: one syntax tree ([`ast`]), two surfaces.
//! * [`check()`] looks up names, compares types and finds circles; [`read`] does both at once and reports
//!   everything that is wrong in one pass, as [`Diagnostic`]s.
//! * [`Word`] is the vocabulary from which printer, reference and completions come.
//!
//! This crate knows no engine: it can be used alone, for an editor or a checker.
//!
//! ```
//! use tagora_dsl::{Language, Limits, read};
//! let text = "事件 购买 { 金额: 小数(2) }\n标签 活跃客户 当 最近30天 购买次数 超过3次\n";
//! let handbook = read(text, &Limits::default()).unwrap();
//! assert_eq!(
//!     handbook.print(Language::English),
//!     "event 购买 { 金额: decimal(2) }\ntag 活跃客户 when count(购买, last 30 days) > 3\n",
//! );
//! ```

// What pest derives names it.
extern crate alloc;

pub mod ast;
mod check;
mod diagnostic;
mod diff;
mod json;
mod language;
mod limits;
mod names;
mod normal;
mod number;
mod page;
mod parse;
mod print;
mod span;
mod suggest;
mod vocabulary;
mod warning;

pub use check::{
    AttributeSymbol, CheckedHandbook, Dependents, EventSymbol, GroupSymbol, KeywordsSymbol, Node, ParameterSymbol, TagSymbol,
    check, read, read_condition, read_expression,
};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use diff::{HandbookChange, HandbookChangeKind, HandbookDiff, HandbookDifference, HandbookPart};
pub use json::{JSON_VERSION, from_json, read_json, to_json};
pub use language::Language;
pub use limits::Limits;
pub use normal::DefinitionHash;
pub use number::{MAX_SCALE, Number};
pub use parse::{parse, parse_condition, parse_duration, parse_expression};
pub use print::{print, print_condition, print_expectation, print_expression};
pub use span::{Position, Span, Spanned};
pub use suggest::did_you_mean;
pub use vocabulary::{Part, Word};
