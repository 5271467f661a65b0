use super::Printer;
use crate::ast::{Element, Expr, Path, Quantifier};
use crate::vocabulary::Word;

impl Printer {
    /// `set of text`, 集合(文本)
    pub(super) fn set_type(&mut self, element: &Element) {
        self.word(Word::SetOf);
        self.put(if self.is_chinese() { "(" } else { " " });
        match element {
            Element::Int => self.word(Word::Int),
            Element::Text => self.word(Word::Text),
            Element::Enum(members) => self.enumeration(members),
        }
        if self.is_chinese() {
            self.put(")");
        }
    }

    pub(super) fn includes(&mut self, value: &Expr, quantifier: Quantifier, elements: &[Expr]) {
        self.expr(value);
        if let (Quantifier::Any, [element]) = (quantifier, elements) {
            self.spaced(Word::Includes);
            return self.expr(element);
        }
        self.spaced(match quantifier {
            Quantifier::Any => Word::IncludesAny,
            Quantifier::All => Word::IncludesAll,
            Quantifier::None => Word::IncludesNone,
        });
        self.set(elements);
    }

    pub(super) fn set(&mut self, elements: &[Expr]) {
        self.put("(");
        self.list(elements, Self::expr);
        self.put(")");
    }

    /// `size of 兴趣`, 兴趣 个数
    pub(super) fn size(&mut self, set: &Path) {
        if self.is_chinese() {
            self.path(set);
            self.put(" ");
            self.word(Word::SizeOf);
        } else {
            self.word(Word::SizeOf);
            self.put(" ");
            self.path(set);
        }
    }
}
