//! Replays what fuzzing has collected, as part of the ordinary tests.

#[path = "support/leaks.rs"]
mod leaks;
#[path = "support/redact_entry.rs"]
mod redact_entry;

use std::fs;
use std::path::Path;

use baxverify::http::decode::{Context, decode};
use baxverify::http::response::Answer;
use baxverify::redact::Secrets;

#[test]
fn every_entry_gives_a_text_or_an_error_without_the_key() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/decode");
    let mut entries = 0;
    for file in fs::read_dir(folder).expect("a corpus") {
        let path = file.expect("an entry").path();
        let input = fs::read(&path).expect("readable");
        let (head, body) = input.split_at_checked(2).expect("a status");
        let status = u16::from_le_bytes([head[0], head[1]]);
        let mut secrets = Secrets::default();
        secrets.add_key("bax_sk_canary");
        let secrets = || secrets.clone();
        let context = Context { secrets: &secrets, path: "/v1/auth/sms/send", idempotent: false };
        let answer = Answer { status, retry_after: None, body: body.to_vec() };
        match decode(answer, &context) {
            Ok(text) => assert!(text.starts_with('{'), "{}", path.display()),
            Err(error) => {
                assert!(!error.to_json().contains("bax_sk_canary"), "{}", path.display());
                assert_eq!(error.status_code, Some(status));
            }
        }
        entries += 1;
    }
    assert!(entries >= 19, "the corpus has shrunk to {entries}");
}

#[test]
fn no_entry_shows_a_secret() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/redact");
    let mut entries = 0;
    for file in fs::read_dir(folder).expect("a corpus") {
        redact_entry::check_entry(&fs::read(file.expect("an entry").path()).expect("readable"));
        entries += 1;
    }
    assert!(entries >= 14, "the corpus has shrunk to {entries}");
}
