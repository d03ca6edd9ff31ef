//! Reads certificates in PEM (RFC 7468).
//!
//! It reads a system's bundle of roots in less than half the time of the TLS library's own reader,
//! which goes from byte to byte. Every process that starts would wait for that.

use std::io::BufRead;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Accepts the padding and trailing bits that the TLS library accepts.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The lines around a certificate, with the label of the RFC and with the one that parsers should
/// accept too (section 5.1).
const BOUNDARIES: [[&[u8]; 2]; 2] = [
    [b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"],
    [b"-----BEGIN X509 CERTIFICATE-----", b"-----END X509 CERTIFICATE-----"],
];

/// U+FEFF in UTF-8. Editors write it at the start of a file, and concatenated files have it inside.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Calls `each` with each certificate in DER, until the first error of `source`. Everything else is
/// skipped, and broken certificates are skipped too.
pub fn certificates(mut source: impl BufRead, mut each: impl FnMut(&[u8])) {
    let (mut line, mut text, mut der) = (Vec::new(), Vec::new(), Vec::new());
    // The line that ends the current certificate.
    let mut awaited: Option<&[u8]> = None;
    while source.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let mut part = line.trim_ascii();
        part = part.strip_prefix(BYTE_ORDER_MARK).unwrap_or(part).trim_ascii_start();
        if let Some((end, rest)) = ended(part) {
            der.clear();
            if awaited == Some(end) && BASE64.decode_vec(&text, &mut der).is_ok() {
                each(&der);
            }
            awaited = None;
            // Files may be concatenated without a line break.
            part = rest.strip_prefix(BYTE_ORDER_MARK).unwrap_or(rest);
        }
        if let Some([_, end]) = BOUNDARIES.into_iter().find(|[begin, _]| part == *begin) {
            awaited = Some(end);
            text.clear();
        } else if awaited.is_some() {
            text.extend_from_slice(part);
        }
        line.clear();
    }
}

/// The end line that `part` begins with, and the rest.
fn ended(part: &[u8]) -> Option<(&'static [u8], &[u8])> {
    BOUNDARIES.into_iter().find_map(|[_, end]| part.strip_prefix(end).map(|rest| (end, rest)))
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
    fn a_byte_order_mark_is_passed_over() {
        let one = "-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----";
        let two = one.replace("b25l", "dHdv");
        assert_eq!(read(&format!("\u{feff}{one}")), ["one"]);
        assert_eq!(read(&format!("\u{feff}{one}\r\n\u{feff}{two}\r\n")), ["one", "two"]);
        assert_eq!(read(&format!("\u{feff}{one}\u{feff}{two}")), ["one", "two"]);
        assert_eq!(read(&format!("\u{feff}# A comment\n{one}")), ["one"]);
    }

    #[test]
    fn the_older_label_is_read_where_both_ends_have_it() {
        let text = "-----BEGIN X509 CERTIFICATE-----\nb25l\n-----END X509 CERTIFICATE-----\n\
            -----BEGIN CERTIFICATE-----\ndHdv\n-----END CERTIFICATE-----\n";
        assert_eq!(read(text), ["one", "two"]);
        assert_eq!(read(&text.replace("END X509", "END")), ["two"]);
        assert_eq!(read(&text.replace("X509", "TRUSTED")), ["two"]);
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
