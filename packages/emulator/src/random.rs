//! Random bytes, identifiers and codes from the random source of the system.

use std::fmt::Write;

/// # Panics
/// If the system has no random source.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has a random source");
    bytes
}

/// Returns the prefix followed by 128 random bits in hexadecimal.
pub fn id(prefix: &str) -> String {
    let mut id = String::with_capacity(prefix.len() + 32);
    id.push_str(prefix);
    for byte in bytes::<16>() {
        write!(id, "{byte:02x}").expect("writing to a string cannot fail");
    }
    id
}

/// Returns `count` decimal digits, each equally likely.
pub fn digits(count: usize) -> String {
    let mut digits = String::with_capacity(count);
    while digits.len() < count {
        for byte in bytes::<16>() {
            // 250 is the largest multiple of ten in a byte. Higher values would favour 0 to 5.
            if byte < 250 && digits.len() < count {
                digits.push(char::from(b'0' + byte % 10));
            }
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::{digits, id};

    #[test]
    fn returns_the_requested_number_of_decimal_digits() {
        for count in [4, 6, 10, 33] {
            let digits = digits(count);
            assert_eq!(digits.len(), count);
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn every_digit_is_about_equally_frequent() {
        let mut counts = [0_u32; 10];
        for byte in digits(100_000).bytes() {
            counts[usize::from(byte - b'0')] += 1;
        }
        // Ten standard deviations around the expected 10,000.
        assert!(counts.iter().all(|count| (9_050..=10_950).contains(count)), "{counts:?}");
    }

    #[test]
    fn ids_differ() {
        let (one, other) = (id("req_"), id("req_"));
        assert_ne!(one, other);
        assert_eq!(one.len(), 36);
        assert!(one.starts_with("req_"));
    }
}
