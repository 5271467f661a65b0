/// Texts one behind the other, by their places. One that is the same as the one before is not kept again.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) const fn new() -> Self {
        Self { all: String::new(), ends: Vec::new() }
    }

    pub(super) fn get(&self, place: usize) -> Option<&str> {
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.all.get(start..*self.ends.get(place)?)
    }

    pub(super) fn add(&mut self, text: &str) -> usize {
        if let Some(last) = self.ends.len().checked_sub(1).filter(|&last| self.get(last) == Some(text)) {
            return last;
        }
        self.all.push_str(text);
        self.ends.push(self.all.len());
        self.ends.len() - 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Bytes in use.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        self.all.capacity() + self.ends.capacity() * size_of::<usize>()
    }
}
