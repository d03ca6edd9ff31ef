//! Decimal digits of all scripts (Unicode's general category Nd).

/// The zeros of the scripts, in order; nine digits follow each. Those that NFKC folds to ASCII are left out.
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0,
    0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0,
    0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950,
];

/// The ASCII digit that `char` stands for.
pub(super) fn digit(char: char) -> Option<u8> {
    let char = u32::from(char);
    let following = ZEROS.partition_point(|&zero| zero <= char);
    let zero = ZEROS[following.checked_sub(1)?];
    let value = u8::try_from(char - zero).ok().filter(|value| *value < 10)?;
    Some(b'0' + value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_scripts_are_known() {
        assert!(ZEROS.is_sorted());
        for (char, ascii) in [('٠', b'0'), ('٩', b'9'), ('७', b'7'), ('\u{1e959}', b'9')] {
            assert_eq!(digit(char), Some(ascii), "{char}");
        }
        for char in ['\0', '7', '\u{65f}', '\u{66a}', '\u{1e95a}', 'ж', '\u{10ffff}'] {
            assert_eq!(digit(char), None, "{char}");
        }
    }

    #[test]
    fn all_of_them_are_numeric() {
        // The standard library may know an older Unicode than the table.
        let known = ZEROS.iter().filter(|&&zero| {
            (zero..zero + 10).all(|digit| char::from_u32(digit).is_some_and(char::is_numeric))
        });
        assert!(known.count() >= 60);
    }
}
