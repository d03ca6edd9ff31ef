//! Validates the text of an option, with the messages of the command line for Node.

use baxverify_emulator::{shortened, shortened_path};
use serde_json::{Value, json};

use super::fault;
use super::table::{Kind, Row};

/// The largest integer that JSON clients read exactly.
const MAX_AMOUNT: u64 = (1 << 53) - 1;
const MAX_SECONDS: u64 = 3650 * 24 * 60 * 60;
const MAX_LIST: usize = 100;
/// Members of a list that a message repeats.
const MAX_SHOWN: usize = 10;
const MAX_HOST: usize = 253;
const MAX_ID: usize = 256;
const MAX_PATH: usize = 200;

/// `source` names the flag or the variable.
///
/// # Errors
/// Returns what the value must be.
pub fn parse(row: &Row, texts: &[String], source: &str) -> Result<Value, String> {
    let text = texts.last().map(String::as_str).unwrap_or_default();
    let list = |is_valid: fn(&str) -> bool| {
        let all = texts.len() <= MAX_LIST && texts.iter().all(|text| is_valid(text));
        all.then(|| json!(texts))
    };
    let text_if = |is_valid: bool| is_valid.then(|| json!(text));
    let value = match row.kind {
        Kind::Rules => return rules(texts, source),
        Kind::Flag => return switch(text, source),
        Kind::Integer => number(text, row.min, row.max),
        Kind::Seconds => number(text, 1, MAX_SECONDS),
        Kind::Amount | Kind::Credits => number(text, 0, MAX_AMOUNT),
        Kind::Id => text_if(is_visible_ascii(text) && text.len() <= MAX_ID),
        Kind::Secret => text_if(is_visible_ascii(text)),
        Kind::BasePath => text_if(is_base_path(text)),
        Kind::Duration => text_if(is_duration(text)),
        Kind::Seed | Kind::Text => text_if(!text.is_empty()),
        Kind::Hosts => list(is_host_name),
        Kind::Origins => list(is_origin),
    };
    value.ok_or_else(|| {
        let got = match row.kind {
            // Keys must not appear in messages, which may be logged.
            Kind::Secret => String::new(),
            Kind::Hosts | Kind::Origins => format!(", got {}", list_start(texts)),
            _ => format!(", got {}", json!(shortened(text))),
        };
        format!("{source} must be {}{got}", expected(row))
    })
}

/// The start of a list as JSON, with an ellipsis if there is more.
fn list_start(texts: &[String]) -> String {
    let mut shown: Vec<_> = texts.iter().take(MAX_SHOWN).map(|text| shortened(text)).collect();
    if texts.len() > MAX_SHOWN {
        shown.push("…".into());
    }
    json!(shown).to_string()
}

fn expected(row: &Row) -> String {
    let words = match row.kind {
        Kind::Integer => return format!("an integer from {} to {}", row.min, row.max),
        Kind::Seconds => return format!("an integer from 1 to {MAX_SECONDS}"),
        Kind::Amount => "an integer from 0 up",
        Kind::Credits => "an integer from 0 up, or null for no limit",
        Kind::Id => "visible ASCII characters without spaces, 256 at most",
        Kind::Secret => "visible ASCII characters without spaces",
        Kind::BasePath => "a path such as /sms",
        Kind::Duration => "a duration such as 7d, 12h, 30m or 90s",
        Kind::Seed => "the path of a JSON file, or its content as an object",
        Kind::Hosts => "host names without a port, 100 at most",
        Kind::Origins => "origins such as http://localhost:3000, 100 at most",
        Kind::Flag | Kind::Rules | Kind::Text => "a non-empty string",
    };
    words.to_owned()
}

fn number(text: &str, min: u64, max: u64) -> Option<Value> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = digits.then(|| text.parse().ok())??;
    (min..=max).contains(&number).then(|| json!(number))
}

fn switch(text: &str, source: &str) -> Result<Value, String> {
    match text {
        "1" | "true" => Ok(json!(true)),
        "0" | "false" => Ok(json!(false)),
        _ => Err(format!("{source} must be true or false, got {}", json!(shortened(text)))),
    }
}

fn rules(texts: &[String], source: &str) -> Result<Value, String> {
    let rule = |text: &String| {
        fault::parse(text).ok_or_else(|| {
            let expected = "JSON or name=value pairs such as route=send,status=503,probability=0.2";
            format!("{source} must be {expected}, got {}", json!(shortened(text)))
        })
    };
    texts.iter().map(rule).collect()
}

fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_base_path(text: &str) -> bool {
    let is_segment = |segment: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        !segment.is_empty() && segment.bytes().all(is_plain)
    };
    text.len() <= MAX_PATH
        && text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment))
}

fn is_duration(text: &str) -> bool {
    let number = text.strip_suffix(['s', 'm', 'h', 'd']).unwrap_or_default();
    (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_host_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !text.is_empty() && text.len() <= MAX_HOST && text.bytes().all(is_plain)
}

/// Whether this is an origin as browsers send it: in lower case, without a default port or a path.
fn is_origin(text: &str) -> bool {
    let (host, default_port) = if let Some(host) = text.strip_prefix("http://") {
        (host, "80")
    } else if let Some(host) = text.strip_prefix("https://") {
        (host, "443")
    } else {
        return false;
    };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_port =
        |port: &str| port != default_port && !port.starts_with('0') && port.parse::<u16>().is_ok();
    let is_address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    port.is_none_or(is_port)
        && !name.bytes().any(|byte| byte.is_ascii_uppercase())
        && is_address.map_or_else(
            || is_host_name(name),
            |address| address.parse::<std::net::Ipv6Addr>().is_ok(),
        )
}

/// Reads a seed file.
///
/// # Errors
/// Returns why it cannot be read.
pub fn read_seed(path: &str) -> Result<Value, String> {
    let shown = shortened_path(path);
    let text = std::fs::read(path)
        .map_err(|error| format!("seed file {shown} cannot be read: {error}"))?;
    serde_json::from_slice(&text)
        .map_err(|error| format!("seed file {shown} is not valid JSON: {error}"))
}
