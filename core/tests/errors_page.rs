//! `docs/errors.md` is what the code says. `UPDATE_GOLDEN=1` rewrites it.

use std::fmt::Write;

use tagora::ErrorKind;

#[test]
fn the_page_lists_every_code() {
    let mut page = "# Errors of the engine\n\n\
        Each error has a stable code, a message and often a help line; one about a record of a batch names it. Errors of a handbook's\n\
        text have the codes of [diagnostics.md](diagnostics.md).\n\n| code | meaning |\n|--|--|\n"
        .to_owned();
    for kind in ErrorKind::ALL {
        let about = kind.about().trim().replace("[`Error::diagnostics`]", "`diagnostics`");
        writeln!(page, "| `{}` | {about} |", kind.code()).unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page, "run with UPDATE_GOLDEN=1");
}
