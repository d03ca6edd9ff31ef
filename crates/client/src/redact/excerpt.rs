//! The bytes of a stream that a search compares: its digits, its letters and digits, or all but its
//! spaces.

use std::ops::Range;

use zeroize::Zeroizing;

use super::stream::{SPACE, Stream, is_alphanumeric};

/// The most bytes between the parts of one number.
const LONGEST_GAP: usize = 24;
/// Separates numbers. No secret contains it.
const END: u8 = 0;

/// The chosen bytes of a stream, in order.
pub(super) struct Excerpt {
    bytes: Zeroizing<Vec<u8>>,
    /// The position of each byte in the stream, [`usize::MAX`] for [`END`].
    origin: Vec<usize>,
}

impl Excerpt {
    /// All bytes but white space and control characters, which line breaks add.
    pub(super) fn unspaced(stream: &Stream) -> Self {
        let mut excerpt = Self::with_capacity(stream.bytes().len());
        for (at, &byte) in stream.bytes().iter().enumerate() {
            if byte != SPACE {
                excerpt.push(byte, at);
            }
        }
        excerpt
    }

    /// Digits. A letter ends a number.
    pub(super) fn digits(stream: &Stream) -> Self {
        Self::joined(stream, |byte| byte.is_ascii_digit(), is_alphanumeric)
    }

    /// Letters and digits.
    pub(super) fn alphanumerics(stream: &Stream) -> Self {
        Self::joined(stream, is_alphanumeric, |_| false)
    }

    fn joined(stream: &Stream, takes: impl Fn(u8) -> bool, ends: impl Fn(u8) -> bool) -> Self {
        let mut excerpt = Self::with_capacity(stream.bytes().len());
        let mut gap = 0;
        for (at, &byte) in stream.bytes().iter().enumerate() {
            if takes(byte) {
                if gap > LONGEST_GAP && !excerpt.bytes.is_empty() {
                    excerpt.push(END, usize::MAX);
                }
                excerpt.push(byte, at);
                gap = 0;
            } else if ends(byte) {
                gap = LONGEST_GAP + 1;
            } else {
                gap += 1;
            }
        }
        excerpt
    }

    fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(bytes)), origin: Vec::with_capacity(bytes) }
    }

    fn push(&mut self, byte: u8, at: usize) {
        self.bytes.push(byte);
        self.origin.push(at);
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        self.bytes
    }

    /// Each number by itself.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.split(|byte| *byte == END)
    }

    /// The range of these bytes in the stream.
    pub(super) fn origin(&self, bytes: &Range<usize>) -> Range<usize> {
        self.origin[bytes.start]..self.origin[bytes.end - 1] + 1
    }

    /// Whether nothing is between these bytes in the stream.
    pub(super) fn is_contiguous(&self, bytes: &Range<usize>) -> bool {
        self.origin(bytes).len() == bytes.len()
    }

    /// Whether something is before the first and behind the last of these bytes in the stream.
    pub(super) fn is_apart(&self, bytes: &Range<usize>) -> bool {
        let joins = |at: usize| self.origin[at - 1].checked_add(1) == Some(self.origin[at]);
        (bytes.start == 0 || !joins(bytes.start))
            && (bytes.end == self.bytes.len() || !joins(bytes.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> String {
        let excerpt = Excerpt::digits(&Stream::of(text));
        String::from_utf8(excerpt.bytes.to_vec()).expect("ASCII").replace('\0', "|")
    }

    #[test]
    fn separators_do_not_end_a_number() {
        assert_eq!(digits("+43 (0) 664/123-45.6 or 7x8"), "43066412345 6|7|8".replace(' ', ""));
        assert_eq!(digits("8:6–1"), "861");
        let longest = "-".repeat(LONGEST_GAP);
        assert_eq!(digits(&format!("1{longest}2{longest}-3")), "12|3");
        assert_eq!(digits("none"), "");
    }

    #[test]
    fn parts_are_told_apart() {
        let excerpt = Excerpt::alphanumerics(&Stream::of("ab-1c 2"));
        assert_eq!(excerpt.bytes(), b"ab1c2");
        assert!(excerpt.is_contiguous(&(2..4)) && excerpt.is_apart(&(2..4)));
        assert!(!excerpt.is_contiguous(&(1..4)) && !excerpt.is_apart(&(1..4)));
        assert!(!excerpt.is_apart(&(2..3)) && excerpt.is_apart(&(0..5)));
        assert_eq!(excerpt.origin(&(1..5)), 1..7);
        // Letters do not belong to a number, so a number next to them stands apart.
        let excerpt = Excerpt::digits(&Stream::of("a12b3"));
        assert!(excerpt.is_apart(&(0..2)) && excerpt.is_apart(&(3..4)));
    }
}
