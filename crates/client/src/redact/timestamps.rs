//! Finds dates with times in ISO 8601. They look like groups of digits, and must stay readable.

use std::ops::Range;

/// All timestamps of a stream, from left to right: `2026-11-25t17:41:47.123z`, also with a space
/// and an offset.
pub(super) fn timestamps(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for hyphen in memchr::memchr_iter(b'-', bytes) {
        let Some(start) = hyphen.checked_sub(4) else { continue };
        let continues = start > 0 && bytes[start - 1].is_ascii_digit();
        if !continues && let Some(length) = timestamp(&bytes[start..]) {
            found.push(start..start + length);
        }
    }
    found
}

/// The length of the timestamp at the start of `rest`.
fn timestamp(rest: &[u8]) -> Option<usize> {
    let field = |at: usize, limits: Range<u8>| {
        let [tens, ones] = rest.get(at..at + 2)? else { return None };
        let value = char::from(*tens).to_digit(10)? * 10 + char::from(*ones).to_digit(10)?;
        limits.contains(&u8::try_from(value).ok()?).then_some(())
    };
    let mark = |at: usize, marks: &[u8]| marks.contains(rest.get(at)?).then_some(());
    field(0, 0..100)?;
    field(2, 0..100)?;
    mark(4, b"-")?;
    field(5, 1..13)?;
    mark(7, b"-")?;
    field(8, 1..32)?;
    mark(10, b"t ")?;
    field(11, 0..25)?;
    mark(13, b":")?;
    field(14, 0..60)?;
    let mut end = 16;
    if mark(end, b":").and_then(|()| field(end + 1, 0..61)).is_some() {
        end += 3;
        if mark(end, b".,").is_some() {
            let digits = rest[end + 1..].iter().take(9).take_while(|byte| byte.is_ascii_digit());
            end += match digits.count() {
                0 => 0,
                digits => 1 + digits,
            };
        }
    }
    if mark(end, b"+-").and_then(|()| field(end + 1, 0..25)).is_some() {
        end += 3;
        let colon = usize::from(mark(end, b":").is_some());
        if field(end + colon, 0..60).is_some() {
            end += colon + 2;
        }
    }
    // If more digits follow, it is something else.
    (!rest.get(end).is_some_and(u8::is_ascii_digit)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_times_are_known() {
        for text in [
            "2026-11-25t17:41",
            "2026-11-25t17:41:47z",
            "2026-11-25 17:41:47",
            "2026-11-25t17:41:47.123456z",
            "2026-11-25t17:41:47+01:00",
            "2026-11-25t17:41:47.5-0330",
        ] {
            let length = text.trim_end_matches('z').len();
            let found = timestamps(format!("at {text}, {text}").as_bytes());
            assert_eq!(found.len(), 2, "{text}");
            assert_eq!(found[0], 3..3 + length, "{text}");
        }
    }

    #[test]
    fn other_groups_of_digits_are_not() {
        for text in [
            "2026-11-25",
            "2026-11-25 861-537",
            "2026-11-25 86:15:37",
            "2026-13-25t17:41:47z",
            "2026-11-25t17:411",
            "12026-11-25t17:41:47z",
            "-11-25t17:41",
            "2026-",
        ] {
            assert!(timestamps(text.as_bytes()).is_empty(), "{text}");
        }
    }
}
