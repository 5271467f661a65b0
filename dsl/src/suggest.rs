//! "Did you mean".

/// The candidate nearest to what was written, if one is near enough to be meant.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let length = written.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
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

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn offers_only_what_is_near() {
        let names = ["购买", "浏览", "高价值客户", "last_login"];
        assert_eq!(nearest("高价值客服", names).as_deref(), Some("高价值客户"));
        assert_eq!(nearest("高价值", names).as_deref(), Some("高价值客户"));
        assert_eq!(nearest("last_logn", names).as_deref(), Some("last_login"));
        assert_eq!(nearest("退货", names), None);
        assert_eq!(nearest("x", names), None);
    }
}
