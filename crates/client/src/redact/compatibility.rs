//! Characters that look like a letter or digit of ASCII: full-width, circled and mathematical ones
//! (Unicode's compatibility decompositions), and the decimal digits of all scripts.
//!
//! This table has only what a secret can contain. It is a hundredth of the size of Unicode's own.

/// The first character of a run, the length of the run, and the ASCII character of the first.
#[rustfmt::skip]
pub(crate) const RUNS: &[(u32, u8, u8)] = &[
    (0xaa, 1, b'a'), (0xb2, 2, b'2'), (0xb9, 1, b'1'), (0xba, 1, b'o'), (0x17f, 1, b's'),
    (0x2b0, 1, b'h'), (0x2b2, 1, b'j'), (0x2b3, 1, b'r'), (0x2b7, 1, b'w'), (0x2b8, 1, b'y'),
    (0x2e1, 1, b'l'), (0x2e2, 1, b's'), (0x2e3, 1, b'x'), (0x660, 10, b'0'), (0x6f0, 10, b'0'),
    (0x7c0, 10, b'0'), (0x966, 10, b'0'), (0x9e6, 10, b'0'), (0xa66, 10, b'0'), (0xae6, 10, b'0'),
    (0xb66, 10, b'0'), (0xbe6, 10, b'0'), (0xc66, 10, b'0'), (0xce6, 10, b'0'), (0xd66, 10, b'0'),
    (0xde6, 10, b'0'), (0xe50, 10, b'0'), (0xed0, 10, b'0'), (0xf20, 10, b'0'), (0x1040, 10, b'0'),
    (0x1090, 10, b'0'), (0x1369, 9, b'1'), (0x17e0, 10, b'0'), (0x1810, 10, b'0'), (0x1946, 10, b'0'),
    (0x19d0, 10, b'0'), (0x19da, 1, b'1'), (0x1a80, 10, b'0'), (0x1a90, 10, b'0'), (0x1b50, 10, b'0'),
    (0x1bb0, 10, b'0'), (0x1c40, 10, b'0'), (0x1c50, 10, b'0'), (0x1d2c, 1, b'A'), (0x1d2e, 1, b'B'),
    (0x1d30, 2, b'D'), (0x1d33, 8, b'G'), (0x1d3c, 1, b'O'), (0x1d3e, 1, b'P'), (0x1d3f, 1, b'R'),
    (0x1d40, 2, b'T'), (0x1d42, 1, b'W'), (0x1d43, 1, b'a'), (0x1d47, 1, b'b'), (0x1d48, 2, b'd'),
    (0x1d4d, 1, b'g'), (0x1d4f, 1, b'k'), (0x1d50, 1, b'm'), (0x1d52, 1, b'o'), (0x1d56, 1, b'p'),
    (0x1d57, 2, b't'), (0x1d5b, 1, b'v'), (0x1d62, 1, b'i'), (0x1d63, 1, b'r'), (0x1d64, 2, b'u'),
    (0x1d9c, 1, b'c'), (0x1da0, 1, b'f'), (0x1dbb, 1, b'z'), (0x2070, 1, b'0'), (0x2071, 1, b'i'),
    (0x2074, 6, b'4'), (0x207f, 1, b'n'), (0x2080, 10, b'0'), (0x2090, 1, b'a'), (0x2091, 1, b'e'),
    (0x2092, 1, b'o'), (0x2093, 1, b'x'), (0x2095, 1, b'h'), (0x2096, 4, b'k'), (0x209a, 1, b'p'),
    (0x209b, 2, b's'), (0x209d, 1, b'w'), (0x209e, 2, b'y'), (0x2102, 1, b'C'), (0x210a, 1, b'g'),
    (0x210b, 1, b'H'), (0x210c, 1, b'H'), (0x210d, 1, b'H'), (0x210e, 1, b'h'), (0x2110, 1, b'I'),
    (0x2111, 1, b'I'), (0x2112, 1, b'L'), (0x2113, 1, b'l'), (0x2115, 1, b'N'), (0x2119, 3, b'P'),
    (0x211c, 1, b'R'), (0x211d, 1, b'R'), (0x2124, 1, b'Z'), (0x2128, 1, b'Z'), (0x212a, 1, b'K'),
    (0x212c, 2, b'B'), (0x212f, 1, b'e'), (0x2130, 2, b'E'), (0x2133, 1, b'M'), (0x2134, 1, b'o'),
    (0x2139, 1, b'i'), (0x2145, 1, b'D'), (0x2146, 2, b'd'), (0x2148, 2, b'i'), (0x2160, 1, b'I'),
    (0x2164, 1, b'V'), (0x2169, 1, b'X'), (0x216c, 1, b'L'), (0x216d, 2, b'C'), (0x216f, 1, b'M'),
    (0x2170, 1, b'i'), (0x2174, 1, b'v'), (0x2179, 1, b'x'), (0x217c, 1, b'l'), (0x217d, 2, b'c'),
    (0x217f, 1, b'm'), (0x2460, 9, b'1'), (0x2474, 9, b'1'), (0x2488, 9, b'1'), (0x249c, 26, b'a'),
    (0x24b6, 26, b'A'), (0x24d0, 26, b'a'), (0x24ea, 1, b'0'), (0x24f5, 9, b'1'), (0x24ff, 1, b'0'),
    (0x2776, 9, b'1'), (0x2780, 9, b'1'), (0x278a, 9, b'1'), (0x2c7c, 1, b'j'), (0x2c7d, 1, b'V'),
    (0xa620, 10, b'0'), (0xa7f1, 1, b'S'), (0xa7f2, 1, b'C'), (0xa7f3, 1, b'F'), (0xa7f4, 1, b'Q'),
    (0xa8d0, 10, b'0'), (0xa900, 10, b'0'), (0xa9d0, 10, b'0'), (0xa9f0, 10, b'0'), (0xaa50, 10, b'0'),
    (0xabf0, 10, b'0'), (0xff01, 94, b'!'), (0x104a0, 10, b'0'), (0x107a5, 1, b'q'), (0x10a40, 4, b'1'),
    (0x10d30, 10, b'0'), (0x10d40, 10, b'0'), (0x10e60, 9, b'1'), (0x11052, 9, b'1'), (0x11066, 10, b'0'),
    (0x110f0, 10, b'0'), (0x11136, 10, b'0'), (0x111d0, 10, b'0'), (0x112f0, 10, b'0'), (0x11450, 10, b'0'),
    (0x114d0, 10, b'0'), (0x11650, 10, b'0'), (0x116c0, 10, b'0'), (0x116d0, 10, b'0'), (0x116da, 10, b'0'),
    (0x11730, 10, b'0'), (0x118e0, 10, b'0'), (0x11950, 10, b'0'), (0x11bf0, 10, b'0'), (0x11c50, 10, b'0'),
    (0x11d50, 10, b'0'), (0x11da0, 10, b'0'), (0x11de0, 10, b'0'), (0x11f50, 10, b'0'), (0x16a60, 10, b'0'),
    (0x16ac0, 10, b'0'), (0x16b50, 10, b'0'), (0x16d70, 10, b'0'), (0x1ccd6, 26, b'A'), (0x1ccf0, 10, b'0'),
    (0x1d400, 26, b'A'), (0x1d41a, 26, b'a'), (0x1d434, 26, b'A'), (0x1d44e, 7, b'a'), (0x1d456, 18, b'i'),
    (0x1d468, 26, b'A'), (0x1d482, 26, b'a'), (0x1d49c, 1, b'A'), (0x1d49e, 2, b'C'), (0x1d4a2, 1, b'G'),
    (0x1d4a5, 2, b'J'), (0x1d4a9, 4, b'N'), (0x1d4ae, 8, b'S'), (0x1d4b6, 4, b'a'), (0x1d4bb, 1, b'f'),
    (0x1d4bd, 7, b'h'), (0x1d4c5, 11, b'p'), (0x1d4d0, 26, b'A'), (0x1d4ea, 26, b'a'), (0x1d504, 2, b'A'),
    (0x1d507, 4, b'D'), (0x1d50d, 8, b'J'), (0x1d516, 7, b'S'), (0x1d51e, 26, b'a'), (0x1d538, 2, b'A'),
    (0x1d53b, 4, b'D'), (0x1d540, 5, b'I'), (0x1d546, 1, b'O'), (0x1d54a, 7, b'S'), (0x1d552, 26, b'a'),
    (0x1d56c, 26, b'A'), (0x1d586, 26, b'a'), (0x1d5a0, 26, b'A'), (0x1d5ba, 26, b'a'), (0x1d5d4, 26, b'A'),
    (0x1d5ee, 26, b'a'), (0x1d608, 26, b'A'), (0x1d622, 26, b'a'), (0x1d63c, 26, b'A'), (0x1d656, 26, b'a'),
    (0x1d670, 26, b'A'), (0x1d68a, 26, b'a'), (0x1d7ce, 10, b'0'), (0x1d7d8, 10, b'0'), (0x1d7e2, 10, b'0'),
    (0x1d7ec, 10, b'0'), (0x1d7f6, 10, b'0'), (0x1e140, 10, b'0'), (0x1e2f0, 10, b'0'), (0x1e4f0, 10, b'0'),
    (0x1e5f1, 10, b'0'), (0x1e950, 10, b'0'), (0x1f100, 1, b'0'), (0x1f101, 10, b'0'), (0x1f10b, 1, b'0'),
    (0x1f10c, 1, b'0'), (0x1f110, 26, b'A'), (0x1f12b, 1, b'C'), (0x1f12c, 1, b'R'), (0x1f130, 26, b'A'),
    (0x1f150, 26, b'A'), (0x1f170, 26, b'A'), (0x1fbf0, 10, b'0'),
];

/// The ASCII character that `char` looks like.
pub(super) fn ascii(char: char) -> Option<u8> {
    let char = u32::from(char);
    let following = RUNS.partition_point(|&(first, ..)| first <= char);
    let (first, count, ascii) = RUNS[following.checked_sub(1)?];
    let nth = u8::try_from(char - first).ok().filter(|nth| *nth < count)?;
    Some(ascii + nth)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    #[test]
    fn characters_stand_for_what_they_look_like() {
        assert!(RUNS.is_sorted());
        for (char, letter) in [
            ('٠', b'0'),
            ('٩', b'9'),
            ('७', b'7'),
            ('８', b'8'),
            ('⓪', b'0'),
            ('Ａ', b'A'),
            ('⒏', b'8'),
            ('％', b'%'),
        ] {
            assert_eq!(ascii(char), Some(letter), "{char}");
        }
        for char in ['\0', '7', '\u{65f}', '\u{66a}', '\u{1e95a}', 'ж', 'é', '\u{10ffff}'] {
            assert_eq!(ascii(char), None, "{char}");
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "goes through all of Unicode")]
    fn no_letter_or_digit_is_missing() {
        for char in '\u{80}'..=char::MAX {
            let mut normal = std::iter::once(char).nfkc();
            if let (Some(normal), None) = (normal.next(), normal.next())
                && normal.is_ascii_alphanumeric()
            {
                assert_eq!(ascii(char), u8::try_from(normal).ok(), "{char} {:x}", u32::from(char));
            }
        }
    }
}
