//! What was measured, in one table.
#![expect(clippy::print_stdout, reason = "a measuring program")]

/// Rows of what, how much, and how much beside something else.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 3]>,
}

impl Table {
    pub fn row(&mut self, what: impl Into<String>, figure: impl Into<String>, beside: impl Into<String>) {
        self.rows.push([what.into(), figure.into(), beside.into()]);
    }

    pub fn print(&self) {
        println!("| what | figure | beside |\n|--|--|--|");
        for [what, figure, beside] in &self.rows {
            println!("| {what} | {figure} | {beside} |");
        }
    }
}
