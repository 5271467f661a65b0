//! Texts made to hurt: each gives a coded error or success, quickly, with messages of bounded length.

#![expect(clippy::disallowed_methods, reason = "one test holds reading to a second, with a wide margin")]

use std::time::{Duration, Instant};

use tagora_dsl::{Code, Diagnostic, Language, Limits, Node, parse_condition, read};

/// The longest message, help and rendering that anyone may get.
const LONGEST: usize = 2_048;

/// The codes of what is said; asserts that all of it is bounded.
fn codes(text: &str) -> Vec<Code> {
    let errors = read(text, &Limits::default()).err().unwrap_or_default();
    assert_bounded(&errors, text);
    errors.iter().map(Diagnostic::code).collect()
}

fn assert_bounded(errors: &[Diagnostic], text: &str) {
    assert!(errors.len() <= Limits::default().errors + 1, "{} errors", errors.len());
    for error in errors {
        assert!(error.code() != Code::Internal, "{}", error.message(Language::English));
        for language in Language::ALL {
            let rendered = error.render(text, language);
            assert!(rendered.len() < LONGEST, "{} bytes: {rendered}", rendered.len());
            assert!(!rendered.contains(['\0', '\u{1b}']), "control characters in {rendered}");
        }
    }
}

#[test]
fn nesting_stops_at_the_limit() {
    for (opening, closing) in [("(", ""), ("(", ")"), ("not ", ""), ("非 ", ""), ("x(", ""), ("not (", ""), ("（", "）")] {
        let condition = format!("tag a when {}b{}", opening.repeat(100_000), closing.repeat(100_000));
        assert_eq!(codes(&condition), [Code::TooDeep], "{opening}");
    }
    assert_eq!(codes(&"{".repeat(100_000)), [Code::TooDeep]);
    assert_eq!(codes(&format!("{}{}", "group g {".repeat(80_000), "}".repeat(80_000))), [Code::TooDeep]);
}

#[test]
fn nesting_without_brackets_is_no_way_around_the_limit() {
    // Filters without parentheses inside filters without parentheses; words that only look like negations.
    for part in ["首次 a where ", "x = a where ", "did a where x = 1 and not ", "x between 1 and a where ", "非三天 ", "not3 "]
    {
        codes(&format!("tag t when {}b", part.repeat(50_000)));
    }
    // A text that a backslash would carry into the next line, where it hides brackets.
    codes(&format!("tag t when \"a\\\nb\" = x and {}", "(".repeat(100_000)));
    codes(&format!("tag t when {}\nevent\u{301} = 1 and {}", "(".repeat(60), "(".repeat(60)));
}

#[test]
fn at_the_limit_the_stack_of_a_thread_is_enough() {
    let depth = Limits::default().depth;
    for (opening, closing) in [
        ("(", ")"),
        ("a(", ")过"),
        ("count(a where x = ", ")"),
        ("did a where (", ")"),
        ("3天 未 a(", ")"),
        ("自 首次 a(", ") 以来 未 b"),
    ] {
        let inner = if opening.ends_with("= ") { "1" } else { "b" };
        let text = format!("{}{inner}{}", opening.repeat(depth), closing.repeat(depth));
        let read = move || parse_condition(&text, &Limits::default()).err().unwrap_or_default().len();
        // Two megabytes are what a spawned thread has by default.
        let errors = std::thread::Builder::new().stack_size(2 << 20).spawn(read).unwrap().join().unwrap();
        assert_eq!(errors, usize::from(opening.starts_with("count")), "{opening}");
    }
}

/// Failing inside many open brackets must not try every alternative at every depth again. Each takes a few milliseconds.
#[test]
fn nested_filters_do_not_take_exponential_time() {
    let depth = Limits::default().depth;
    for (opening, inner, closing) in [
        ("a(", "", ""),
        ("a(", "b", ")"),
        ("a(", "b", ")过"),
        ("3天 a(", "b", ")次数 "),
        ("最近3天 a(", "b", ")次数 "),
        ("首次 a(", "b", ") "),
        ("最近3天 首次 a(", "b", ") x"),
        ("未 a(", "b", ") 过"),
        ("x 3天 a(", "b", ")次数"),
        ("x = a(", "b", ")"),
        ("x = 3天 a(", "b", ")"),
        ("x 介于 a(", "b", ")次数 到"),
        ("x in (a(", "b", ")次数, "),
        ("count(a where ", "", ""),
        ("count(a where count(", "", ""),
        ("count(a where x = count(b where ", "", ""),
        ("sum(a.b where (", "c", ")"),
        ("sum(a.b where (", "c", ")) >"),
        ("first(a where (", "c", "))"),
        ("did a where (", "b", ""),
        ("a where (", "b", ") 次数"),
        ("(", "b", ""),
        ("(", "x + 1", ") * 2 "),
        ("(1 + ", "x", ") > 3"),
        ("x + (", "y", ")"),
        ("x > (", "y", ") + "),
        ("(x > 1 and (", "y", ") * 2 > "),
        ("a where (x + (", "y", ")) 次数"),
        ("did a where (x + ", "1", ") > 3"),
        ("count(a where (x - ", "1", ") > 3) "),
        ("x between (", "1", ") and "),
        ("非 (", "b", ")"),
        ("sequence(a where (", "b", "))"),
        ("sequence(a x2 where (", "b", ")"),
        ("依次 (a(", "b", "))"),
        ("3天 3天内 依次 (a(", "b", ") "),
        ("连续3次 a(", "b", ") 期间未"),
        ("a as b where (", "b", ") then no"),
        ("a then no b where (", "b", ")"),
        ("a then no b where (", "b", ") within 3 days"),
        ("a(记为b, ", "b", ") 后3天未 c"),
        ("a 后3天仍未 b(", "b", ")"),
        ("since last(a where (", "b", ")) b过"),
        ("自 最后一次 a(", "b", ") 以来 b过"),
        ("自 最后一次 a(", "b", ") 以来 b"),
        ("自 最后一次 a(", "b", ") b次数"),
        ("自 最后一次 a(", "", ""),
        ("x 超过 自 最后一次 a(", "b", ") 以来 b次数"),
        ("x 超过 自 最后一次 a(", "b", ") 以来 新增 b"),
        ("did a since last(a where (", "b", "))"),
        ("count(a, since last(a where (", "b", ")))"),
        ("x since last(a where (", "b", ")) y"),
        ("(x since last(a where (", "b", "))) > 3"),
        ("自 最后一次 a(", "b", ") 以来 3天内 依次 (a"),
        ("open(a where (", "b", "), c)"),
        ("有 未闭合(a, b(", "b", "))"),
        ("最早 未闭合(a(", "b", "), c) 距今"),
        ("streak(a where (", "b", ") by day)"),
        ("a(", "b", ") 连续天数 至少"),
        ("最近5天 有3天 a(", "b", ")次数 至少"),
        ("count(a where (", "b", ")) > 3 in 3 of "),
    ] {
        let fits = opening.chars().filter(|c| "(（".contains(*c)).count().max(1);
        let repeat = depth / (fits + opening.matches("非").count());
        let text = format!("{}{inner}{}", opening.repeat(repeat), closing.repeat(repeat));
        let started = Instant::now();
        let condition = parse_condition(&text, &Limits::default());
        let whole = codes(&format!("tag t when {text}"));
        assert!(started.elapsed() < Duration::from_secs(20), "{opening} took {:?}", started.elapsed());
        assert!(
            condition.is_ok() == whole.iter().all(|&code| code != Code::Syntax && code != Code::MissingComparator),
            "{opening}"
        );
    }
}

#[test]
fn too_much_text_is_refused_before_it_is_read() {
    assert_eq!(codes(&"a".repeat(10 << 20)), [Code::SourceTooLarge]);
    assert_eq!(codes(&"标签 ".repeat(3 << 20)), [Code::SourceTooLarge]);
}

#[test]
fn a_long_run_of_anything_is_read_in_passing() {
    for part in [
        "a",
        "购",
        " ",
        "\n",
        "#",
        "#\n",
        "\"",
        "\"\n",
        "`",
        "“",
        "三",
        "十",
        "满三",
        "三满",
        "是",
        "过",
        "次数",
        "-",
        "9",
        "a/",
        "a(",
        "(a)",
        "{}",
        "})",
        "({",
        "tag\n",
        "tag a\n",
        "group g {\n}\n",
        "event\n",
        "tag a {\n}\n",
        "not",
        "\0",
        "\u{1b}[31m",
        "\u{202E}",
        "😀",
        "\\",
        "\"\\",
        "count ",
        "last ",
        "3天 ",
        "最近三天",
        "\u{FEFF}",
        "a.",
        ",",
        "rule r on e then add a\n",
        "x + ",
        "1 - ",
        "x * ",
        "x / ",
        "- ",
        "(x) + ",
        "attribute a: int\n",
        "parameter p by k { a: 1,\n",
        "}\n",
        "group g {\n",
    ] {
        codes(&part.repeat((128 << 10) / part.len()));
        codes(&format!("tag t when {}", part.repeat((64 << 10) / part.len())));
    }
}

/// The longest text that is read at all, of one thing over and over: a second or so, if optimised. Here with a wide margin.
#[test]
fn a_megabyte_of_anything_is_answered_in_time() {
    let limit = Limits::default().source_bytes;
    let mixed = "((not `a` 9三#\ngroup g { \"x\" 非 客户";
    for (part, head) in [
        ("(", ""),
        ("（", "tag t when "),
        ("not ", "tag t when "),
        ("非 ", "tag t when "),
        ("`", ""),
        ("`a`", "tag t when "),
        ("9", "tag t when a > "),
        ("三", "tag t when a > "),
        ("三十", "tag "),
        ("#", ""),
        ("# a\n", ""),
        ("group g {\n", ""),
        ("group g {}\n", ""),
        ("a", "tag "),
        ("购", "tag "),
        ("满", "tag 不"),
        ("\"", "tag t note "),
        (" ", "tag"),
        (mixed, ""),
        (mixed, "tag t when "),
    ] {
        let text = format!("{head}{}", part.repeat((limit - head.len()) / part.len()));
        assert!(text.len() <= limit && text.len() + part.len() > limit, "{}", text.len());
        let started = Instant::now();
        let found = codes(&text);
        assert!(started.elapsed() < Duration::from_secs(60), "{part} took {:?}", started.elapsed());
        // Only blanks, comments, names and empty groups are no error.
        assert_eq!(found.is_empty(), matches!(part, "#" | "# a\n" | "a" | "购"), "{part} gave {found:?}");
    }
}

/// Every tag of an exclusive group is held against those before it, every name stands for all behind it: warnings are given as
/// far as that goes, and no further.
#[test]
fn warnings_of_many_tags_and_long_chains_come_in_time() {
    let tags = |n: usize| format!("  tag t{n} when age between {} and {}\n", 2 * n, 2 * n + 1);
    let group = format!("attribute age: int\ngroup g exclusive {{\n{}}}\n", (0..6_000).map(tags).collect::<String>());
    let link = |n: usize| format!("define d{n} as d{} and age > {n}\n", n - 1);
    let chain = format!("attribute age: int\ndefine d0 as age > 0\n{}", (1..4_000).map(link).collect::<String>());
    for text in [group, chain] {
        let handbook = read(&text, &Limits::default()).unwrap();
        let started = Instant::now();
        assert_bounded(&handbook.warnings(&text, &Limits::default()), &text);
        assert!(started.elapsed() < Duration::from_secs(60), "{} took {:?}", &text[..40], started.elapsed());
    }
}

/// What is asked for first stands at the far end of the chain.
#[test]
fn long_chains_of_names_have_a_normal_form() {
    let link = |n: usize| format!("define d{n} as d{} and age > {n}\n", n + 1);
    let text = format!("attribute age: int\ntag t when d0\n{}define d8000 as age > 0", (0..8_000).map(link).collect::<String>());
    let handbook = read(&text, &Limits::default()).unwrap();
    assert_bounded(&handbook.warnings(&text, &Limits::default()), &text);
    let other = read(&text.replace("age > 7999", "age > 8000"), &Limits::default()).unwrap();
    assert_ne!(handbook.tag_hash(0), other.tag_hash(0));
    // Names of the same do not differ.
    let alias = format!("{text}\ndefine same as d0\ntag u when same");
    let alias = read(&alias, &Limits::default()).unwrap();
    assert_eq!((alias.tag_hash(0), alias.tag_hash(1)), (handbook.tag_hash(0), handbook.tag_hash(0)));
}

#[test]
fn a_thousand_errors_in_a_megabyte_are_counted() {
    let filler = format!("# {}\n", "x".repeat(900));
    let text: String = (0..1_000).map(|i| format!("tag t{i} when did unknown{i}\n{filler}")).collect();
    let errors = codes(&text);
    assert_eq!(errors.len(), 101);
    assert_eq!(errors.last(), Some(&Code::TooManyErrors));
    // All on one line, so that columns are far out; and each with a syntax error.
    assert_eq!(codes(&text.replace(&filler, "").replace('\n', " ")).len(), 101);
    assert_eq!(codes(&text.replace("when", "wen")).len(), 101);
}

#[test]
fn a_line_of_200_kilobytes_gives_a_short_message() {
    let list: Vec<String> = (0..9_000).map(|i| format!("`客户 的 {i:08}`")).collect();
    let text = format!("attribute a: enum({}) tag t when a = 别的", list.join(", "));
    assert!(text.len() > 200_000, "{}", text.len());
    assert_eq!(codes(&text), [Code::UnknownMember]);
    let long = "长".repeat(70_000);
    for text in [
        format!("tag a when did {long}"),
        format!("tag {long} tag {long}"),
        format!("tag a when {long}过3次"),
        format!("tag a when 买过{}", "1".repeat(200_000)),
        format!("event e tag a when e过 {}", "1".repeat(200_000)),
        format!("tag a when 最近3天{long}过"),
        format!("attribute a: text tag t when a = {long}"),
        format!("attribute a: int tag t when a > {}", "9".repeat(200_000)),
        format!("event {long} tag a when did {long} tag b when count({long}) > {long}"),
        format!("attribute a: enum({long}) tag t when a = b"),
        format!("event e {{ {long}: int }} tag t when sum(e.b) > 1"),
        format!("group {long} {{ tag x }} group y {{ tag x }} tag t when has x"),
        format!("tag {long} when has {long}"),
        format!("timezone \"{long}\""),
        format!("tag {long}过"),
        format!("tag a {long}"),
        format!("tag t color \"\\{}\"", long),
    ] {
        assert!(!codes(&text).is_empty());
    }
}

#[test]
fn unbalanced_quotes_brackets_and_control_characters_are_errors() {
    for text in [
        "tag a note \"",
        "tag `",
        "tag a note “x\"",
        "tag a note 「x”",
        "tag a note \"x\ntag b",
        "tag a\0",
        "\0",
        "tag `a\0b`",
        "tag a when \u{1b}[31m",
        "}",
        "group g {",
        "group g {\n}}",
        "(",
        ")",
        "tag a when has any of (",
        "tag a when x in (1,",
        "event e { a: int",
        "\"\\",
        "“\\",
        "`\n`",
    ] {
        assert!(!codes(text).is_empty(), "{text}");
    }
    assert_eq!(codes("tag a note \"\0\u{1b}[31m\""), []);
    assert_eq!(codes("\u{FEFF}tag a\r\ntag b\r\n"), []);
}

#[test]
fn long_chains_of_tags_settle() {
    let chain: String = (0..10_000).map(|i| format!("tag t{i} when has t{}\n", i + 1)).collect();
    let settled = read(&format!("{chain}tag t10000"), &Limits::default()).map(|handbook| handbook.order().to_vec());
    assert_eq!(settled, Ok((0..=10_000).rev().map(Node::Tag).collect()));
    assert_eq!(codes(&format!("{chain}tag t10000 when has t0")), [Code::Cycle]);
    // Every tag looks at the whole group; every tag of an exclusive group waits for those before it.
    let group = |head: &str, tag: &str| {
        let tags: String = (0..10_000).map(|i| format!("tag t{i}{tag}\n")).collect();
        format!("attribute a: bool\n{head} {{\n{tags}}}\n")
    };
    assert_eq!(codes(&group("group g exclusive", "")), []);
    assert_eq!(codes(&group("group g exclusive", " when a")), []);
    assert_eq!(codes(&group("group g exclusive", " when has g/*")).len(), 101);
    assert_eq!(codes(&group("group g exclusive", " otherwise")).len(), 101);
    assert_eq!(codes(&group("group g", "").replace('}', "}\ntag x when has g/*\n")), []);
}

/// Short texts that ask for much: similar names, classes of classes, patterns of large groups.
#[test]
fn little_text_does_not_ask_for_much_work() {
    let declared: String = (0..9_000).map(|i| format!("tag customer{i}\n")).collect();
    let asked: String = (0..9_000).map(|i| format!("tag q{i} when has xustomer{i}x\n")).collect();
    assert_eq!(codes(&(declared + &asked)).len(), 101);

    let events: Vec<String> = (0..9_000).map(|i| format!("e{i}")).collect();
    let all = format!("event {}\nevent c0 = {}\n", events.join("\nevent "), events.join(" | "));
    let classes: String = (1..9_000).map(|i| format!("event c{i} = c0 | e0\n")).collect();
    assert!(codes(&(all + &classes)).contains(&Code::TooManyNodes));

    // A large table that is named in many places.
    let keys: Vec<String> = (0..9_000).map(|i| format!("k{i}: {i}")).collect();
    let table = format!("attribute a: int\nattribute k: text\nparameter p by k {{ {} }}\n", keys.join(", "));
    let named: String = (0..2_000).map(|i| format!("tag t{i} when a > p + {i}\n")).collect();
    let text = table + &named;
    assert_eq!(codes(&text), []);
    let warnings = read(&text, &Limits::default()).map(|handbook| handbook.warnings(&text, &Limits::default()).len());
    assert_eq!(warnings, Ok(0));
    assert_eq!(codes(&text.replace("k: text", "k: enum(l0)")).len(), 101);

    let members: Vec<String> = (0..5_000).map(|i| format!("m{i}")).collect();
    let compared: Vec<String> = (0..5_000).map(|i| format!("a = m{}", i % 100)).collect();
    assert_eq!(codes(&format!("attribute a: enum({})\ntag t when {}", members.join(", "), compared.join(" or "))), []);
}
