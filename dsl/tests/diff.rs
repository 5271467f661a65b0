//! What a handbook says differently from one before.
#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use tagora_dsl::{CheckedHandbook, HandbookChangeKind, HandbookDiff, Language, Limits, read};

const SCHEMA: &str =
    "event 购买 { 金额: decimal(2), 品类: text }\nevent 聊天 { 内容: text }\nattribute 城市: text\nattribute 年龄: int\n";

fn handbook(text: &str) -> CheckedHandbook {
    let text = format!("{SCHEMA}{text}");
    read(&text, &Limits::default()).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

fn diff(before: &str, after: &str) -> HandbookDiff {
    handbook(before).diff(&handbook(after), Language::English)
}

fn lines(before: &str, after: &str, language: Language) -> Vec<String> {
    handbook(before).diff(&handbook(after), language).to_string().lines().map(str::to_owned).collect()
}

#[track_caller]
fn says(before: &str, after: &str, english: &[&str]) {
    assert_eq!(lines(before, after, Language::English), english, "{before}\n{after}");
}

#[test]
fn the_smallest_clause_that_differs_is_told() {
    let tag = |condition: &str| format!("tag t when {condition}");
    for (before, after, english, chinese) in [
        ("count(购买, last 30 days) > 3", "count(购买, last 30 days) > 5", "threshold 3 → 5", "阈值 3 → 5"),
        (
            "count(购买, last 30 days) > 3",
            "count(购买, last 60 days) > 3",
            "window last 30 days → last 60 days",
            "窗口 最近30天 → 最近60天",
        ),
        (
            "count(购买, last 30 days) > 3",
            "count(购买, last 30 days) >= 3",
            "definition count(购买, last 30 days) > 3 → count(购买, last 30 days) >= 3",
            "定义 最近30天 购买次数 超过 3 → 最近30天 购买次数 至少 3",
        ),
        ("count(购买) > 3", "count(购买, today) > 3", "+ window today", "新增窗口 今天"),
        ("年龄 between 18 and 25", "年龄 between 18 and 30", "upper bound 25 → 30", "上限 25 → 30"),
        ("did 购买 and 年龄 > 3", "did 购买 and 年龄 > 3 and did 聊天", "+ condition did 聊天", "新增条件 聊天过"),
        ("did 购买 and 年龄 > 3 and did 聊天", "年龄 > 3 and did 购买", "- condition did 聊天", "去掉条件 聊天过"),
        ("did 购买", "年龄 > 3", "definition did 购买 → 年龄 > 3", "定义 购买过 → 年龄 超过 3"),
        ("城市 in (\"a\", \"b\")", "城市 in (\"a\", \"c\")", "value \"b\" → \"c\"", "取值 \"b\" → \"c\""),
        (
            "聊天.内容 mentions any of (\"退\", \"换\")",
            "聊天.内容 mentions any of (\"退\", \"换\", \"修\")",
            "+ word \"修\"",
            "新增词语 \"修\"",
        ),
        ("did 购买 where 金额 > 10", "did 购买 where 金额 > 20", "threshold 10 → 20", "阈值 10 → 20"),
        (
            "聊天 as a then no 购买 within 7 days",
            "聊天 as a then no 购买 within 3 days",
            "time allowed 7 days → 3 days",
            "时限 7天 → 3天",
        ),
    ] {
        assert_eq!(lines(&tag(before), &tag(after), Language::English), [format!("tag `t`: {english}")]);
        assert_eq!(lines(&tag(before), &tag(after), Language::Chinese), [format!("标签“t”：{chinese}")]);
    }
}

#[test]
fn what_is_written_in_other_words_is_told_apart() {
    let changes = diff("tag t when did 购买 and 年龄 > 3", "tag t when 年龄 > 3 and did 购买").changes;
    assert_eq!(changes.iter().map(|change| change.kind).collect::<Vec<_>>(), [HandbookChangeKind::Reworded]);
    says(
        "tag t when did 购买 in last 7 days",
        "tag t when did 购买 in last 1 weeks",
        &["tag `t`: window last 7 days → last 1 week; means the same"],
    );
    // The same words in the other language, comments and blank lines are no difference.
    says("# a\ntag t when did 购买", "\n\n标签 t 当 购买过 # b", &[]);
}

#[test]
fn what_came_went_and_has_another_name() {
    says(
        "group g { tag a tag b }\nrule r on 购买 then add a",
        "group g exclusive { tag c formerly g/a owner \"市场部\" tag d }\nrule r on 购买 if first then add c, notify 客服",
        &[
            "group `g`: + exclusive yes",
            "tag `g/c`: formerly `g/a`; + owner \"市场部\"",
            "tag `g/d` is new",
            "rule `r`: - action add a; + action add c; + action notify 客服; trigger on 购买 → on 购买 if first",
            "tag `g/b` is gone",
        ],
    );
}

#[test]
fn who_looks_at_what_changed_is_affected() {
    let text = |bound: i32, words: &str| {
        format!(
            "keywords 退 = ({words})\nparameter 门槛 = {bound}\ndefine 常客 as count(购买) > 门槛\n\
             tag a when 常客\ntag b when has a\ntag c when 聊天.内容 mentions any of 退\nrule r when has b then notify x\nsegment s = has c\ntag z when did 购买"
        )
    };
    says(
        &text(3, "\"退货\""),
        &text(5, "\"退货\", \"退款\""),
        &[
            "keywords `退`: + word \"退款\"",
            "parameter `门槛`: value 3 → 5",
            "define `常客`: means something else through `门槛`",
            "tag `a`: means something else through `常客`",
            "tag `b`: means something else through `a`",
            "tag `c`: means something else through `退`",
            "rule `r`: means something else through `b`",
            "segment `s`: means something else through `c`",
        ],
    );
}

#[test]
fn who_stands_in_a_group_with_what_changed_is_affected_where_it_gives_way() {
    let text = |bound: i32, nature: &str| {
        format!(
            "group g {nature} {{\n  tag a when count(购买) > {bound}\n  tag b when did 聊天\n  tag c otherwise\n}}\ntag d when has g/c"
        )
    };
    says(
        &text(3, "exclusive"),
        &text(5, "exclusive"),
        &[
            "tag `g/a`: threshold 3 → 5",
            "tag `g/b`: means something else through `g`",
            "tag `g/c`: means something else through `g`",
            "tag `d`: means something else through `g/c`",
        ],
    );
    let without = |text: &str| text.replace("  tag c otherwise\n", "").replace("\ntag d when has g/c", "");
    says(&without(&text(3, "")), &without(&text(5, "")), &["tag `g/a`: threshold 3 → 5"]);
    says(
        &without(&text(3, "exclusive")),
        &without(&text(3, "exclusive")).replace("  tag a when count(购买) > 3\n", ""),
        &["tag `g/b`: means something else through `g`", "tag `g/a` is gone"],
    );
}

#[test]
fn the_order_of_a_group_counts_where_it_decides() {
    let text = |nature: &str, tags: [&str; 2]| {
        let tag = |name: &str| format!("  tag {name} when did {}\n", if name == "a" { "购买" } else { "聊天" });
        format!("group g {nature} {{\n{}{}  tag c\n}}", tag(tags[0]), tag(tags[1]))
    };
    says(&text("", ["a", "b"]), &text("", ["b", "a"]), &[]);
    says(
        &text("exclusive", ["a", "b"]),
        &text("exclusive", ["b", "a"]),
        &[
            "group `g`: order a, b → b, a",
            "tag `g/b`: means something else through `g`",
            "tag `g/a`: means something else through `g`",
            "tag `g/c`: means something else through `g`",
        ],
    );
}

#[test]
fn all_that_is_dropped_is_one_list() {
    says("drop a\ndrop b", "drop b\ndrop a, c", &["drop: + tags c"]);
    says("drop a\ndrop b", "drop a\ndrop b", &[]);
}

#[test]
fn what_no_condition_sees_affects_nobody() {
    let text = |sensitive: &str, property: &str, owner: &str| {
        format!(
            "attribute x: text {sensitive}\nevent e {{ a: int{property} }}\ntag t {owner} when x = \"t\" and max(e.a) > 3\ntag u when has t\nsegment s = x = \"u\" and did e"
        )
    };
    says(
        &text("", "", ""),
        &text("sensitive", ", b: text", "owner \"li\""),
        &["attribute `x`: + sensitive yes", "event `e`: + property b: text", "tag `t`: + owner \"li\""],
    );
    // A text is no name.
    says(
        "tag u when did 购买\nsegment s = 城市 = \"u\"",
        "tag u when did 聊天\nsegment s = 城市 = \"u\"",
        &["tag `u`: definition did 购买 → did 聊天"],
    );
}

#[test]
fn a_long_chain_is_followed_to_its_end() {
    let text = |bound: usize| {
        let names: Vec<String> = (1..2_000).map(|n| format!("define d{n} as d{}", n - 1)).collect();
        format!("define d0 as count(购买) > {bound}\n{}", names.join("\n"))
    };
    let changes = diff(&text(3), &text(4)).changes;
    assert_eq!(changes.len(), 2_000);
    assert_eq!(changes[1_999].through, ["d1998"]);
}

#[test]
fn everything_that_can_be_declared_can_differ() {
    let before = "timezone \"Asia/Shanghai\"\nattribute x: int\nevent e { a: int }\nevent k = e | 购买\nparameter p by 城市 { 北: 1, else: 2 }\n\
        group l exclusive levels (lo < hi) { tag lo tag hi }\ntag t kind fact weight 3 valid 3 days\nsegment s = did e\n\
        route r { did e -> \"w\" capacity 3; else -> \"x\" }\ndefine d as did e\ntest z { given A e at 2025-01-01; at 2025-01-02 expect A d }";
    let after = "timezone \"Europe/Berlin\"\nattribute x: int sensitive\nevent e { a: decimal(2), b: text }\nevent k = e | 聊天\nparameter p by 城市 { 北: 2, else: 2 }\n\
        group l exclusive levels (lo < mid < hi) { tag lo tag hi tag mid }\ntag t kind behaviour extended sensitive valid 4 days\nsegment s = did k\n\
        route r { did e -> \"w\" capacity 4; else -> \"y\" }\ndefine d as did k\ntest z { given A e at 2025-01-01; at 2025-01-03 expect A d }";
    says(
        before,
        after,
        &[
            "timezone: zone \"Asia/Shanghai\" → \"Europe/Berlin\"",
            "attribute `x`: + sensitive yes",
            "event `e`: property a: int → a: decimal(2); + property b: text",
            "event `k`: member 购买 → 聊天",
            "parameter `p`: entry 北: 1 → 北: 2",
            "group `l`: + level mid",
            "tag `l/lo`: means something else through `l`, `timezone`",
            "tag `l/hi`: means something else through `l`, `timezone`",
            "tag `l/mid` is new",
            "tag `t`: kind fact → behaviour; validity 3 days → 4 days; - weight 3; + sensitive yes; + tier extended",
            "segment `s`: condition did e → did k",
            "route `r`: capacity 3 → 4; target \"x\" → \"y\"",
            "define `d`: condition did e → did k",
            "test `z`: something else",
        ],
    );
    says(before, before, &[]);
    assert!(diff(before, before).is_empty());
}

#[test]
fn it_is_data_too() {
    let json = serde_json::to_value(diff("tag t when count(购买) > 3", "tag t when count(购买) > 5")).unwrap();
    let expected = serde_json::json!({"changes": [{
        "what": "tag", "name": "t", "formerly": null, "kind": "changed", "through": [],
        "differences": [{"part": "threshold", "before": "3", "after": "5"}],
        "text": "tag `t`: threshold 3 → 5",
    }]});
    assert_eq!(json, expected);
}

#[test]
fn each_of_many_tags_is_told() {
    let text = |bound: usize| {
        let tags: Vec<String> =
            (0..3_000).map(|n| format!("tag t{n} when count(购买, last {} days) > {bound}", n % 90 + 1)).collect();
        tags.join("\n")
    };
    let (before, after) = (handbook(&text(3)), handbook(&text(4)));
    assert_eq!(before.diff(&after, Language::Chinese).changes.len(), 3_000);
}
