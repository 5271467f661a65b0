//! What is printed.

use tagora::dsl::Language;
use tagora::{Change, ChangeKind, Engine, Error, Instant, Scope};

/// How many customers a list shows.
const SHOWN: usize = 8;

pub struct Report<'a> {
    pub engine: &'a Engine,
    pub language: Language,
    pub segment: &'static str,
}

/// The size of every tag, in the handbook's order.
pub fn tag_sizes(engine: &Engine) -> Result<Vec<u64>, Error> {
    let snapshot = engine.snapshot(&Scope::All)?;
    tag_paths(engine).iter().map(|path| snapshot.size(path)).collect()
}

fn tag_paths(engine: &Engine) -> Vec<String> {
    engine.handbook().map_or_else(Vec::new, |handbook| handbook.tags().iter().map(|tag| tag.path.to_string()).collect())
}

impl Report<'_> {
    pub fn head(&self, purchases: usize, both_agree: bool) {
        let customers = self.engine.snapshot(&Scope::All).map_or(0, |snapshot| snapshot.customers());
        let (yes, no) = self.language.pick(("yes", "NO"), ("是", "否"));
        println!(
            "{}",
            self.language.pick("CDNOW: 18 months of purchases, replayed day by day", "CDNOW: 18 个月的购买记录，逐日回放")
        );
        println!(
            "  {purchases} {}, {customers} {}",
            self.language.pick("purchases", "次购买"),
            self.language.pick("customers", "位客户")
        );
        println!(
            "  {}: {}\n",
            self.language.pick("the Chinese and the English handbook give the same tags", "中英文手册给出相同的标签"),
            if both_agree { yes } else { no }
        );
    }

    pub fn sizes(&self, at: &[Instant], sizes: &[Vec<u64>]) {
        self.title("Customers with each tag", "各标签的客户数");
        let paths = tag_paths(self.engine);
        let width = paths.iter().map(|path| columns(path)).max().unwrap_or(0);
        let dates: Vec<String> = at.iter().map(|at| format!("{:>11}", date(*at))).collect();
        println!("  {}{}", " ".repeat(width), dates.concat());
        for (tag, path) in paths.iter().enumerate() {
            let row: Vec<String> = sizes.iter().map(|sizes| format!("{:>11}", sizes[tag])).collect();
            println!("  {}{}", padded(path, width), row.concat());
        }
        println!();
    }

    pub fn day(&self, day: Instant) {
        self.title(&format!("Who changed on {}", date(day)), &format!("{} 谁的标签变了", date(day)));
        let changes = self.changes(|change| change.at == day);
        self.lines(&changes, SHOWN);
    }

    pub fn customer(&self, id: u64) -> Result<(), Error> {
        self.title(&format!("Customer {id}, and why"), &format!("客户 {id} 及原因"));
        let tags = self.engine.snapshot(&Scope::All)?.tags(id);
        let width = tags.iter().map(|held| columns(&held.tag)).max().unwrap_or(0);
        for held in tags {
            let since = self.language.pick("since", "自");
            println!("  {}  {since} {}   {}", padded(&held.tag, width), date(held.since), self.cause(&held.cause));
        }
        let changes = self.changes(|change| change.customer == id.into());
        println!("  {}", self.language.pick("history:", "经过:"));
        self.lines(&changes, 2 * SHOWN);
        Ok(())
    }

    pub fn segment(&self) -> Result<(), Error> {
        let name = self.segment;
        self.title(&format!("Segment {name}"), &format!("人群 {name}"));
        let ids = self.engine.ids(&self.engine.segment(name)?)?;
        let first: Vec<String> = ids.iter().take(SHOWN).map(ToString::to_string).collect();
        println!("  {}: {}", self.language.pick("customers", "客户数"), ids.len());
        println!(
            "  {}: {}{}\n",
            self.language.pick("first ids", "前几位"),
            first.join(", "),
            if ids.len() > SHOWN { " …" } else { "" }
        );
        Ok(())
    }

    pub fn feed(&self, count: usize) {
        self.title("The change feed begins", "变更流的开头");
        for change in self.engine.changes(0, count).changes {
            println!("  {:>4}  {}", change.sequence, self.line(&change));
        }
    }

    fn title(&self, english: &str, chinese: &str) {
        println!("{}", self.language.pick(english, chinese));
    }

    fn lines(&self, changes: &[Change], shown: usize) {
        for change in changes.iter().take(shown) {
            println!("  {}", self.line(change));
        }
        if changes.len() > shown {
            println!("  … {} {}", changes.len() - shown, self.language.pick("more", "条略"));
        }
        println!();
    }

    fn changes(&self, wanted: impl Fn(&Change) -> bool) -> Vec<Change> {
        let mut found = Vec::new();
        let mut after = 0;
        loop {
            let page = self.engine.changes(after, 10_000);
            if page.changes.is_empty() {
                return found;
            }
            after = page.next;
            found.extend(page.changes.into_iter().filter(|change| wanted(change)));
        }
    }

    fn line(&self, change: &Change) -> String {
        let what = match &change.kind {
            ChangeKind::Gained { tag } => format!("+ {tag}"),
            ChangeKind::Lost { tag } => format!("- {tag}"),
            ChangeKind::Emitted { name, payload } => {
                let values: Vec<String> =
                    payload.iter().map(|(key, value)| format!("{key} {}", value.as_deref().unwrap_or("-"))).collect();
                format!("! {name} {}", values.join(", "))
            }
            _ => String::new(),
        };
        format!("{}  {:>6}  {}  {}", date(change.at), change.customer.to_string(), padded(&what, 24), self.cause(&change.cause))
    }

    fn cause(&self, cause: &tagora::Cause) -> String {
        use tagora::Cause;
        let chinese = match cause {
            Cause::Event { event, at, .. } => format!("{} 的{event}", date(*at)),
            Cause::Rule { rule, event: Some(event), at, .. } => format!("规则 {rule}: {} 的{event}", date(*at)),
            Cause::Rule { rule, event: None, at, .. } => format!("规则 {rule}: {} 条件成立", date(*at)),
            Cause::Time => "时间推移".to_owned(),
            Cause::ExclusiveGroup { other } => format!("互斥分组: {other}"),
            other => other.to_string(),
        };
        let english = match cause {
            Cause::Event { event, at, .. } => format!("{event} of {}", date(*at)),
            Cause::Rule { rule, event: Some(event), at, .. } => format!("rule {rule}: {event} of {}", date(*at)),
            other => other.to_string(),
        };
        self.language.pick(english, chinese)
    }
}

fn date(at: Instant) -> String {
    at.to_string().chars().take(10).collect()
}

/// How many columns a terminal gives a text: two for a Chinese character.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.len_utf8() > 2 { 2 } else { 1 }).sum()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}
