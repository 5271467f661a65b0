//! How lists of words and texts that mention them are written.

mod support {
    pub mod reads;
}

use support::reads::assert_reads;
use tagora_dsl::{Language, Limits, parse, parse_condition, print, read};

#[test]
fn words_are_asked_for_in_both_word_orders() {
    for text in ["备注 mentions any of 退换货", "备注 提到 退换货 任一", "备注提到(退换货)任一"] {
        assert_reads(text, "备注 mentions any of 退换货", "备注 提到 退换货 任一");
    }
    for text in ["备注 mentions all of (退换货, \"急\")", "备注 提到 (退换货、“急”) 全部"] {
        assert_reads(text, "备注 mentions all of (退换货, \"急\")", "备注 提到 (退换货, \"急\") 全部");
    }
    for text in ["备注 mentions exactly \"退货\"", "备注 全文是 \"退货\"", "备注 mentions exactly (\"退货\")"] {
        assert_reads(text, "备注 mentions exactly \"退货\"", "备注 全文是 \"退货\"");
    }
    for text in ["备注 mentions exactly one of 退换货", "备注 全文是 退换货 任一", "备注 mentions exactly 退换货"]
    {
        assert_reads(text, "备注 mentions exactly one of 退换货", "备注 全文是 退换货 任一");
    }
    for text in [
        "备注 mentions \"报价\" unless \"不要报价\"",
        "备注 提到 \"报价\" 排除 \"不要报价\"",
        "备注 提到 \"报价\" 任一 排除 (\"不要报价\")",
    ] {
        assert_reads(text, "备注 mentions any of \"报价\" unless \"不要报价\"", "备注 提到 \"报价\" 任一 排除 \"不要报价\"");
    }
    for text in [
        "备注 mentions 价格词 within 5 characters of (\"贵\", \"高\") unless 反话",
        "备注 提到 价格词 与 (\"贵\", \"高\") 相距5字以内 排除 反话",
        "备注 提到 价格词 和 (\"贵\", \"高\") 相距 五字 排除 反话",
    ] {
        assert_reads(
            text,
            "备注 mentions 价格词 within 5 characters of (\"贵\", \"高\") unless 反话",
            "备注 提到 价格词 与 (\"贵\", \"高\") 相距5字以内 排除 反话",
        );
    }
    // One word is asked for as ever.
    assert_reads(
        "备注 提到 \"x\" 且 备注 提到 “y”",
        "备注 mentions \"x\" and 备注 mentions \"y\"",
        "备注 提到 \"x\" 且 备注 提到 \"y\"",
    );
}

#[test]
fn an_events_text_is_asked_for_in_short() {
    // Brackets make no difference.
    let plain = parse_condition("聊天.内容 mentions \"x\"", &Limits::default());
    assert_eq!(parse_condition("(聊天.内容) mentions \"x\"", &Limits::default()), plain);
    for text in [
        "聊天.内容 mentions any of 退换货 in last 24 hours",
        "最近24小时 聊天.内容 提到 退换货 任一",
        "did 聊天 where 内容 mentions any of 退换货 in last 24 hours",
        "最近24小时 聊天(内容 提到 退换货 任一)过",
    ] {
        assert_reads(
            text,
            "did 聊天 where 内容 mentions any of 退换货 in last 24 hours",
            "最近24小时 聊天(内容 提到 退换货 任一)过",
        );
    }
    assert_reads("聊天.内容 提到 \"报价\"", "did 聊天 where 内容 mentions \"报价\"", "聊天(内容 提到 \"报价\")过");
    assert_reads(
        "最近3天 聊天(渠道=\"微信\" 且 时长 > 3).内容 提到 \"报价\"",
        "did 聊天 where (渠道 = \"微信\" and 时长 > 3 and 内容 mentions \"报价\") in last 3 days",
        "最近3天 聊天(渠道 是 \"微信\" 且 时长 超过 3 且 内容 提到 \"报价\")过",
    );
    // Inside a pattern's filter the name is that of an earlier event.
    for text in ["sequence(聊天 as a, 购买 where a.内容 mentions any of x)", "依次 (聊天(记为a), 购买(a.内容 提到 x 任一))"]
    {
        assert_reads(
            text,
            "sequence(聊天 as a, 购买 where a.内容 mentions any of x)",
            "依次 (聊天(记为a), 购买(a.内容 提到 x 任一))",
        );
    }
}

#[test]
fn names_that_are_words_of_this_form_stay_names() {
    assert_reads(
        "备注 mentions any of exactly unless unless",
        "备注 mentions any of exactly unless unless",
        "备注 提到 exactly 任一 排除 unless",
    );
    assert_reads("备注 提到 排除 任一 排除 one", "备注 mentions any of 排除 unless one", "备注 提到 排除 任一 排除 one");
    assert_reads("备注 mentions exactly one", "备注 mentions exactly one of one", "备注 全文是 one 任一");
    assert_reads("备注 mentions any of `任一`", "备注 mentions any of `任一`", "备注 提到 `任一` 任一");
}

#[test]
fn lists_are_declared_and_hold_lists_declared_before() {
    let text = "词库 退换货 = (\"退货\", 「换货」、\"退货\",)\nkeywords 售后 = (退换货, \"维修\")\n";
    let tree = parse(text, &Limits::default()).unwrap();
    assert_eq!(
        print(&tree, Language::English),
        "keywords 退换货 = (\"退货\", \"换货\", \"退货\")\nkeywords 售后 = (退换货, \"维修\")\n"
    );
    assert_eq!(print(&tree, Language::Chinese), "词库 退换货 = (\"退货\", \"换货\", \"退货\")\n词库 售后 = (退换货, \"维修\")\n");
    let handbook = read(text, &Limits::default()).unwrap();
    let words = |name: &str| handbook.keywords(name).unwrap().words.join(" ");
    assert_eq!((words("退换货"), words("售后")), ("退货 换货".to_owned(), "退货 换货 维修".to_owned()));
}

/// A definition that names a list means its words.
#[test]
fn a_list_that_changes_changes_what_names_it() {
    let hash = |words: &str, asked: &str| {
        let text = format!("keywords k = ({words})\nattribute a: text\ntag t when a mentions any of {asked}");
        read(&text, &Limits::default()).unwrap().tag_hash(0).map(|hash| hash.to_string())
    };
    assert_eq!(hash("\"x\", \"y\"", "k"), hash("\"z\"", "(\"y\", \"x\", \"y\")"));
    assert_ne!(hash("\"x\", \"y\"", "k"), hash("\"x\"", "k"));
}
