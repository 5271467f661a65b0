//! Random handbooks of which there is much to warn: conditions on few quantities, with thresholds and windows near one another.

use proptest::prelude::*;

use super::grammar::{Choices, Parts, SCHEMA, fill_with};

const PARTS: Parts = &[
    (
        "condition",
        &[
            "{atom}",
            "({atom} and {atom})",
            "({atom} or {atom})",
            "({atom} and {atom} and {atom})",
            "({atom} or {atom} or {atom})",
            "({near} and {near})",
            "({near} or {near})",
            "({near} and ({near} or {atom}))",
            "not ({near} and {near})",
            "({atom} and not ({near} or {near}))",
            "at least 2 of ({near}, {near}, {near})",
            "({near} or {near}) for {duration}",
            "({near} and {near}) for {duration}",
        ],
    ),
    (
        "narrow",
        &[
            "count(buy{when}) {order} {3}",
            "count(any_of{when}) {order} {2}",
            "did any_of{in}",
            "did buy{in}",
            "a {order} {3}",
            "({narrow} and {near})",
        ],
    ),
    // The same few things again and again.
    (
        "near",
        &[
            "count(buy{when}) {order} {3}",
            "{did} buy{in}",
            "{did} buy where x > {2}{in}",
            "a {order} {3}",
            "a between {3} and {3}",
            "a {order} FEW",
            "sum(buy.x{when}) {order} {3}",
            "avg(buy.x{when}) {order} {3}",
            "last(buy) in last {window_days} days",
            "last(buy) more than {window_days} days ago",
            "due in {window}",
            "due more than {window_days} days ago",
            "birthday in last {window_days} days",
        ],
    ),
    (
        "atom",
        &[
            "{near}",
            "{near}",
            "{near}",
            "count({stream}{when}) {order} {3}",
            "{did} {stream}{in}",
            "a in (1, {3})",
            "a not in (1, {3})",
            "rate {order} {2}",
            "a {order} STEP",
            "a = {3}.5",
            "a is missing",
            "a is not missing",
            "level {equality} {level}",
            "level in (v1, v2, v3)",
            "level not in (v1, {level})",
            "vip",
            "vip = false",
            "words is missing",
            "words contains \"e\"",
            "words not contains \"e\"",
            "min(buy.x{when}) between {2} and {3}",
            "median(buy.x{when}) {order} {2}",
            "max(view.stay{when}) {order} {+3} minutes",
            "sum(view.stay{when}) >= {+2} minutes",
            "active_days({stream}{when}) {order} {3}",
            "distinct(buy.kind{when}) {order} {2}",
            "mode(buy.kind{when}) {equality} {kind}",
            "last(buy.kind) {equality} {kind}",
            "last(buy.x) {order} {2}",
            "streak({stream} by day) {order} {2}",
            "open(buy, pay{when}) {order} {2}",
            "has {tag}",
            "has all of ({tag}, {tag})",
            "tags in g {order} {2}",
            "has no tag in g",
            "tags in {group} {order} {2}",
            "has any of ({group}/*)",
            "has none of ({group}/*, {tag})",
            "gained p{in}",
            "times gained(p{when}) {order} {2}",
            "first(buy) in {window}",
            "last({stream}) in {window}",
            "first(buy) more than {duration} ago",
            "due within next {window_days} days",
            "due is missing",
            "birthday within next {window_days} days",
            "birthday in {dates}",
            "birthday more than {duration} ago",
            "birthday {order} 196{3}-01-01",
            "birthday anniversary within next {window_days} days",
            "{unit} since birthday {order} {1}",
            "{unit} since due {order} {1}",
            "today is day {+2} of month",
            "today is last day of month",
            "today is {weekday}",
            "sequence(buy, pay) in {window}",
            "sequence(buy x{+3})",
            "buy then no pay within {duration} in {window}",
            "level changed{in}",
            "level changed from v1{in}",
            "count(buy{when}) {order} count({stream}{when})",
            "avg(buy.x) {order} avg(buy.x)",
            "count(buy) * 2 {order} {2}",
            "weekly count(buy, last 2 weeks) {order} {1}.5",
            "count(buy) {order} {1} in {+3} of last 3 days",
            "a {order} {3} for {duration}",
            "has p for {duration}",
            "in seg",
            "named",
        ],
    ),
    ("did", &["did", "no"]),
    ("in", &["", " in {window}"]),
    ("when", &["", ", {window}"]),
    ("stream", &["buy", "any_of", "{filtered}"]),
    ("filtered", &["buy where x > {3}", "buy where (x > {3} and x < 2)", "buy where (kind = {kind} or x > 2)", "any_of"]),
    ("window_days", &["3", "5", "8", "40"]),
    (
        "window",
        &[
            "last {window_days} days",
            "last 5 days",
            "last 72 hours",
            "last 1 weeks",
            "last {+2} months",
            "last {+9} calendar days",
            "today",
            "yesterday",
            "this week",
            "this month",
            "this year",
            "previous month",
            "from 1970-01-03 to 1970-01-1{9}",
            "between 9 and {+8} days ago",
        ],
    ),
    (
        "dates",
        &[
            "last {window_days} days",
            "last 5 calendar days",
            "last {+2} months",
            "this month",
            "yesterday",
            "between 9 and {+8} days ago",
        ],
    ),
    ("duration", &["3 days", "8 days", "1 months"]),
    ("unit", &["days", "months", "years"]),
    ("weekday", &["monday", "friday"]),
    ("order", &[">", ">=", "<", "<=", "="]),
    ("equality", &["=", "!="]),
    ("kind", &["\"fig\"", "\"pear\""]),
    ("level", &["v1", "v2", "v3"]),
    ("tag", &["p", "one", "q", "rest", "s1", "ex/p0", "known", "o/p0"]),
    ("group", &["some", "ex", "o", "lim"]),
];

/// Ten conditions, and an exclusive group of three more. The last two of the ten say the same as the first two.
pub fn handbook() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u16>(), 120..320).prop_map(|choices| filled(&mut Choices(choices.iter())))
}

fn filled(choices: &mut Choices<'_>) -> String {
    let mut text = SCHEMA.to_owned();
    let narrow: Vec<String> = (0..3).map(|_| fill_with(PARTS, "{narrow}", choices)).collect();
    let mut condition = || fill_with(PARTS, "{condition}", choices);
    let plain =
        |text: &String| !["has ", "gained ", "tags in ", "gained(", "seg", "named"].iter().any(|word| text.contains(word));
    text += "tag p\ntag marked\ngroup g exclusive { tag one when did pay tag q tag rest otherwise }\n";
    text += "group some at most 1 { tag s1 tag s2 when did buy }\n";
    text += "group ex exclusive open { tag known tag leading when did view tag nothing otherwise }\n";
    text += "group o open { tag p2 }\ngroup lim at most 1 open {}\n";
    let mut simple = std::iter::from_fn(|| Some(condition())).filter(plain);
    let (first, second) = (simple.next().unwrap_or_default(), simple.next().unwrap_or_default());
    text += &format!("segment seg = {first}\ndefine named as {second}\n");
    let conditions: Vec<String> = (0..8).map(|_| condition()).collect();
    for (number, condition) in conditions.iter().enumerate() {
        text += &format!("tag t{number} when {condition}\n");
    }
    let (one, other) = (&conditions[0], &conditions[1]);
    text += &format!("tag t8 when ({one}) and ({other})\ntag t9 when {other} and (not not ({one}) or {one})\n");
    text += "group h exclusive {\n";
    for (number, condition) in narrow.iter().enumerate() {
        text += &format!("  tag h{number} when {condition}\n");
    }
    text + "}\n"
}
