//! Parameters: how they are written, what they are used with, what a changed one changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub mod expected;
}

use support::expected::assert_diagnostics;
use tagora_dsl::{Language, Limits, parse, print, read};

fn assert_prints(text: &str, english: &str, chinese: &str) {
    let tree = parse(text, &Limits::default()).unwrap();
    assert_eq!(print(&tree, Language::English), english, "{text}");
    assert_eq!(print(&tree, Language::Chinese), chinese, "{text}");
}

#[test]
fn both_surfaces_say_the_same() {
    for text in ["parameter 门槛 = 1000", "参数 门槛 = 一千元", "参数 门槛 ＝ 1000元"] {
        assert_prints(text, "parameter 门槛 = 1000\n", "参数 门槛 = 1000\n");
    }
    for text in [
        "parameter 门槛 by 品类 { 奶粉: 1000, \"3 段\": 300.50, else: 500 }",
        "参数 门槛 按 品类｛奶粉：1000，“3 段”：300.5、 否则：500，｝",
        "参数 门槛 by 品类 { 否则: 500, 奶粉: 1000, \"3 段\": 300.5 }",
    ] {
        assert_prints(
            text,
            "parameter 门槛 by 品类 { 奶粉: 1000, \"3 段\": 300.5, else: 500 }\n",
            "参数 门槛 按 品类 { 奶粉: 1000, \"3 段\": 300.5, 否则: 500 }\n",
        );
    }
    assert_prints(
        "参数 等待 按 等级 { 1: 2天, 2: 12小时, `else`: 1周 }",
        "parameter 等待 by 等级 { 1: 2 days, 2: 12 hours, `else`: 1 week }\n",
        "参数 等待 按 等级 { 1: 2天, 2: 12小时, `else`: 1周 }\n",
    );
}

#[test]
fn long_tables_stand_on_lines_of_their_own() {
    let text = "\
parameter 门槛 by 品类 {
  奶粉与辅食大类的第甲种: 1000,
  奶粉与辅食大类的第乙种: 1000,
  奶粉与辅食大类的第丙种: 1000,
  奶粉与辅食大类的第丁种: 1000,
  奶粉与辅食大类的第戊种: 1000,
  奶粉与辅食大类的第己种: 1000,
  else: 500
}
";
    assert_prints(text, text, &text.replace("parameter", "参数").replace(" by ", " 按 ").replace("else", "否则"));
}

const DECLARED: &str = "\
event 购买 { 金额: decimal(2), 品类: text, 件数: int, 渠道: enum(门店, 电商) }
event 退货 { 金额: decimal(2) }
attribute 年龄: int
attribute 城市等级: enum(一线, 二线, 其他)
attribute 备注: text
parameter 成年 = 18
parameter 等待 = 3 days
parameter 门槛 by 品类 { 奶粉: 1000, 玩具: 300, else: 500 }
parameter 上限 by 渠道 { 门店: 10, 电商: 20 }
parameter 均龄 by 城市等级 { 一线: 30, 二线: 28 }
parameter 折扣 by 件数 { 1: 100, 2: 90 }
parameter 默认品类 = \"奶粉\"
";

#[test]
fn they_stand_where_numbers_stand() {
    for condition in [
        "年龄 >= 成年",
        "成年 <= 年龄 + 1",
        "年龄 between 成年 and 均龄 * 2",
        "年龄 in (成年, 60)",
        "年龄 > 均龄",
        "年龄 changed to 成年",
        "did 购买 where 金额 > 门槛",
        "最近30天 购买(金额 超过 门槛 且 件数 至多 上限)次数 至少3次",
        "购买 where 金额 > 折扣 then no 退货 where 金额 > 成年 within 3 days",
        "last(购买) - first(购买) > 等待",
        "sum(购买.金额 where 金额 > 门槛 / 2) > 均龄",
        "did 购买 where 品类 = 默认品类",
        "均龄 is missing",
    ] {
        assert_diagnostics(&format!("{DECLARED}tag t when {condition}"), &[]);
    }
    let rules = "tag 意向 value number\nrule r on 购买 then emit 提醒 {线: 门槛}, set 意向 value 上限 - 1\n\
                 rule s when 年龄 > 成年 then emit 提醒 {线: 均龄}\n";
    assert_diagnostics(&format!("{DECLARED}{rules}"), &[]);
}

#[test]
fn what_is_not_there_to_look_up_is_said_where_it_is_looked_up() {
    let expected = |condition: &str, expected: &[support::expected::Expected<'_>]| {
        assert_diagnostics(&format!("{DECLARED}tag t when {condition}"), expected);
    };
    let by = |name: &str| format!("the parameter `{name}` is looked up by it; use it where it is known");
    expected("sum(购买.金额) > 门槛", &[("unknown-attribute", "门槛", "unknown attribute `品类`", Some(&by("门槛")))]);
    expected("did 退货 where 金额 > 门槛", &[("unknown-property", "门槛", "`退货` has no property `品类`", Some(&by("门槛")))]);
    expected(
        "did 购买 where 金额 > 均龄",
        &[("unknown-property", "均龄", "`购买` has no property `城市等级`", Some(&by("均龄")))],
    );
    // Once for each event.
    expected(
        "did 购买 where (金额 > 均龄 or 金额 < 均龄)",
        &[("unknown-property", "均龄", "`购买` has no property `城市等级`", Some(&by("均龄")))],
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let expected = |condition: &str, expected: &[support::expected::Expected<'_>]| {
        assert_diagnostics(&format!("{DECLARED}tag t when {condition}"), expected);
    };
    expected("成年", &[("not-a-bool", "成年", "`成年` is a number, not a condition", Some("compare it with something"))]);
    expected("年龄 > 等待", &[("type-mismatch", "等待", "expected a number, found a duration", None)]);
    expected("城市等级 = 成年", &[("type-mismatch", "成年", "expected an enum member, found a number", None)]);
    expected(
        "年龄 > 成人",
        &[("type-mismatch", "成人", "expected a number, found a name", Some("right of a comparison stands a value, not a name"))],
    );
    expected("年龄 + 成 > 3", &[("unknown-attribute", "成", "unknown attribute `成`", Some("did you mean `成年`?"))]);
    expected("成年 changed", &[("type-mismatch", "成年", "expected an attribute, found a parameter", None)]);
    expected("成年 in last 3 days", &[("type-mismatch", "成年", "expected an attribute or an event, found a parameter", None)]);
    assert_diagnostics(
        &format!("{DECLARED}test x {{ given A 年龄 = 成年 at 2025-01-01 }}"),
        &[("type-mismatch", "成年", "expected a number, found a parameter", None)],
    );
}

#[test]
fn tables_are_of_one_type_and_know_each_key_once() {
    assert_diagnostics(
        "event e { k: enum(a, b), n: float }\nparameter p by k { a: 1, \"a\": 2, b: 3 days, 4: 4, else: 1 month }",
        &[
            ("duplicate-name", "\"a\"", "the key `a` is already declared on line 2", None),
            ("type-mismatch", "3 days", "expected a number, found a duration", Some("the values of a parameter are of one type")),
            (
                "type-mismatch",
                "4",
                "expected a text or an enum member, found a number",
                Some("the keys of a parameter are of one type"),
            ),
            (
                "type-mismatch",
                "1 month",
                "expected a fixed length of time, found months or years, which differ in length",
                Some("write it in days"),
            ),
            (
                "type-mismatch",
                "1 month",
                "expected a number, found a duration",
                Some("the values of a parameter are of one type"),
            ),
        ],
    );
    assert_diagnostics(
        "event e { k: enum(red, blue), n: float, d: date }\nparameter p by k { red: 1, bleu: 2 }\nparameter q by n { x: 1 }\n\
         parameter r by d { x: 1 }\ntag t when did e where (n > p and n > q and n > r)",
        &[
            ("unknown-member", "p", "`k` has no enum member `bleu`", Some("did you mean `blue`?")),
            (
                "type-mismatch",
                "q",
                "expected a text or an enum member, found a number",
                Some("a parameter is looked up by an enum, a text or a number, as its keys are"),
            ),
            (
                "type-mismatch",
                "r",
                "expected a text or an enum member, found a date",
                Some("a parameter is looked up by an enum, a text or a number, as its keys are"),
            ),
        ],
    );
    let few = Limits { list: 2, ..Limits::default() };
    let codes = |text| read(text, &few).err().unwrap_or_default().iter().map(|e| e.code().as_str()).collect::<Vec<_>>();
    assert_eq!(codes("parameter p by k { a: 1, b: 2, else: 3 }"), Vec::<&str>::new());
    assert_eq!(codes("parameter p by k { a: 1, b: 2, c: 3 }"), ["list-too-long"]);
    for (text, code) in [
        ("parameter p by k { else: 3 }", "syntax"),
        ("parameter p by k { a: 1, else: 3, else: 4 }", "syntax"),
        ("parameter p by k {}", "syntax"),
        ("parameter p = true", "syntax"),
        ("parameter p = a", "syntax"),
        ("parameter p by k { a: count(e) }", "syntax"),
        ("parameter p by a/b { a: 1 }", "syntax"),
    ] {
        assert_eq!(codes(text), [code], "{text}");
    }
}

#[test]
fn no_parameter_is_called_like_what_stands_in_its_places() {
    for (declared, kind) in [
        ("attribute p: int", "attribute"),
        ("attribute a: enum(p, q)", "enum member"),
        ("event e { p: int }", "property"),
        ("event e { a: enum(p, q) }", "enum member"),
        ("tag t value level (o < p)", "level"),
        ("group g exclusive levels (o < p) { tag o tag p }", "level"),
        ("group p exclusive levels (o < q) { tag o tag q }", "group"),
        ("parameter p = 3", "parameter"),
    ] {
        assert_diagnostics(
            &format!("{declared}\nparameter p = 2"),
            &[("duplicate-name", "p", &format!("the {kind} `p` is already declared on line 1"), None)],
        );
    }
    // Others may be: only a definition and an event.
    assert_diagnostics("event p\ntag p\ndefine p as did p\nsegment p = did p\nkeywords p = (\"p\")\nparameter p = 2", &[]);
}

#[test]
fn a_changed_value_is_a_changed_definition_and_a_new_name_is_none() {
    let hash = |parameter: &str, condition: &str| {
        let text = format!("event e {{ x: int, k: text }}\n{parameter}\ntag t when {condition}");
        read(&text, &Limits::default()).unwrap().tag_hash(0).unwrap()
    };
    let table = "parameter p by k { a: 1, b: 7 days }".replace("7 days", "2");
    let asked = "did e where x > p";
    assert_eq!(hash(&table, asked), hash("参数 q 按 k { b: 2, \"a\": 1 }", "e(x 超过 q)过"));
    assert_ne!(hash(&table, asked), hash("parameter p by k { a: 1, b: 3 }", asked));
    assert_ne!(hash(&table, asked), hash("parameter p by k { a: 1, b: 2, else: 0 }", asked));
    assert_ne!(hash(&table, asked), hash("parameter p by k { a: 1, c: 2 }", asked));
    assert_eq!(hash("parameter p = 3", asked), hash("", "did e where x > 3"));
    assert_ne!(hash("parameter p = 3", asked), hash("parameter p = 4", asked));
    assert_eq!(hash("parameter p = 7 days", "last(e) - first(e) > p"), hash("parameter p = 1 week", "last(e) - first(e) > p"));
    // A long table is kept as its hash.
    let long = |last| {
        let entries: Vec<String> = (0..300).map(|n| format!("k{n}: {n}")).collect();
        hash(&format!("parameter p by k {{ {}, behind: {last} }}", entries.join(", ")), asked)
    };
    assert_ne!(long(1), long(2));
}

#[test]
fn what_a_threshold_leaves_to_nobody_is_told() {
    let warnings = |text: &str| {
        let handbook = read(text, &Limits::default()).unwrap();
        handbook.warnings(text, &Limits::default()).iter().map(|w| w.code().as_str()).collect::<Vec<_>>()
    };
    assert_eq!(warnings("attribute a: int\nparameter p = 3\ntag t when a > p and a < 2"), ["never-true"]);
    assert_eq!(warnings("attribute a: int\nparameter p = 3\ntag t when a > 2"), ["unused-name"]);
    assert_eq!(warnings("attribute a: int\nparameter p = 3\ntag t when a > p"), Vec::<&str>::new());
}
