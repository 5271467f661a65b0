use std::collections::HashMap;
use std::sync::Arc;

/// What numbers stand for in one version of the handbook. What is told in numbers keeps it, and so stays readable when
/// another handbook is in force.
#[derive(Debug, Default)]
pub(crate) struct Legend {
    /// The version of the handbook.
    pub(crate) version: u32,
    /// Full paths of tags.
    pub(crate) tags: Names,
    pub(crate) rules: Names,
    /// Event types, as the schema numbers them.
    pub(crate) events: Names,
    /// Attributes, as the schema numbers them.
    pub(crate) attributes: Names,
}

/// Names by number, and back.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: Box<[Arc<str>]>,
    numbers: HashMap<Arc<str>, usize>,
}

impl Names {
    pub(crate) fn name(&self, number: usize) -> Option<&Arc<str>> {
        self.names.get(number)
    }

    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }
}

impl FromIterator<Arc<str>> for Names {
    fn from_iter<T: IntoIterator<Item = Arc<str>>>(names: T) -> Self {
        let names: Box<[Arc<str>]> = names.into_iter().collect();
        let numbers = names.iter().enumerate().map(|(number, name)| (name.clone(), number)).collect();
        Self { names, numbers }
    }
}
