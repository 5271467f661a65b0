use super::Printer;
use crate::ast::{Attribute, Declaration, DeclarationKind, Define, Event, Group, Name, Property, Segment, TagPattern, Type};
use crate::vocabulary::Word;

/// Declarations longer than this are broken into lines.
const LINE_CHARS: usize = 100;
const INDENT: usize = 2;

impl Printer {
    pub(super) fn declarations(&mut self, declarations: &[Declaration], indent: usize) {
        for declaration in declarations {
            if declaration.comments.blank_line {
                self.put("\n");
            }
            for comment in &declaration.comments.before {
                self.comment(comment, indent);
            }
            self.declaration(declaration, indent);
            if let Some(comment) = &declaration.comments.after {
                self.put("  ");
                self.hash(comment);
            }
            self.put("\n");
        }
    }

    pub(super) fn comment(&mut self, comment: &str, indent: usize) {
        self.indent(indent);
        self.hash(comment);
        self.put("\n");
    }

    fn hash(&mut self, comment: &str) {
        self.put(if comment.is_empty() { "#" } else { "# " });
        self.put(comment);
    }

    fn indent(&mut self, columns: usize) {
        self.put(&" ".repeat(columns));
    }

    fn declaration(&mut self, declaration: &Declaration, indent: usize) {
        self.indent(indent);
        match &declaration.kind {
            DeclarationKind::Timezone(name) => {
                self.word(Word::Timezone);
                self.put(" ");
                self.quoted(&name.node);
            }
            DeclarationKind::CustomerTimezone(attribute) => self.head(Word::CustomerTimezone, &attribute.node),
            DeclarationKind::Attribute(attribute) => self.attribute(attribute),
            DeclarationKind::Event(event) => self.event(event),
            DeclarationKind::EventClass(class) => {
                self.head(Word::Event, &class.name.node);
                self.put(" = ");
                for (i, member) in class.members.iter().enumerate() {
                    self.put(if i > 0 { " | " } else { "" });
                    self.name(&member.node);
                }
            }
            DeclarationKind::Keywords(keywords) => self.keywords(keywords),
            DeclarationKind::Parameter(parameter) => self.parameter(parameter, indent),
            DeclarationKind::Group(group) => self.group(group, indent),
            DeclarationKind::Tag(tag) => self.tag(tag, indent),
            DeclarationKind::Rule(rule) => self.rule(rule, indent),
            DeclarationKind::Segment(segment) => self.segment(segment, indent),
            DeclarationKind::Define(define) => self.define(define, indent),
            DeclarationKind::Route(route) => self.route(route, indent),
            DeclarationKind::Drop(tags) => self.dropped(tags),
            DeclarationKind::Test(scenario) => self.scenario(scenario, indent),
        }
    }

    pub(super) fn head(&mut self, word: Word, name: &str) {
        self.word(word);
        self.put(" ");
        self.name(name);
    }

    /// Prints `parts` on one line, or each on a line of its own behind the first where that is too long.
    pub(super) fn parts(&mut self, indent: usize, parts: Vec<String>) {
        let length = indent + parts.iter().map(|p| p.chars().count() + 1).sum::<usize>();
        let gap = if length > LINE_CHARS { format!("\n{}", " ".repeat(indent + INDENT)) } else { " ".to_owned() };
        self.put(&parts.join(&gap));
    }

    /// Prints `items` between braces on one line, or each on a line of its own where that is too long.
    pub(super) fn in_braces(&mut self, indent: usize, items: &[String]) {
        let before = self.out.rsplit('\n').next().map_or(0, |line| line.chars().count());
        let length = before + items.iter().map(|item| item.chars().count() + 2).sum::<usize>();
        if length <= LINE_CHARS {
            self.put(&format!(" {} ", items.join(", ")));
            return;
        }
        let gap = format!("\n{}", " ".repeat(indent + INDENT));
        self.put(&gap);
        self.put(&items.join(&format!(",{gap}")));
        self.put("\n");
        self.indent(indent);
    }

    /// What `print` writes, as a text of its own.
    pub(super) fn part(&self, print: impl FnOnce(&mut Self)) -> String {
        let mut printer = Self::new(self.language);
        print(&mut printer);
        printer.out
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.head(Word::Attribute, &attribute.name.node);
        self.put(": ");
        self.value_type(&attribute.ty.node);
        if attribute.sensitive {
            self.put(" ");
            self.word(Word::Sensitive);
        }
    }

    fn event(&mut self, event: &Event) {
        self.head(Word::Event, &event.name.node);
        if event.properties.is_empty() {
            return;
        }
        self.put(" { ");
        self.list(&event.properties, Self::property);
        self.put(" }");
    }

    pub(super) fn property(&mut self, property: &Property) {
        self.name(&property.name.node);
        self.put(": ");
        self.value_type(&property.ty.node);
    }

    pub(super) fn value_type(&mut self, ty: &Type) {
        match ty {
            Type::Int => self.word(Word::Int),
            Type::Float => self.word(Word::Float),
            Type::Bool => self.word(Word::Bool),
            Type::Text => self.word(Word::Text),
            Type::Date => self.word(Word::Date),
            Type::Instant => self.word(Word::Instant),
            Type::Duration => self.word(Word::Duration),
            Type::Decimal(places) => {
                self.word(Word::Decimal);
                self.put(&format!("({places})"));
            }
            Type::Enum(members) => self.enumeration(members),
            Type::Set(element) => self.set_type(element),
        }
    }

    pub(super) fn enumeration(&mut self, members: &[Name]) {
        self.word(Word::Enum);
        self.put("(");
        self.list(members, |p, member| p.name(&member.node));
        self.put(")");
    }

    fn group(&mut self, group: &Group, indent: usize) {
        self.head(Word::Group, &group.name.node);
        self.nature(&group.nature);
        if group.members.is_empty() && group.closing.is_empty() {
            self.put(" {}");
            return;
        }
        self.put(" {\n");
        self.declarations(&group.members, indent + INDENT);
        for comment in &group.closing {
            self.comment(comment, indent + INDENT);
        }
        self.indent(indent);
        self.put("}");
    }

    fn segment(&mut self, segment: &Segment, indent: usize) {
        let head = self.part(|p| {
            p.head(Word::Segment, &segment.name.node);
            p.put(" =");
        });
        let condition = self.part(|p| p.condition(&segment.condition));
        self.parts(indent, vec![head, condition]);
    }

    fn dropped(&mut self, tags: &[TagPattern]) {
        self.word(Word::Drop);
        for (i, pattern) in tags.iter().enumerate() {
            self.put(if i == 0 { " " } else { ", " });
            self.pattern(pattern);
        }
    }

    fn define(&mut self, define: &Define, indent: usize) {
        let head = self.part(|p| {
            p.head(Word::Define, &define.name.node);
            p.put(" ");
            p.word(Word::As);
        });
        let condition = self.part(|p| p.condition(&define.condition));
        self.parts(indent, vec![head, condition]);
    }
}
