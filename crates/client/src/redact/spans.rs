//! Collects the positions of secrets in a text, and writes the text without them.

use std::cmp::Reverse;
use std::ops::Range;

pub(super) const REPLACEMENT: &str = "[redacted]";

/// The replacement of a secret.
pub(super) enum Shown {
    Replacement,
    /// A masked phone number.
    Masked(String),
}

/// The positions of secrets in one text, in any order. They may overlap.
#[derive(Default)]
pub(super) struct Spans(Vec<(Range<usize>, Shown)>);

impl Spans {
    pub(super) fn push(&mut self, place: Range<usize>, shown: Shown) {
        self.0.push((place, shown));
    }

    /// `text` without these spans, and without characters that could forge log lines.
    pub(super) fn cut(mut self, text: &str) -> String {
        // Of overlapping spans, the one that covers the others comes first. Of two equal spans, the
        // one that shows nothing.
        self.0.sort_by_key(|(place, shown)| {
            (place.start, Reverse(place.end), matches!(shown, Shown::Masked(_)))
        });
        let mut clean = String::with_capacity(text.len());
        let mut copied = 0;
        let mut spans = self.0.into_iter().peekable();
        while let Some((place, shown)) = spans.next() {
            let mut end = place.end;
            while let Some((overlapping, _)) = spans.next_if(|(next, _)| next.start < end) {
                end = end.max(overlapping.end);
            }
            copy(&text[copied..place.start], &mut clean);
            clean.push_str(match &shown {
                Shown::Masked(phone) if end == place.end => phone,
                _ => REPLACEMENT,
            });
            copied = end;
        }
        copy(&text[copied..], &mut clean);
        clean
    }
}

fn copy(text: &str, clean: &mut String) {
    clean.extend(text.chars().map(|char| if forges_lines(char) { ' ' } else { char }));
}

/// Control characters, line separators, and characters that change the direction of text.
fn forges_lines(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, spans: &[(Range<usize>, Option<&str>)]) -> String {
        let mut all = Spans::default();
        for (place, phone) in spans {
            let masked = phone.map(|phone| Shown::Masked(phone.to_owned()));
            all.push(place.clone(), masked.unwrap_or(Shown::Replacement));
        }
        all.cut(text)
    }

    #[test]
    fn overlapping_places_become_one() {
        assert_eq!(cut("abcdef", &[]), "abcdef");
        assert_eq!(cut("abcdef", &[(3..5, None), (1..4, None)]), "a[redacted]f");
        assert_eq!(cut("abcdef", &[(3..5, None), (1..3, Some("*"))]), "a*[redacted]f");
        assert_eq!(cut("abcdef", &[(0..2, None), (1..3, None), (2..6, None)]), "[redacted]");
    }

    #[test]
    fn a_phone_is_masked_where_nothing_sticks_out() {
        assert_eq!(cut("abcdef", &[(2..3, None), (1..5, Some("*")), (1..4, Some("?"))]), "a*f");
        assert_eq!(cut("abcdef", &[(1..5, Some("*")), (4..6, None)]), "a[redacted]");
        assert_eq!(cut("abcdef", &[(1..5, Some("*")), (1..5, None)]), "a[redacted]f");
    }

    #[test]
    fn nothing_forges_lines() {
        assert_eq!(
            cut("a\nb\u{2028}c\u{202e}d\u{200f}\0", &[(0..1, None)]),
            "[redacted] b c d\u{200f} "
        );
    }
}
