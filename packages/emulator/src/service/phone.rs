//! What counts as a phone number.

/// Whether this is E.164: a plus, then 8 to 15 digits of which the first is not 0.
pub(crate) fn is_e164(phone: &str) -> bool {
    let Some(digits) = phone.strip_prefix('+') else { return false };
    (8..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_e164;

    #[test]
    fn takes_8_to_15_digits_after_a_plus() {
        for phone in ["+12345678", "+4366412345678", "+123456789012345"] {
            assert!(is_e164(phone), "{phone}");
        }
    }

    #[test]
    fn refuses_everything_else() {
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
