//! How sequences, what did not follow, pairs and streaks are written.

mod support {
    pub mod reads;
}

use support::reads::assert_reads;

#[test]
fn sequences_are_read_in_both_word_orders() {
    for text in [
        "sequence(浏览, 加购, 付款 within 1 day)",
        "1天内 依次 (浏览, 加购, 付款)",
        "一天之内 依次(浏览、加购、付款)",
        "sequence(浏览, 加购, 付款 within 一天)",
    ] {
        assert_reads(text, "sequence(浏览, 加购, 付款 within 1 day)", "1天内 依次 (浏览, 加购, 付款)");
    }
    for text in [
        "sequence(点击手册 x3 without 咨询)",
        "连续3次 点击手册 期间未 咨询",
        "连续三次 点击手册 期间未 咨询",
        "依次 (点击手册 3次) 期间未 咨询",
        "sequence(点击手册 三次 without 咨询)",
    ] {
        assert_reads(text, "sequence(点击手册 x3 without 咨询)", "连续3次 点击手册 期间未 咨询");
    }
    for text in [
        "sequence(a as x where n > 1, b x2 where m = x.n without c where k = x.n within 2 hours) in last 30 days",
        "sequence(a as x where n > 1, b where m = x.n x2 within 2 hours without c where k = x.n) last 30 days",
        "最近30天 2小时内 依次 (a(记为x, n 超过1), b(m 是 x.n) 两次) 期间未 c(k 是 x.n)",
        "最近30天内 2小时以内 依次 (a(记为 x, n > 1), b 2次 (m = x.n)) 期间未 c where k = x.n",
    ] {
        assert_reads(
            text,
            "sequence(a as x where n > 1, b x2 where m = x.n without c where k = x.n within 2 hours) in last 30 days",
            "最近30天 2小时内 依次 (a(记为x, n 超过 1), b(m 是 x.n) 2次) 期间未 c(k 是 x.n)",
        );
    }
    assert_reads("sequence(a) today", "sequence(a) today", "今天 依次 (a)");
    assert_reads("本月 连续2次 a(记为x)", "sequence(a as x x2) this month", "本月 连续2次 a(记为x)");
}

#[test]
fn what_did_not_follow_is_read_in_both_word_orders() {
    for text in [
        "加购 as a then no 付款 where 商品 = a.商品 within 7 days",
        "加购(记为a) 后7天未 付款(商品=a.商品)",
        "加购(记为a) 后 7 天 未 付款(商品 是 a.商品)",
        "加购(记为a) 后七天未 付款(商品=a.商品)",
    ] {
        assert_reads(
            text,
            "加购 as a then no 付款 where 商品 = a.商品 within 7 days",
            "加购(记为a) 后7天未 付款(商品 是 a.商品)",
        );
    }
    for text in [
        "加购 where 件数 > 1 then no 付款 within 6 months and still not in last 1 year",
        "最近一年 加购(件数 超过1) 后半年仍未 付款",
        "最近1年 加购 where 件数 > 1 then no 付款 within 半年 and still not",
    ] {
        assert_reads(
            text,
            "加购 where 件数 > 1 then no 付款 within 6 months and still not in last 1 year",
            "最近1年 加购(件数 超过 1) 后6个月仍未 付款",
        );
    }
    assert_reads(
        "加购 then no 付款 within 7 days and not has 甲",
        "加购 then no 付款 within 7 days and not has 甲",
        "加购 后7天未 付款 且 没有 甲",
    );
}

#[test]
fn pairs_streaks_and_slices_are_read_in_both_word_orders() {
    for text in ["open(领券, 用券 by 券号) >= 1", "有 未闭合(领券, 用券 按 券号)", "未闭合(领券, 用券 by 券号) 至少1"]
    {
        assert_reads(text, "open(领券, 用券 by 券号) >= 1", "有 未闭合(领券, 用券 按 券号)");
    }
    for text in [
        "oldest open(领券 where 面额 > 5, 用券) > 6 months",
        "oldest open(领券 where 面额 > 5, 用券) more than 6 months ago",
        "最早 未闭合(领券(面额 超过5), 用券) 距今 超过6个月",
        "最早 未闭合(领券(面额 超过5), 用券) 超过半年",
    ] {
        assert_reads(
            text,
            "oldest open(领券 where 面额 > 5, 用券) more than 6 months ago",
            "最早 未闭合(领券(面额 超过 5), 用券) 距今 超过 6个月",
        );
    }
    assert_reads("oldest open(a, b) < 3 days", "oldest open(a, b) in last 3 days", "最早 未闭合(a, b) 在 最近3天");
    assert_reads("open(a, b, last 3 days) > 2", "open(a, b, last 3 days) > 2", "未闭合(a, b, 最近3天) 超过 2");
    for text in ["streak(登录 by day) >= 7", "登录 连续天数 至少7天", "登录 连续天数 7天以上", "登录 连续天数满7"]
    {
        assert_reads(text, "streak(登录 by day) >= 7", "登录 连续天数 至少 7");
    }
    assert_reads("登录(x=1) 连续周数 至少两周", "streak(登录 where x = 1 by week) >= 2", "登录(x 是 1) 连续周数 至少 2");
    assert_reads("登录 连续月数 超过3个月", "streak(登录 by month) > 3", "登录 连续月数 超过 3");
    for text in ["count(学习) >= 3 in 3 of last 5 weeks", "最近5周 有3周 学习次数 至少3次", "最近五周 有三周 学习次数 3次以上"]
    {
        assert_reads(text, "count(学习) >= 3 in 3 of last 5 weeks", "最近5周 有3周 学习次数 至少 3");
    }
    assert_reads(
        "最近3个月 有2个月 购买.金额 合计 满100元",
        "sum(购买.金额) >= 100 in 2 of last 3 months",
        "最近3个月 有2个月 购买.金额 合计 至少 100",
    );
}

/// Names that only look like these forms stay names.
#[test]
fn names_that_begin_like_patterns_stay_names() {
    assert_reads(
        "did sequence and did open and did streak",
        "did sequence and did open and did streak",
        "sequence过 且 open过 且 streak过",
    );
    assert_reads("did sequence where x = 1", "did sequence where x = 1", "`sequence`(x 是 1)过");
    assert_reads("有 未闭合", "has 未闭合", "有 未闭合");
    assert_reads("连续登录 > 3 and 后天 = 1", "连续登录 > 3 and 后天 = 1", "连续登录 超过 3 且 后天 是 1");
    assert_reads("did `记为a` and did `依次`", "did `记为a` and did `依次`", "`记为a`过 且 `依次`过");
    assert_reads("did as and as = 1", "did as and as = 1", "as过 且 as 是 1");
}
