//! Texts of callers in error messages: short, and without keys, because messages may be logged.

use std::borrow::Cow;

const MAX_CHARACTERS: usize = 60;
/// Of a path or a URL.
const MAX_PATH_CHARACTERS: usize = 250;
const KEY_PREFIXES: [&str; 3] = ["bax_sk_", "bax_pk_", "whsec_"];

/// Returns the start of a text, with an ellipsis if there is more.
pub fn shortened(text: &str) -> Cow<'_, str> {
    start(text, MAX_CHARACTERS)
}

/// Returns the start of a path or a URL, which are longer than other texts.
pub fn shortened_path(text: &str) -> Cow<'_, str> {
    start(text, MAX_PATH_CHARACTERS)
}

fn start(text: &str, max_characters: usize) -> Cow<'_, str> {
    let end = text.char_indices().nth(max_characters).map(|(end, _)| end);
    let keys = KEY_PREFIXES.iter().filter_map(|key| Some(text.find(key)? + key.len()));
    match keys.chain(end).min() {
        Some(end) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Returns the start of a text in quotes, with escapes for what cannot be printed.
pub fn quoted(text: &str) -> String {
    format!("{:?}", shortened(text))
}

#[cfg(test)]
mod tests {
    use super::{quoted, shortened, shortened_path};

    #[test]
    fn long_texts_are_cut_and_quoted() {
        assert_eq!(quoted("a\n\"b"), r#""a\n\"b""#);
        assert_eq!(shortened(&"é".repeat(60)), "é".repeat(60));
        assert_eq!(shortened_path(&"é".repeat(250)), "é".repeat(250));
        assert_eq!(shortened_path(&"é".repeat(50_000)), format!("{}…", "é".repeat(250)));
        assert_eq!(shortened_path("/a/whsec_2/b"), "/a/whsec_…");
        assert_eq!(shortened("a bax_sk_1 whsec_2"), "a bax_sk_…");
        assert_eq!(quoted(&"é".repeat(50_000)), format!("\"{}…\"", "é".repeat(60)));
    }
}
