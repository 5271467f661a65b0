//! Cases kept as files: a text, and what is said about it.
//!
//! A file `golden/<code>.txt` holds cases, each headed `=== title` with the sections `--- text` (`--- json` where it is no text but JSON), `--- limits` (where
//! others than the default apply), `--- underlined` (the source text of each diagnostic), `--- english`, `--- chinese`.

use std::path::PathBuf;

use tagora_dsl::{Code, Diagnostic, Language, Limits, read, read_json};

pub struct Case {
    pub title: String,
    pub text: String,
    pub is_json: bool,
    pub limits: Option<String>,
    pub underlined: String,
    pub english: String,
    pub chinese: String,
}

/// Whether to write what is found instead of comparing it: `UPDATE_GOLDEN=1 cargo test -p tagora-dsl`.
pub fn is_updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

pub fn file_of(code: Code) -> PathBuf {
    directory().join(format!("{code}.txt"))
}

pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

pub fn cases(code: Code) -> Vec<Case> {
    let path = file_of(code);
    let content = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    content.split("=== ").skip(1).map(case).collect()
}

fn case(block: &str) -> Case {
    let (title, rest) = block.split_once('\n').unwrap();
    let sections: Vec<(&str, &str)> = rest.split("--- ").skip(1).map(|s| s.split_once('\n').unwrap()).collect();
    let section = |name: &str| sections.iter().find(|(n, _)| *n == name).map(|(_, text)| (*text).to_owned());
    Case {
        title: title.to_owned(),
        text: section("text").or_else(|| section("json")).unwrap(),
        is_json: section("json").is_some(),
        limits: section("limits").map(|l| l.trim().to_owned()),
        underlined: section("underlined").unwrap_or_default(),
        english: section("english").unwrap_or_default(),
        chinese: section("chinese").unwrap_or_default(),
    }
}

impl Case {
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for setting in self.limits.iter().flat_map(|l| l.split(' ')) {
            let (name, value) = setting.split_once('=').unwrap();
            let value = value.parse().unwrap();
            match name {
                "source_bytes" => limits.source_bytes = value,
                "depth" => limits.depth = value,
                "nodes" => limits.nodes = value,
                "list" => limits.list = value,
                "sequence" => limits.sequence = value,
                "steps" => limits.steps = value,
                "errors" => limits.errors = value,
                other => panic!("no such limit: {other}"),
            }
        }
        limits
    }

    pub fn errors(&self) -> Vec<Diagnostic> {
        let read = if self.is_json { read_json } else { read };
        match read(&self.text, &self.limits()) {
            Ok(handbook) => handbook.warnings(&self.text, &self.limits()),
            Err(errors) => errors,
        }
    }

    /// The case with what is said now.
    pub fn now(&self) -> Self {
        let errors = self.errors();
        let rendered = |language| errors.iter().map(|e| e.render(&self.text, language)).collect::<String>();
        Self {
            title: self.title.clone(),
            text: self.text.clone(),
            is_json: self.is_json,
            limits: self.limits.clone(),
            underlined: errors.iter().map(|e| format!("{:?}\n", e.span().text(&self.text))).collect(),
            english: rendered(Language::English),
            chinese: rendered(Language::Chinese),
        }
    }

    pub fn to_text(&self) -> String {
        let limits = self.limits.as_ref().map_or_else(String::new, |l| format!("--- limits\n{l}\n"));
        let kind = if self.is_json { "json" } else { "text" };
        format!(
            "=== {}\n--- {kind}\n{}{limits}--- underlined\n{}--- english\n{}--- chinese\n{}",
            self.title, self.text, self.underlined, self.english, self.chinese
        )
    }
}
