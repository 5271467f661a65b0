#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagora_fuzz::live(data));
