//! The handbooks of `examples/handbooks`: both languages are one handbook, its own tests pass, and they test every rule of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test shows the handbook and what is wrong with it")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tagora::dsl::ast::{
    ActionKind, CompareOp, Condition, ConditionKind, DeclarationKind, Definition, Expectation, Expr, ExprKind, Literal,
    Quantifier, StepKind, Target,
};
use tagora::dsl::{CheckedHandbook, Language, Limits, read};
use tagora::{Batch, ChangeKind, Engine, Event, Instant, Options, run_tests};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/handbooks")
}

fn checked(text: &str) -> CheckedHandbook {
    read(text, &Limits::default()).unwrap_or_else(|errors| {
        let shown: Vec<String> = errors.iter().map(|e| e.render(text, Language::English)).collect();
        panic!("{}", shown.join("\n"))
    })
}

#[test]
fn tests_on_the_cheat_sheets_pass() {
    for page in ["cheat-sheet.md", "cheat-sheet.zh.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
        let page = std::fs::read_to_string(path).unwrap();
        let text: String = page.split("```tagora\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        let report = run_tests(&text, &Options::default()).unwrap();
        assert_eq!((report.passed(), report.outcomes.len()), (true, 1), "{}", report.render(Language::English));
    }
}

/// The Chinese text, which the English one is made of. `UPDATE_GOLDEN=1` writes both anew.
fn handbook(name: &str) -> CheckedHandbook {
    let path = |language| folder().join(format!("{name}.{language}.tagora"));
    let chinese = std::fs::read_to_string(path("zh")).unwrap();
    let handbook = checked(&chinese);
    let english = handbook.print(Language::English);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path("en"), &english).unwrap();
        std::fs::write(path("zh"), handbook.print(Language::Chinese)).unwrap();
    } else {
        assert_eq!(std::fs::read_to_string(path("en")).unwrap(), english, "run with UPDATE_GOLDEN=1");
        assert_eq!(checked(&english).print(Language::Chinese), chinese, "run with UPDATE_GOLDEN=1");
    }
    for text in [&chinese, &english] {
        let report = run_tests(text, &Options::default()).unwrap();
        assert!(report.passed(), "{name}\n{}", report.render(Language::English));
    }
    let warnings = handbook.warnings(&chinese, &Limits::default());
    let warnings: Vec<String> = warnings.iter().map(|w| w.render(&chinese, Language::English)).collect();
    assert!(warnings.is_empty(), "{}", warnings.join("\n"));
    handbook
}

/// What the tests of a handbook find to be so, and not to be so.
#[derive(Default)]
struct Tried {
    inside: BTreeSet<String>,
    outside: BTreeSet<String>,
}

impl Tried {
    fn of(handbook: &CheckedHandbook) -> Self {
        let mut tried = Self::default();
        for step in handbook.scenarios().iter().flat_map(|scenario| &scenario.steps) {
            match &step.node {
                StepKind::Expect { expectation: Expectation::Holds(condition), .. } => {
                    tried.condition(condition, true, handbook);
                }
                StepKind::Expect { expectation: Expectation::Emitted { name, times }, .. } => {
                    let none = times.is_some_and(|times| times.op == CompareOp::Eq && times.count == 0);
                    tried.note(format!("emit {}", name.node), !none);
                }
                StepKind::Given { .. } => {}
            }
        }
        tried
    }

    fn note(&mut self, what: String, is_so: bool) {
        let tried = if is_so { &mut self.inside } else { &mut self.outside };
        tried.insert(what);
    }

    fn condition(&mut self, condition: &Condition, is_so: bool, handbook: &CheckedHandbook) {
        match &condition.node {
            ConditionKind::And(parts) => parts.iter().for_each(|part| self.condition(part, is_so, handbook)),
            ConditionKind::Not(inner) => self.condition(inner, !is_so, handbook),
            ConditionKind::Has { quantifier, tags } => {
                for pattern in tags {
                    let is_so = is_so != (*quantifier == Quantifier::None);
                    if pattern.whole_group {
                        for tag in handbook.tags().iter().filter(|tag| tag.path.0.starts_with(&pattern.path.node.0)) {
                            self.note(tag.path.to_string(), is_so);
                        }
                    } else {
                        self.tag(&pattern.path, is_so, handbook);
                    }
                }
            }
            ConditionKind::Compare { left: Expr { node: ExprKind::TagValue(path), .. }, right, .. } => {
                assert!(matches!(right.node, ExprKind::Literal(Literal::Number(_))), "{right:?}");
                self.tag(path, is_so, handbook);
            }
            _ => {}
        }
    }

    /// Who has one tag of an exclusive group does not have the others. Tags of open groups need not be declared.
    fn tag(&mut self, path: &tagora::dsl::ast::Path, is_so: bool, handbook: &CheckedHandbook) {
        let Some(tag) = handbook.tag(&path.node) else { return self.note(path.node.to_string(), is_so) };
        let symbol = &handbook.tags()[tag];
        self.note(symbol.path.to_string(), is_so);
        let group = symbol.group.map(|group| &handbook.groups()[group]);
        if let Some(group) = group.filter(|group| is_so && group.nature.exclusive) {
            for &other in group.tags.iter().filter(|other| **other != tag) {
                self.note(handbook.tags()[other].path.to_string(), false);
            }
        }
    }

    /// Whether one of them is found to be so, and one not to be so. `意向/` is any tag of the group.
    fn both(&self, what: &[String]) -> bool {
        let is_meant = |tried: &String| what.iter().any(|what| tried == what || (what.ends_with('/') && tried.starts_with(what)));
        [&self.inside, &self.outside].iter().all(|tried| tried.iter().any(is_meant))
    }
}

/// What a rule does that can be seen: tags by their paths, what it tells.
fn effects(actions: &[tagora::dsl::ast::Action], handbook: &CheckedHandbook) -> Vec<String> {
    let mut found = Vec::new();
    for action in actions {
        let tag = match &action.node {
            ActionKind::Add { tag: Target::Member { group, .. }, .. } | ActionKind::Remove(Target::Member { group, .. }) => {
                found.push(format!("{}/", group.node));
                continue;
            }
            ActionKind::Emit { name, .. } => {
                found.push(format!("emit {}", name.node));
                continue;
            }
            ActionKind::Notify(_) => continue,
            ActionKind::Add { tag: Target::Tag(tag), .. } | ActionKind::Remove(Target::Tag(tag)) => tag,
            ActionKind::Move { to: tag, .. }
            | ActionKind::Set { tag, .. }
            | ActionKind::Increment(tag)
            | ActionKind::Shift { path: tag, .. }
            | ActionKind::Suggest { tag, .. }
            | ActionKind::Propose { tag, .. } => tag,
        };
        found.extend(handbook.tag(&tag.node).map(|tag| handbook.tags()[tag].path.to_string()));
    }
    found
}

/// How many tags are defined and how many rules there are; each is tried on both sides of its bound.
fn tried(handbook: &CheckedHandbook) -> (usize, usize) {
    let tried = Tried::of(handbook);
    let mut defined = 0;
    for symbol in handbook.tags().iter().filter(|symbol| symbol.tag.definition != Definition::Assignable) {
        let path = symbol.path.to_string();
        assert!(tried.both(std::slice::from_ref(&path)), "{path} is not tried inside and outside");
        defined += 1;
    }
    for rule in handbook.rules() {
        let effects = effects(&rule.actions, handbook);
        assert!(tried.both(&effects), "rule {} is not tried inside and outside: {effects:?}", rule.name.node);
    }
    (defined, handbook.rules().len())
}

/// The numbers in front of the comments: `# 7. …`.
fn numbers(handbook: &CheckedHandbook) -> Vec<usize> {
    fn collect(declarations: &[tagora::dsl::ast::Declaration], found: &mut Vec<usize>) {
        for declaration in declarations {
            let numbers = declaration.comments.before.iter().filter_map(|comment| comment.split_once('.'));
            found.extend(numbers.filter_map(|(number, _)| number.parse::<usize>().ok()));
            if let DeclarationKind::Group(group) = &declaration.kind {
                collect(&group.members, found);
            }
        }
    }
    let mut found = Vec::new();
    collect(&handbook.ast().declarations, &mut found);
    found
}

#[test]
fn automatic_rules() {
    let handbook = handbook("automatic-rules");
    assert_eq!(numbers(&handbook), (1..=39).collect::<Vec<_>>());
    assert_eq!(tried(&handbook), (48, 18));
}

#[test]
fn overview() {
    let handbook = handbook("overview");
    assert_eq!(tried(&handbook), (7, 6));
}

/// What tests in a handbook have no words for: two ids that turn out to be one customer, and what is proposed.
#[test]
fn automatic_rules_see_one_customer_behind_two_ids_and_ask_before_they_act() {
    let engine = Engine::in_memory();
    engine.load(&std::fs::read_to_string(folder().join("automatic-rules.zh.tagora")).unwrap()).unwrap();
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let asks = |customer: &str, channel: &str, when: &str| {
        Event::new(customer, "咨询", at(when)).with("产品", "灯").with("渠道", channel)
    };
    let mut batch = Batch::new();
    batch.event(asks("taobao-1", "淘宝", "2025-03-01T00:00:00Z")).event(asks("wechat-1", "微信", "2025-03-02T00:00:00Z"));
    engine.apply(&batch, at("2025-03-02T00:00:00Z")).unwrap();
    assert!(!engine.has("taobao-1", "多平台比价").unwrap() && !engine.has("wechat-1", "多平台比价").unwrap());
    engine.apply(Batch::new().merge("taobao-1", "wechat-1", at("2025-03-03T00:00:00Z")), at("2025-03-03T00:00:00Z")).unwrap();
    assert!(engine.has("wechat-1", "多平台比价").unwrap());

    let edit = Event::new("wechat-1", "修改资料", at("2025-03-04T00:00:00Z")).with("字段", "手机号");
    let applied = engine.apply(Batch::new().event(edit), at("2025-03-04T00:00:00Z")).unwrap();
    let proposed = |kind: &ChangeKind| matches!(kind, ChangeKind::Proposed { tag, add: true } if **tag == *"资料已核实");
    assert!(applied.changes.iter().any(|change| proposed(&change.kind)), "{:?}", applied.changes);
    assert!(!engine.has("wechat-1", "资料已核实").unwrap());
}
