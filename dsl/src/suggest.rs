//! "Did you mean".

/// What may still be spent on comparing names, in pairs of letters: a text with thousands of unknown names is not to take
/// minutes. What is beyond gets no suggestion.
pub(crate) struct Effort(usize);

impl Default for Effort {
    fn default() -> Self {
        Self(20_000_000)
    }
}

impl Effort {
    pub(crate) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

/// The candidate nearest to what was written, if one is near enough to be meant.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>, effort: &mut Effort) -> Option<String> {
    let length = written.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        effort.0 = effort.0.saturating_sub((length + 1) * (candidate.len() + 1));
        if effort.is_spent() {
            break;
        }
        let distance = strsim::osa_distance(written, candidate);
        let longer = length.max(candidate.chars().count());
        // Half of the letters may differ (many Chinese names have two); a name that contains the other counts as near.
        let contains = length >= 2 && candidate.contains(written);
        let distance = if contains { distance.min(1) } else { distance };
        if distance * 2 <= longer && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.to_owned())
}

/// The longest name for which [`did_you_mean`] looks, in bytes.
const LONGEST: usize = 100;

/// The candidate that was probably meant by a misspelt name, if one is near enough.
///
/// ```
/// assert_eq!(tagora_dsl::did_you_mean("purchace", ["purchase", "view"]).as_deref(), Some("purchase"));
/// assert_eq!(tagora_dsl::did_you_mean("refund", ["purchase", "view"]), None);
/// ```
#[must_use]
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if written.len() > LONGEST { None } else { nearest(written, candidates, &mut Effort::default()) }
}

#[cfg(test)]
mod tests {
    use super::Effort;

    fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
        super::nearest(written, candidates, &mut Effort::default())
    }

    #[test]
    fn offers_only_what_is_near() {
        let names = ["购买", "浏览", "高价值客户", "last_login"];
        assert_eq!(nearest("高价值客服", names).as_deref(), Some("高价值客户"));
        assert_eq!(nearest("高价值", names).as_deref(), Some("高价值客户"));
        assert_eq!(nearest("last_logn", names).as_deref(), Some("last_login"));
        assert_eq!(nearest("退货", names), None);
        assert_eq!(nearest("x", names), None);
    }

    #[test]
    fn stops_when_enough_is_spent() {
        let (long, mut effort) = ("x".repeat(1_000_000), Effort::default());
        assert_eq!(super::nearest(&long, [long.as_str()], &mut effort), None);
        assert!(effort.is_spent());
    }
}
