//! How much memory texts made to hurt may take. Alone in its file, because the peak is that of the whole process.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use tagora_dsl::{Limits, read};

/// README promises it: so many bytes for each byte of the longest text.
const BYTES_FOR_A_BYTE: usize = 512;

/// The most memory that this process has used so far.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1_024
}

#[test]
fn a_megabyte_of_anything_takes_bounded_memory() {
    let limit = Limits::default().source_bytes;
    let before = peak();
    for (head, part) in [
        ("", "("),
        ("tag t when ", "not "),
        ("", "`"),
        ("tag t when a > ", "9"),
        ("tag t when a > ", "三"),
        ("", "#\n"),
        ("tag ", "a"),
        ("", "group g {\n"),
        ("", "group g {}\n"),
        ("tag t when a in (1, ", "b, "),
        ("", "tag a when x + 1 > 2\n"),
        ("", "tag\n"),
        ("", "((not `a` 9三#\ngroup g { \"x\" 非 客户"),
    ] {
        drop(read(&format!("{head}{}", part.repeat((limit - head.len()) / part.len())), &Limits::default()));
        let taken = peak() - before;
        assert!(taken < BYTES_FOR_A_BYTE * limit, "{} MiB behind {part}", taken >> 20);
    }
    println!("{} bytes for each byte", (peak() - before) / limit);
}
