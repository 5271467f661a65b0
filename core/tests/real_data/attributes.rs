//! What is known of 48,842 people: how many are in segments over their attributes.

use tagora::{Batch, Engine, Instant};

use super::data::{folder, rows, say};

const HANDBOOK: &str = "attribute age: int\nattribute workclass: text\nattribute fnlwgt: int\nattribute education: text\n\
    attribute education_num: decimal(1)\nattribute marital_status: text\nattribute occupation: text\nattribute race: text\n\
    attribute sex: enum(Female, Male)\nattribute capital_gain: int\nattribute capital_loss: float\n\
    attribute hours_per_week: int\nattribute native_country: text\nattribute income: enum(small, large)";

/// How many satisfy each, by SQL and by plain Python.
const COUNTS: [(&str, u64); 19] = [
    ("age between 25 and 35", 13_914),
    ("workclass is missing", 2_799),
    ("age >= 65 and not (workclass is missing)", 1_586),
    ("education in (\"Bachelors\", \"Masters\", \"Doctorate\")", 11_276),
    ("education not in (\"Bachelors\", \"Masters\", \"Doctorate\", \"HS-grad\", \"11th\")", 19_970),
    ("income = large", 7_841),
    ("income != large", 24_720),
    ("not (income = large)", 41_001),
    ("capital_gain >= 5000 and capital_loss = 0", 2_451),
    ("hours_per_week < 10 or hours_per_week > 60", 2_376),
    ("(sex = Female and age < 30 and education_num >= 13) or (occupation is missing and hours_per_week > 40)", 1_403),
    ("fnlwgt between 100000 and 200000", 21_720),
    ("fnlwgt in (203488, 190290, 120277, 125892, 126569, 1)", 95),
    ("native_country contains \"land\"", 303),
    ("native_country not contains \"an\"", 46_937),
    ("workclass starts with \"Self\"", 5_557),
    ("native_country mentions \"UNITED\"", 43_832),
    ("not (marital_status = \"Never-married\" or race = \"White\") and native_country != \"United-States\"", 971),
    ("at least 3 of (age >= 40, sex = Male, education_num >= 13, hours_per_week > 40)", 10_485),
];

#[test]
fn adult() {
    let Some(folder) = folder("adult") else { return };
    let engine = Engine::in_memory();
    engine.load(HANDBOOK).unwrap();
    let at = Instant::from_millis(0).unwrap();
    let names: Vec<String> = engine.handbook().unwrap().attributes().iter().map(|attribute| attribute.name.clone()).collect();
    for rows in rows(folder.join("attributes/adult.csv.gz")).chunks(10_000) {
        let mut batch = Batch::new();
        for row in rows {
            let id: u64 = row["customer_id"].parse().unwrap();
            batch.customer(id, at);
            for name in &names {
                let value = row[name].as_str();
                match (name.as_str(), value) {
                    (_, "") => &mut batch,
                    ("capital_loss", value) => batch.set(id, name, value.parse::<f64>().unwrap(), at),
                    _ => batch.set(id, name, value, at),
                };
            }
        }
        engine.apply(&batch, at).unwrap();
    }
    for (condition, expected) in COUNTS {
        let count = |condition: &str| engine.count(&engine.prepare(condition).unwrap()).unwrap();
        assert_eq!(count(condition), expected, "{condition}");
        // The same by a test of each customer.
        assert_eq!(count(&format!("at least 1 of ({condition}, {condition})")), expected, "{condition}");
    }
    say(&format!("real data: {} counts (adult)", COUNTS.len()));
}
