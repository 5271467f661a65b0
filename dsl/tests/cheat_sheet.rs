//! The cheat sheets: the code of each is one whole handbook, and both say the same.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::PathBuf;

use tagora_dsl::{CheckedHandbook, Language, Limits, parse_expression, read};

/// The names of the English page, and what they are called on the Chinese one; longer ones first.
const NAMES: &[(&str, &str)] = &[
    (r#"personal adviser"#, r#"专属导购"#),
    (r#"service group"#, r#"答疑群"#),
    (r#"send back"#, r#"退货"#),
    (r#"refund"#, r#"退款"#),
    (r#"Marketing"#, r#"市场部"#),
    ("city", "城市"),
    ("tier1", "一线"),
    ("tier2", "二线"),
    ("other", "其他"),
    ("birthday_soon", "快过生日"),
    ("birthday", "生日"),
    ("phone", "手机号"),
    ("visit", "到访"),
    ("buy", "购买"),
    ("amount", "金额"),
    ("item", "商品"),
    ("cart", "加购"),
    ("chat", "聊天"),
    ("words", "内容"),
    ("contact", "互动"),
    ("refunds", "退换货"),
    ("active", "活跃客户"),
    ("big_spender", "大客户"),
    ("dear", "高价值客户"),
    ("new_customer", "新客"),
    ("silent", "沉默用户"),
    ("never_bought", "从未成交"),
    ("left_the_cart", "弃购"),
    ("wants_a_refund", "想退货"),
    ("loyal", "常客"),
    ("reachable", "可联系"),
    ("at_risk", "有流失风险"),
    ("regular", "熟客"),
    ("vip", "会员"),
    ("trial", "试用"),
    ("stage", "生命周期"),
    ("gone", "流失"),
    ("growing", "成长"),
    ("lead", "潜在客户"),
    ("welcome", "欢迎"),
    ("service", "客服"),
    ("call_back", "召回"),
    ("check", "核查"),
    ("invitation", "新品邀约"),
    ("A", "甲"),
];

fn page(name: &str) -> String {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)).unwrap()
}

/// All code of a page, as one text.
fn handbook(page: &str) -> String {
    page.split("```tagora\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn checked(text: &str) -> CheckedHandbook {
    let limits = Limits::default();
    let handbook = read(text, &limits).unwrap_or_else(|errors| {
        let shown: Vec<String> = errors.iter().map(|e| e.render(text, Language::English)).collect();
        panic!("{}", shown.join("\n"))
    });
    let warnings: Vec<String> =
        handbook.warnings(text, &limits).iter().map(|warning| warning.render(text, Language::English)).collect();
    assert_eq!(warnings, Vec::<String>::new());
    handbook
}

/// In Chinese names.
fn renamed(english: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut text = english.to_owned();
    for (name, chinese) in NAMES {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(name) {
            let (before, behind) = (&rest[..at], &rest[at + name.len()..]);
            let stands_alone = !before.ends_with(is_part) && !behind.starts_with(is_part);
            out += before;
            out += if stands_alone { chinese } else { name };
            rest = behind;
        }
        text = out + rest;
    }
    text
}

#[test]
fn both_pages_are_handbooks_and_say_the_same() {
    let (english, chinese) = (handbook(&page("cheat-sheet.md")), handbook(&page("cheat-sheet.zh.md")));
    let (english, chinese) = (checked(&renamed(&english)), checked(&chinese));
    assert!(english.ast().declarations.len() > 30);
    assert_eq!(english.diff(&chinese, Language::English).to_string(), "");
    assert!(english.ast().says_the_same(chinese.ast()));
}

/// The expressions of the table of what to write.
#[test]
fn expressions_of_the_tables_read() {
    for (name, least) in [("cheat-sheet.md", 7), ("cheat-sheet.zh.md", 6)] {
        let page = page(name);
        let spans = page.lines().filter(|line| line.starts_with('|')).flat_map(|line| line.split('`').skip(1).step_by(2));
        let is_one = |span: &&str| parse_expression(span, &Limits::default()).is_ok();
        let read = spans.filter(|span| span.contains("buy") || span.contains("购买")).filter(is_one).count();
        assert!(read >= least, "{name}: {read}");
    }
}
