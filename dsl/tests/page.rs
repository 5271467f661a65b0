//! A handbook as a page for people.
#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use tagora_dsl::{CheckedHandbook, Language, Limits, read};

fn handbook(text: &str) -> CheckedHandbook {
    read(text, &Limits::default()).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/handbooks")
}

/// The pages beside the examples are those that are made of them. `UPDATE_GOLDEN=1` writes them anew.
#[test]
fn the_pages_of_the_examples() {
    for (language, ending) in [(Language::English, "en"), (Language::Chinese, "zh")] {
        let text = std::fs::read_to_string(folder().join(format!("overview.{ending}.tagora"))).unwrap();
        let page = handbook(&text).page(language, |_| None);
        let path = folder().join(format!("overview.{ending}.md"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), page, "run with UPDATE_GOLDEN=1");
    }
}

#[test]
fn what_is_said_of_a_tag() {
    let text = "event e\ngroup g exclusive levels (lo < hi) {\n  tag lo kind fact weight 3 owner \"a|b\" note \"<b> of *all*\" when did e\n  tag hi otherwise\n}\n\
        tag p valid 3 days sensitive\ndefine d as has lo\nrule r when d and has g/* then add p";
    let page = handbook(text).page(Language::English, |tag| (tag == 0).then_some(1_234_567));
    let tags = page.split("\n## Rules").next().unwrap();
    assert_eq!(
        tags,
        "# Handbook\n\nTags: 3, groups: 1, rules: 1, segments: 0. Time zone: UTC.\n\n## Tags\n\n\
         ### p\n\n- definition: given by people, imports and rules\n- validity: 3 days\n- sensitive: yes\n\n\
         ### g/ (exclusive, lo < hi)\n\n\
         #### lo\n\n&lt;b> of \\*all\\*\n\n- definition: `did e`\n- owner: a\\|b\n- kind: fact\n- weight: 3\n- customers: 1,234,567\n- used by: define d\n\n\
         #### hi\n\n- definition: held while no other tag of the group is\n"
    );
    let diagram = page.split("```mermaid\n").nth(1).unwrap();
    assert_eq!(
        diagram,
        "flowchart LR\n  n0[\"g/lo\"]\n  n2[\"g/*\"]\n  n1[\"define d\"]\n  n3[\"rule r\"]\n  n0 --> n1\n  n2 --> n3\n  n1 --> n3\n```\n"
    );
}

#[test]
fn a_handbook_of_nothing_has_a_page() {
    let page = handbook("").page(Language::Chinese, |_| None);
    assert_eq!(page, "# 标签手册\n\n标签 0 个，分组 0 个，规则 0 条，人群 0 个。时区：UTC。\n");
}

#[test]
fn what_nobody_could_follow_is_not_drawn() {
    let tags: Vec<String> = (1..500).map(|n| format!("tag t{n} when has t{}", n - 1)).collect();
    let page = handbook(&format!("event e\ntag t0 when did e\n{}", tags.join("\n"))).page(Language::English, |_| None);
    assert!(page.ends_with("## What hangs together\n\n499 of them look at others: too many to draw.\n"));
}
