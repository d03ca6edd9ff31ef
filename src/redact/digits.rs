//! Finds numbers in text however they are written: `+43 664 123-45`, `(0664) 12345`, `%2B4366412345`.

use std::ops::Range;

/// What may stand between the digits of one number.
const SEPARATORS: &[char] =
    &[' ', '-', '.', '/', '(', ')', '_', ',', '\u{a0}', '\u{2011}', '\u{202f}'];
/// How many of those in a row still belong to the number.
const LONGEST_GAP: usize = 3;

/// A number in a text: its digits, and where in the text each stands.
pub(super) struct Run {
    pub(super) digits: String,
    places: Vec<usize>,
}

impl Run {
    /// The part of the text from the first to the last of these digits.
    pub(super) fn span(&self, digits: &Range<usize>) -> Range<usize> {
        self.places[digits.start]..self.places[digits.end - 1] + 1
    }
}

/// The numbers of a text, from left to right.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut gap = usize::MAX;
    let mut rest = text.char_indices().peekable();
    while let Some((at, char)) = rest.next() {
        if char.is_ascii_digit() {
            if gap > LONGEST_GAP {
                runs.push(Run { digits: String::new(), places: Vec::new() });
            }
            if let Some(run) = runs.last_mut() {
                run.digits.push(char);
                run.places.push(at);
            }
            gap = 0;
        } else if SEPARATORS.contains(&char) {
            gap = gap.saturating_add(1);
        } else if text[at..].starts_with("%20") {
            // An encoded space; its digits are not the number's.
            rest.next();
            rest.next();
            gap = gap.saturating_add(1);
        } else {
            gap = usize::MAX;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::runs;

    fn digits(text: &str) -> Vec<String> {
        runs(text).into_iter().map(|run| run.digits).collect()
    }

    #[test]
    fn separators_do_not_end_a_number() {
        assert_eq!(
            digits("+43 (0) 664/123-45.6 or 7x8"),
            ["43066412345 6".replace(' ', ""), "7".into(), "8".into()]
        );
        assert_eq!(digits("a 43%20664 b"), ["43664"]);
        assert_eq!(digits("1    2"), ["1", "2"]);
        assert!(digits("none").is_empty());
    }

    #[test]
    fn a_span_covers_what_lies_between() {
        let text = "tel 06 64-1 end";
        let [run] = &runs(text)[..] else { panic!("one run") };
        assert_eq!(&text[run.span(&(0..5))], "06 64-1");
        assert_eq!(&text[run.span(&(2..4))], "64");
    }
}
