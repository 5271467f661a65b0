use std::sync::Arc;

/// A list in pieces: cloning shares all of them, and a change copies the one that it touches. A piece that is the same
/// in two states is one `Arc`, by which one finds what changed between them.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<P>(Arc<Vec<Arc<P>>>);

impl<P> Default for Pieces<P> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<P: Clone + Default> Pieces<P> {
    pub(crate) fn get(&self, at: usize) -> Option<&P> {
        self.0.get(at).map(|piece| &**piece)
    }

    /// A piece to be changed; those up to it come into being.
    pub(crate) fn change(&mut self, at: usize) -> &mut P {
        let pieces = Arc::make_mut(&mut self.0);
        if pieces.len() <= at {
            pieces.resize_with(at + 1, Default::default);
        }
        Arc::make_mut(&mut pieces[at])
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &P> {
        self.0.iter().map(|piece| &**piece)
    }

    /// Whether two lists share a piece.
    pub(crate) fn shares(&self, other: &Self, at: usize) -> bool {
        matches!((self.0.get(at), other.0.get(at)), (Some(a), Some(b)) if Arc::ptr_eq(a, b))
    }
}
