//! JSON to a syntax tree.

use serde::Deserialize;
use serde_json::value::RawValue;
use unicode_normalization::UnicodeNormalization;

use super::{JSON_VERSION, depth, lists, outline};
use crate::ast::{Declaration, Handbook};
use crate::check::{self, CheckedHandbook};
use crate::diagnostic::{Diagnostic, Problem};
use crate::language::Language;
use crate::limits::Limits;
use crate::parse::{self, sorted};
use crate::print;
use crate::span::Span;

/// Only the version: what stands beside it may be of another version.
#[derive(Deserialize)]
struct Version {
    tagora: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'j> {
    #[serde(rename = "tagora")]
    _version: u32,
    #[serde(borrow)]
    declarations: Vec<&'j RawValue>,
    #[serde(default, deserialize_with = "lists::comments")]
    closing: Vec<String>,
}

type Problems = Vec<(Problem, Span)>;

/// Reads a syntax tree from JSON, as [`to_json`](crate::to_json) writes it or a user interface builds it. Names are not
/// looked up.
///
/// The places in the tree are those in the text that [`print()`](crate::print()) makes of it: in English, or in Chinese if
/// only that, which needs fewer brackets, is within the limit of depth.
///
/// # Errors
/// Everything that is wrong with it; the places are those in the JSON: of the fault where the JSON itself has one, else
/// of the declaration.
///
/// ```
/// use tagora_dsl::{Language, Limits, from_json, print};
/// let json = r#"{"tagora": 1, "declarations": [
///     {"tag": {"name": "活跃", "definition": {"when": {"compare": {
///         "left": {"count": {"stream": {"event": "购买"}, "window": {"last": {"amount": 30, "unit": "day"}}}},
///         "op": ">",
///         "right": {"literal": {"number": 3}}
///     }}}}}
/// ]}"#;
/// let tree = from_json(json, &Limits::default()).unwrap();
/// assert_eq!(print(&tree, Language::Chinese), "标签 活跃 当 最近30天 购买次数 超过 3\n");
/// assert_eq!(from_json(r#"{"tagora": 2}"#, &Limits::default()).unwrap_err()[0].code().as_str(), "unknown-version");
/// ```
pub fn from_json(json: &str, limits: &Limits) -> Result<Handbook, Vec<Diagnostic>> {
    let read = tree(json, limits);
    if read.problems.is_empty() { Ok(read.handbook) } else { Err(sorted(read.problems, json, limits)) }
}

/// Reads a handbook from JSON and checks it, as [`read`](crate::read()) does a text.
///
/// # Errors
/// Everything that is wrong with it, with the places as [`from_json`] gives them.
pub fn read_json(json: &str, limits: &Limits) -> Result<CheckedHandbook, Vec<Diagnostic>> {
    let read = tree(json, limits);
    if !read.problems.is_empty() {
        return Err(sorted(read.problems, json, limits));
    }
    let places = read.places;
    check::check_placed(read.handbook, json, limits, &|span| places.of(span))
}

struct Read {
    handbook: Handbook,
    problems: Problems,
    places: Places,
}

/// Which declaration of the JSON a place in the printed text belongs to.
#[derive(Default)]
struct Places {
    /// Where each declaration starts in the printed text.
    printed: Vec<usize>,
    /// Where it stands in the JSON.
    json: Vec<Span>,
}

impl Places {
    fn of(&self, printed: Span) -> Span {
        let number = self.printed.partition_point(|&start| start <= printed.start).saturating_sub(1);
        self.json.get(number).copied().unwrap_or_default()
    }
}

fn tree(json: &str, limits: &Limits) -> Read {
    let mut read = Read { handbook: Handbook::default(), problems: Vec::new(), places: Places::default() };
    match envelope(json, limits) {
        Err(problem) => read.problems.push(*problem),
        Ok(envelope) => {
            let (handbook, mut spans) = (&mut read.handbook, Vec::new());
            for raw in &envelope.declarations {
                let start = raw.get().as_ptr().addr().saturating_sub(json.as_ptr().addr());
                spans.push(Span::new(start, start + raw.get().len()));
                match declaration(raw.get()) {
                    Ok(declaration) => handbook.declarations.push(declaration),
                    Err(error) => read.problems.push(fault(&error, raw.get(), start)),
                }
            }
            handbook.closing = envelope.closing;
            if let Some(first) = handbook.declarations.first_mut() {
                first.comments.blank_line = false;
            }
            read.places.json = spans;
            if read.problems.is_empty() {
                reread(&mut read, limits);
            }
        }
    }
    read
}

fn envelope<'j>(json: &'j str, limits: &Limits) -> Result<Envelope<'j>, Box<(Problem, Span)>> {
    let most = outline::most_bytes(limits);
    if json.len() > most {
        return Err(Box::new((Problem::SourceTooLarge { bytes: json.len(), limit: most }, Span::default())));
    }
    if let Some(at) = outline::too_deep(json, limits) {
        return Err(Box::new((Problem::TooDeep { limit: limits.depth }, Span::new(at, at + 1))));
    }
    let fault = |error: serde_json::Error| Box::new(fault(&error, json, 0));
    let Version { tagora } = serde_json::from_str(json).map_err(fault)?;
    if tagora != JSON_VERSION {
        return Err(Box::new((Problem::UnknownVersion { version: tagora }, Span::default())));
    }
    serde_json::from_str(json).map_err(fault)
}

fn declaration(json: &str) -> serde_json::Result<Declaration> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    // How deep it nests has been counted.
    deserializer.disable_recursion_limit();
    let declaration = Declaration::deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(declaration)
}

/// What is wrong with the JSON, and where: the last character that was read. `base` is where `json` stands in the whole.
fn fault(error: &serde_json::Error, json: &str, base: usize) -> (Problem, Span) {
    let line_start = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let mut start = (line_start + error.column().saturating_sub(1)).min(json.len());
    while !json.is_char_boundary(start) {
        start -= 1;
    }
    let end = start + json.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let mut what = error.to_string();
    // The place is told as every place is.
    if let Some(at) = what.rfind(" at line ") {
        what.truncate(at);
    }
    (Problem::InvalidJson { what }, Span::new(base + start, base + end))
}

/// What keeps a tree that a program built from being written as text within the limits. It has no places.
pub(crate) fn unwritable(handbook: &Handbook, limits: &Limits) -> Problems {
    let within = handbook.declarations.iter().all(|declaration| depth::is_within(declaration, outline::most_levels(limits)));
    if !within {
        return vec![(Problem::TooDeep { limit: limits.depth }, Span::default())];
    }
    let mut read = Read { handbook: handbook.clone(), problems: Vec::new(), places: Places::default() };
    read.places.json = vec![Span::default(); handbook.declarations.len()];
    reread(&mut read, limits);
    read.problems
}

/// Prints the tree and reads it back. What does not come back as it was, no text can say.
fn reread(read: &mut Read, limits: &Limits) {
    let limits = Limits { source_bytes: usize::MAX, ..limits.clone() };
    let mut reread = |language| {
        let (text, starts) = print::print_with_starts(&read.handbook, language);
        read.places.printed = starts;
        parse::parse_leniently(&text, &limits)
    };
    let mut parsed = reread(Language::English);
    if parsed.problems.iter().any(|(problem, _)| matches!(problem, Problem::TooDeep { .. })) {
        // Chinese needs fewer brackets.
        parsed = reread(Language::Chinese);
    }
    let (before, after) = (&read.handbook, &parsed.handbook);
    let places = &read.places;
    read.problems.extend(parsed.problems.into_iter().map(|(problem, span)| (problem, places.of(span))));
    if read.problems.is_empty() {
        let pairs = before.declarations.iter().zip(&after.declarations);
        let different = pairs.zip(&places.json).find(|((before, after), _)| !is_same(before, after));
        if let Some((_, &span)) = different {
            read.problems.push((Problem::UnwritableTree, span));
        } else if before.declarations.len() != after.declarations.len() || before.closing != after.closing {
            read.problems.push((Problem::UnwritableTree, Span::default()));
        }
    }
    read.handbook = parsed.handbook;
}

/// Names are put into NFKC by reading, whichever form they came in.
fn is_same(before: &Declaration, after: &Declaration) -> bool {
    let normal = |declaration| serde_json::to_string(declaration).unwrap_or_default().nfkc().collect::<String>();
    before == after || normal(before) == normal(after)
}
