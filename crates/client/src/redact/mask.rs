//! Phone numbers as logs may show them.

/// Longer ones are no phone numbers, and are not shown.
const LONGEST: usize = 64;
const TAIL: usize = 2;
/// With fewer hidden characters the number could be guessed.
const FEWEST_HIDDEN: usize = 4;

/// `+4366412345678` as `+43*********78`: enough to tell numbers apart in a log, too little to call.
///
/// Shows digits and a leading `+`, at most five in all, and an asterisk for each other character. Nothing is shown of what has
/// fewer than eight characters, or more than 64; of the latter there are 64 asterisks.
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

/// Digits alone: all but the first two and the last two are hidden.
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
