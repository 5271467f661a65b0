//! The law of the printer: what it writes reads back as the same tree, in both languages.

#![expect(clippy::panic, reason = "a failing test shows the text and what is wrong with it")]

mod support;

use proptest::prelude::*;
use tagora_dsl::ast::{Condition, Handbook};
use tagora_dsl::{Language, Limits, parse, parse_condition, print, print_condition};

fn reread(text: &str) -> Handbook {
    parse(text, &Limits::default()).unwrap_or_else(|errors| {
        let shown: Vec<String> = errors.iter().map(|e| e.render(text, Language::English)).collect();
        panic!("does not read back:\n{text}\n{}", shown.join("\n"))
    })
}

fn reread_condition(text: &str) -> Condition {
    parse_condition(text, &Limits::default()).unwrap_or_else(|errors| {
        let shown: Vec<String> = errors.iter().map(|e| e.render(text, Language::English)).collect();
        panic!("does not read back:\n{text}\n{}", shown.join("\n"))
    })
}

/// `PROPTEST_CASES` can ask for more.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(500), max_shrink_iters: 4_000, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_handbook_reads_back_as_it_was(tree in support::declarations::handbook()) {
        let english = print(&tree, Language::English);
        let chinese = print(&tree, Language::Chinese);
        let from_english = reread(&english);
        prop_assert!(from_english == tree, "reads back as another tree:\n{}", english);
        let from_chinese = reread(&chinese);
        prop_assert!(from_chinese == tree, "reads back as another tree:\n{}", chinese);
        // Printing is idempotent, and translating there and back changes nothing.
        prop_assert_eq!(print(&from_english, Language::English), english.clone());
        prop_assert_eq!(print(&from_chinese, Language::English), english.clone());
        prop_assert_eq!(print(&from_english, Language::Chinese), chinese);
        prop_assert!(!english.lines().any(|line| line.ends_with(' ')), "blanks at the end of a line:\n{}", english);
    }

    #[test]
    fn a_condition_reads_back_as_it_was(tree in support::past::whole(support::expressions::condition(3))) {
        for language in Language::ALL {
            let text = print_condition(&tree, language);
            let again = reread_condition(&text);
            prop_assert!(again == tree, "reads back as another tree:\n{}", text);
            prop_assert_eq!(print_condition(&again, language), text);
        }
    }
}

/// Texts that once read back as something else, with both printed forms.
#[test]
fn names_that_look_like_something_else_stay_names() {
    for (english, chinese) in [
        // A keyword with a digit or a numeral run behind it.
        ("`not3` = 5", "`not3` 是 5"),
        ("`非三天`", "`非三天`"),
        ("did last三个月 where x = 1", "last三个月(x 是 1)过"),
        ("count(最近3天 where x = 1) > 2", "最近3天(x 是 1)次数 超过 2"),
        // Numerals with a unit, also one of the other language, also with a word behind them.
        ("`三seconds` in last 1 day", "`三seconds` 在 最近1天"),
        ("x = `半年至今`", "x 是 `半年至今`"),
        // What is measured, behind 失去, which would be the event.
        ("lost `次数3`", "失去 `次数3`"),
        ("times lost(`天数3`) > 2", "失去 `天数3` 次数 超过 2"),
        ("times lost(`连续天数30level`/*) > 2", "失去 `连续天数30level`/* 次数 超过 2"),
        ("times lost(`次数三天`) > 2", "失去 `次数三天` 次数 超过 2"),
        // Begins the next step of a test, behind a length of time.
        ("count(之后, last 3 days) > 2", "最近3天 之后次数 超过 2"),
        // May stand behind a window.
        ("did `内` where x = 1 in last 3 days", "最近3天 `内`(x 是 1)过"),
        // A function, where a parenthesis follows.
        ("did count where x = 1", "`count`(x 是 1)过"),
        // What needs no backticks has none.
        ("did 一线 and 未来 and 满意度 > 3", "一线过 且 未来 且 满意度 超过 3"),
    ] {
        let tree = reread_condition(english);
        assert_eq!(print_condition(&tree, Language::English), english);
        assert_eq!(print_condition(&tree, Language::Chinese), chinese);
        assert_eq!(reread_condition(chinese), tree, "{chinese}");
    }
}

#[test]
fn an_event_called_like_the_first_is_no_first() {
    let text = "rule r on 首次3 then add x\n";
    let tree = reread(text);
    assert_eq!(print(&tree, Language::English), text);
    assert_eq!(reread("规则 r 每当 首次3 则 添加 x"), tree);
    assert_ne!(reread("规则 r 每当 首次 `3` 则 添加 x"), tree);
}

#[test]
fn empty_comments_leave_no_blank_at_the_end_of_the_line() {
    let text = "#\n#\ntag a  #\n\n# x\ngroup g {\n  tag b\n  #\n}\n#\n";
    assert_eq!(print(&reread(text), Language::English), text);
}

#[test]
fn a_rule_may_be_written_with_a_calculation_to_send() {
    // The checker refuses it, with a better message than the grammar could give.
    let text = "规则 r 每当 购买 则 触发 召回 {多少: 最近3天 购买次数}\n";
    assert_eq!(print(&reread(text), Language::Chinese), text);
}

/// What may follow the customer of an expectation is also a bracket: `count (` would be the function.
#[test]
fn a_customer_called_like_a_function_is_expected_to_be_something() {
    for word in
        ["count", "sum", "avg", "min", "max", "median", "distinct", "mode", "active_days", "streak", "open", "sequence", "未闭合"]
    {
        let english = format!("test t {{\n  expect `{word}` (a or b) and c\n  expect {word} a\n}}\n");
        let tree = reread(&english);
        assert_eq!(print(&tree, Language::English), english);
        let chinese = format!("测试 t {{\n  预期 `{word}` (a 或 b) 且 c\n  预期 {word} a\n}}\n");
        assert_eq!(print(&tree, Language::Chinese), chinese);
        assert_eq!(reread(&chinese), tree, "{word}");
    }
}

/// A slice of a window is said like that: `最近12个月 有三个月 …`.
#[test]
fn a_name_that_could_say_in_how_many_slices_stands_in_backticks() {
    let text = "标签 甲 当 最近2年 `有三个月`.数 最小 是 3";
    let tree = parse(text, &Limits::default()).unwrap_or_default();
    assert!(!tree.declarations.is_empty());
    assert!(reread(&print(&tree, Language::Chinese)) == tree);
}
