//! Numbers as Chinese writes them, and full-width digits.

/// ASCII digits for full-width ones; everything else as it is.
pub(super) fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF10}'..='\u{FF19}' => char::from_u32(u32::from(c) - 0xFF10 + u32::from('0')).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// The value of `三`, `十二`, `两百零五`, `三万`, `二〇二五`. `None` if it is no well-formed numeral
/// (`一千二` is refused: it could be 1,002 or 1,200).
pub(super) fn chinese(text: &str) -> Option<i64> {
    let digits: Option<Vec<i64>> = text.chars().map(digit).collect();
    if let Some(digits) = digits {
        return digits.iter().try_fold(0_i64, |n, d| n.checked_mul(10)?.checked_add(*d));
    }
    let (mut total, mut section, mut pending) = (0_i64, 0_i64, None::<i64>);
    let (mut smallest, mut smallest_section, mut zero) = (i64::MAX, i64::MAX, false);
    for c in text.chars() {
        if let Some(value) = digit(c) {
            if pending.is_some() {
                return None;
            }
            if value == 0 {
                zero = true;
            } else {
                pending = Some(value);
            }
            continue;
        }
        match unit(c)? {
            unit @ (10 | 100 | 1000) => {
                if unit >= smallest || (pending.is_none() && (unit != 10 || section != 0)) {
                    return None;
                }
                section += pending.take().unwrap_or(1) * unit;
                smallest = unit;
            }
            unit => {
                let count = section + pending.take().unwrap_or(0);
                if unit >= smallest_section || count == 0 {
                    return None;
                }
                total = total.checked_add(count.checked_mul(unit)?)?;
                (section, smallest, smallest_section) = (0, i64::MAX, unit);
            }
        }
        zero = false;
    }
    if let Some(last) = pending {
        // A last digit counts ones: right after 十, or behind 零.
        let follows_ten = smallest == 10;
        let fresh = section == 0 && total == 0;
        if !(zero || follows_ten || fresh) {
            return None;
        }
        section += last;
    } else if zero {
        return None;
    }
    total.checked_add(section)
}

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<i64> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_well_formed_numerals() {
        for (text, value) in [
            ("三", 3),
            ("两", 2),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("二十五", 25),
            ("一百", 100),
            ("一百零五", 105),
            ("两百五十", 250),
            ("一千零一十", 1010),
            ("三万", 30_000),
            ("一万零三", 10_003),
            ("十万", 100_000),
            ("二〇二五", 2025),
            ("一亿两千万", 120_000_000),
            ("零", 0),
        ] {
            assert_eq!(chinese(text), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_what_could_be_read_two_ways() {
        for text in [
            "一千二",
            "十十",
            "百",
            "一二百",
            "万",
            "五百千",
            "一百零",
            "三万五",
            "一万万",
            "九九九九九九九九九九九九九九九九九九九九",
        ] {
            assert_eq!(chinese(text), None, "{text}");
        }
    }

    #[test]
    fn narrows_digits() {
        assert_eq!(ascii_digits("\u{FF13}\u{FF10}天x"), "30天x");
    }
}
