//! Replays what fuzzing has collected, as part of the ordinary tests.

#[path = "support/leaks.rs"]
mod leaks;
#[path = "support/redact_entry.rs"]
mod redact_entry;

use std::fs;
use std::path::Path;

use baxverify_client::decode::decode;
use baxverify_client::redact::Secrets;
use baxverify_client::tls::pem::certificates;
use baxverify_client::{BufferedResponse, Context};

#[test]
fn every_entry_gives_a_text_or_an_error_without_the_key() {
    let entries = replay("decode", |input| {
        let (head, body) = input.split_at_checked(2).expect("a status");
        let status = u16::from_le_bytes([head[0], head[1]]);
        let mut secrets = Secrets::default();
        secrets.add_key("bax_sk_canary");
        let secrets = || secrets.clone();
        let context = Context { secrets: &secrets, path: "/v1/auth/sms/send", idempotent: false };
        let response = BufferedResponse { status, retry_after: None, body: body.to_vec() };
        match decode(response, &context) {
            Ok(text) => assert!(text.starts_with('{')),
            Err(error) => {
                assert!(!error.to_json().contains("bax_sk_canary"));
                assert_eq!(error.status_code, Some(status));
            }
        }
    });
    assert!(entries >= 19, "the corpus has shrunk to {entries}");
}

#[test]
fn no_entry_shows_a_secret() {
    let entries = replay("redact", redact_entry::check_entry);
    assert!(entries >= 14, "the corpus has shrunk to {entries}");
}

#[cfg(unix)]
#[test]
fn every_entry_for_proxies_gives_a_route_or_names_a_variable() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    use baxverify_client::BaseUrl;
    use baxverify_client::proxy::Proxies;

    const VARIABLES: [&str; 5] =
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"];
    let entries = replay("proxy", |input| {
        let mut fields = input.split(|&byte| byte == 0);
        let base_url = str::from_utf8(fields.next().expect("a field")).expect("text");
        let base_url = BaseUrl::parse(base_url).expect("a base URL");
        let values: Vec<_> = fields.map(|value| OsString::from_vec(value.to_vec())).collect();
        let proxies = Proxies::new(|name| {
            let at = VARIABLES.iter().position(|variable| *variable == name)?;
            values.get(at).cloned()
        });
        let shown = match proxies.route(&base_url) {
            Ok(route) => format!("{route:?}"),
            Err(unusable) => format!("{unusable:?} {unusable}"),
        };
        assert!(!shown.contains("can"), "{shown}");
    });
    assert!(entries >= 20, "the corpus has shrunk to {entries}");
}

#[test]
fn every_entry_for_certificates_gives_no_more_than_it_holds() {
    let entries = replay("certificates", |input| {
        let (mut found, mut length) = (0, 0);
        certificates(input, |der| {
            found += 1;
            length += der.len();
        });
        assert!(found <= input.windows(9).filter(|window| window == b"-----END ").count());
        assert!(length <= input.len());
    });
    assert!(entries >= 12, "the corpus has shrunk to {entries}");
}

/// Hands each entry of a corpus to `check`, and counts them.
fn replay(target: &str, check: impl Fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut entries = 0;
    for file in fs::read_dir(folder).expect("a corpus") {
        let path = file.expect("an entry").path();
        check(&fs::read(&path).expect("readable"));
        entries += 1;
    }
    entries
}
