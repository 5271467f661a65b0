//! The example of `docs/records.md` is run.

use serde_json::Value as Json;
use tagora::boundary::{Handle, Settings};
use tagora::{CustomerId, Instant};

#[test]
fn the_example_does_what_the_page_says() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/records.md")).unwrap();
    let example = page.split("```json records\n").nth(1).unwrap().split("```").next().unwrap();
    let example: Json = serde_json::from_str(example).unwrap();
    let engine = Handle::in_memory(&Settings::default());
    engine.load(example["handbook"].as_str().unwrap().as_bytes()).unwrap();
    let now: Instant = example["now"].as_str().unwrap().parse().unwrap();
    let applied = engine.apply(example["records"].to_string().as_bytes(), Some(now.millis())).unwrap();
    let applied: Json = serde_json::from_str(&applied).unwrap();
    for field in ["accepted", "duplicates", "waiting"] {
        assert_eq!(applied[field], example[field], "{field}");
    }
    let tags: Json = serde_json::from_str(&engine.tags(CustomerId::from("c1")).unwrap()).unwrap();
    let tags: Json = tags.as_array().unwrap().iter().map(|held| held["tag"].clone()).collect();
    assert_eq!(tags, example["tags"]);
}
