//! Removes keys, webhook secrets and proofs from texts, in linear time.
//!
//! A secret becomes the environment variable that a shell can insert in its place.

pub const KEY: &str = "$BAXCLOUD_API_KEY";
pub const TOKEN: &str = "$BAXVERIFY_TOKEN";
pub const SECRET: &str = "$BAXCLOUD_WEBHOOK_SECRET";
/// All of the above.
pub const VARIABLES: [&str; 3] = [KEY, TOKEN, SECRET];

const KEY_PREFIXES: [&str; 2] = ["bax_sk_", "bax_pk_"];
/// How many characters at the end of a key stay visible.
const VISIBLE: usize = 4;
/// Shorter keys have no visible characters.
const MIN_LENGTH: usize = 12;

/// Returns the prefix and the last characters of a key, such as `bax_sk_…3f9a`.
pub fn mask_key(key: &str) -> String {
    let prefix = KEY_PREFIXES.into_iter().find(|prefix| key.starts_with(prefix)).unwrap_or("");
    let rest = &key[prefix.len()..];
    let visible = if rest.len() >= MIN_LENGTH && rest.is_ascii() {
        &rest[rest.len() - VISIBLE..]
    } else {
        ""
    };
    format!("{prefix}…{visible}")
}

/// Replaces the key of the request, and everything that looks like a key, secret or proof.
pub fn redact(text: &str, key: Option<&str>) -> String {
    match key.filter(|key| !key.is_empty()) {
        Some(key) => {
            let parts: Vec<_> = text.split(key).map(redact_words).collect();
            parts.join(KEY)
        }
        None => redact_words(text),
    }
}

fn redact_words(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        redacted.push_str(variable(word).unwrap_or(word));
        let other = after.find(is_word).unwrap_or(after.len());
        redacted.push_str(&after[..other]);
        rest = &after[other..];
    }
    redacted
}

/// The characters of keys and of JSON Web Tokens.
const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn variable(word: &str) -> Option<&'static str> {
    if KEY_PREFIXES.iter().any(|prefix| word.contains(prefix)) {
        Some(KEY)
    } else if word.contains("whsec_") {
        Some(SECRET)
    } else if word.contains("eyJ") && word.contains('.') {
        Some(TOKEN)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{mask_key, redact};

    #[test]
    fn a_masked_key_shows_its_kind_and_its_end() {
        assert_eq!(mask_key("bax_sk_0123456789abcdef"), "bax_sk_…cdef");
        assert_eq!(mask_key("bax_pk_short"), "bax_pk_…");
        assert_eq!(mask_key("secret"), "…");
        assert_eq!(mask_key(""), "…");
    }

    #[test]
    fn keys_secrets_and_proofs_become_variables() {
        for (text, redacted) in [
            (r#"{"key":"bax_sk_live"}"#, r#"{"key":"$BAXCLOUD_API_KEY"}"#),
            ("?a=xbax_pk_1&b=2", "?a=$BAXCLOUD_API_KEY&b=2"),
            ("whsec_abc.", "$BAXCLOUD_WEBHOOK_SECRET"),
            (r#"{"token":"eyJh.eyJz.c2ln"}"#, r#"{"token":"$BAXVERIFY_TOKEN"}"#),
            (r#"{"token":"eyJh.eyJ"#, r#"{"token":"$BAXVERIFY_TOKEN"#),
            (r#"{"phone":"+4366412345678"}"#, r#"{"phone":"+4366412345678"}"#),
            ("é", "é"),
        ] {
            assert_eq!(redact(text, None), redacted);
        }
        assert_eq!(redact("a=own&b=own", Some("own")), "a=$BAXCLOUD_API_KEY&b=$BAXCLOUD_API_KEY");
    }
}
