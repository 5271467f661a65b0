//! The language reference says what the crate does: its examples read, its tables are those of the code.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fmt::Write;
use std::path::PathBuf;

use tagora_dsl::ast::{Comments, Handbook};
use tagora_dsl::{CheckedHandbook, Language, Limits, Part, Word, parse_condition, print, read, read_condition, read_json};

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

fn reference() -> String {
    std::fs::read_to_string(path()).unwrap()
}

/// The code blocks with this info string.
fn blocks(page: &str, info: &str) -> Vec<String> {
    let opening = format!("```{info}\n");
    page.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn checked(text: &str) -> CheckedHandbook {
    read(text, &Limits::default()).unwrap_or_else(|errors| {
        let shown: Vec<String> = errors.iter().map(|e| e.render(text, Language::English)).collect();
        panic!("{}", shown.join("\n"))
    })
}

/// Each declaration of the third example and each condition, with its JSON.
fn shapes(page: &str) -> [(&'static str, String); 2] {
    let mut declared = String::new();
    let handbook = checked(&blocks(page, "tagora")[2]);
    for declaration in &handbook.ast().declarations {
        let mut alone = declaration.clone();
        alone.comments = Comments::default();
        let json = serde_json::to_string(&alone).unwrap();
        let text = print(&Handbook { declarations: vec![alone], closing: Vec::new() }, Language::English);
        write!(declared, "```tagora\n{text}```\n```json\n{json}\n```\n\n").unwrap();
    }
    let mut conditions = String::new();
    for block in blocks(page, "tagora conditions") {
        for english in block.lines().step_by(2) {
            let condition = parse_condition(english, &Limits::default()).unwrap();
            let json = serde_json::to_string(&condition).unwrap();
            write!(conditions, "```tagora\n{english}\n```\n```json\n{json}\n```\n\n").unwrap();
        }
    }
    [("declarations", declared), ("conditions", conditions)]
}

/// What is on the page is what is written: a shape that changes is seen here. `UPDATE_GOLDEN=1` writes it anew.
#[test]
fn the_json_page_shows_what_is_written() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/handbook-json.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let now = with_tables(&page, &shapes(&reference()));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &now).unwrap();
    } else {
        assert_eq!(page, now, "run with UPDATE_GOLDEN=1");
    }
    for json in blocks(&page, "json").iter().filter(|json| json.contains("\"tagora\"")) {
        read_json(json, &Limits::default()).unwrap();
    }
}

/// The page with other tables between the marks.
fn with_tables(page: &str, tables: &[(&str, String)]) -> String {
    let mut now = page.to_owned();
    for (name, table) in tables {
        let (opening, closing) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = now.split_once(&opening).unwrap();
        let (_, after) = rest.split_once(&closing).unwrap();
        now = format!("{before}{opening}{table}{closing}{after}");
    }
    now
}

#[test]
fn every_handbook_reads() {
    let handbooks = blocks(&reference(), "tagora");
    assert_eq!(handbooks.len(), 8);
    for handbook in handbooks {
        checked(&handbook);
    }
}

#[test]
fn the_two_columns_are_translations_of_each_other() {
    let handbooks = blocks(&reference(), "tagora");
    for first in [0, 4] {
        let [english, chinese] = &handbooks[first..first + 2] else { panic!("two columns") };
        assert_eq!(&checked(english).print(Language::Chinese), chinese);
        assert_eq!(&checked(chinese).print(Language::English), english);
    }
}

#[test]
fn every_condition_reads_alike_in_both_languages() {
    let page = reference();
    let handbook = checked(&blocks(&page, "tagora")[2]);
    let mut pairs = 0;
    for block in blocks(&page, "tagora conditions") {
        let lines: Vec<&str> = block.lines().collect();
        for pair in lines.chunks(2) {
            let [english, chinese] = pair else { panic!("no Chinese for {pair:?}") };
            for text in pair {
                let condition = read_condition(text, &handbook, &Limits::default());
                condition.unwrap_or_else(|errors| panic!("{}", errors[0].render(text, Language::English)));
            }
            assert_eq!(parse_condition(english, &Limits::default()), parse_condition(chinese, &Limits::default()), "{english}");
            pairs += 1;
        }
    }
    assert_eq!(pairs, 133);
}

fn vocabulary() -> String {
    let mut table = "| English | 中文 | meaning |\n|--|--|--|\n".to_owned();
    let mut part: Option<Part> = None;
    for word in Word::ALL {
        if part.replace(word.part()) != Some(word.part()) {
            writeln!(table, "| **{:?}** | | |", word.part()).unwrap();
        }
        let spellings = |language| word.spellings(language).iter().map(|s| format!("`{s}`")).collect::<Vec<_>>().join(" ");
        let about = word.about(Language::English);
        writeln!(table, "| {} | {} | {about} |", spellings(Language::English), spellings(Language::Chinese)).unwrap();
    }
    table
}

fn limits() -> String {
    let Limits { source_bytes, depth, nodes, list, window_years, steps, sequence, errors } = Limits::default();
    let mut table = "| limit | default | code |\n|--|--|--|\n".to_owned();
    for (limit, default, code) in [
        ("bytes of text (`source_bytes`)", source_bytes, "source-too-large"),
        ("brackets and negations inside one another (`depth`)", depth, "too-deep"),
        ("conditions, expressions and declarations (`nodes`)", nodes, "too-many-nodes"),
        ("members of a list (`list`)", list, "list-too-long"),
        ("years of a window or duration (`window_years`)", window_years as usize, "window-too-long"),
        ("steps of one test (`steps`)", steps, "too-many-steps"),
        ("events of a sequence, slices of a window (`sequence`)", sequence, "sequence-too-long"),
        ("errors reported (`errors`)", errors, "too-many-errors"),
    ] {
        assert!(tagora_dsl::Code::ALL.iter().any(|c| c.as_str() == code), "{code}");
        writeln!(table, "| {limit} | {default} | `{code}` |").unwrap();
    }
    table
}

/// `UPDATE_GOLDEN=1` writes the tables instead.
#[test]
fn the_tables_are_those_of_the_code() {
    let page = reference();
    let now = with_tables(&page, &[("vocabulary", vocabulary()), ("limits", limits())]);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path(), &now).unwrap();
    } else {
        assert_eq!(page, now, "run with UPDATE_GOLDEN=1");
    }
}
