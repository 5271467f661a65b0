//! Which conditions are worked out from the log.

use std::path::Path;

use super::atom::Atom;
use super::program::Program;
use crate::event::Schema;
use crate::rule::Plan;

fn program(text: &str) -> Program {
    let handbook = tagora_dsl::read(text, &tagora_dsl::Limits::default()).unwrap();
    let schema = Schema::default().extended(&handbook).unwrap();
    Program::compile(&Plan::compile(handbook, &schema, 1).unwrap(), &schema).unwrap()
}

fn walked(program: &Program) -> Vec<String> {
    let walked = program.atoms.iter().filter_map(|atom| match atom {
        Atom::Walked(walked) => Some(format!("{:?}", walked.predicate)),
        _ => None,
    });
    walked.collect()
}

#[test]
fn nothing_in_the_handbooks_of_the_examples_is_worked_out_from_the_log() {
    // In the second a tag ends for everybody.
    for (name, is_short) in [("automatic-rules", true), ("overview", false)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../examples/handbooks/{name}.en.tagora"));
        let program = program(&std::fs::read_to_string(path).unwrap());
        assert_eq!(walked(&program), Vec::<String>::new(), "{name}");
        assert!(program.atoms.len() > 5, "{name}");
        assert_eq!(program.is_short, is_short, "{name}");
    }
}

const KEPT: &[&str] = &[
    "count(e, yesterday) >= 2",
    "did e in previous month",
    "count(e, between 60 and 30 days ago) >= 1",
    "sum(e.x, last 30 days) > sum(e.x, between 60 and 30 days ago)",
    "count(e, last 7 days) / count(e, last 30 days) > 0.5",
    "distinct(e.k, last 30 days) between 2 and 60",
    "active_days(e, this month) >= 20",
    "e then no f within 3 days",
    "e as a then no f where k = a.k within 3 days and still not in last 2 weeks",
    "open(e, f by k) >= 3",
    "oldest open(e, f) more than 3 days ago",
    "sequence(e as a, f x3, e where k = a.k without f within 2 days) in last 30 days",
    "streak(e by week) >= 4",
    "avg(e.x, since last(f)) > 3",
    "no e since first(f)",
    "last(e.k) = \"a\"",
    "last(e) - first(e) > 3 days",
    "first(e) in last 30 days",
    "day anniversary within next 3 days",
    "years since day >= 18",
    "day within next 30 days",
    "n between 18 and 30",
    "n * 2 - m > 0",
    "said mentions any of (\"a\", \"b\")",
    "today is monday",
    "bucket(\"a\") < 10%",
    "count(e) >= 2 in 3 of last 4 weeks",
    "sum(e.x) > 10 in 2 of last 3 months",
    "median(e.x, last 30 days) > 3",
    "sum(e.y) > 3",
    "avg(e.y, last 30 days) > 3",
    "n changed from 1 in last 3 days",
];

/// Other conditions are right too, but cost a look at all of a customer's log.
const WALKED: &[&str] = &[
    "median(e.x) > 3",
    "distinct(e.k) > 64",
    "distinct(e.k, yesterday) > 1",
    "n > 3 for 3 days",
    "min(e.x, last 3 days) > sum(f.x)",
    "count(e where x > 1, last 3 days) - n > 0",
];

#[test]
fn conditions_are_kept_unless_only_the_log_tells() {
    let walked_of = |condition: &str| {
        let head = "event e { x: int, y: float, k: text }\nevent f { x: int, k: text }\nattribute n: int\nattribute m: int\nattribute said: text\nattribute day: date\n";
        walked(&program(&format!("{head}tag t when {condition}")))
    };
    for condition in KEPT {
        assert_eq!(walked_of(condition), Vec::<String>::new(), "{condition}");
    }
    for condition in WALKED {
        assert_eq!(walked_of(condition).len(), 1, "{condition}");
    }
}
