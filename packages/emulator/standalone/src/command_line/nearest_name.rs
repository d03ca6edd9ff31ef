//! Which flag or command a wrong word on the command line was probably meant to be. The program
//! with Node has the same: `lib/cli/nearest-name.js`.

/// Other words may be a secret in the wrong place, or long.
const LONGEST: usize = 32;

/// Returns the first of the nearest names.
pub fn nearest_name(word: &str, names: impl IntoIterator<Item = String>) -> Option<String> {
    let is_read = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-' || byte == b'_';
    let starts = word.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if !starts || word.len() > LONGEST || !word.bytes().all(is_read) {
        return None;
    }
    let plain = word.to_ascii_lowercase().replace('_', "-");
    let mut best = None;
    let mut least = usize::MAX;
    for name in names {
        let distance = edit_distance(plain.as_bytes(), name.as_bytes());
        if distance < least && distance <= near(&name) && distance + 1 < name.len() {
            best = Some(name);
            least = distance;
        }
    }
    best
}

/// The largest edit distance at which a word is taken for a misspelling of a name.
fn near(name: &str) -> usize {
    if name.len() < 9 { 2 } else { 3 }
}

/// The Levenshtein distance.
fn edit_distance(a: &[u8], b: &[u8]) -> usize {
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (row, left) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, right) in b.iter().enumerate() {
            let substituted = previous[column] + usize::from(left != right);
            current.push(substituted.min(previous[column + 1] + 1).min(current[column] + 1));
        }
        previous = current;
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{edit_distance, nearest_name};

    const NAMES: [&str; 5] = ["port", "host", "api-key", "send-limit", "json"];

    fn nearest(word: &str) -> Option<String> {
        nearest_name(word, NAMES.map(String::from))
    }

    #[test]
    fn a_misspelled_name_is_found() {
        for (word, name) in [
            ("prot", "port"),
            ("PORT", "port"),
            ("hots", "host"),
            ("api_key", "api-key"),
            ("apikey", "api-key"),
            ("sendlimits", "send-limit"),
        ] {
            assert_eq!(nearest(word).as_deref(), Some(name), "{word}");
        }
    }

    #[test]
    fn other_words_have_no_name() {
        let long = "p".repeat(50_000);
        for word in ["", "-port", "p", "x", "prot1", "bäx", "database", "json\n", &long] {
            assert_eq!(nearest(word), None, "{word}");
        }
    }

    #[test]
    fn the_distance_counts_insertions_deletions_and_substitutions() {
        for (a, b, distance) in
            [("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("a", "a", 0)]
        {
            assert_eq!(edit_distance(a.as_bytes(), b.as_bytes()), distance, "{a} {b}");
        }
    }
}
