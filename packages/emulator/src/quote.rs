//! Texts of callers in error messages: short, and without keys, because messages may be logged.

use std::borrow::Cow;

const MAX_CHARACTERS: usize = 60;
const KEY_PREFIXES: [&str; 3] = ["bax_sk_", "bax_pk_", "whsec_"];

/// Returns the start of a text, with an ellipsis if there is more.
pub fn shortened(text: &str) -> Cow<'_, str> {
    let end = text.char_indices().nth(MAX_CHARACTERS).map(|(end, _)| end);
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
    use super::{quoted, shortened};

    #[test]
    fn long_texts_are_cut_and_quoted() {
        assert_eq!(quoted("a\n\"b"), r#""a\n\"b""#);
        assert_eq!(shortened(&"é".repeat(60)), "é".repeat(60));
        assert_eq!(shortened("a bax_sk_1 whsec_2"), "a bax_sk_…");
        assert_eq!(quoted(&"é".repeat(50_000)), format!("\"{}…\"", "é".repeat(60)));
    }
}
