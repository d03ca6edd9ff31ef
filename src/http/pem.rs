//! Certificates in PEM, RFC 7468.
//!
//! A system's bundle of roots takes less than half the time here that it takes the TLS library's own reader,
//! which goes from byte to byte. Every process that starts would wait for it.

use std::io::BufRead;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding and the bits under it as the TLS library takes them.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";

/// Hands `each` the certificates in DER, one after the other, up to the first error of `source`. Whatever is
/// something else, or is broken, is passed over.
pub fn certificates(mut source: impl BufRead, mut each: impl FnMut(&[u8])) {
    let (mut line, mut text, mut der) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    while source.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let mut part = line.trim_ascii();
        if let Some(rest) = part.strip_prefix(END) {
            der.clear();
            if inside && BASE64.decode_vec(&text, &mut der).is_ok() {
                each(&der);
            }
            inside = false;
            // Of files that were joined without a line's end in between.
            part = rest;
        }
        if part == BEGIN {
            inside = true;
            text.clear();
        } else if inside {
            text.extend_from_slice(part);
        }
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        certificates(text.as_bytes(), |der| found.push(String::from_utf8_lossy(der).into_owned()));
        found
    }

    #[test]
    fn certificates_are_found_among_other_things() {
        let text = "A comment\n-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n\
            -----BEGIN CERTIFICATE-----\r\nb25l\r\n-----END CERTIFICATE-----\r\n# And\n\
            -----BEGIN CERTIFICATE-----\n  dHdv\nIGxpbmVz \n\n-----END CERTIFICATE-----";
        assert_eq!(read(text), ["one", "two lines"]);
    }

    #[test]
    fn files_may_be_joined_without_a_line_between() {
        let text = "-----BEGIN CERTIFICATE-----\nb25l\n\
            -----END CERTIFICATE----------BEGIN CERTIFICATE-----\ndHdv\n-----END CERTIFICATE-----";
        assert_eq!(read(text), ["one", "two"]);
    }

    #[test]
    fn padding_may_be_left_out() {
        let text = "-----BEGIN CERTIFICATE-----\nb25lcw\n-----END CERTIFICATE-----";
        assert_eq!(read(text), ["ones"]);
    }

    #[test]
    fn what_is_broken_is_passed_over() {
        let text = "-----BEGIN CERTIFICATE-----\nb25?\n-----END CERTIFICATE-----\n\
            -----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nbG9zdA==\n\
            -----BEGIN CERTIFICATE-----\ndHdv\n-----END CERTIFICATE-----\n\
            -----BEGIN CERTIFICATE-----\nbm8gZW5k\n";
        assert_eq!(read(text), ["two"]);
        assert_eq!(read("\u{0}\u{1}\n\n"), [""; 0]);
    }
}
