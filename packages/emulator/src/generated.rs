//! Files of the repository that are generated from the code, and compared with it by tests.

use serde_json::Value;

/// Fails if the file differs. With `UPDATE_GENERATED=1`, writes it first. Values are compared,
/// because the formatter decides on the layout of the file, and an equal file is not written.
pub fn assert_matches(path: &str, current: &Value) {
    let read = || {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        serde_json::from_str::<Value>(&text).unwrap_or_default()
    };
    if std::env::var_os("UPDATE_GENERATED").is_some() && read() != *current {
        std::fs::write(path, format!("{current:#}\n")).expect("the file can be written");
    }
    assert!(read() == *current, "run the tests with UPDATE_GENERATED=1 to write {path}");
}
