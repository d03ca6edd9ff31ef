//! Any status with any body gives a text or a typed error, never a panic, and no secret in an
//! error.

#![no_main]

use baxverify_client::decode::decode;
use baxverify_client::redact::Secrets;
use baxverify_client::{BufferedResponse, Context};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((head, body)) = input.split_at_checked(2) else { return };
    let status = u16::from_le_bytes([head[0], head[1]]);
    let mut secrets = Secrets::default();
    secrets.add_key("bax_sk_canary");
    let secrets = || secrets.clone();
    let context =
        Context { secrets: &secrets, path: "/v1/auth/sms/send", idempotent: status % 2 == 0 };
    let response = BufferedResponse { status, retry_after: None, body: body.to_vec() };
    match decode(response, &context) {
        Ok(text) => assert!(text.trim_ascii_start().starts_with('{')),
        Err(error) => assert!(!error.to_json().contains("bax_sk_canary")),
    }
});
