//! The forms of a secret inside base64 and hexadecimal text.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// The part of an encoded text that comes from a secret.
pub(super) struct Encoded {
    pub(super) text: Zeroizing<String>,
    /// How many characters before and behind it also contain bits of the secret, mixed with those
    /// of its neighbours.
    pub(super) before: usize,
    pub(super) after: usize,
}

/// All forms. Each base64 alphabet has three, which depend on the position of the secret.
pub(super) fn encoded(secret: &[u8]) -> Vec<Encoded> {
    let mut forms = vec![hexadecimal(secret)];
    for filler in 0..3 {
        let mut bytes = Zeroizing::new(Vec::with_capacity(filler + secret.len()));
        bytes.resize(filler, 0);
        bytes.extend_from_slice(secret);
        // A character holds six bits.
        let start = (8 * filler).div_ceil(6);
        let end = 8 * bytes.len() / 6;
        let after = usize::from(!(8 * bytes.len()).is_multiple_of(6));
        for alphabet in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let whole = Zeroizing::new(alphabet.encode(&bytes));
            let Some(text) = whole.get(start..end) else { continue };
            if !forms.iter().any(|known| known.text.as_str() == text) {
                let text = Zeroizing::new(text.to_owned());
                forms.push(Encoded { text, before: usize::from(filler > 0), after });
            }
        }
    }
    forms
}

fn hexadecimal(secret: &[u8]) -> Encoded {
    let mut text = Zeroizing::new(String::with_capacity(2 * secret.len()));
    for byte in secret {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    Encoded { text, before: 0, after: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_wherever_it_stands_in_encoded_text() {
        for secret in ["7142", "90817", "553210", "k?~k?~k"] {
            let forms = encoded(secret.as_bytes());
            assert!((4..=7).contains(&forms.len()));
            for before in 0..7 {
                for after in 0..4 {
                    let text = format!("{}{secret}{}", "€".repeat(before), "ÿ".repeat(after));
                    for encoded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                        let found = forms.iter().any(|form| encoded.contains(form.text.as_str()));
                        assert!(found, "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn characters_shared_with_neighbours_are_counted() {
        let forms = |secret: &[u8]| {
            let form = |form: &Encoded| (form.text.len(), form.before, form.after);
            encoded(secret).iter().map(form).collect::<Vec<_>>()
        };
        assert_eq!(forms(b"530264"), [(12, 0, 0), (8, 0, 0), (7, 1, 1), (7, 1, 1)]);
        assert_eq!(forms(b"5302"), [(8, 0, 0), (5, 0, 1), (4, 1, 1), (5, 1, 0)]);
    }

    #[test]
    fn hexadecimal_has_two_digits_a_byte() {
        assert_eq!(encoded(b"\n7")[0].text.as_str(), "0a37");
    }
}
