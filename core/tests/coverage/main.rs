//! Everything that can be said or can happen is tried: by vectors in both languages, by random handbooks over random
//! histories, by random trees that are printed and read back. The kinds are found in the trees, not in the names of files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test program")]

mod generated;
#[path = "../oracle/grammar.rs"]
mod grammar;
#[path = "../oracle/histories.rs"]
mod histories;
mod kind;
#[path = "../../../dsl/tests/support/mod.rs"]
mod support;
mod vectors;
mod walk;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use kind::{Kind, Vectors};

/// So many random handbooks are run, and so many trees made: enough for the rarest kind to come several times.
const HANDBOOKS: usize = 900;
const TREES: usize = 900;

struct Row {
    kind: Kind,
    english: usize,
    chinese: usize,
    run: usize,
    trees: usize,
}

impl Row {
    fn lacks(&self) -> Option<String> {
        let found = self.kind.found();
        let mut lacking = Vec::new();
        match found.vectors {
            Vectors::BothLanguages => {
                lacking.extend((self.english == 0).then_some("a vector in English"));
                lacking.extend((self.chinese == 0).then_some("a vector in Chinese"));
            }
            Vectors::Any => lacking.extend((self.english + self.chinese == 0).then_some("a vector")),
        }
        if found.run && self.run == 0 {
            lacking.push("a random handbook that is run");
        }
        if found.trees && self.trees == 0 {
            lacking.push("a random tree");
        }
        (!lacking.is_empty()).then(|| format!("{} ({:?}): {}", self.kind.label(), self.kind, lacking.join(", ")))
    }
}

fn rows() -> Vec<Row> {
    let vectors = vectors::vectors();
    let (run, trees) = (generated::handbooks(HANDBOOKS), generated::trees(TREES));
    let count = |sets: &[BTreeSet<Kind>], kind: Kind| sets.iter().filter(|set| set.contains(&kind)).count();
    let in_language =
        |chinese: bool, kind: Kind| vectors.iter().filter(|(is, set)| *is == chinese && set.contains(&kind)).count();
    let row = |&kind: &Kind| Row {
        kind,
        english: in_language(false, kind),
        chinese: in_language(true, kind),
        run: count(&run, kind),
        trees: count(&trees, kind),
    };
    Kind::ALL.iter().map(row).collect()
}

/// The table with all numbers, or for the page without those that change with every new vector or template.
fn table(rows: &[Row], whole: bool) -> String {
    let mut text = String::new();
    let mut part = "";
    for Row { kind, english, chinese, run, trees } in rows {
        if part != kind.part() {
            part = kind.part();
            writeln!(text, "| **{part}** | | | | |").unwrap();
        }
        let found = kind.found();
        let random = |is_meant: bool, count: &usize| match (is_meant, whole) {
            (false, _) => "–".to_owned(),
            (true, true) => count.to_string(),
            (true, false) => "yes".to_owned(),
        };
        let (run, trees) = (random(found.run, run), random(found.trees, trees));
        let vectors = |count: &usize| match [50, 20, 10, 5, 2].into_iter().find(|least| count >= least) {
            Some(least) if !whole => format!("{least} or more"),
            _ => count.to_string(),
        };
        let (english, chinese) = (vectors(english), vectors(chinese));
        let label = kind.label().replace('|', "\\|");
        writeln!(text, "| {label} | {english} | {chinese} | {run} | {trees} |").unwrap();
    }
    text
}

const HEAD: &str = "# What is covered

How many conformance vectors hold what the language can say and what can happen, and whether random tests make it: handbooks that
are run over random histories and held against the reference evaluator after every step (`core/tests/oracle`), and trees that are
printed and read back (`dsl/tests/round_trip.rs`). The kinds are found by walking the trees of the vectors' handbooks and conditions,
and in their records and expectations; a vector that is refused counts for nothing that it says. Conditions, values, windows and
actions of random handbooks count only in definitions of tags that came or went, and in rules that acted.
`core/tests/coverage` writes this page and fails where something is not covered.

| kind | vectors, English | vectors, Chinese | random handbooks | random trees |
|--|--|--|--|--|
";

/// `UPDATE_GOLDEN=1` writes the page anew.
#[test]
fn everything_is_covered() {
    let rows = rows();
    // Past the test runner, which shows only what failing tests print.
    let shown = format!("{}kinds: {}, random handbooks: {HANDBOOKS}, random trees: {TREES}\n", table(&rows, true), rows.len());
    std::io::stdout().write_all(shown.as_bytes()).unwrap();
    let lacking: Vec<String> = rows.iter().filter_map(Row::lacks).collect();
    assert!(lacking.is_empty(), "not covered:\n{}", lacking.join("\n"));
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/COVERAGE.md");
    let now = HEAD.to_owned() + &table(&rows, false);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(page, now).unwrap();
    } else {
        assert_eq!(std::fs::read_to_string(page).unwrap(), now, "run with UPDATE_GOLDEN=1");
    }
}
