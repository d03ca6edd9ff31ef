//! Parses `--fault`: a fault rule as JSON, or as `name=value` pairs separated by commas.

use serde_json::{Map, Value, json};

/// Returns the rule, or `None` if the text is invalid.
pub fn parse(text: &str) -> Option<Value> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).ok();
    }
    let mut rule = Map::new();
    for pair in text.split(',') {
        let (name, value) = pair.trim().split_once('=')?;
        let is_name = |letter: char| letter.is_ascii_alphabetic() || letter == '-';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let name = camel(name);
        let value = scalar(&name, value);
        rule.insert(name, value);
    }
    Some(rule.into())
}

/// `latency-ms` becomes `latencyMs`.
fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_ascii_uppercase() + rest
    })
}

fn scalar(name: &str, value: &str) -> Value {
    let integer = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u64>().ok()).flatten()
    };
    if name == "latencyMs"
        && let Some((min, max)) = value.split_once('-')
        && let (Some(min), Some(max)) = (integer(min), integer(max))
    {
        return json!({ "min": min, "max": max });
    }
    if let Some(number) = integer(value) {
        return json!(number);
    }
    if let Some((whole, fraction)) = value.split_once('.')
        && integer(whole).is_some()
        && integer(fraction).is_some()
        && let Ok(number) = value.parse::<f64>()
    {
        return json!(number);
    }
    match value {
        "true" => json!(true),
        "false" => json!(false),
        text => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn pairs_and_json_give_the_same_rule() {
        let rule = json!({ "route": "send", "latencyMs": { "min": 100, "max": 300 } });
        assert_eq!(parse("route=send, latency-ms=100-300"), Some(rule.clone()));
        assert_eq!(parse(&rule.to_string()), Some(rule));
        let rule = json!({ "probability": 0.2, "status": 503, "takesEffect": true });
        assert_eq!(parse("probability=0.2,status=503,takesEffect=true"), Some(rule));
    }

    #[test]
    fn other_texts_are_invalid() {
        for text in ["", "send", "route=send,", "=1", "ro te=1", "{", "ü=1"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
