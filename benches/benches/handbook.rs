//! What reading, checking and printing a handbook costs.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tagora_dsl::{Language, Limits, read};

/// 100 tags of mixed kinds.
fn handbook() -> String {
    let mut text =
        "event buy { amount: decimal(2), kind: text }\nevent view { page: text, stay: duration }\nattribute age: int\n"
            .to_owned();
    for n in 1..=25 {
        text += &format!(
            "tag often{n} when count(buy where kind = \"a\", last {n} days) > 3 and avg(buy.amount, last 30 days) >= {n}\n\
             tag quiet{n} when no view in last {n} months or last(buy) more than {n} weeks ago\n\
             tag middle{n} when age between {n} and 60 and not has often{n}\n\
             tag rich{n} when sum(buy.amount, last 365 days) > {n}000\n"
        );
    }
    text
}

/// The same with Chinese names, in Chinese words.
fn chinese_handbook() -> String {
    let names = [
        ("buy", "购买"),
        ("view", "浏览"),
        ("amount", "金额"),
        ("kind", "品类"),
        ("page", "页面"),
        ("stay", "停留"),
        ("age", "年龄"),
        ("often", "常买客户"),
        ("quiet", "沉默客户"),
        ("middle", "中年客户"),
        ("rich", "高价值客户"),
    ];
    let text = names.iter().fold(handbook(), |text, (english, chinese)| text.replace(english, chinese));
    read(&text, &Limits::default()).unwrap().print(Language::Chinese)
}

fn handbooks(c: &mut Criterion) {
    let english = handbook();
    let checked = read(&english, &Limits::default()).unwrap();
    let chinese = chinese_handbook();
    let mut group = c.benchmark_group("handbook of 100 tags");
    group.throughput(Throughput::Bytes(english.len() as u64));
    group.bench_function("read and check, English", |b| b.iter(|| read(black_box(&english), &Limits::default()).unwrap()));
    group.bench_function("read and check, Chinese", |b| b.iter(|| read(black_box(&chinese), &Limits::default()).unwrap()));
    group.bench_function("parse only, English", |b| {
        b.iter(|| tagora_dsl::parse(black_box(&english), &Limits::default()).unwrap())
    });
    group.bench_function("parse only, Chinese", |b| {
        b.iter(|| tagora_dsl::parse(black_box(&chinese), &Limits::default()).unwrap())
    });
    group.bench_function("print", |b| b.iter(|| black_box(&checked).print(Language::Chinese)));
    // The same bytes once through, to compare machines.
    group.bench_function("calibration: sum of the bytes", |b| b.iter(|| black_box(&english).bytes().map(u64::from).sum::<u64>()));
    group.finish();
}

criterion_group!(benches, handbooks);
criterion_main!(benches);
