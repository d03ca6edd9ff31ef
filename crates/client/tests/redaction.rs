//! Tests redaction with any secrets in any notation next to each other, and its running time.

#[path = "support/leaks.rs"]
mod leaks;
#[path = "support/notations.rs"]
mod notations;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use baxverify_client::redact::{Secrets, mask_phone};
use proptest::prelude::*;

use leaks::{Call, leak, secrets};
use notations::{decoded, number, text};

fn call() -> impl Strategy<Value = Call> {
    let phone =
        prop_oneof!["\\+[1-9][0-9]{8,14}", "0[1-9][0-9]{8,10}", "\\+43 [1-9][0-9]{2} [0-9]{7}"];
    let code = prop_oneof!["[0-9]{4,8}", "[A-Z0-9]{3}[0-9][A-Z0-9]{4}", "[0-9]{3}-[0-9]{3}"];
    let part = "[A-Za-z0-9_-]{12,60}";
    (phone, code, "bax_[sp]k_[A-Za-z0-9+/=-]{12,30}", part, part, part).prop_map(
        |(phone, code, key, head, claims, signature)| Call {
            phone,
            code,
            key,
            token: format!("{head}.{claims}.{signature}"),
        },
    )
}

/// One to five of a call's secrets, written in any way.
fn written(call: &Call) -> impl Strategy<Value = String> + use<> {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let phone = call.phone.chars().filter(char::is_ascii_digit).collect::<String>();
    let secret = prop_oneof![
        3 => number(phone),
        3 => number(plain(&call.code)),
        1 => text(call.key.clone()),
        1 => text(call.token.clone()),
        1 => text(call.token.rsplit('.').next().unwrap_or_default().to_owned()),
    ];
    let beside = prop::sample::select(vec![
        ", ",
        "/",
        " - ",
        "\n",
        " and ",
        "; ",
        ":",
        "\u{2013}",
        "\t",
        " (2 attempts left) ",
        "&",
        "\\n",
        " 2026-11-25 ",
        "|",
    ]);
    prop::collection::vec((secret, beside), 1..=5).prop_map(|parts| {
        parts.into_iter().fold("Refused: ".to_owned(), |mut text, (secret, beside)| {
            let _ = write!(text, "{secret}{beside}");
            text
        })
    })
}

fn innocent() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-zäöü ]{0,20}",
        "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])T[01][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z",
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        "req_[0-9A-Z]{16}",
        "/v1/auth/[a-z]{3,8}\\?page=[0-9]{1,3}&limit=[0-9]{1,2}",
        "[0-9]{1,3} %",
        prop::sample::select(vec!["日本語", "👍🏽", "½", "\\", "&amp;", "%2F", "\\u00e9"])
            .prop_map(ToOwned::to_owned),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn no_secret_is_left_however_it_is_written(
        (call, text) in call().prop_flat_map(|call| (Just(call.clone()), written(&call))),
    ) {
        let clean = secrets(&call).scrub(&text);
        for reading in decoded(&clean) {
            if let Some(leak) = leak(&reading, &call) {
                prop_assert!(false, "{leak}\n{text:?}\n{clean:?}");
            }
        }
    }

    #[test]
    fn innocent_text_stays_as_it_is(mut call in call(), text in innocent()) {
        // A short one may be there by chance.
        call.code = "90817263".to_owned();
        prop_assert_eq!(secrets(&call).scrub(&text), text);
    }

    #[test]
    fn any_text_and_any_secrets_are_safe(
        text: String, phone: String, code: String, key: String, token: String,
    ) {
        let call = Call { phone, code, key, token };
        let text = format!("{text} {} {} {}{}", call.phone, call.code, call.key, call.token);
        let clean = secrets(&call).scrub(&text);
        prop_assert_eq!(leak(&clean, &call), None);
        prop_assert!(!clean.contains(char::is_control));
    }

    #[test]
    fn a_masked_phone_is_short_and_says_little(phone: String) {
        let masked = mask_phone(&phone);
        prop_assert!(masked.len() <= 64);
        prop_assert!(masked.chars().all(|char| "+*0123456789".contains(char)));
        prop_assert!(masked.chars().filter(|&char| char != '*').count() <= 5);
    }
}

/// The shortest of a few runs: others share the machine.
fn shortest(mut work: impl FnMut()) -> Duration {
    let run = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..3).map(run).min().expect("runs")
}

fn digits(count: usize) -> String {
    (0..count)
        .map(|at| char::from(b'0' + u8::try_from(at * at % 97 % 10).expect("a digit")))
        .collect()
}

/// Secrets and a text of about `size` bytes each.
type Case = fn(usize) -> (Secrets, String);

const CASES: &[(&str, Case)] = &[
    ("a phone that is not there", |size| {
        let phone = digits(size);
        (one(Secrets::add_phone, &phone), format!("{}x", &phone[..size - 1]).repeat(2))
    }),
    ("a phone that is there", |size| (one(Secrets::add_phone, &digits(size)), digits(size))),
    ("a phone of one digit", |size| (one(Secrets::add_phone, &"7".repeat(size)), "7".repeat(size))),
    ("a phone's end again and again", |size| {
        let phone = "0123456789".repeat(size / 10);
        (one(Secrets::add_phone, &phone), "23456789 ".repeat(size / 9))
    }),
    ("a code of one digit", |size| {
        (one(Secrets::add_code, &"7".repeat(64)), "7 7".repeat(size / 3))
    }),
    ("a long code", |size| (one(Secrets::add_code, &"7".repeat(size)), "7 7".repeat(size / 3))),
    ("a token in many parts", |size| {
        (one(Secrets::add_token, &"abcdefgh.".repeat(size / 9)), "abcdefg.".repeat(size / 8))
    }),
    ("a token that is nearly there", |size| {
        let token = "abcdefgh".repeat(size / 8);
        (one(Secrets::add_token, &token), format!("{}x", &token[1..]))
    }),
    ("a token that names a phone", |size| {
        use base64::Engine as _;
        let claims = format!(r#"{{"sub":"{}"}}"#, digits(size / 2));
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        (one(Secrets::add_token, &format!("a.{claims}.b")), digits(size))
    }),
    ("escapes in escapes", |size| (all(), format!("%{}41", "25".repeat(size / 2)))),
    ("entities", |size| (all(), "&abcdefghijklmnopqrstuvwxyzabc".repeat(size / 30))),
    ("backslashes", |size| (all(), "\\".repeat(size))),
    ("dates", |size| (one(Secrets::add_code, "112517"), "2026-11-25T17:41 ".repeat(size / 17))),
    ("characters that grow", |size| (all(), "\u{130}".repeat(size / 2))),
    ("what is all secret", |size| (all(), "530264 4367611223399 ".repeat(size / 21))),
];

fn one(add: fn(&mut Secrets, &str), secret: &str) -> Secrets {
    let mut secrets = Secrets::default();
    add(&mut secrets, secret);
    secrets
}

fn all() -> Secrets {
    secrets(&Call {
        phone: "+4367611223399".to_owned(),
        code: "530264".to_owned(),
        key: "bax_sk_4711canary0815".to_owned(),
        token: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIrNDM2OTkxMTEyMjIzIn0.Zm9yIHRlc3Rz".to_owned(),
    })
}

#[test]
fn four_times_the_length_takes_about_four_times_as_long() {
    for (name, case) in CASES {
        let time = |size| {
            let (secrets, text) = case(size);
            shortest(|| drop(black_box(secrets.clone().scrub(black_box(&text)))))
        };
        // Sixteen times, if it were quadratic. Others share the machine, so one good measurement
        // will do.
        let is_linear = (0..32).any(|_| time(32 * 1024) < 8 * time(8 * 1024));
        assert!(is_linear, "{name}");
    }
}

#[test]
fn the_largest_error_takes_less_than_50_ms() {
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 1000 } else { 50 });
    let mut call = Call {
        phone: "+4367611223399".to_owned(),
        code: "530264".to_owned(),
        key: "bax_sk_4711canary0815".to_owned(),
        token: digits(16 * 1024),
    };
    call.token.replace_range(5000..5001, ".");
    call.token.replace_range(9000..9001, ".");
    for text in [
        "Recipients: 436761122339, code 530 265. ".repeat(1638),
        "%2B43+676+112&nbsp;233\\u0020".repeat(2259),
        "５３０２６５".repeat(3640),
    ] {
        let secrets = secrets(&call);
        let took = shortest(|| drop(black_box(secrets.clone().scrub(black_box(&text)))));
        assert!(took < limit, "{took:?} for {} bytes of {}", text.len(), &text[..30]);
    }
}

#[test]
fn a_phone_of_50_000_digits_does_no_harm() {
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 25 });
    let phone = format!("+{}", digits(50_000));
    let message = format!("Not a phone number: {}", &phone[..280]);
    let took = shortest(|| {
        let secrets = one(Secrets::add_phone, &phone);
        drop(black_box(secrets.scrub(&message)));
        drop(black_box(mask_phone(&phone)));
    });
    assert!(took < limit, "{took:?}");
}
