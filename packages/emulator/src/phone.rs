//! Validates phone numbers.

/// Whether this is an E.164 number: a plus and 8 to 15 digits, the first of them not 0.
pub fn is_e164(phone: &str) -> bool {
    let Some(digits) = phone.strip_prefix('+') else { return false };
    (8..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_e164;

    #[test]
    fn accepts_8_to_15_digits_after_a_plus() {
        for phone in ["+12345678", "+4366412345678", "+123456789012345"] {
            assert!(is_e164(phone), "{phone}");
        }
    }

    #[test]
    fn rejects_everything_else() {
        for phone in [
            "",
            "+",
            "4366412345678",
            "+1234567",
            "+1234567890123456",
            "+0123456789",
            "+43 664 1234567",
            "+43-6641234567",
            "+4366412345678\n",
            "++436641234567",
            "+٤٣٦٦٤١٢٣٤٥",
        ] {
            assert!(!is_e164(phone), "{phone:?}");
        }
    }
}
