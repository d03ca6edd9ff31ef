//! A text in the form in which it is compared: folded, with the position of each byte in the
//! original.
//!
//! Folding makes characters equal that look equal: full-width, circled and mathematical characters,
//! digits of other scripts, letter case, and all white space. Characters without width are dropped.

use std::ops::Range;

use super::compatibility;

/// White space and control characters.
pub(super) const SPACE: u8 = b' ';
/// A character outside of ASCII that is neither letter nor digit, such as a dash.
const SYMBOL: u8 = 0x1f;

/// Folded text: printable ASCII in lower case, [`SPACE`], [`SYMBOL`], and other letters in UTF-8.
pub(super) struct Stream {
    bytes: Vec<u8>,
    /// The position of each byte in the original text. `None` if the positions are equal.
    places: Option<Vec<Range<usize>>>,
}

impl Stream {
    pub(super) fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { bytes: text.bytes().map(fold_ascii).collect(), places: None };
        }
        let mut stream = Self::with_capacity(text.len());
        for (start, char) in text.char_indices() {
            stream.push(char, &(start..start + char.len_utf8()));
        }
        stream
    }

    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), places: Some(Vec::with_capacity(bytes)) }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The position of these bytes in the original text. The range must not be empty.
    pub(super) fn place(&self, bytes: Range<usize>) -> Range<usize> {
        match &self.places {
            None => bytes,
            Some(places) => places[bytes.start].start..places[bytes.end - 1].end,
        }
    }

    /// Appends the folded form of `char`, which is at `place` in the original text.
    pub(super) fn push(&mut self, char: char, place: &Range<usize>) {
        fold(char, |byte| self.push_folded(byte, place.clone()));
    }

    /// Appends a byte of a stream.
    pub(super) fn push_folded(&mut self, byte: u8, place: Range<usize>) {
        self.bytes.push(byte);
        if let Some(places) = &mut self.places {
            places.push(place);
        }
    }
}

impl Drop for Stream {
    /// A stream of a secret is a copy of the secret.
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.bytes);
    }
}

pub(super) const fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

const fn fold_ascii(byte: u8) -> u8 {
    if byte.is_ascii_control() { SPACE } else { byte.to_ascii_lowercase() }
}

fn fold(char: char, mut emit: impl FnMut(u8)) {
    if let Some(ascii) = u8::try_from(char).ok().filter(u8::is_ascii) {
        emit(fold_ascii(ascii));
    } else if has_no_width(char) {
    } else if let Some(ascii) = compatibility::ascii(char) {
        emit(fold_ascii(ascii));
    } else if char.is_whitespace() || char.is_control() {
        emit(SPACE);
    } else if char.is_alphanumeric() {
        for lower in char.to_lowercase().filter(|lower| !has_no_width(*lower)) {
            lower.encode_utf8(&mut [0; 4]).bytes().for_each(&mut emit);
        }
    } else {
        emit(SYMBOL);
    }
}

/// Characters that show nothing: Unicode's `Default_Ignorable_Code_Point`, and accents.
const fn has_no_width(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_folds_to_the_same() {
        for (text, folded) in [
            ("Ab\t9\u{7f}", "ab 9 "),
            ("８６Ａ", "86a"),
            ("⑧⑥\u{1d7df}", "867"),
            ("٨٦ ८৬", "86 86"),
            ("8\u{200b}6\u{ad}1\u{feff}5", "8615"),
            ("É\u{a0}\u{2028}x", "é  x"),
            ("8–6—1", "8\u{1f}6\u{1f}1"),
            ("ЖǄİ", "жǆi"),
        ] {
            assert_eq!(Stream::of(text).bytes(), folded.as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn places_are_those_of_whole_characters() {
        let text = "a８\u{200b}６ßz";
        let stream = Stream::of(text);
        assert_eq!(&text[stream.place(1..3)], "８\u{200b}６");
        assert_eq!(&text[stream.place(3..5)], "ß");
        assert_eq!(&text[stream.place(4..6)], "ßz");
        assert_eq!(Stream::of("abc").place(1..2), 1..2);
    }
}
