//! The syntax tree as JSON: what is written reads back, what is hostile is refused with a code.

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use tagora_dsl::ast::{Condition, ConditionKind, Declaration, DeclarationKind, Segment};
use tagora_dsl::{Code, Diagnostic, Language, Limits, Spanned, check, from_json, parse, print, read_json, to_json};

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(300), max_shrink_iters: 4_000, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_handbook_reads_back_as_it_was(tree in support::declarations::handbook()) {
        let json = to_json(&tree);
        let again = from_json(&json, &Limits::default());
        prop_assert!(again.as_ref() == Ok(&tree), "{}\n{:?}", json, again);
        prop_assert_eq!(to_json(&again.unwrap()), json.clone());
        // Text to JSON to text.
        let text = print(&tree, Language::Chinese);
        let from_text = parse(&text, &Limits::default()).unwrap();
        prop_assert_eq!(to_json(&from_text), json.clone());
        // What is absent is left out.
        prop_assert!(!json.contains("null"), "{}", json);
    }

    #[test]
    fn a_broken_handbook_is_refused_at_its_place(tree in support::declarations::handbook(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}\":,0-9a-z ]{0,3}") {
        let json = to_json(&tree);
        let at = at.index(json.len());
        if json.is_char_boundary(at) {
            let broken = format!("{}{with}{}", &json[..at], json[at..].chars().skip(1).collect::<String>());
            for error in from_json(&broken, &Limits::default()).err().unwrap_or_default() {
                assert_bounded(&error, &broken);
            }
        }
    }
}

fn assert_bounded(error: &Diagnostic, json: &str) {
    assert!(error.code() != Code::Internal, "{}", error.message(Language::English));
    assert!(error.span().start <= error.span().end && error.span().end <= json.len(), "{:?} {json}", error.span());
    for language in Language::ALL {
        assert!(error.render(json, language).len() < 2_048);
    }
}

/// The codes and the underlined JSON of what is wrong.
fn faults(json: &str) -> Vec<(Code, String)> {
    let errors = read_json(json, &Limits::default()).err().unwrap_or_default();
    for error in &errors {
        assert_bounded(error, json);
    }
    errors.iter().map(|e| (e.code(), e.span().text(json).chars().take(60).collect())).collect()
}

fn codes(json: &str) -> Vec<Code> {
    faults(json).into_iter().map(|(code, _)| code).collect()
}

fn handbook(declarations: &str) -> String {
    format!(r#"{{"tagora": 1, "declarations": [{declarations}]}}"#)
}

fn tag(condition: &str) -> String {
    handbook(&format!(r#"{{"tag": {{"name": "t", "definition": {{"when": {condition}}}}}}}"#))
}

#[test]
fn what_is_not_a_handbook_is_refused() {
    for (json, code) in [
        ("", Code::InvalidJson),
        ("null", Code::InvalidJson),
        ("[]", Code::InvalidJson),
        ("{}", Code::InvalidJson),
        ("{\"tagora\": 1}", Code::InvalidJson),
        ("{\"tagora\": 0, \"declarations\": []}", Code::UnknownVersion),
        ("{\"tagora\": 2, \"rules\": 7}", Code::UnknownVersion),
        ("{\"tagora\": -1, \"declarations\": []}", Code::InvalidJson),
        ("{\"tagora\": 1, \"declarations\": [], \"more\": 1}", Code::InvalidJson),
        ("{\"tagora\": 1, \"declarations\": []} x", Code::InvalidJson),
        ("{\"tagora\": 1, \"declarations\": [], \"closing\": [\"a\\nb\"]}", Code::InvalidJson),
        ("{\"tagora\": 1, \"tagora\": 1, \"declarations\": []}", Code::InvalidJson),
    ] {
        assert_eq!(codes(json), [code], "{json}");
    }
    assert_eq!(codes(&handbook("")), []);
}

#[test]
fn what_no_text_can_say_is_refused() {
    let a = r#"{"bare": "a"}"#;
    for (condition, code) in [
        (r#"{"and": []}"#.to_owned(), Code::InvalidJson),
        (format!(r#"{{"and": [{a}]}}"#), Code::InvalidJson),
        (format!(r#"{{"at_least": {{"count": 1, "of": [{a}]}}}}"#), Code::InvalidJson),
        (r#"{"has": {"quantifier": "any", "tags": []}}"#.to_owned(), Code::InvalidJson),
        (r#"{"bare": "a", "more": 1}"#.to_owned(), Code::InvalidJson),
        (r#"{"bare": "a", "bare": "a"}"#.to_owned(), Code::InvalidJson),
        (r#"{"unheard_of": "a"}"#.to_owned(), Code::InvalidJson),
        (r#"{"not": null}"#.to_owned(), Code::InvalidJson),
        (r#"{"bare": ""}"#.to_owned(), Code::Syntax),
        (r#"{"bare": "a//b"}"#.to_owned(), Code::Syntax),
        (r#"{"bare": "a` or `b"}"#.to_owned(), Code::UnwritableTree),
        (r#"{"happened": {"stream": {"event": "a` in last 1 day tag `b"}}}"#.to_owned(), Code::UnwritableTree),
        (r#"{"bare": "a\nb"}"#.to_owned(), Code::Syntax),
        (compared(r#"{"number": 0.5}"#), Code::InvalidJson),
        (compared(r#"{"number": 1e3}"#), Code::InvalidJson),
        (compared(r#"{"number": 18446744073709551615}"#), Code::InvalidJson),
        (compared(r#"{"number": "1.0000000001"}"#), Code::InvalidJson),
        (compared(r#"{"date": "2025-02-30"}"#), Code::InvalidJson),
        (compared(r#"{"date": "-000001-01-01"}"#), Code::Syntax),
        (compared(r#"{"instant": "2025-02-03T00:00:00.0001"}"#), Code::Syntax),
        (compared(r#"{"duration": {"amount": 0, "unit": "day"}}"#), Code::WindowTooLong),
        (compared(r#"{"duration": {"amount": 101, "unit": "year"}}"#), Code::WindowTooLong),
        (compared(r#"{"duration": {"amount": -1, "unit": "year"}}"#), Code::InvalidJson),
        (compared(r#"{"duration": {"amount": 1, "unit": "fortnight"}}"#), Code::InvalidJson),
    ] {
        assert_eq!(codes(&tag(&condition)).first(), Some(&code), "{condition}");
    }
}

fn compared(literal: &str) -> String {
    format!(r#"{{"compare": {{"left": {{"name": "a"}}, "op": "=", "right": {{"literal": {literal}}}}}}}"#)
}

#[test]
fn every_declaration_is_looked_at_and_errors_stand_where_they_are() {
    let json = handbook(
        "\n  {\"tag\": {\"name\": \"a\", \"colour\": \"#fff\"}},\n  {\"tag\": {\"name\": \"b\"}},\n  {\"event\": {\"name\": 7}},\n  {\"rule\": {}}\n",
    );
    let errors = read_json(&json, &Limits::default()).unwrap_err();
    let places: Vec<_> = errors.iter().map(|e| (e.code(), e.start().line, e.start().column)).collect();
    assert_eq!(places, [(Code::InvalidJson, 2, 32), (Code::InvalidJson, 4, 22), (Code::InvalidJson, 5, 13)]);
    // What the checker finds stands at its declaration; lines are those of the JSON.
    let twice = handbook("\n{\"tag\": {\"name\": \"a\"}},\n\n{\"tag\": {\"name\": \"a\"}}");
    let errors = read_json(&twice, &Limits::default()).unwrap_err();
    assert_eq!(errors[0].message(Language::English), "the tag `a` is already declared on line 2");
    assert_eq!((errors[0].start().line, errors[0].span().text(&twice)), (4, r#"{"tag": {"name": "a"}}"#));
    assert_eq!(faults(&tag(r#"{"bare": "b"}"#))[0].0, Code::UnknownAttribute);
}

#[test]
fn what_is_large_or_deep_is_refused_before_it_is_read() {
    let limits = Limits::default();
    for (opening, closing) in [
        (r#"{"not":"#, "}"),
        (r#"{"and":["#, "]}"),
        ("[", "]"),
        (r#"{"group":{"name":"g","members":["#, "]}}"),
        (r#"{"happened":{"stream":{"event":"e","filter":"#, "}}}"),
    ] {
        for times in [limits.depth * 13, 100_000] {
            let nested = format!("{}{}{}", opening.repeat(times), r#"{"bare":"a"}"#, closing.repeat(times));
            assert_eq!(codes(&tag(&nested)), [Code::TooDeep], "{opening}");
            assert_eq!(codes(&handbook(&nested)), [Code::TooDeep], "{opening}");
        }
        // Within what JSON may nest, but more brackets than a text may have.
        if opening.contains("happened") {
            let times = limits.depth + 1;
            let nested = format!("{}{}{}", opening.repeat(times), r#"{"bare":"a"}"#, closing.repeat(times));
            assert_eq!(codes(&tag(&nested)), [Code::TooDeep], "{opening}");
        }
    }
    assert_eq!(codes(&"x".repeat(17 << 20)), [Code::SourceTooLarge]);
    let few = Limits { nodes: 50, list: 50, ..limits };
    let many = vec![r#"{"tag": {"name": "a"}}"#; 51].join(",");
    assert_eq!(from_json(&handbook(&many), &few).unwrap_err()[0].code(), Code::TooManyNodes);
    let long = vec![r#""a""#; 51].join(",");
    let ty = format!(r#"{{"attribute": {{"name": "a", "type": {{"enum": [{long}]}}}}}}"#);
    assert_eq!(from_json(&handbook(&ty), &few).unwrap_err()[0].code(), Code::ListTooLong);
}

/// The deepest nesting that text allows: JSON of it reads back, on the stack of a spawned thread.
#[test]
fn what_text_may_nest_json_may() {
    let depth = Limits::default().depth;
    for (opening, closing) in [
        ("(b or c and ", ")"),
        ("at least 1 of (c, b or c and ", ")"),
        ("x = 3天 a(b or c and ", ")次数"),
        ("x between 1 and 3天 a(b or c and ", ")次数"),
        ("x in (1, 3天 a(b or c and ", ")次数)"),
        ("3天 a(b or c and ", ")次数 > 3"),
        ("not (", ")"),
        ("did a where (", ")"),
    ] {
        let fits = depth / (opening.matches('(').count() + opening.matches("not").count());
        let text = format!("tag t when {}b{}", opening.repeat(fits), closing.repeat(fits));
        let reread = move || {
            let tree = parse(&text, &Limits::default()).unwrap();
            assert_eq!(from_json(&to_json(&tree), &Limits::default()).as_ref(), Ok(&tree));
            check(tree, "", &Limits::default()).unwrap_err().iter().any(|e| e.code() == Code::TooDeep)
        };
        let too_deep = std::thread::Builder::new().stack_size(2 << 20).spawn(reread).unwrap().join().unwrap();
        assert!(!too_deep, "{opening}");
    }
}

#[test]
fn a_tree_built_by_a_program_is_held_to_the_limits_too() {
    let segment = |condition: Condition| tagora_dsl::ast::Handbook {
        declarations: vec![Declaration::built(DeclarationKind::Segment(Segment {
            name: Spanned::built("s".to_owned()),
            condition: Box::new(condition),
        }))],
        closing: Vec::new(),
    };
    let bare = || Spanned::built(ConditionKind::Bare(Spanned::built("a".into())));
    let not = |inner| Spanned::built(ConditionKind::Not(Box::new(inner)));
    let limits = Limits { nodes: 500, ..Limits::default() };
    let codes = |condition| {
        let errors = check(segment(condition), "", &limits).unwrap_err();
        errors.iter().map(Diagnostic::code).collect::<BTreeSet<Code>>()
    };
    assert_eq!(codes(bare()), BTreeSet::from([Code::UnknownAttribute]));
    for depth in [65, 1_000, 3_000] {
        assert_eq!(codes((0..depth).fold(bare(), |inner, _| not(inner))), BTreeSet::from([Code::TooDeep]), "{depth}");
    }
    assert_eq!(codes(Spanned::built(ConditionKind::And(vec![bare()]))), BTreeSet::from([Code::UnwritableTree]));
    assert_eq!(codes(Spanned::built(ConditionKind::Or(Vec::new()))), BTreeSet::from([Code::Syntax]));
    assert_eq!(
        codes(Spanned::built(ConditionKind::Bare(Spanned::built("a` or `a".into())))),
        BTreeSet::from([Code::UnwritableTree])
    );
    let many = (0..501).map(|_| bare()).collect();
    assert_eq!(codes(Spanned::built(ConditionKind::And(many))), BTreeSet::from([Code::TooManyNodes]));
}

#[test]
fn names_come_in_any_unicode_form() {
    let tree =
        from_json(&handbook(r#"{"tag": {"name": "\uff21\ufb01", "properties": {"owner": "\uff21"}}}"#), &Limits::default())
            .unwrap();
    assert_eq!(print(&tree, Language::English), "tag Afi owner \"\u{FF21}\"\n");
}
