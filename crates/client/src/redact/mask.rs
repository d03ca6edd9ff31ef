//! Masks phone numbers for logs.

/// Characters. Longer values are not phone numbers, and nothing of them is shown.
const LONGEST: usize = 64;
const TAIL: usize = 2;
/// If fewer characters were hidden, the number could be guessed.
const FEWEST_HIDDEN: usize = 4;

/// `+4366412345678` becomes `+43*********78`. That is enough to distinguish numbers in a log, and
/// too little to call.
///
/// Shows at most five digits and a leading `+`, and an asterisk for each other character. A value
/// with fewer than eight characters shows nothing. One with more than 64 becomes 64 asterisks.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    let length = phone.chars().take(LONGEST + 1).count();
    let head = if phone.starts_with('+') { 3 } else { 2 };
    if length > LONGEST || length < head + TAIL + FEWEST_HIDDEN {
        return "*".repeat(length.min(LONGEST));
    }
    let is_shown = |at: usize, char: char| match char {
        '+' => at == 0,
        _ => char.is_ascii_digit() && (at < head || at >= length - TAIL),
    };
    phone
        .chars()
        .enumerate()
        .map(|(at, char)| if is_shown(at, char) { char } else { '*' })
        .collect()
}

/// Masks digits: all but the first two and the last two.
pub(super) fn mask_digits(digits: &[u8]) -> String {
    let digits: String = digits.iter().copied().map(char::from).collect();
    mask_phone(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_phones_are_hidden_whole() {
        assert_eq!(mask_phone(""), "");
        assert_eq!(mask_phone("+431234"), "*******");
        assert_eq!(mask_phone("+4312345"), "********");
        assert_eq!(mask_phone("+43123456"), "+43****56");
        assert_eq!(mask_phone("+431234567"), "+43*****67");
        assert_eq!(mask_phone("0664123456"), "06******56");
        assert_eq!(mask_phone("06641234"), "06****34");
        assert_eq!(mask_phone("0664123"), "*******");
    }

    #[test]
    fn only_digits_and_a_leading_plus_are_shown() {
        assert_eq!(mask_phone("+4\n664123456\u{2028}"), "+4*********6*");
        assert_eq!(mask_phone("\u{1b}[31m664123456"), "************56");
        assert_eq!(mask_phone("++3664123456\u{202e}7"), "+*3**********7");
        assert_eq!(mask_phone("５５664123456A+"), "*************");
    }

    #[test]
    fn long_ones_are_bounded() {
        let phone = |digits: usize| format!("+{}", "7".repeat(digits));
        assert_eq!(mask_phone(&phone(63)), format!("+77{}77", "*".repeat(59)));
        assert_eq!(mask_phone(&phone(64)), "*".repeat(64));
        assert_eq!(mask_phone(&phone(50_000)), "*".repeat(64));
    }
}
