//! How words are read: number words, units, punctuation, precedence, glued and mixed text.

#![expect(clippy::panic, reason = "a failing test shows the text and what is wrong with it")]

mod support {
    pub mod expected;
}

use support::expected::assert_diagnostics;
use tagora_dsl::{Language, Limits, Word, parse_condition, print_condition};

/// The English form of a condition.
fn english(text: &str) -> String {
    match parse_condition(text, &Limits::default()) {
        Ok(condition) => print_condition(&condition, Language::English),
        Err(errors) => panic!("{}", errors[0].render(text, Language::English)),
    }
}

#[track_caller]
fn assert_reads(text: &str, as_english: &str) {
    assert_eq!(english(text), as_english, "{text}");
}

#[test]
fn chinese_number_words_are_exact() {
    for (op, words) in [
        (">=", ["至少", "满", "不少于", "不低于", "不小于", "大于等于"].as_slice()),
        (">", &["超过", "多于", "高于", "大于"]),
        ("<=", &["至多", "不超过", "不多于", "不高于", "不大于", "小于等于"]),
        ("<", &["少于", "不足", "不满", "低于", "小于"]),
        ("=", &["是", "等于", "恰好"]),
        ("!=", &["不是", "不等于"]),
    ] {
        for word in words {
            let expected = format!("年龄 {op} 18");
            for text in
                [format!("年龄{word}18"), format!("年龄 {word}18岁"), format!("年龄 {word} 18"), format!("年龄{word}十八岁")]
            {
                assert_reads(&text, &expected);
            }
            assert_reads(
                &format!("最近30天购买次数{word}三次").replacen("天", "天 ", 1),
                &format!("count(购买, last 30 days) {op} 3"),
            );
            assert_reads(&format!("购买.金额 合计{word}2000元"), &format!("sum(购买.金额) {op} 2000"));
        }
    }
    for (op, words) in [(">=", ["以上"].as_slice()), ("<=", &["以内", "以下"])] {
        for word in words {
            for text in
                [format!("年龄 18{word}"), format!("年龄 18岁{word}"), format!("年龄 18 {word}"), format!("年龄 十八岁{word}")]
            {
                assert_reads(&text, &format!("年龄 {op} 18"));
            }
            assert_reads(&format!("停留 2分钟{word}"), &format!("停留 {op} 2 minutes"));
        }
    }
}

#[test]
fn numbers_are_read_as_chinese_writes_them() {
    for (text, expected) in [
        ("两次", "2"),
        ("一次", "1"),
        ("十次", "10"),
        ("二十五", "25"),
        ("三万元", "30000"),
        ("3万", "30000"),
        ("1.5万元", "15000"),
        ("2亿", "200000000"),
        ("-3.50", "-3.5"),
        ("\u{FF11}\u{FF12}", "12"),
        ("007", "7"),
        ("两百零五", "205"),
    ] {
        assert_reads(&format!("积分 超过 {text}"), &format!("积分 > {expected}"));
        assert_reads(&format!("积分超过{text}"), &format!("积分 > {expected}"));
    }
    for counter in ["次", "元", "岁", "分", "个", "人", "件", "笔", "块", "条", "名", "位", "遍"] {
        assert_reads(&format!("积分 至少3{counter}"), "积分 >= 3");
        assert_reads(&format!("积分 至少三{counter}"), "积分 >= 3");
    }
}

#[test]
fn windows_are_read_in_both_word_orders() {
    for (window, expected) in [
        ("最近30天", "30 days"),
        ("最近 30 天", "30 days"),
        ("近30日", "30 days"),
        ("过去三十天内", "30 days"),
        ("30天内", "30 days"),
        ("三十天之内", "30 days"),
        ("last 30 days", "30 days"),
        ("最近\u{FF13}\u{FF10}天", "30 days"),
        ("最近半年", "6 months"),
        ("半年内", "6 months"),
        ("近三个月", "3 months"),
        ("最近一年", "1 year"),
        ("最近两周", "2 weeks"),
        ("两个星期内", "2 weeks"),
        ("最近24小时", "24 hours"),
        ("最近五分钟", "5 minutes"),
        ("最近10秒", "10 seconds"),
        ("最近500毫秒", "500 milliseconds"),
    ] {
        assert_reads(&format!("{window} 购买过"), &format!("did 购买 in last {expected}"));
        assert_reads(&format!("{window} 未 购买"), &format!("no 购买 in last {expected}"));
        assert_reads(&format!("{window} 购买次数 超过3次"), &format!("count(购买, last {expected}) > 3"));
        assert_reads(&format!("did 购买 in {window}"), &format!("did 购买 in last {expected}"));
        assert_reads(&format!("{window} 首次 购买"), &format!("first(购买) in last {expected}"));
        assert_reads(&format!("注册日 在 {window}"), &format!("注册日 in last {expected}"));
    }
    for text in [
        "最后一次 购买 距今 超过180天",
        "最后一次 购买 距今 超过 180 天",
        "最后一次 购买 距今180天以上",
        "last(购买) more than 180 days ago",
    ] {
        assert_reads(text, "last(购买) more than 180 days ago");
    }
}

#[test]
fn full_width_signs_are_those_of_ascii() {
    // ，（）：“”≥≤≠＞＜＝｛｝ and the ideographic blank, by their numbers: editors narrow them.
    for (wide, narrow) in [
        ("有 甲 且 \u{FF08}有 乙 或 有 丙\u{FF09}", "has 甲 and (has 乙 or has 丙)"),
        ("地区 属于 \u{FF08}上海\u{FF0C}江苏、浙江\u{FF09}", "地区 in (上海, 江苏, 浙江)"),
        ("地区 = \u{201C}上海\u{201D}", "地区 = \"上海\""),
        ("地区 = 「上海」", "地区 = \"上海\""),
        ("年龄 \u{2265} 18", "年龄 >= 18"),
        ("年龄 \u{2264} 18", "年龄 <= 18"),
        ("年龄 \u{2260} 18", "年龄 != 18"),
        ("年龄 \u{FF1E} \u{FF11}\u{FF18}", "年龄 > 18"),
        ("年龄 \u{FF1C} 18", "年龄 < 18"),
        ("年龄 \u{FF1D} 18", "年龄 = 18"),
        ("年龄\u{3000}\u{FF1E}\u{3000}18", "年龄 > 18"),
        ("\u{FF21}ge > 18", "Age > 18"),
    ] {
        assert_reads(wide, narrow);
    }
    let text =
        "event e \u{FF5B} p\u{FF1A} int\u{FF0C} q\u{FF1A} enum\u{FF08}a\u{FF09} \u{FF5D}\nevent c \u{FF1D} e \u{FF5C} f\nevent f";
    let printed = tagora_dsl::read(text, &Limits::default()).map(|handbook| handbook.print(Language::English));
    assert_eq!(printed, Ok("event e { p: int, q: enum(a) }\nevent c = e | f\nevent f\n".to_owned()));
}

#[test]
fn not_binds_before_and_before_or() {
    for (text, grouped) in [
        ("not a and b or c and not d", "((not a) and b) or (c and (not d))"),
        ("非 a 且 b 或 c 且 非 d", "((not a) and b) or (c and (not d))"),
        ("非 a and b 或者 c 并且 not d", "((not a) and b) or (c and (not d))"),
        ("a or b and c or d", "a or (b and c) or d"),
        ("not not a and b", "(not (not a)) and b"),
    ] {
        assert_eq!(parse_condition(text, &Limits::default()), parse_condition(grouped, &Limits::default()), "{text}");
    }
    assert_reads("a 或 b 且 c", "a or b and c");
    assert_reads("(a 或 b) 且 c", "(a or b) and c");
    assert_reads("非 (a 且 b)", "not (a and b)");
    assert_reads("非 a 且 b", "not a and b");
    assert_ne!(parse_condition("not (a and b)", &Limits::default()), parse_condition("not a and b", &Limits::default()));
    assert_ne!(parse_condition("(a or b) and c", &Limits::default()), parse_condition("a or b and c", &Limits::default()));
}

#[test]
fn a_run_is_a_quantity_only_if_all_of_it_is() {
    assert_reads("等级 = 一线", "等级 = 一线");
    assert_reads("等级 属于 (一线, 二线, 三八节)", "等级 in (一线, 二线, 三八节)");
    assert_reads("停留 = 三个月", "停留 = 3 months");
    assert_reads("等级 = 三", "等级 = 3");
    assert_reads("等级 = `三个月`", "等级 = `三个月`");
    assert_reads("半年卡 = 3", "半年卡 = 3");
    assert_reads("有 百万富翁", "has 百万富翁");
    assert_reads("满意度 满 5", "满意度 >= 5");
    assert_reads("是否会员 是 真", "是否会员 = true");
    assert_reads("未来 且 有效", "未来 and 有效");
}

#[test]
fn both_surfaces_mix() {
    for (text, expected) in [
        ("did 购买 in 最近30天 且 not has 高价值", "did 购买 in last 30 days and not has 高价值"),
        ("最近30天 购买次数 >= 3 and 年龄 介于 25 and 35", "count(购买, last 30 days) >= 3 and 年龄 between 25 and 35"),
        ("sum(购买.金额, 最近365天) 满2000元", "sum(购买.金额, last 365 days) >= 2000"),
        ("没有 甲 or 含任一标签 (乙, 丙/*)", "not has 甲 or has any of (乙, 丙/*)"),
        ("备注 提到 “报价” and 手机号 is missing", "备注 mentions \"报价\" and 手机号 is missing"),
        ("购买 where (金额 > 100)过", "did 购买 where 金额 > 100"),
        ("备注 not contains \"x\" 且 备注 不包含 \"y\"", "备注 not contains \"x\" and 备注 not contains \"y\""),
        ("年龄 不属于 (1, 2) 或 年龄 not in (3)", "年龄 not in (1, 2) or 年龄 not in (3)"),
    ] {
        assert_reads(text, expected);
    }
}

/// Every spelling of every word that a condition needs stands in some text above or in the golden files; here: all of
/// them are words of one language only, so that mixing is never ambiguous.
#[test]
fn no_spelling_compares_in_two_ways() {
    let comparisons = [Word::Ge, Word::Gt, Word::Le, Word::Lt, Word::Eq, Word::Ne];
    let mut seen = std::collections::BTreeMap::new();
    for word in comparisons {
        for spelling in Language::ALL.iter().flat_map(|l| word.spellings(*l)) {
            assert_eq!(seen.insert(*spelling, word), None, "{spelling}");
        }
    }
    assert!(seen.len() > 30);
}

const ABOUT: &str = "event 买\nevent 购买 { 金额: int, 品类: text }\nattribute 年龄: int\n";

#[test]
fn a_number_without_a_comparison_is_no_guess() {
    let compare = |number: &str| format!("say at least (`>=`, 至少), exactly (`=`, 恰好) or more than (`>`, 超过) {number}");
    assert_diagnostics(
        &format!("{ABOUT}标签 甲 当 买过两次"),
        &[(
            "missing-comparator",
            "买过两次",
            "nothing says how to compare with `两次`",
            Some("write `买次数 至少两次`, `买次数 恰好两次` or `买次数 超过两次`"),
        )],
    );
    for (text, number) in
        [("买次数 两次", "两次"), ("买过 3次", "3次"), ("最近30天 购买.金额 合计 2万元", "2万元"), ("年龄 18岁", "18岁")]
    {
        assert_diagnostics(
            &format!("{ABOUT}标签 甲 当 {text}"),
            &[("missing-comparator", number, &format!("nothing says how to compare with `{number}`"), Some(&compare(number)))],
        );
    }
}

#[test]
fn where_takes_one_comparison() {
    assert_reads("did 购买 where 金额 > 100 and 年龄 > 3", "did 购买 where 金额 > 100 and 年龄 > 3");
    // The `and` is outside: there is no event property `品类` there.
    assert_diagnostics(
        &format!("{ABOUT}tag 甲 when did 购买 where 金额 > 100 and 品类 = \"x\""),
        &[("unknown-attribute", "品类", "unknown attribute `品类`", Some("declare it, or check the spelling"))],
    );
    assert_diagnostics(&format!("{ABOUT}tag 甲 when did 购买 where (金额 > 100 and 品类 = \"x\")"), &[]);
    assert_diagnostics(&format!("{ABOUT}标签 甲 当 购买(金额 超过100 且 品类 是 \"x\")过"), &[]);
}

#[test]
fn all_errors_of_a_text_are_reported_and_nothing_else() {
    let text = "\
timezone \"Asia/Shanghai\"
attribute 年龄 int
attribute 地区: enum(上海, 江苏
event 购买 { 金额: decimal(2) }
event 互动 = 购买 | 逛街
事件 浏览 { 页面: 文本
group 生命周期 exclusive {
  tag 沉默 when no in last 3 months
  tag 活跃 when count(购买, last 30 days) >
  group 新 {
    tag 新客 when did 购买 in last 30
    tag 首单 when count(购买) = 1
  }
  tag 普通 otherwise
}
tag 本地 when 地区 = 上海 and 年龄 > 18 and did 浏览 where 页面 = \"x\"
tag 常客 when did 互动 where 金额 > 3 and has 生命周期/新/首单
segment 目标 = has 沉默 or has 新客 or has 生命周期/活跃 or has 普通 or has 陌生
rule 欢迎 on 购买 then add 沉默, emit
";
    assert_diagnostics(
        text,
        &[
            ("syntax", "int", "expected `:`, found `int`", None),
            ("syntax", "", "expected `)` or `,`, but it ends here", None),
            ("unknown-event", "逛街", "unknown event `逛街`", Some("declare it, or check the spelling")),
            ("syntax", "", "expected `}` or `,`, but it ends here", None),
            (
                "syntax",
                "in",
                "expected a name, found `in`",
                Some("in is a word of the language or a number; as a name it needs backticks"),
            ),
            ("syntax", "", "expected a value, but it ends here", None),
            ("syntax", "", "expected a unit of time, but it ends here", None),
            ("unknown-tag", "陌生", "unknown tag `陌生`", Some("declare it, or check the spelling")),
            ("syntax", "", "expected a name, but it ends here", None),
        ],
    );
}

#[test]
fn a_window_may_begin_with_an_event() {
    for text in [
        "自 最后一次 购买 以来 到访次数 至少5次",
        "自最后一次 购买 以来 到访次数 至少5次",
        "自最近一次 购买 以来 到访次数 5次以上",
        "since last(购买) 到访次数 >= 5",
        "count(到访, since last(购买)) >= 5",
        "count(到访, 自最后一次 购买 以来) >= 5",
    ] {
        assert_reads(text, "count(到访, since last(购买)) >= 5");
    }
    for (text, expected) in [
        ("自最后一次 咨询 以来 未 购买", "no 购买 since last(咨询)"),
        ("no 购买 in since last(咨询)", "no 购买 since last(咨询)"),
        ("自首次 购买 以来 购买过", "did 购买 since first(购买)"),
        ("自最后一次 购买(金额 超过100) 以来 咨询过", "did 咨询 since last(购买 where 金额 > 100)"),
        (
            "自最后一次 购买(金额 超过100 且 品类 是 \"x\") 以来 2天内 依次 (浏览, 咨询)",
            "sequence(浏览, 咨询 within 2 days) since last(购买 where (金额 > 100 and 品类 = \"x\"))",
        ),
        ("自最后一次 购买 以来 首次 咨询", "first(咨询) since last(购买)"),
        ("到期 在 自最后一次 购买 以来", "到期 since last(购买)"),
        ("自最后一次 购买 以来 等级 变为 V3", "等级 changed to V3 since last(购买)"),
        ("自最后一次 购买 以来 新增 高价值 次数 至少2次", "times gained(高价值, since last(购买)) >= 2"),
        ("lost 高价值 since last(购买)", "lost 高价值 since last(购买)"),
        ("自最后一次 购买 以来 浏览 后3天未 咨询", "浏览 then no 咨询 within 3 days since last(购买)"),
        ("最近7天 到访次数 超过 自最后一次 购买 以来 到访次数", "count(到访, last 7 days) > count(到访, since last(购买))"),
        ("since = 3 and 自 = 4", "since = 3 and 自 = 4"),
        ("did 购买 where 单位 = `days` since last(购买)", "did 购买 where 单位 = `days` since last(购买)"),
    ] {
        assert_reads(text, expected);
        assert_reads(expected, expected);
    }
}

#[test]
fn units_go_by_since_what_both_languages_can_name() {
    assert_reads("宝宝生日 至今 满18年", "years since 宝宝生日 >= 18");
    assert_reads("最后一次 购买 至今 满3个月", "months since last(购买) >= 3");
    for text in ["生日.品类 至今 满18年", "3 至今 满18年", "(年龄 + 1) 至今 6到12个月", "等级 的值 至今 满2周"]
    {
        let errors = parse_condition(text, &Limits::default()).unwrap_err();
        assert_eq!(errors[0].code().as_str(), "syntax", "{text}");
        let message = errors[0].message(Language::English);
        assert!(message.starts_with("expected an attribute, or a first or last event, before, found `至今"), "{message}");
    }
}

#[test]
fn percentages_are_shares() {
    for text in [
        "分桶(\"a\") 前10%",
        "分桶(\"a\") 前 10\u{FF05}",
        "bucket(\"a\") < 10.00%",
        "分桶(\"a\") 少于 10%",
        "bucket (\"a\") 不足10%",
    ] {
        assert_reads(text, "bucket(\"a\") < 10%");
    }
    assert_reads("分桶(\"a\") 22.5%以上", "bucket(\"a\") >= 22.5%");
    assert_reads("bucket = 3 and 分桶 = 4", "bucket = 3 and 分桶 = 4");
}
