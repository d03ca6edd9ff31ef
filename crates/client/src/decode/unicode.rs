//! Replaces invalid Unicode in JSON text.
//!
//! A service whose strings are UTF-16 may cut a text in the middle of a character and write an
//! unpaired surrogate: `"\ud83d"`. The rest of the response is still good.

/// `json` with U+FFFD in place of bytes that are not UTF-8, and of unpaired surrogates.
pub(super) fn replace_invalid(json: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(json).into_owned().into_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text[at..]) {
        at += found;
        at += match unit(&text[at..]) {
            Some(0xd800..0xdc00) if matches!(unit(&text[at + 6..]), Some(0xdc00..0xe000)) => 12,
            Some(0xd800..0xe000) => {
                text[at + 2..at + 6].copy_from_slice(b"fffd");
                6
            }
            // Skips the escaped character, which may be a backslash.
            _ => 2.min(text.len() - at),
        };
    }
    text
}

/// The UTF-16 unit of the `\uXXXX` that `rest` begins with.
fn unit(rest: &[u8]) -> Option<u16> {
    let digits = rest.get(..6)?.strip_prefix(br"\u")?;
    digits.iter().try_fold(0, |unit: u16, &digit| {
        Some(unit << 4 | u16::try_from(char::from(digit).to_digit(16)?).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(json: &[u8]) -> String {
        String::from_utf8(replace_invalid(json)).expect("UTF-8")
    }

    #[test]
    fn unpaired_surrogates_are_replaced() {
        for (json, text) in [
            (r#""\ud800""#, r#""\ufffd""#),
            (r#""\uDFFF\ud83d\uDE00\ud83d""#, r#""\ufffd\ud83d\uDE00\ufffd""#),
            (r#""\ud800\ud800\udc00""#, r#""\ufffd\ud800\udc00""#),
            (r#""\ud800\n\\ud800\\\ud800""#, r#""\ufffd\n\\ud800\\\ufffd""#),
            (r#""\ud800\u0041""#, r#""\ufffd\u0041""#),
        ] {
            assert_eq!(replaced(json.as_bytes()), text);
            assert!(serde_json::from_str::<String>(text).is_ok());
        }
        assert_eq!(replaced(b"\"a\xff\xc3(\""), "\"a\u{fffd}\u{fffd}(\"");
    }

    #[test]
    fn the_rest_stays() {
        for json in
            [r#"{"a":"\ud83d\ude00\u00e9"}"#, r"\", r"\u12", r"\ud8", r"\\", r"\ud83d\u", ""]
        {
            let expected = json.replace(r"\ud83d\u", r"\ufffd\u");
            let expected = if json.contains("ude00") { json } else { &expected };
            assert_eq!(replaced(json.as_bytes()), expected);
        }
    }
}
