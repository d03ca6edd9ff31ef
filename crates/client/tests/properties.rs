//! Properties that hold for any input.

use baxverify_client::decode::decode;
use baxverify_client::redact::{Secrets, mask_phone};
use baxverify_client::{
    BaseUrl, BufferedResponse, CallError, Code, Config, Context, Options, Outcome,
};
use proptest::prelude::*;

const KEY: &str = "bax_sk_4711canary0815";
const PHONE: &str = "+4366412345678";
const CODE: &str = "493827";

fn secrets() -> Secrets {
    let mut secrets = Secrets::default();
    secrets.add_key(KEY);
    secrets.add_code(CODE);
    secrets.add_phone(PHONE);
    secrets
}

fn decoded(status: u16, body: Vec<u8>, idempotent: bool) -> Result<String, CallError> {
    let context = Context { secrets: &secrets, path: "/v1/auth/sms/send", idempotent };
    decode(BufferedResponse { status, retry_after: None, body }, &context)
}

/// JSON of any shape, with secrets strewn in.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![
        any::<String>(),
        "[a-z ]{0,8}".prop_map(|text| format!("{text}{KEY}{text}{CODE}x{PHONE}")),
        prop::sample::select(vec![
            "+43 664 12345678",
            "(0664) 123-456-78",
            "00436641234 5678",
            "%2B43%20664%2012345678",
            "493-827",
            "493 827",
        ])
        .prop_map(ToOwned::to_owned),
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        Just(serde_json::json!(493_827)),
        text.clone().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map(text.clone(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_give_a_text_or_a_typed_error(
        status in 100_u16..700,
        body in prop::collection::vec(any::<u8>(), 0..300),
        idempotent: bool,
    ) {
        match decoded(status, body, idempotent) {
            Ok(text) => {
                prop_assert!((200..300).contains(&status));
                prop_assert!(serde_json::from_str::<serde_json::Map<_, _>>(&text).is_ok());
            }
            Err(error) => prop_assert_eq!(error.status_code, Some(status)),
        }
    }

    #[test]
    fn no_error_holds_a_secret_whatever_the_service_repeats(
        status in 300_u16..600,
        message in json(),
        details in json(),
        path in json(),
        timestamp in json(),
    ) {
        let body = serde_json::json!({
            "success": false,
            "error": { "code": "BAXVERIFY_OTP_INVALID", "message": message, "details": details },
            "path": path,
            "timestamp": timestamp,
        });
        let error = decoded(status, body.to_string().into_bytes(), false).expect_err("a failure");
        prop_assert_eq!(&error.code, &Code::Service("BAXVERIFY_OTP_INVALID".to_owned()));
        prop_assert_eq!(error.outcome, Outcome::Rejected);
        let json = error.to_json();
        for secret in [KEY, CODE, PHONE, "66412345678", "1234 5678", "12345678", "123-456-78", "493-827"] {
            prop_assert!(!json.contains(secret), "{json}");
        }
    }

    #[test]
    fn a_write_is_retryable_only_if_it_was_not_done(
        status in 100_u16..700,
        code in prop::sample::select(baxverify_wire::ErrorCode::ALL.to_vec()),
    ) {
        let body = serde_json::json!({ "error": { "code": code.as_str() } }).to_string();
        if let Err(error) = decoded(status, body.into_bytes(), false) {
            prop_assert!(!error.retryable || error.outcome != Outcome::Unknown);
        }
    }

    #[test]
    fn options_give_a_configuration_or_name_a_field(
        project_id: String,
        api_key: String,
        base_url in prop_oneof![any::<String>(), Just("https://example.com/v1".to_owned())],
        platform: String,
    ) {
        match Config::new(Options { project_id, api_key, base_url, allowed_hosts: None, platform }) {
            Ok(config) => prop_assert!(config.headers["authorization"].is_sensitive()),
            Err(error) => {
                prop_assert_eq!(error.code, Code::InvalidArgument);
                prop_assert!(error.details.is_some_and(|details| details.contains_key("field")));
            }
        }
    }

    #[test]
    fn plain_http_reaches_no_public_address(address: std::net::Ipv4Addr) {
        let local = address.is_loopback() || address.is_private() || address.is_link_local();
        prop_assert_eq!(BaseUrl::parse(&format!("http://{address}/v1")).is_ok(), local);
    }

    #[test]
    fn a_masked_phone_keeps_at_most_five_characters(phone in "\\+?[0-9]{1,20}") {
        let shown = mask_phone(&phone).chars().filter(|&char| char != '*').count();
        prop_assert!(shown <= 5);
        prop_assert_eq!(mask_phone(&phone).len(), phone.len());
    }
}
