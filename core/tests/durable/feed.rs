use tagora::{Engine, Options};

use super::{Folder, seen, step};

#[test]
fn the_feed_comes_back_as_far_as_it_is_kept() {
    for feed_kept in [0, 1, 30, 1_000_000] {
        let options = Options { feed_kept, ..Options::default() };
        let (folder, memory) = (Folder::new(), Engine::with_options(options.clone()));
        for number in 1..=60 {
            let engine = Engine::open(folder.path(), options.clone()).unwrap();
            step(&engine, number);
            step(&memory, number);
            assert_eq!(seen(&engine), seen(&memory), "{feed_kept} kept, after {number}");
            if number % 3 == 0 {
                engine.close().unwrap();
            }
        }
        assert_eq!(seen(&Engine::open(folder.path(), options).unwrap()), seen(&memory));
    }
}
