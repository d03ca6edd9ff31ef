//! One entry of the corpus for redaction.

use baxverify_client::redact::mask_phone;

use crate::leaks::{Call, leak, secrets};

/// Scrubs an entry of the fuzzing corpus: a line each for phone, code, key and token, and then the
/// text.
///
/// # Panics
/// If a secret can be read in what is left.
pub fn check_entry(input: &[u8]) {
    let input = String::from_utf8_lossy(input);
    let mut lines = input.splitn(5, '\n').map(ToOwned::to_owned);
    let mut next = || lines.next().unwrap_or_default();
    let call = Call { phone: next(), code: next(), key: next(), token: next() };
    let text = next();
    let secrets = secrets(&call);
    let clean = secrets.scrub(&text);
    assert_eq!(leak(&clean, &call), None);
    assert!(!clean.contains(char::is_control));
    let masked = mask_phone(&call.phone);
    assert!(masked.chars().filter(|&char| char != '*').count() <= 5 && masked.len() <= 64);
}
