//! The catalogue of diagnostics, `docs/diagnostics.md`, is what the codes and the golden files make of it.

use std::fmt::Write;
use std::path::PathBuf;

use tagora_dsl::Code;

use crate::cases::{cases, is_updating};

const HEAD: &str = "\
# Diagnostics

Everything that is wrong with a handbook is reported in one pass, as diagnostics. Each has a stable code, a message in English
and in Chinese, a place (bytes, line and column, UTF-16 offset) and mostly a help line. Messages may change between releases;
codes do not. Errors keep a handbook from being loaded; warnings, which say so, do not.

This page is generated from the codes and from the golden files of the tests; `UPDATE_GOLDEN=1 cargo test -p tagora-dsl` writes
it anew.
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    page += "\n| code | meaning | 含义 |\n|--|--|--|\n";
    for code in Code::ALL {
        let (english, chinese) = code.summary();
        writeln!(page, "| [`{code}`](#{code}) | {english} | {chinese} |").unwrap();
    }
    for &code in Code::ALL {
        let (english, chinese) = code.summary();
        write!(page, "\n## {code}\n\n{english}\n\n{chinese}\n").unwrap();
        if code == Code::Internal {
            continue;
        }
        let case = cases(code).into_iter().next().unwrap().now();
        let limits = case.limits.as_ref().map_or_else(String::new, |limits| format!(" (with `{limits}`)"));
        let info = if case.is_json { "json" } else { "tagora" };
        write!(page, "\nFor example, {}{limits}:\n\n```{info}\n{}```\n", case.title, case.text).unwrap();
        write!(page, "\n```text\n{}```\n\n```text\n{}```\n", case.english, case.chinese).unwrap();
    }
    page
}

#[test]
fn the_catalogue_is_what_the_code_says() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    let now = page();
    if is_updating() {
        std::fs::write(path, now).unwrap();
    } else {
        assert_eq!(std::fs::read_to_string(path).unwrap(), now, "run with UPDATE_GOLDEN=1");
    }
}
