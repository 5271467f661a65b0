//! The handbook in force as people read it, and texts of handbooks that are only looked at.

use tagora_dsl::{CheckedHandbook, Diagnostic, HandbookDiff, Language};

use super::facade::Engine;
use crate::error::{Error, Result};

impl Engine {
    /// The handbook in force.
    #[must_use]
    pub fn handbook(&self) -> Option<CheckedHandbook> {
        self.state().plan.as_ref().map(|plan| plan.handbook.clone())
    }

    /// The handbook in force as a page of Markdown for people: each tag with its definition, owner, note and how many customers hold it, what
    /// looks at it, rules, segments and the rest, and a diagram. None before one is loaded.
    ///
    /// ```
    /// use tagora::Engine;
    /// use tagora::dsl::Language;
    /// let engine = Engine::in_memory();
    /// assert_eq!(engine.handbook_page(Language::English), None);
    /// engine.load("event buy\ntag active owner \"Marketing\" when count(buy, last 30 days) > 3")?;
    /// let page = engine.handbook_page(Language::English).unwrap();
    /// assert!(page.contains("- definition: `count(buy, last 30 days) > 3`\n- owner: Marketing\n- customers: 0\n"));
    /// # Ok::<(), tagora::Error>(())
    /// ```
    #[must_use]
    pub fn handbook_page(&self, language: Language) -> Option<String> {
        let state = self.state();
        let plan = state.plan.as_ref()?;
        Some(plan.handbook.page(language, |tag| Some(state.tags.get(tag)?.len())))
    }

    /// Checks a handbook's text within the limits of this engine and without touching it, and gives its warnings.
    ///
    /// # Errors
    /// Everything wrong with the text.
    pub fn check(&self, text: &str) -> Result<Vec<Diagnostic>> {
        let limits = &self.options.handbook_limits;
        Ok(tagora_dsl::read(text, limits).map_err(Error::handbook)?.warnings(text, limits))
    }

    /// What a handbook's text says differently from the handbook in force, in words of a language; from an empty one, where none is. Who
    /// would enter and leave tags by it, a [`preview`](Self::preview) tells.
    ///
    /// # Errors
    /// Everything wrong with the text.
    ///
    /// ```
    /// use tagora::Engine;
    /// use tagora::dsl::Language;
    /// let engine = Engine::in_memory();
    /// engine.load("event 购买\ntag 活跃客户 when count(购买, last 30 days) > 3")?;
    /// let diff = engine.diff("event 购买\ntag 活跃客户 when count(购买, last 30 days) > 5", Language::Chinese)?;
    /// assert_eq!(diff.to_string(), "标签“活跃客户”：阈值 3 → 5\n");
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn diff(&self, text: &str, language: Language) -> Result<HandbookDiff> {
        let limits = &self.options.handbook_limits;
        let read = |text| tagora_dsl::read(text, limits).map_err(Error::handbook);
        let before = match &self.state().plan {
            Some(plan) => plan.handbook.clone(),
            None => read("")?,
        };
        Ok(before.diff(&read(text)?, language))
    }

    /// Runs the tests of a handbook's text, within the limits of this engine and without touching it: see
    /// [`run_tests`](crate::run_tests).
    ///
    /// # Errors
    /// Everything wrong with the text.
    pub fn test(&self, text: &str) -> Result<crate::TestReport> {
        crate::run_tests(text, &self.options)
    }
}
