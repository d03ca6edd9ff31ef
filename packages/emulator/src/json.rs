//! Deserializes JSON from users, with error messages in their words: the path of the field and what
//! it must be, without names of Rust types.

use std::borrow::Cow;
use std::fmt;

use serde::de::DeserializeOwned;

/// The names of Rust's integer types in messages of serde, and what users read instead.
const INTEGERS: [(&str, &str); 5] = [
    ("u8", "an integer from 0 to 255"),
    ("u16", "an integer from 0 to 65535"),
    ("u32", "an integer from 0 to 4294967295"),
    ("u64", "an integer from 0 up"),
    ("usize", "an integer from 0 up"),
];

/// Why JSON was rejected, such as `limits.codeLength: invalid type: string "x", expected an integer
/// from 0 up`.
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

/// # Errors
/// [`JsonError`] if the text is not JSON, or not of this type.
pub fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    let mut json = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.into_inner().to_string();
        let reason = in_user_words(without_position(&reason)).into_owned();
        JsonError { path: (path != ".").then_some(path), reason }
    })
}

/// Lines and columns mean nothing to users who passed an object.
fn without_position(reason: &str) -> &str {
    reason.rsplit_once(" at line ").map_or(reason, |(reason, _)| reason)
}

fn in_user_words(reason: &str) -> Cow<'_, str> {
    if reason.starts_with("EOF while parsing") {
        return "the JSON ends too early".into();
    }
    if let Some(rest) = reason.strip_prefix("unknown variant ") {
        return format!("unknown value {rest}").into();
    }
    let Some((got, expected)) = reason.rsplit_once(", expected ") else { return reason.into() };
    let got = match got {
        "invalid type: map" => "invalid type: object",
        "invalid type: sequence" => "invalid type: array",
        _ => got,
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
            None if expected.starts_with("enum ") => "a string",
            None => expected,
        },
    };
    format!("{got}, expected {words}").into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::from_slice;

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
            ("7", "invalid type: integer `7`, expected an object"),
            (r#"{"lst":[]}"#, "lst: unknown field `lst`, expected `list` or `map`"),
            (r#"{"list":{}}"#, "list: invalid type: object, expected an array"),
            (r#"{"list":[7]}"#, "list[0]: invalid type: integer `7`, expected an object"),
            (r#"{"list":[{}]}"#, "list[0]: missing field `status`"),
            (
                r#"{"list":[{"status":"503"}]}"#,
                r#"list[0].status: invalid type: string "503", expected an integer from 0 to 65535"#,
            ),
            (
                r#"{"list":[{"status":70000}]}"#,
                "list[0].status: invalid value: integer `70000`, expected an integer from 0 to 65535",
            ),
            (
                r#"{"list":[{"status":1,"kind":"slow"}]}"#,
                "list[0].kind: unknown value `slow`, expected `Slow`",
            ),
            (
                r#"{"list":[{"status":1,"probability":"x"}]}"#,
                r#"list[0].probability: invalid type: string "x", expected a number"#,
            ),
            (r#"{"map":7}"#, "map: invalid type: integer `7`, expected an object"),
            (
                r#"{"map":{"a":-1}}"#,
                "map.a: invalid value: integer `-1`, expected an integer from 0 up",
            ),
        ] {
            assert_eq!(from_slice::<Outer>(json.as_bytes()).unwrap_err().to_string(), message);
        }
    }
}
