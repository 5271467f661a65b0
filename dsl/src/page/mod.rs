//! A handbook as a page for people: what each tag means in words, who answers for it, how many hold it, and what hangs together.

mod markdown;

use std::collections::BTreeMap;
use std::fmt::Write;

use markdown::{block, code, label, plain};

use crate::ast::{Comments, Declaration, DeclarationKind, Definition, GroupNature, Handbook, Tag};
use crate::check::{CheckedHandbook, Party, TagSymbol};
use crate::diff::HandbookPart;
use crate::language::Language;
use crate::print::{print, print_condition, print_fragment};
use crate::vocabulary::Word;

/// More lines than this nobody can follow, and viewers refuse.
const MOST_LINES: usize = 400;

impl CheckedHandbook {
    /// The handbook as a page of Markdown in a language: each tag with its definition, owner and note, what it looks at and what looks at it,
    /// rules, segments and the rest, and a diagram (Mermaid) of what hangs together. `customers` says how many hold a tag, by its
    /// number, where that is known.
    ///
    /// ```
    /// use tagora_dsl::{Language, Limits, read};
    /// let text = "event 购买\ntag 活跃 owner \"市场部\" when count(购买, last 30 days) > 3\nsegment 邀约 = has 活跃";
    /// let page = read(text, &Limits::default()).unwrap().page(Language::English, |_| Some(1_204));
    /// assert!(page.contains("### 活跃\n\n- definition: `count(购买, last 30 days) > 3`\n- owner: 市场部\n- customers: 1,204\n- used by: segment 邀约\n"));
    /// ```
    #[must_use]
    pub fn page(&self, language: Language, customers: impl Fn(usize) -> Option<u64>) -> String {
        let mut looks: BTreeMap<Party, Vec<Party>> = BTreeMap::new();
        let mut looked_at: BTreeMap<Party, Vec<Party>> = BTreeMap::new();
        let lines = self.looks();
        for &(who, whom) in &lines {
            looks.entry(who).or_default().push(whom);
            looked_at.entry(whom).or_default().push(who);
        }
        let mut page = Page { handbook: self, language, looks, looked_at, out: String::new() };
        page.opening();
        page.tags(&customers);
        page.declared(Word::Rule, |kind| matches!(kind, DeclarationKind::Rule(_)));
        page.declared(Word::Segment, |kind| matches!(kind, DeclarationKind::Segment(_)));
        page.declared(Word::Route, |kind| matches!(kind, DeclarationKind::Route(_)));
        page.declared(Word::Define, |kind| matches!(kind, DeclarationKind::Define(_)));
        page.declared(Word::Parameter, |kind| matches!(kind, DeclarationKind::Parameter(_)));
        page.declared(Word::Keywords, |kind| matches!(kind, DeclarationKind::Keywords(_)));
        page.declared(Word::Event, |kind| matches!(kind, DeclarationKind::Event(_) | DeclarationKind::EventClass(_)));
        page.declared(Word::Attribute, |kind| matches!(kind, DeclarationKind::Attribute(_)));
        page.diagram(&lines);
        page.out
    }
}

struct Page<'h> {
    handbook: &'h CheckedHandbook,
    language: Language,
    /// Whom each looks at, and who looks at each.
    looks: BTreeMap<Party, Vec<Party>>,
    looked_at: BTreeMap<Party, Vec<Party>>,
    out: String,
}

impl Page<'_> {
    fn opening(&mut self) {
        let handbook = self.handbook;
        let counts = [handbook.tags().len(), handbook.groups().len(), handbook.rules().len(), handbook.segments().len()];
        let [tags, groups, rules, segments] = counts.map(|count| grouped(count as u64));
        let zone = handbook.timezone();
        self.out += &self.language.pick(
            format!("# Handbook\n\nTags: {tags}, groups: {groups}, rules: {rules}, segments: {segments}. Time zone: {zone}.\n"),
            format!("# 标签手册\n\n标签 {tags} 个，分组 {groups} 个，规则 {rules} 条，人群 {segments} 个。时区：{zone}。\n"),
        );
    }

    fn heading(&mut self, word: Word) {
        let name = match (self.language, word) {
            (Language::Chinese, word) => word.printed(Language::Chinese).to_owned(),
            (_, Word::Keywords) => "Keywords".to_owned(),
            (_, Word::Define) => "Named conditions".to_owned(),
            (_, word) => {
                let printed = word.printed(Language::English);
                format!("{}{}s", printed[..1].to_uppercase(), &printed[1..])
            }
        };
        self.out += &format!("\n## {name}\n");
    }

    fn tags(&mut self, customers: &dyn Fn(usize) -> Option<u64>) {
        if self.handbook.tags().is_empty() {
            return;
        }
        self.heading(Word::Tag);
        let handbook = self.handbook;
        for (number, symbol) in handbook.tags().iter().enumerate().filter(|(_, symbol)| symbol.group.is_none()) {
            self.tag(number, symbol, "###", customers);
        }
        for group in handbook.groups() {
            let nature = self.nature(&group.nature);
            let path = plain(&group.path.to_string());
            self.out += &if nature.is_empty() { format!("\n### {path}/\n") } else { format!("\n### {path}/ ({nature})\n") };
            for &number in &group.tags {
                if let Some(symbol) = handbook.tags().get(number) {
                    self.tag(number, symbol, "####", customers);
                }
            }
        }
    }

    fn nature(&self, nature: &GroupNature) -> String {
        let mut said: Vec<String> = Vec::new();
        let words = [(nature.exclusive, Word::Exclusive), (nature.required, Word::Required), (nature.open, Word::Open)];
        said.extend(words.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word.printed(self.language).to_owned()));
        if !nature.levels.is_empty() {
            let levels: Vec<String> = nature.levels.iter().map(|level| plain(&level.node)).collect();
            said.push(levels.join(" < "));
        }
        if let Some(most) = &nature.at_most {
            said.push(format!("{} {}", Word::AtMost.printed(self.language), most.node));
        }
        said.join(self.language.pick(", ", "，"))
    }

    fn tag(&mut self, number: usize, symbol: &TagSymbol, level: &str, customers: &dyn Fn(usize) -> Option<u64>) {
        let language = self.language;
        let tag = &symbol.tag;
        self.out += &format!("\n{level} {}\n\n", plain(&tag.name.node));
        if let Some(note) = &tag.properties.note {
            self.out += &format!("{}\n\n", plain(&note.node));
        }
        let definition = match &tag.definition {
            Definition::When(condition) => code(&print_condition(condition, language)),
            Definition::Otherwise => {
                language.pick("held while no other tag of the group is", "组内其他标签都不持有时持有").to_owned()
            }
            Definition::Assignable => language.pick("given by people, imports and rules", "由人、导入和规则来打").to_owned(),
        };
        self.line(language.pick("definition", "定义"), &definition);
        self.properties(tag);
        if let Some(count) = customers(number) {
            self.line(language.pick("customers", "客户数"), &grouped(count));
        }
        let party = Party::Tag(number);
        let named = |page: &Self, parties: Option<&Vec<Party>>| {
            let names: Vec<String> = parties.into_iter().flatten().map(|party| plain(&page.name(*party))).collect();
            names.join(language.pick(", ", "、"))
        };
        for (heading, names) in [
            (language.pick("looks at", "依据"), named(self, self.looks.get(&party))),
            (language.pick("used by", "用于"), named(self, self.looked_at.get(&party))),
        ] {
            if !names.is_empty() {
                self.line(heading, &names);
            }
        }
    }

    fn line(&mut self, heading: &str, text: &str) {
        self.out += &self.language.pick(format!("- {heading}: {text}\n"), format!("- {heading}：{text}\n"));
    }

    /// What is said of a tag beside its definition, as it is written.
    fn properties(&mut self, tag: &Tag) {
        if let Some(owner) = &tag.properties.owner {
            self.line(HandbookPart::Owner.name(self.language), &plain(&owner.node));
        }
        // A tree without maps of odd keys is always JSON.
        let said = serde_json::to_value(&tag.properties).unwrap_or_default();
        for (key, part) in [
            ("kind", HandbookPart::Kind),
            ("tier", HandbookPart::Tier),
            ("value", HandbookPart::TagValue),
            ("weight", HandbookPart::Weight),
            ("valid", HandbookPart::Valid),
            ("until", HandbookPart::Until),
            ("sensitive", HandbookPart::Sensitive),
            ("approval", HandbookPart::Approval),
            ("review", HandbookPart::Review),
        ] {
            if let Some(text) = said.get(key).and_then(|value| print_fragment(key, value, self.language)) {
                self.line(part.name(self.language), &plain(&text));
            }
        }
    }

    /// All declarations of a kind, as they are written.
    fn declared(&mut self, word: Word, is_it: impl Fn(&DeclarationKind) -> bool) {
        let all = self.handbook.ast().declarations.iter().filter(|declaration| is_it(&declaration.kind));
        let declarations: Vec<Declaration> =
            all.map(|declaration| Declaration { comments: Comments::default(), ..declaration.clone() }).collect();
        if !declarations.is_empty() {
            self.heading(word);
            let text = print(&Handbook { declarations, closing: Vec::new() }, self.language);
            self.out += &format!("\n{}", block(&text));
        }
    }

    fn diagram(&mut self, lines: &[(Party, Party)]) {
        if lines.is_empty() {
            return;
        }
        self.out += self.language.pick("\n## What hangs together\n\n", "\n## 相互关系\n\n");
        if lines.len() > MOST_LINES {
            let count = grouped(lines.len() as u64);
            self.out += &self.language.pick(
                format!("{count} of them look at others: too many to draw.\n"),
                format!("共有 {count} 处引用，太多，不画图。\n"),
            );
            return;
        }
        let mut numbers: BTreeMap<Party, usize> = BTreeMap::new();
        for party in lines.iter().flat_map(|&(who, whom)| [whom, who]) {
            let next = numbers.len();
            numbers.entry(party).or_insert(next);
        }
        let mut drawn = String::from("```mermaid\nflowchart LR\n");
        for (party, number) in &numbers {
            // Writing to a text does not fail.
            let _ = writeln!(drawn, "  n{number}[\"{}\"]", label(&self.name(*party)));
        }
        for (who, whom) in lines {
            let _ = writeln!(drawn, "  n{} --> n{}", numbers[whom], numbers[who]);
        }
        self.out += &format!("{drawn}```\n");
    }

    /// What it is and how it is called; of a tag only that.
    fn name(&self, party: Party) -> String {
        let handbook = self.handbook;
        let word = |word: Word, name: &str| format!("{} {name}", word.printed(self.language));
        match party {
            Party::Tag(tag) => handbook.tags()[tag].path.to_string(),
            Party::Group(group) => format!("{}/*", handbook.groups()[group].path),
            Party::Define(define) => word(Word::Define, &handbook.defines()[define].name.node),
            Party::Segment(segment) => word(Word::Segment, &handbook.segments()[segment].name.node),
            Party::Rule(rule) => word(Word::Rule, &handbook.rules()[rule].name.node),
            Party::Route(route) => word(Word::Route, &handbook.routes()[route].name.node),
        }
    }
}

/// A count with commas between its thousands.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
