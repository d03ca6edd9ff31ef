//! Deserializes JSON from users, with error messages in their words: the path of the field and what
//! it must be, without names of Rust types.

use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny};

use crate::quote::shortened;

/// The names of Rust's integer types in messages of serde, and what users read instead.
const INTEGERS: [(&str, &str); 5] = [
    ("u8", "an integer from 0 to 255"),
    ("u16", "an integer from 0 to 65535"),
    ("u32", "an integer from 0 to 4294967295"),
    ("u64", "an integer from 0 up"),
    ("usize", "an integer from 0 up"),
];

/// Why JSON was rejected, such as `limits.codeLength: must be an integer from 0 up, got a string`.
/// It contains no text of the JSON except names, which are shortened: a value may be a key.
#[derive(Debug)]
pub struct JsonError {
    /// The field, or `None` for the whole value.
    pub path: Option<String>,
    reason: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(formatter, "{path}: ")?;
        }
        formatter.write_str(&self.reason)
    }
}

/// Deserializes a JSON object.
///
/// # Errors
/// [`JsonError`] if the text is not a JSON object, or not of this type.
pub fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let mut json = serde_json::Deserializer::from_slice(text);
    let result = serde_path_to_error::deserialize(&mut json);
    let of_all = |reason: &str| JsonError { path: None, reason: reason.to_owned() };
    // A value of the wrong type can look like wrong syntax to serde.
    if result.is_err() || json.end().is_err() {
        serde_json::from_slice::<IgnoredAny>(text).map_err(|error| {
            of_all(if error.is_eof() { "the JSON ends too early" } else { "not valid JSON" })
        })?;
    }
    if first != Some(&b'{') {
        let got = first.map_or("nothing", |byte| kind(*byte));
        return Err(of_all(&format!("must be an object, got {got}")));
    }
    result.map_err(|error| {
        let path = error.path().to_string();
        let reason = error.into_inner().to_string();
        let reason = in_user_words(without_position(&reason));
        JsonError { path: (path != ".").then(|| shortened(&path).into_owned()), reason }
    })
}

/// Reads one of the names of an enumeration.
///
/// # Errors
/// Returns which names there are.
pub fn name<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| in_user_words(&error.to_string()))
}

/// Returns what kind of JSON value starts with this byte.
const fn kind(first: u8) -> &'static str {
    match first {
        b'[' => "an array",
        b'"' => "a string",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        _ => "a number",
    }
}

/// Lines and columns mean nothing to users who passed an object.
fn without_position(reason: &str) -> &str {
    reason.rsplit_once(" at line ").map_or(reason, |(reason, _)| reason)
}

/// `reason` is serde's, about valid JSON.
fn in_user_words(reason: &str) -> String {
    for (start, words) in
        [("unknown variant `", "unknown value"), ("unknown field `", "unknown field")]
    {
        // The list of names follows the last occurrence.
        let parts = reason.strip_prefix(start).and_then(|rest| rest.rsplit_once("`, expected "));
        if let Some((name, names)) = parts {
            return format!("{words} `{}`, expected {names}", shortened(name));
        }
    }
    // For a name that is no string.
    if reason == "expected value" {
        return "must be a string".to_owned();
    }
    let Some((got, expected)) = reason.rsplit_once(", expected ") else {
        return reason.to_owned();
    };
    let words = match expected {
        "f64" => "a number",
        "i64" | "i32" => "an integer",
        "string or map" | "variant identifier" | "field identifier" | "borrowed string" => {
            "a string"
        }
        "a sequence" => "an array",
        "a map" => "an object",
        _ => match INTEGERS.iter().find(|(name, _)| *name == expected) {
            Some((_, words)) => words,
            None if expected.starts_with("struct ") => "an object",
            None if expected.starts_with("enum ") || expected.starts_with("unit variant") => {
                "a string"
            }
            None => expected,
        },
    };
    match got.split_once(": ").map(|(_, value)| given(value)) {
        Some(value) => format!("must be {words}, got {value}"),
        // An array with the wrong number of items.
        None => format!("must be {words}"),
    }
}

/// Describes a value that serde has described, such as ``integer `7` ``. Texts are not repeated.
fn given(value: &str) -> &str {
    match value.split_once(' ').map_or(value, |(kind, _)| kind) {
        "string" => "a string",
        "map" => "an object",
        "sequence" => "an array",
        "unit" | "Option" => "null",
        // A number or a boolean is in backticks.
        _ => value.split('`').nth(1).unwrap_or(value),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::{from_slice, name};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "the errors are what is tested")]
    struct Outer {
        list: Vec<Inner>,
        map: BTreeMap<String, u64>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "the errors are what is tested")]
    struct Inner {
        status: u16,
        kind: Option<Kind>,
        probability: Option<f64>,
    }

    #[derive(Debug, Deserialize)]
    enum Kind {
        Slow,
    }

    #[test]
    fn messages_name_the_path_and_no_rust_type() {
        for (json, message) in [
            ("7", "must be an object, got a number"),
            (" []", "must be an object, got an array"),
            (r#"["a"]"#, "must be an object, got an array"),
            ("", "the JSON ends too early"),
            (r#"{"list":[]"#, "the JSON ends too early"),
            (r#"{"list":[],"map":{}}x"#, "not valid JSON"),
            ("canary", "not valid JSON"),
            (r#"{"lst":[]}"#, "lst: unknown field `lst`, expected `list` or `map`"),
            (r#"{"list":{}}"#, "list: must be an array, got an object"),
            (r#"{"list":[7]}"#, "list[0]: must be an object, got 7"),
            (r#"{"list":["canary"]}"#, "list[0]: must be an object, got a string"),
            (r#"{"list":[{}]}"#, "list[0]: missing field `status`"),
            (
                r#"{"list":[{"status":"canary, expected u8"}]}"#,
                "list[0].status: must be an integer from 0 to 65535, got a string",
            ),
            (
                r#"{"list":[{"status":70000}]}"#,
                "list[0].status: must be an integer from 0 to 65535, got 70000",
            ),
            (
                r#"{"list":[{"status":1.5}]}"#,
                "list[0].status: must be an integer from 0 to 65535, got 1.5",
            ),
            (
                r#"{"list":[{"status":null}]}"#,
                "list[0].status: must be an integer from 0 to 65535, got null",
            ),
            (
                r#"{"list":[{"status":1,"kind":"slow"}]}"#,
                "list[0].kind: unknown value `slow`, expected `Slow`",
            ),
            (r#"{"list":[{"status":1,"kind":7}]}"#, "list[0].kind: must be a string"),
            (
                r#"{"list":[{"status":1,"probability":true}]}"#,
                "list[0].probability: must be a number, got true",
            ),
            (r#"{"map":7}"#, "map: must be an object, got 7"),
            (r#"{"map":{"a":-1}}"#, "map.a: must be an integer from 0 up, got -1"),
        ] {
            assert_eq!(from_slice::<Outer>(json.as_bytes()).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn long_texts_are_not_repeated() {
        let long = "x".repeat(50_000);
        for json in [
            format!(r#"{{"{long}":7}}"#),
            format!(r#"{{"list":[{{"status":"{long}"}}]}}"#),
            format!(r#"{{"list":[{{"status":1,"kind":"{long}"}}]}}"#),
            format!(r#"{{"map":{{"{long}":"{long}"}}}}"#),
        ] {
            let message = from_slice::<Outer>(json.as_bytes()).unwrap_err().to_string();
            assert!(message.len() < 250, "{message}");
        }
        let names = name::<Kind>(&long).unwrap_err();
        assert_eq!(names, format!("unknown value `{}…`, expected `Slow`", "x".repeat(60)));
    }
}
