//! Normal forms: what means the same has one hash, which never changes; what differs has another.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use tagora_dsl::{CheckedHandbook, Limits, read, read_condition};

const HANDBOOK: &str = "
    event 购买 { 金额: decimal(2) }
    attribute 年龄: int
    attribute 会员: bool
    define 常客 as count(购买, last 4 weeks) >= 5
    group 服务 { tag 甲 tag 乙 }
";

fn handbook(text: &str) -> CheckedHandbook {
    read(text, &Limits::default()).unwrap()
}

fn hash(text: &str) -> String {
    let handbook = handbook(HANDBOOK);
    handbook.definition_hash(&read_condition(text, &handbook, &Limits::default()).unwrap()).to_string()
}

#[test]
fn wordings_of_one_meaning_have_one_hash() {
    for alike in [
        &["会员 and 年龄 > 3", "年龄 > 3 且 会员", "会员 and (年龄 > 3 and 会员)", "not (not 会员 or not 年龄 > 3)"][..],
        &["会员", "not not 会员", "非 (非 会员)"],
        &["年龄 between 18 and 25", "年龄 >= 18 and 年龄 <= 25", "年龄 介于 18 到 25 之间"],
        &["at least 1 of (会员, 年龄 > 3)", "会员 or 年龄 > 3"],
        &["at least 2 of (会员, 年龄 > 3)", "会员 and 年龄 > 3"],
        &["did 购买 in last 7 days", "最近1周 购买过", "did 购买 in last 168 hours"],
        &["no 购买 in last 1 year", "not did 购买 in last 12 months"],
        &["has any of (甲, 服务/乙)", "has 乙 or has 服务/甲", "has any of (服务/*)"],
        &["has none of (甲, 乙)", "没有 甲 且 没有 乙"],
        &["sequence(购买, 购买) in last 1 week", "最近7天 依次 (购买, 购买)"],
        &["常客", "count(购买, last 28 days) >= 5"],
        &["常客 for 7 days", "count(购买, last 28 days) >= 5 for 1 week", "not not 常客 for 7 days"],
        &["(会员 and has any of (服务/*)) for 1 day", "((has 乙 or has 甲) and 会员) for 24 hours"],
        &["count(购买) between 1 and 3 in 2 of last 3 weeks", "最近3周 有2周 购买次数 介于 1 到 3"],
        &["年龄 in (3, 1, 2)", "年龄 属于 (1, 2, 3, 3)"],
        &["did 购买 where (金额 > 1 and 金额 < 9)", "购买(金额 不足9元 且 金额 超过1元)过"],
    ] {
        for other in &alike[1..] {
            assert_eq!(hash(alike[0]), hash(other), "{} / {other}", alike[0]);
        }
    }
}

#[test]
fn what_differs_has_another_hash() {
    let different = [
        "会员",
        "not 会员",
        "年龄 > 3",
        "年龄 >= 3",
        "年龄 != 3",
        "not 年龄 = 3",
        "did 购买 in last 30 days",
        "did 购买 in last 1 month",
        "did 购买",
        "no 购买",
        "has 甲",
        "has 乙",
        "has all of (甲, 乙)",
        "has any of (甲, 乙)",
        "at least 2 of (会员, 年龄 > 3, has 甲)",
        "count(购买) >= 5",
        "count(购买, last 28 days) > 5",
        "did 购买 where 金额 > 1",
        "sequence(购买, 购买)",
        "购买 then no 购买 within 1 day",
        "count(购买) > 1 in 1 of last 2 years",
        "count(购买) > 1 in 1 of last 24 months",
        "年龄 in (1, 2)",
        "年龄 not in (1, 2)",
    ];
    for (place, one) in different.iter().enumerate() {
        for other in &different[..place] {
            assert_ne!(hash(one), hash(other), "{one} / {other}");
        }
    }
    // Months are those of the zone.
    let text = "event e\ntag a when did e in last 1 month";
    let elsewhere = format!("timezone \"Asia/Shanghai\"\n{text}");
    assert_ne!(handbook(text).tag_hash(0), handbook(&elsewhere).tag_hash(0));
    assert_eq!(handbook("tag a").tag_hash(0), None);
}

/// Hashes are kept by others: these must never change.
#[test]
fn hashes_stay_as_they_are() {
    for (text, golden) in [
        ("会员", "4129a526326d1c6cf076902fbb53ed2e"),
        ("常客 and 年龄 between 18 and 25", "d4391151364cc664adf66312b9ee898d"),
        ("at least 2 of (会员, has 服务/*, no 购买 where 金额 > 1.5 in last 6 months)", "b53369c9e249ea7aae3975b48a0d25b6"),
    ] {
        assert_eq!(hash(text), golden, "{text}");
    }
}

/// What decides who holds the tag `t`: changed by whatever it looks at, however far, and by nothing else.
#[test]
fn a_holding_hash_follows_all_that_a_tag_refers_to() {
    const TEXT: &str = "event buy { price: int }\nevent pay { price: int }\nevent see\nevent deal = buy | pay | see\n\
        parameter much = 10\nsegment rich = count(deal) > much\ntag far when did buy in last 30 days\n\
        define near as has far or in rich\ngroup g exclusive {\n  tag one when count(pay) > 3\n  tag t when near\n  tag rest otherwise\n}\n\
        tag by_hand valid 3 days";
    let hashes = |text: &str| {
        let handbook = handbook(text);
        let tags = handbook.tags().iter().map(|tag| tag.path.to_string());
        tags.zip(handbook.holding_hashes()).collect::<std::collections::BTreeMap<_, _>>()
    };
    let before = hashes(TEXT);
    let changed = |from: &str, to: &str| {
        let after = hashes(&TEXT.replace(from, to));
        before
            .iter()
            .filter(|(tag, hash)| after.get(*tag) != Some(hash))
            .map(|(tag, _)| tag.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(changed("in last 30 days", "in last 31 days"), "far g/rest g/t");
    assert_eq!(changed("much = 10", "much = 11"), "g/rest g/t");
    assert_eq!(changed("deal = buy | pay | see", "deal = buy | see"), "g/rest g/t");
    assert_eq!(changed("count(pay) > 3", "count(pay) > 2"), "g/one g/rest g/t");
    assert_eq!(changed("3 days", "4 days"), "by_hand");
    // Worded otherwise, in another order, described: the same.
    assert_eq!(changed("count(pay) > 3", "3 < count(pay)"), "");
    assert_eq!(changed("tag far", "tag other\ntag far note \"x\" color \"#E53935\""), "");
    assert_eq!(
        changed("event buy { price: int }\n", "timezone \"Asia/Shanghai\"\nevent buy { price: int }\n").split(' ').count(),
        5
    );
    assert_eq!(
        hashes("event e\ntag t when did e")["t"].to_string(),
        "ec944560d8b7b92160b0c531ede930d8",
        "hashes are kept by others: they must never change"
    );
}
