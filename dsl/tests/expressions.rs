//! Expressions alone, as queries are ordered by.

#![expect(clippy::unwrap_used, reason = "a failing test shows the text and what is wrong with it")]

use tagora_dsl::{CheckedHandbook, Language, Limits, parse_expression, read, read_expression};

const HANDBOOK: &str = "event 购买 { 金额: decimal(2) }\nattribute 年龄: int\nattribute 姓名: text\nattribute 注册: date";

fn handbook() -> CheckedHandbook {
    read(HANDBOOK, &Limits::default()).unwrap()
}

#[test]
fn both_surfaces_read_the_same() {
    for (english, chinese) in [
        ("sum(购买.金额, last 365 days)", "最近365天 购买.金额 合计"),
        ("count(购买, last 30 days) * 2 - 年龄", "最近30天 购买次数 * 2 - 年龄"),
        ("last(购买)", "最后一次 购买"),
        ("years since 注册", "注册 至今年数"),
        ("(年龄 + 1) / 2", "（年龄 + 1） ÷ 2"),
    ] {
        let read = |text: &str| match read_expression(text, &handbook(), &Limits::default()) {
            Ok(expression) => expression,
            Err(errors) => panic!("{}", errors[0].render(text, Language::English)),
        };
        assert_eq!(read(english), read(chinese), "{english}");
    }
}

#[track_caller]
fn assert_refused(text: &str, code: &str, underlined: &str) {
    let errors = read_expression(text, &handbook(), &Limits::default()).unwrap_err();
    assert_eq!((errors[0].code().as_str(), &text[errors[0].span().start..errors[0].span().end]), (code, underlined), "{text}");
    assert!(errors[0].help(Language::English).is_some(), "{text}");
}

#[test]
fn what_has_no_order_or_no_meaning_is_refused() {
    assert_refused("姓名", "type-mismatch", "姓名");
    assert_refused("年领", "unknown-attribute", "年领");
    assert_refused("count(购卖)", "unknown-event", "购卖");
    assert_refused("sum(购买.金客)", "unknown-property", "金客");
    assert_eq!(parse_expression("年龄 > 3", &Limits::default()).unwrap_err()[0].code().as_str(), "syntax");
    assert_eq!(parse_expression("", &Limits::default()).unwrap_err()[0].code().as_str(), "syntax");
    let deep = format!("{}1{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(parse_expression(&deep, &Limits::default()).unwrap_err()[0].code().as_str(), "too-deep");
}
