//! Certificates in PEM, RFC 7468.
//!
//! For a system's bundle of roots this takes less than half the time of the TLS library's own reader, which
//! is made for private keys too and decodes in constant time. Every process that starts would wait for it.

use std::io::BufRead;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";

/// Hands `each` the certificates in DER, one after the other, up to the first error of `source`. Whatever is
/// something else, or is broken, is passed over.
pub fn certificates(mut source: impl BufRead, mut each: impl FnMut(&[u8])) {
    let (mut line, mut text, mut der) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    while source.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        match line.trim_ascii() {
            BEGIN => {
                inside = true;
                text.clear();
            }
            END => {
                der.clear();
                if std::mem::take(&mut inside) && STANDARD.decode_vec(&text, &mut der).is_ok() {
                    each(&der);
                }
            }
            part if inside => text.extend_from_slice(part),
            _ => {}
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
    fn what_is_broken_is_passed_over() {
        let text = "-----BEGIN CERTIFICATE-----\nb25\n-----END CERTIFICATE-----\n\
            -----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nbG9zdA==\n\
            -----BEGIN CERTIFICATE-----\ndHdv\n-----END CERTIFICATE-----\n\
            -----BEGIN CERTIFICATE-----\nbm8gZW5k\n";
        assert_eq!(read(text), ["two"]);
        assert_eq!(read("\u{0}\u{1}\n\n"), [""; 0]);
    }
}
