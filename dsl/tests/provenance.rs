//! Who or what gave a tag: how it is read, printed and checked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub mod reads;
}

use support::reads::assert_reads;
use tagora_dsl::{Code, Language, Limits, parse, parse_condition, print, read, read_condition};

fn assert_refused(text: &str, code: Code) {
    let faults = parse_condition(text, &Limits::default()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.code() == code), "{text}: {faults:?}");
}

#[test]
fn it_reads_alike_in_both_languages() {
    for text in ["高意向 set by rule", "高意向 由规则", "高意向 由 规则"] {
        assert_reads(text, "高意向 set by rule", "高意向 由 规则");
    }
    for text in ["高意向 set by rule 首购转化", "高意向 由规则 首购转化", "高意向 由 规则 `首购转化`"]
    {
        assert_reads(text, "高意向 set by rule 首购转化", "高意向 由 规则 首购转化");
    }
    for text in ["意向/高 set by \"zhang\"", "意向/高 由\"zhang\"", "意向/高 由“zhang”"] {
        assert_reads(text, "意向/高 set by \"zhang\"", "意向/高 由 \"zhang\"");
    }
    for text in ["会员 set by import", "会员 由导入", "(会员) 由 导入"] {
        assert_reads(text, "会员 set by import", "会员 由 导入");
    }
    for text in ["会员 set by import \"crm\"", "会员 由导入\"crm\"", "会员 由 导入 「crm」"] {
        assert_reads(text, "会员 set by import \"crm\"", "会员 由 导入 \"crm\"");
    }
    assert_reads(
        "not a set by rule for 3 days and b set by import or c",
        "not a set by rule for 3 days and b set by import or c",
        "非 a 由 规则 持续3天 且 b 由 导入 或 c",
    );
}

/// The rule's name may be left out: what else can follow a condition is not taken for it.
#[test]
fn what_follows_is_no_name_of_a_rule() {
    let text = "\
tag a
tag b when a set by rule
define c as a set by rule
parameter d = 3
segment e = a set by rule
drop f
tag g when a set by rule
until a set by rule
tag h when a set by rule `define`
test t {
  given A add a at 2025-01-01
  expect A not a set by rule
  given A remove a at 2025-01-02
  expect A not a set by rule
  at 2025-01-03 expect A not b
  3 days later expect A not a set by rule
  expect A not b
}
rule define on i then add a
event i
";
    let tree = parse(text, &Limits::default()).unwrap();
    let english = print(&tree, Language::English);
    let chinese = print(&tree, Language::Chinese);
    assert_eq!(english.matches("set by rule\n").count(), 7, "{english}");
    assert!(english.contains("set by rule `define`"), "{english}");
    for printed in [&english, &chinese] {
        let again = parse(printed, &Limits::default()).unwrap();
        assert_eq!(print(&again, Language::English), english);
        assert_eq!(print(&again, Language::Chinese), chinese);
    }
}

#[test]
fn only_a_tag_is_given() {
    for text in ["3 set by rule", "count(购买) set by import", "首次 购买 由 \"li\"", "(a + b) 由规则"] {
        assert_refused(text, Code::TypeMismatch);
    }
    for text in ["意向/* set by rule", "a set by", "a 由", "a set by rule \"x\"", "a set by import crm", "a 由zhang"] {
        assert_refused(text, Code::Syntax);
    }
}

#[test]
fn tags_and_rules_are_looked_up() {
    let text = "event 购买 { 金额: int }\ngroup 兴趣 open { tag 音乐 }\ntag 会员\nrule 首购转化 on 购买 then add 会员";
    let handbook = read(text, &Limits::default()).unwrap();
    let refusal = |text: &str| match read_condition(text, &handbook, &Limits::default()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(|fault| (fault.code(), fault.help(Language::English))).collect(),
    };
    for fine in
        ["会员 set by rule 首购转化", "兴趣/音乐 由规则", "兴趣/足球 set by import \"crm\"", "会员 set by rule for 3 days"]
    {
        assert_eq!(refusal(fine), []);
    }
    let near = (Code::UnknownRule, Some("did you mean `首购转化`?".to_owned()));
    assert_eq!(refusal("会员 set by rule 首购转换"), [near]);
    assert_eq!(
        refusal("会园 set by rule 首购转")[..].iter().map(|(code, _)| *code).collect::<Vec<_>>(),
        [Code::UnknownTag, Code::UnknownRule]
    );
    assert_eq!(refusal("did 购买 where (会员 set by rule)")[0].0, Code::NotInFilter);
}
