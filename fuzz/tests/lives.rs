//! Lives of the corpus cut and joined with one another and with noise: what is kept stays right.

use tagora_fuzz::Numbers;

/// Longer ones take longer and find no more.
const LONGEST: usize = 1_600;

#[test]
fn what_is_cut_and_joined_is_kept_right() {
    let rounds = std::env::var("LIVES").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(120);
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/live");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let lives: Vec<Vec<u8>> = files.into_iter().map(|file| std::fs::read(file).unwrap()).collect();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..rounds {
        let mut life = if round % 3 == 0 {
            (0..numbers.below(LONGEST)).map(|_| numbers.below(256) as u8).collect()
        } else {
            lives[numbers.below(lives.len())].clone()
        };
        for _ in 0..numbers.below(4) {
            let other = &lives[numbers.below(lives.len())];
            let (from, at) = (numbers.below(other.len()), numbers.below(life.len()));
            let taken: Vec<u8> = other.iter().skip(from).take(numbers.below(200)).copied().collect();
            let gone = numbers.below(20).min(life.len() - at);
            life.splice(at..at + gone, taken);
        }
        for _ in 0..numbers.below(8) {
            let place = numbers.below(life.len());
            if let Some(byte) = life.get_mut(place) {
                *byte = numbers.below(256) as u8;
            }
        }
        life.truncate(LONGEST);
        // A failure names its handbooks and operations.
        tagora_fuzz::live(&life);
    }
}
