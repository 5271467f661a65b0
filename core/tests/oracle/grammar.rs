//! Random handbooks: templates of every form of the language over one small schema, filled in by a list of choices.
//!
//! The choices come from proptest. Behind their end every choice is the first one, so that shrinking the list shrinks
//! the handbook: the first template of each part is the simplest and contains no other part.

use proptest::prelude::*;

/// What all random handbooks declare.
pub const SCHEMA: &str = "
timezone \"Europe/Berlin\"
timezone of customer zone
attribute zone: text
event buy { x: decimal(1), until: instant, kind: text }
event view { page: text, stay: duration, topics: set of text }
event pay { kind: text, codes: set of int }
event visit
event any_of = buy | view | visit
attribute a: int
attribute rate: float
attribute paid: decimal(2)
attribute phone: text sensitive
attribute level: enum(v1, v2, v3)
attribute due: instant
attribute birthday: date
attribute words: text
attribute vip: bool
attribute likes: set of text
attribute marks: set of enum(m1, m2, m3)
keywords SWEET = (\"Fig\", \"pear\")
keywords FRUIT = (SWEET, \"APPLE\")
parameter FEW = 2
parameter LONG = 3 days
parameter PRICE by kind { fig: 1, \"apple\": 2.5 }
parameter STEP by level { v1: 1, v3: 3, else: 2 }
parameter FAVOURITE by a { 1: \"fig\", 2: \"pear\" }
";

/// Parts and their templates; `{part}` stands for a part, `{n}` for a number
/// from 0 to `n`, `{+n}` for one from 1.
pub type Parts = &'static [(&'static str, &'static [&'static str])];

const PARTS: Parts = &[
    (
        "route",
        &[
            "",
            "route r {\n  {condition} -> \"w1\"{capacity}\n  {condition} -> \"w2\"{capacity}\n{else}}",
            "route r {\n  {leaf} -> \"w1\", \"w2\"{capacity}\n  {leaf} -> \"w3\", \"w4\"\n{else}}",
            "route r {\n  {condition} -> \"w1\"\n{else}}\nroute r2 {\n  {leaf} -> \"w1\", \"w2\" capacity 1\n}",
        ],
    ),
    ("capacity", &["", " capacity {+3}", " capacity 1"]),
    ("else", &["", "  else -> \"w0\"{capacity}\n"]),
    (
        "condition",
        &[
            "did {stream}",
            "{leaf}",
            "{leaf}",
            "{leaf}",
            "{leaf}",
            "({condition} and {condition})",
            "({condition} or {condition})",
            "not ({condition})",
            "at least {+2} of ({condition}, {condition}, {leaf})",
            "{leaf} for {duration}",
            "({leaf} {joined} {leaf}) for at least {duration}",
            "not {leaf} for {duration}",
            "d0",
            "in s0",
            "not in s0 and {leaf}",
        ],
    ),
    (
        "leaf",
        &[
            "did {stream} in {window}",
            "no {stream} in {window}",
            "never did {stream}",
            "{number} {order} {4}",
            "{number} between {2} and {5}",
            "{count} {order} {count}",
            "{number} is missing",
            "{number} + {number} {order} {6}",
            "{number} - {number} {order} {2}",
            "{number} * 2 {order} {count}",
            "{number} / {number} {order} {2}",
            "last({stream}) - first({stream}) {order} {+90} hours",
            "rate {order} 1.5",
            "paid * 4 {order} {6}",
            "phone is missing",
            "{moment} in {window}",
            "{moment} more than {duration} ago",
            "mode(buy.kind{aggregated_when}) = {kind}",
            "last(buy.kind) contains \"e\"",
            "first(view.page) != \"p1\"",
            "words mentions \"FIG\"",
            "words mentions {mention}",
            "buy.kind mentions {mention} in {window}",
            "view.page mentions {mention}",
            "words starts with \"a\"",
            "words not contains \"P\"",
            "level {equality} {level}",
            "level in (v1, v3)",
            "level not in (v1, v2)",
            "vip",
            "vip = true",
            "birthday < 1966-02-14",
            "due >= 1970-01-10T08:00:00",
            "rank {order} {rank}",
            "rank in (middle, high)",
            "said value {equality} \"fig\"",
            "has {tag}",
            "has any of ({tag}, {tag})",
            "has all of ({tag}, g/*)",
            "has none of ({tag})",
            "{pattern}",
            "{pattern}",
            "{pattern}",
            "has no tag in g",
            "tags in g {order} {2}",
            "gained {turning} in {window}",
            "lost {turning} in {window}",
            "times gained({turning}{when}) {order} {2}",
            "times lost({turning}{when}) {order} {2}",
            "level changed in {window}",
            "level changed from {level} to {level}",
            "a changed to {5} in {window}",
            "level changed from {level} in {window}",
            "{moment} within next {duration}",
            "birthday in {dates}",
            "birthday within next {days}",
            "birthday more than {days} ago",
            "birthday anniversary within next {days}",
            "birthday anniversary is today",
            "{unit} since birthday {order} {3}",
            "{unit} since {moment} between {2} and {5}",
            "{number} {order} {parameter}",
            "STEP {order} FEW + {2}",
            "last({stream}) - first({stream}) {order} LONG",
            "last(buy.kind) {equality} FAVOURITE",
            "likes has {kind}",
            "likes has {quantifier} of ({kind}, {kind})",
            "marks has {quantifier} of ({mark}, {mark})",
            "size of likes {order} {2}",
            "likes has FAVOURITE",
            "marks changed in {window}",
            "last(view.topics) has {quantifier} of ({kind}, {kind})",
            "{given} set by {giver}",
            "{given} set by {giver}",
            "today is day {+31} of month",
            "today is last day of month",
            "today is {weekday}",
            "bucket(\"a{2}\") {order} {+99}.5%",
            "bucket(\"b\") between 20% and {99}%",
            "n value {order} {3}",
            "heat value {order} {heat}",
            "n value is missing",
            "has {open}",
            "has none of ({open}, {open})",
            "has all of (p, o/p1)",
            "has no tag in {opened}",
            "tags in {opened} {order} {2}",
        ],
    ),
    (
        "pattern",
        &[
            "sequence({stream}, {stream})",
            "sequence({stream}, {stream} x{+2}{within}) in {window}",
            "sequence({stream}, {stream}, {stream} without {stream}{within})",
            "sequence(buy as b, any_of x{+2}, buy where kind {equality} b.kind{within})",
            "sequence(buy as b where x > 1, pay as p where kind = b.kind, buy where (kind != p.kind and x > b.x){within})",
            "sequence(pay, buy as b, pay where kind = b.kind without buy where kind {equality} b.kind) in {window}",
            "{stream} then no {stream} within {duration}{still}",
            "buy as b then no pay where kind {equality} b.kind within {duration}{still} in {window}",
            "open({stream}, {stream}{when}) {order} {2}",
            "open(buy where x > 1, buy where x < 2 by kind{when}) {order} {2}",
            "oldest open(buy, pay by kind{when}) more than {duration} ago",
            "oldest open({stream}, {stream}) in {window}",
            "streak({stream} by {period}) {order} {3}",
            "{sliced} {order} {2} in {+3} of last {slices}",
        ],
    ),
    (
        "mention",
        &[
            "any of FRUIT",
            "all of (\"a\", \"P\"){unless}",
            "exactly one of FRUIT",
            "\"{2}\"",
            "\"p\" within {2} characters of (\"1\", \"l\", \"FIG\"){unless}",
            "any of (\"p\", FRUIT){unless}",
        ],
    ),
    ("unless", &["", " unless (\"PP\", \"fi\")"]),
    ("within", &["", " within {duration}"]),
    ("still", &["", " and still not"]),
    ("period", &["day", "week", "month"]),
    ("sliced", &["count({stream})", "active_days({stream})", "sum(buy.x where x > 1)", "avg(buy.x)"]),
    ("slices", &["3 days", "4 weeks", "3 months", "5 hours"]),
    ("stream", &["buy", "view", "pay", "any_of", "visit", "{filtered}"]),
    (
        "filtered",
        &[
            "buy where (x {order} {3})",
            "buy where (kind = {kind} or x > 2)",
            "view where (stay > {+4} minutes and page = \"p{2}\")",
            "buy where (kind is missing)",
            "buy where (x {order} PRICE)",
            "pay where (codes has {quantifier} of ({2}, 3))",
            "view where (topics has {kind} and size of topics {order} 1)",
            "buy where (PRICE is missing or x > PRICE * 2)",
            "view where (page mentions {mention})",
            "buy where (x > 1 and not kind mentions {mention})",
        ],
    ),
    (
        "window",
        &[
            "last 3 days",
            "last {+9} hours",
            "last {+40} days",
            "last 2 weeks",
            "last {+2} months",
            "last {+9} calendar days",
            "today",
            "yesterday",
            "this week",
            "this month",
            "this quarter",
            "this year",
            "previous week",
            "previous month",
            "previous quarter",
            "previous year",
            "last 1 years",
            "last 90 seconds",
            "last 500 milliseconds",
            "from 1970-01-03 to 1970-01-1{9}",
            "between 9 and {+8} days ago",
            "between 2 and 1 months ago",
            "{since}",
            "{since}",
        ],
    ),
    ("since", &["since last({stream})", "since first({stream})", "since last(pay)"]),
    ("since_in", &["since last({stream})", "since first({stream})"]),
    ("in_window", &["", " in {window}"]),
    ("until", &["", " until {condition}"]),
    ("when", &["", ", {window}"]),
    ("aggregated_when", &["", ", {window}", " where x > 1", " where x > 1, {window}"]),
    ("count", &["count({stream}{when})", "distinct(buy.kind{aggregated_when})", "active_days({stream}{when})"]),
    (
        "number",
        &[
            "{count}",
            "a",
            "{aggregate}(buy.x{aggregated_when})",
            "daily count({stream}, last 5 days)",
            "weekly count({stream}, last 2 weeks)",
            "monthly count({stream}, last 2 months)",
            "yearly count({stream}, last 2 years)",
            "last(buy.x)",
            "first(buy.x where kind = {kind})",
        ],
    ),
    ("aggregate", &["sum", "avg", "min", "max", "median"]),
    ("moment", &["last({stream})", "first({stream})", "due", "last(buy.until)", "first(buy.until where x > 1)"]),
    ("duration", &["3 days", "{+60} hours", "2 weeks", "1 months", "{+9} minutes"]),
    ("joined", &["and", "or"]),
    ("days", &["{+40} days", "2 weeks", "{+2} months"]),
    (
        "dates",
        &["last {days}", "last 5 calendar days", "this week", "previous month", "yesterday", "between 9 and {+8} days ago"],
    ),
    ("unit", &["days", "weeks", "months", "years"]),
    ("weekday", &["monday", "friday", "sunday"]),
    ("turning", &["p", "q", "one", "t0", "g/*", "{open}", "o/*"]),
    ("quantifier", &["any", "all", "none"]),
    ("given", &["p", "q", "n", "rest", "t0", "t1", "o/p0", "o/p2", "ex/p0", "lim/p0"]),
    ("giver", &["rule", "rule r0", "rule r3", "\"wang\"", "\"host\"", "import", "import \"crm\""]),
    ("mark", &["m1", "m2", "m3"]),
    ("parameter", &["FEW", "STEP", "FEW * STEP"]),
    ("order", &[">", ">=", "<", "<=", "=", "!="]),
    ("equality", &["=", "!="]),
    ("kind", &["\"fig\"", "\"apple\"", "\"pear\""]),
    ("level", &["v1", "v2", "v3"]),
    ("tag", &["t0", "p", "q", "rest", "t1", "n", "{member}"]),
    (
        "action",
        &[
            "add {assignable}",
            "remove {taken}",
            "emit hello {x: 1}",
            "emit busy",
            "increment n",
            "raise heat",
            "lower heat",
            "set n value {9}",
            "add {assignable} for {duration}{renew}",
            "add {assignable} until 1970-01-2{9}",
            "move g to q",
            "move rank to {movable}",
            "set said value \"fig\"",
            "set heat value {heat}",
            "{shift} rank",
            "suggest {assignable}",
            "suggest {assignable} confidence 0.5",
            "propose add {assignable}",
            "propose remove {assignable}",
            "emit seldom at most once per {duration}",
            "emit calm quiet 22:00-08:00",
            "emit both {x: 1} at most once per {duration} quiet 0{+9}:30-1{9}:00",
            "notify team",
        ],
    ),
    (
        "buy_action",
        &[
            "add fruits/{ kind }",
            "remove fruits/{ kind }",
            "set said value kind",
            "set n value x",
            "emit told {x: x + 1, kind: kind}",
        ],
    ),
    ("own_action", &["emit told {a: a}", "add fruits/{ phone }", "set n value a"]),
    ("shift", &["raise", "lower"]),
    ("movable", &["middle", "high"]),
    ("renew", &["", " renew"]),
    ("late", &["", " on late notify"]),
    ("backfill", &["", " on backfill notify"]),
    ("rank", &["low", "middle", "high"]),
    ("assignable", &["p", "q", "marked", "n", "s1", "s2", "middle"]),
    ("taken", &["p", "q", "marked", "n", "s1", "middle", "fig"]),
    (
        "said",
        &[
            "",
            " kind fact core",
            " kind behaviour extended",
            " kind model color \"#fff\" weight 3",
            " kind prediction owner \"x\" note \"y\"",
            " sensitive requires approval by boss review every 30 days",
        ],
    ),
    ("lasting", &["", " valid {duration}{renew}"]),
    ("heat", &["cold", "warm", "hot"]),
    ("open", &["o/p0", "o/p1", "ex/p0", "ex/*", "lim/p2", "lim/*"]),
    ("member", &["o/p0", "o/p1", "ex/p0", "lim/p2"]),
    ("opened", &["o", "ex", "lim"]),
    (
        "opening",
        &[
            "add {opened}/{page}",
            "add ex/{page} for {+60} hours",
            "remove {opened}/{page}",
            "add {opened}/p1",
            "move ex to p2",
            "remove ex/p2",
        ],
    ),
    (
        "acting",
        &[
            "",
            "rule a0 on buy where (x > 4) then emit hello {x: 1}",
            "rule a0 on {stream} if {plain} then add p, emit hello {x: 1}{late}\nrule a1 when {plain} and has t0 then {plain_action}{backfill}",
            "rule a2 on pay if first then add marked for {duration}{renew}\nrule a3 when count({stream}, {window}) >= 3 then remove p, notify team{backfill}",
        ],
    ),
    (
        "telling",
        &[
            "rule b0 on {stream} if {plain} then emit hello {x: 1}, notify team\nrule b1 on buy where x > 2 then emit told {x: x + 1, kind: kind}, suggest marked",
            "rule b2 when {plain} and has t0 then propose add p, emit busy{backfill}\nrule b3 on {stream} then notify team\nrule b4 when {plain} then suggest q confidence 0.5",
            "rule b5 on view then emit hello {x: 1}\nrule b6 when count({stream}, {window}) >= 2 then notify team{backfill}\nrule b7 on {stream} if {plain} then {plain_action}",
            "rule b8 on {stream} if first and {plain} then emit busy\nrule d0 when {plain} then emit told {a: a}\nrule b9 on {stream} then emit hello {x: 1}{late}\nrule c0 on pay then notify team",
        ],
    ),
    (
        "giving",
        &[
            "rule e0 on {stream} if {plain} then add p\nrule e1 on view then remove p, notify team",
            "rule e2 on {stream} then add marked\nrule e3 when has marked and {plain} then add k2, add p for {duration}{renew}\nrule e4 when has p and {plain} then remove k2",
            "rule e5 on buy where x > 2 if has p then add k3 for {duration}{renew}, remove p\nrule e6 on buy if {plain} then add p until 1970-01-1{9}\nrule e7 when not has k3 then emit hello {x: 1}{backfill}",
            "rule e8 when {plain} and has t0 then add k3, remove k3, suggest marked\nrule e9 on {stream} then add marked for 1{1} days\nrule f0 when {plain} then add q",
            "rule f1 on {stream} then add k4\nrule f2 on {stream} if {plain} then add k5\nrule f3 when {plain} then add k7 for {duration}, add s1\nrule f4 when has k5 then remove k4, notify team",
            "rule f5 on visit then add k5 for {duration}{renew}\nrule f6 on view then add k4\nrule f7 when {plain} and not has k4 then add k7, remove s1\nrule f8 on buy if has k7 then add k4, add q",
        ],
    ),
    ("plain_action", &["emit calm quiet 22:00-08:00", "add q", "suggest marked", "emit seldom at most once per {duration}"]),
    ("guard", &["", " if {condition}", " if first", " if first and {leaf}"]),
];

/// What each declares with conditions and properties of its own; `{free}` looks at no tag, so that there is no circle.
pub const DECLARED: &[&str] = &[
    "define d0 as {free}",
    "segment s0 = {free}",
    "group g exclusive {\n  tag one when {free}\n  tag q{said}\n  tag rest otherwise\n}",
    "group some at most 2 {\n  tag s1\n  tag s2{lasting}\n  tag s3{said} when {free}\n  group inner { tag deep }\n}",
    "tag brief in some temporary until 1970-01-1{9} refresh daily at 02:00 when {free}",
    "tag p formerly p_first, p_second{said}{lasting}",
    "tag marked formerly starred{said}{lasting}",
    "tag k2\ntag k3{said}{lasting}",
    "group picked exclusive {\n  tag k4\n  tag k5{lasting}\n  tag k6 when {free}\n  tag k7\n}",
    "drop gone, lost_group/*",
    "tag n value number",
    "tag said value text",
    "tag heat value level (cold < warm < hot)",
    "group rank exclusive required levels (low < middle < high) {\n  tag high\n  tag middle\n  tag low otherwise\n}",
    "group fruits {\n  tag fig\n  tag apple\n}",
    "group ex exclusive open {\n  tag known\n  tag leading when {free}\n  tag nothing otherwise\n}",
    "group o open {\n  tag p2\n}",
    "group lim at most 1 open {}",
    // These may be named by what stands behind them.
    "tag t0 when {free}",
    "tag t1 when {free}",
    "tag t2 when {condition}",
    "tag t3 when {condition}{until}",
    "rule r0 on {stream}{guard} then {action}, {action}",
    "rule r1 on {stream}{guard} then {action}, {action}{late}",
    "rule r2 on buy then {buy_action}, {buy_action}{late}",
    "rule r3 when {condition} then {action}, {action}, {own_action}{late}{backfill}",
    "rule r4 when {leaf} then {action}{backfill}",
    "rule r5 on view{guard} then {opening}, {opening}{late}",
    "{route}",
];

/// Any handbook.
pub fn handbook() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u16>(), 0..400).prop_map(|choices| filled(DECLARED, &mut Choices(choices.iter())))
}

/// The next choice out of so many.
pub struct Choices<'c>(pub std::slice::Iter<'c, u16>);

impl Choices<'_> {
    fn of(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }
}

/// A handbook of a few definitions, groups of every kind and a few rules. A definition sees only the tags before it, so that
/// there is no circle.
pub fn filled(declared: &[&str], choices: &mut Choices<'_>) -> String {
    let mut text = SCHEMA.to_owned();
    for template in declared {
        text += &(fill(template, choices) + "\n");
    }
    text
}

/// A condition that looks at no tag that may be defined, and at nothing that has a name.
fn free(choices: &mut Choices<'_>) -> String {
    without(&["has ", "gained", "lost", "tags in ", " set by ", "d0", "s0"], choices)
}

/// A condition that looks at no tag at all.
fn plain(choices: &mut Choices<'_>) -> String {
    without(&["has ", "gained", "lost", "tags in ", " set by ", "d0", "s0", "rank", " value "], choices)
}

fn without(words: &[&str], choices: &mut Choices<'_>) -> String {
    loop {
        let text = fill("{condition}", choices);
        if !words.iter().any(|word| text.contains(word)) {
            return text;
        }
    }
}

fn fill(template: &str, choices: &mut Choices<'_>) -> String {
    fill_with(PARTS, template, choices)
}

/// Fills in a template. Braces around anything else are those of the language itself.
pub fn fill_with(parts: Parts, template: &str, choices: &mut Choices<'_>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        text += before;
        let part = behind.split_once('}').map_or("", |(part, _)| part);
        let least = usize::from(part.starts_with('+'));
        match (parts.iter().find(|(name, _)| *name == part), part.trim_start_matches('+').parse::<usize>()) {
            _ if part == "free" => text += &free(choices),
            _ if part == "plain" => text += &plain(choices),
            (Some((_, templates)), _) => text += &fill_with(parts, templates[choices.of(templates.len())], choices),
            (None, Ok(limit)) => text += &(least + choices.of(limit + 1 - least)).to_string(),
            (None, Err(_)) => {
                text.push('{');
                rest = behind;
                continue;
            }
        }
        rest = &behind[part.len() + 1..];
    }
    text + rest
}
