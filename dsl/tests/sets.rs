//! Sets: how they are declared, asked and given.

mod support {
    pub mod expected;
    pub mod reads;
}

use support::expected::{Expected, assert_diagnostics};
use support::reads::assert_reads;
use tagora_dsl::{Language, Limits, parse, parse_condition, print, read, read_condition};

#[test]
fn what_a_set_holds_is_asked_in_both_languages() {
    for text in ["兴趣 has any of (\"数码\", \"户外\")", "兴趣 含任一 (\"数码\", \"户外\")", "兴趣含任一（“数码”、「户外」，）"]
    {
        assert_reads(text, "兴趣 has any of (\"数码\", \"户外\")", "兴趣 含任一 (\"数码\", \"户外\")");
    }
    for text in ["兴趣 has all of (数码, 户外)", "兴趣 同时含 (数码, 户外)", "兴趣同时含(数码,户外)"] {
        assert_reads(text, "兴趣 has all of (数码, 户外)", "兴趣 同时含 (数码, 户外)");
    }
    for text in ["编号 has none of (3)", "编号 不含 (3)", "编号 不含 3", "编号不含3"] {
        assert_reads(text, "编号 has none of (3)", "编号 不含 (3)");
    }
    for text in
        ["兴趣 has \"数码\"", "兴趣 含 \"数码\"", "兴趣 有 \"数码\"", "兴趣 has any of (\"数码\")", "兴趣 含任一 (\"数码\")"]
    {
        assert_reads(text, "兴趣 has \"数码\"", "兴趣 含 \"数码\"");
    }
    for text in ["size of 兴趣 >= 3", "兴趣 个数 至少 3", "兴趣 个数至少3个"] {
        assert_reads(text, "size of 兴趣 >= 3", "兴趣 个数 至少 3");
    }
    assert_reads(
        "did 浏览 where (主题 has \"a\" and size of 主题 < 3) in last 3 days",
        "did 浏览 where (主题 has \"a\" and size of 主题 < 3) in last 3 days",
        "最近3天 浏览(主题 含 \"a\" 且 主题 个数 少于 3)过",
    );
    assert_reads("not 兴趣 has 数码 for 3 days", "not 兴趣 has 数码 for 3 days", "非 兴趣 含 数码 持续3天");
    assert_reads("最近一次 浏览.主题 同时含 (a, b)", "last(浏览.主题) has all of (a, b)", "最后一次 浏览.主题 同时含 (a, b)");
    // What asks for tags still does.
    assert_reads("含任一标签 (a, b)", "has any of (a, b)", "含任一标签 (a, b)");
    assert_reads("不含标签 (a, b)", "has none of (a, b)", "不含标签 (a, b)");
    // Names that begin or end like these words.
    assert_reads("含税价 > 3 and `价格不含` > 3", "含税价 > 3 and `价格不含` > 3", "含税价 超过 3 且 `价格不含` 超过 3");
}

#[test]
fn sets_are_declared_and_given() {
    let text = "\
attribute 兴趣: set of text sensitive
attribute 等级: set of enum(a, b)
event e { n: set of int }
test t {
  given A 兴趣 = (\"数码\", \"户外\") at 2025-01-01
  given A 等级 = () at 2025-01-01
  given A e {n: (1, 2)} at 2025-01-01
  given A 等级 = (a) at 2025-01-01
  expect A 兴趣 has \"数码\"
}
";
    let chinese = "\
属性 兴趣: 集合(文本) 敏感
属性 等级: 集合(枚举(a, b))
事件 e { n: 集合(整数) }
测试 t {
  假设 A 于 2025-01-01 兴趣 = (\"数码\", \"户外\")
  假设 A 于 2025-01-01 等级 = ()
  假设 A 于 2025-01-01 e {n: (1, 2)}
  假设 A 于 2025-01-01 等级 = (a)
  预期 A 兴趣 含 \"数码\"
}
";
    for written in [text, chinese, &text.replace("set of int", "set(int)"), &chinese.replace("集合(整数)", "集合 of 整数")]
    {
        let tree = parse(written, &Limits::default()).unwrap();
        assert_eq!(print(&tree, Language::English), text);
        assert_eq!(print(&tree, Language::Chinese), chinese);
        assert_diagnostics(written, &[]);
    }
}

const DECLARED: &str = "\
event 浏览 { 主题: set of text, 编号: set of int }
attribute 兴趣: set of text
attribute 爱好: set of enum(数码, 户外, 运动)
attribute 编号: set of int
attribute 会员: bool
attribute 年龄: int
tag 重点
parameter 主推 = \"数码\"
parameter 常客 by 会员等级 { 1: \"数码\" }
attribute 会员等级: int
";

const ASK: &str = "of a set write `has`, `has any of`, `has all of`, `has none of` or `size of`";

#[test]
fn elements_are_of_the_sets_type() {
    for condition in [
        "兴趣 has \"数码\"",
        "兴趣 has any of (主推, 常客, \"户外\")",
        "爱好 has all of (数码, 户外)",
        "编号 has none of (1, 2)",
        "兴趣 is missing",
        "size of 爱好 between 1 and size of 兴趣",
        "兴趣 changed in last 30 days",
        "兴趣 has \"数码\" for 30 days",
        "last(浏览.主题) has \"a\"",
        "did 浏览 where (主题 has \"a\" and size of 编号 > 2)",
        "distinct(浏览.主题) > 2",
    ] {
        assert_diagnostics(&format!("{DECLARED}tag t when {condition}"), &[]);
    }
    let expected = |condition: &str, expected: &[Expected<'_>]| {
        assert_diagnostics(&format!("{DECLARED}tag t when {condition}"), expected);
    };
    expected(
        "兴趣 has 数码",
        &[("type-mismatch", "数码", "expected a text, found a name", Some("text stands in quotes: `\"数码\"`"))],
    );
    expected(
        "爱好 has any of (数吗, \"户外\")",
        &[
            ("unknown-member", "数吗", "unknown enum member `数吗`", Some("did you mean `数码`?")),
            (
                "type-mismatch",
                "\"户外\"",
                "expected an enum member, found a text",
                Some("enum members stand without quotes: `户外`"),
            ),
        ],
    );
    expected("编号 has \"1\"", &[("type-mismatch", "\"1\"", "expected a number, found a text", None)]);
    expected("年龄 has any of (1, 2)", &[("type-mismatch", "年龄", "expected a set, found a number", None)]);
    expected(
        "会员 有 重点",
        &[("type-mismatch", "会员", "expected a set, found true or false", Some("two conditions are joined by `and`"))],
    );
    expected("size of 年龄 > 3", &[("type-mismatch", "年龄", "expected a set, found a number", None)]);
}

#[test]
fn nothing_else_is_asked_of_a_set() {
    let expected = |condition: &str, expected: &[Expected<'_>]| {
        assert_diagnostics(&format!("{DECLARED}tag t when {condition}"), expected);
    };
    let mismatch = |text: &'static str, message: &'static str| [("type-mismatch", text, message, Some(ASK))];
    expected("兴趣 = \"数码\"", &mismatch("\"数码\"", "expected a set, found a text"));
    expected("爱好 = 数码", &mismatch("数码", "expected a set, found a name"));
    expected("编号 in (1)", &mismatch("1", "expected a set, found a number"));
    expected("兴趣 contains \"数\"", &mismatch("兴趣", "expected a text, found a set"));
    expected("兴趣 mentions \"数\"", &mismatch("兴趣", "expected a text, found a set"));
    expected("爱好 changed to 数码", &mismatch("数码", "expected a set, found a name"));
    expected(
        "编号 > 3",
        &[
            ("type-mismatch", "编号", "expected something with an order, found a set", Some(ASK)),
            ("type-mismatch", "3", "expected a set, found a number", Some(ASK)),
        ],
    );
    expected("编号 + 1 > 3", &[("type-mismatch", "编号", "expected a number or a duration, found a set", None)]);
    expected("兴趣", &[("not-a-bool", "兴趣", "`兴趣` is a set, not a condition", Some("compare it with something"))]);
    let test = |given: &str, expected: &[Expected<'_>]| {
        assert_diagnostics(&format!("{DECLARED}test t {{ given A {given} at 2025-01-01 }}"), expected);
    };
    let brackets = Some("a set stands in brackets: `(\"数码\")`");
    test("兴趣 = \"数码\"", &[("type-mismatch", "\"数码\"", "expected a set, found a text", brackets)]);
    test("年龄 = (1)", &[("type-mismatch", "(1)", "expected a number, found a set", None)]);
    test("爱好 = (数码, 数吗)", &[("unknown-member", "数吗", "unknown enum member `数吗`", Some("did you mean `数码`?"))]);
    test("兴趣 = (主推)", &[("type-mismatch", "主推", "expected a text, found a parameter", None)]);
    assert_diagnostics(
        "attribute a: set of enum(x, x)",
        &[("duplicate-name", "x", "the enum member `x` is already declared on line 1", None)],
    );
    assert_diagnostics(
        "attribute a: set of enum(x, y)\nparameter x = 3",
        &[("duplicate-name", "x", "the enum member `x` is already declared on line 1", None)],
    );
    for text in ["attribute a: set of set of int", "attribute a: set of bool", "attribute a: set", "tag t when a has ()"] {
        assert_eq!(read(text, &Limits::default()).unwrap_err()[0].code().as_str(), "syntax", "{text}");
    }
    let few = Limits { list: 2, ..Limits::default() };
    assert_eq!(parse_condition("a has any of (1, 2, 3)", &few).unwrap_err()[0].code().as_str(), "list-too-long");
}

#[test]
fn wordings_of_one_meaning_have_one_hash() {
    let handbook = read(DECLARED, &Limits::default()).unwrap();
    let hash = |text: &str| handbook.definition_hash(&read_condition(text, &handbook, &Limits::default()).unwrap());
    assert_eq!(hash("爱好 has any of (数码, 户外)"), hash("爱好 has 户外 or 爱好 has 数码"));
    assert_eq!(hash("爱好 has all of (数码, 户外, 数码)"), hash("爱好 含 户外 且 爱好 含 数码"));
    assert_eq!(hash("编号 has none of (2, 1)"), hash("编号 不含 (1, 2, 2)"));
    assert_eq!(hash("兴趣 has 主推"), hash("兴趣 has \"数码\""));
    // Who has no set at all has none without them.
    assert_ne!(hash("编号 has none of (1)"), hash("not 编号 has 1"));
    assert_ne!(hash("爱好 has any of (数码, 户外)"), hash("爱好 has all of (数码, 户外)"));
}
