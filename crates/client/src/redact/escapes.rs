//! Decodes escapes such as `%2B`, `\u002b` and `&#43;`, and removes markup.
//!
//! A text may have gone through several formats, so it is decoded in rounds. Each round is
//! searched, because a secret may itself contain what looks like an escape.

use super::stream::{SPACE, Stream};

/// The most layers of escaping that are decoded.
const MOST_ROUNDS: usize = 4;
/// The longest name of an HTML entity, `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;

/// The most bytes of one tag.
const LONGEST_TAG: usize = 64;

/// Calls `search` with the text, and with the result of each round of decoding, each with and
/// without markup. Returns `false` if the text has more layers than [`MOST_ROUNDS`].
pub(super) fn each_round(text: &str, mut search: impl FnMut(&Stream)) -> bool {
    let mut stream = Stream::of(text);
    for _ in 0..MOST_ROUNDS {
        with_and_without_markup(&stream, &mut search);
        match decode(&stream) {
            Some(decoded) => stream = decoded,
            None => return true,
        }
    }
    with_and_without_markup(&stream, &mut search);
    decode(&stream).is_none()
}

/// Attributes may contain a secret too, so later rounds keep the markup.
fn with_and_without_markup(stream: &Stream, search: &mut impl FnMut(&Stream)) {
    search(stream);
    if let Some(bare) = replaced(stream, b"<", tag) {
        search(&bare);
    }
}

/// One round of decoding. `None` if nothing is escaped.
fn decode(stream: &Stream) -> Option<Stream> {
    replaced(stream, b"%\\&", escape)
}

/// The stream with a character in place of each part whose length `find` returns. `None` if there
/// is no such part. All parts begin with one of `marks`.
fn replaced(
    stream: &Stream,
    marks: &[u8],
    find: impl Fn(&[u8]) -> Option<(usize, char)>,
) -> Option<Stream> {
    let bytes = stream.bytes();
    if !bytes.iter().any(|byte| marks.contains(byte)) {
        return None;
    }
    let mut result = Stream::with_capacity(bytes.len());
    let mut changed = false;
    let mut at = 0;
    while at < bytes.len() {
        if let Some((length, char)) = find(&bytes[at..]) {
            result.push(char, &stream.place(at..at + length));
            changed = true;
            at += length;
        } else {
            result.push_folded(bytes[at], stream.place(at..at + 1));
            at += 1;
        }
    }
    changed.then_some(result)
}

/// The length of the escape at the start of `rest`, and its character.
fn escape(rest: &[u8]) -> Option<(usize, char)> {
    match rest.first()? {
        b'%' => percent(rest),
        b'\\' => backslash(rest),
        b'&' => entity(rest),
        _ => None,
    }
}

/// `%2b`, `%e2%80%93` (UTF-8), and the older `%u002b`.
fn percent(rest: &[u8]) -> Option<(usize, char)> {
    if rest.get(1) == Some(&b'u') {
        return Some((6, character(hexadecimal(rest.get(2..6)?)?)));
    }
    let octet = |at: usize| {
        let octet = rest.get(3 * at..3 * at + 3)?.strip_prefix(b"%")?;
        u8::try_from(hexadecimal(octet)?).ok()
    };
    let length = match octet(0)? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let mut octets = [0; 4];
    for (at, value) in octets.iter_mut().enumerate().take(length) {
        *value = octet(at).unwrap_or_default();
    }
    let char = str::from_utf8(&octets[..length]).ok().and_then(|text| text.chars().next());
    // It is of another encoding, so it is no letter or digit of ASCII.
    Some(char.map_or((3, char::REPLACEMENT_CHARACTER), |char| (3 * length, char)))
}

/// `\t`, `\/`, `\x2b`, `\u002b`, `\u{2b}`.
fn backslash(rest: &[u8]) -> Option<(usize, char)> {
    match rest.get(1)? {
        b'b' | b'f' | b'n' | b'r' | b't' | b'v' => Some((2, ' ')),
        &char @ (b'\\' | b'/' | b'"' | b'\'') => Some((2, char.into())),
        b'x' => {
            let value = hexadecimal(rest.get(2..4)?)?;
            // A larger value is a part of a character in some encoding.
            let char = if value < 0x80 { character(value) } else { char::REPLACEMENT_CHARACTER };
            Some((4, char))
        }
        b'u' if rest.get(2) == Some(&b'{') => {
            let length = rest.iter().take(10).position(|&byte| byte == b'}')?;
            Some((length + 1, character(hexadecimal(&rest[3..length])?)))
        }
        b'u' => {
            let first = hexadecimal(rest.get(2..6)?)?;
            let second = || {
                let second = hexadecimal(rest.get(6..12)?.strip_prefix(br"\u")?)?;
                (0xdc00..0xe000).contains(&second).then_some(second)
            };
            if (0xd800..0xdc00).contains(&first)
                && let Some(second) = second()
            {
                let value = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Some((12, character(value)));
            }
            Some((6, character(first)))
        }
        _ => None,
    }
}

/// `&#43;`, `&#x2b;`, `&plus;`. Other names count as a space.
fn entity(rest: &[u8]) -> Option<(usize, char)> {
    if let Some(number) = rest.strip_prefix(b"&#") {
        let (radix, prefix) = if number.first() == Some(&b'x') { (16, 3) } else { (10, 2) };
        let digits = rest[prefix..]
            .iter()
            .take(8)
            .take_while(|byte| char::from(**byte).is_digit(radix))
            .count();
        let value = number_of(&rest[prefix..prefix + digits], radix)?;
        let end = prefix + digits;
        // Browsers accept it without a semicolon.
        let closed = usize::from(rest.get(end) == Some(&b';'));
        return Some((end + closed, character(value)));
    }
    let name = &rest[1..];
    let letters = name.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric());
    let length = letters.count();
    if name.first()?.is_ascii_alphabetic() && name.get(length) == Some(&b';') {
        return Some((length + 2, named(&name[..length])));
    }
    // Browsers accept these without a semicolon too.
    [&b"nbsp"[..], b"amp", b"shy"]
        .into_iter()
        .find(|known| name.starts_with(known))
        .map(|known| (known.len() + 1, named(known)))
}

/// `<b>`, `</span>`, `<br/>`. They show nothing.
fn tag(rest: &[u8]) -> Option<(usize, char)> {
    if rest.first() != Some(&b'<') {
        return None;
    }
    let length = rest.iter().take(LONGEST_TAG).position(|&byte| byte == b'>')?;
    let name = rest[1..length].strip_prefix(b"/").unwrap_or(&rest[1..length]);
    name.first()?.is_ascii_alphabetic().then_some((length + 1, SPACE.into()))
}

/// Characters that a secret may contain, or that begin an escape.
fn named(name: &[u8]) -> char {
    match name {
        b"amp" => '&',
        b"percnt" => '%',
        b"bsol" => '\\',
        b"num" => '#',
        b"semi" => ';',
        b"plus" => '+',
        b"hyphen" | b"dash" => '-',
        b"period" => '.',
        b"lowbar" => '_',
        b"sol" => '/',
        b"equals" => '=',
        b"colon" => ':',
        b"comma" => ',',
        b"lpar" => '(',
        b"rpar" => ')',
        b"quot" => '"',
        b"apos" => '\'',
        b"lt" => '<',
        b"gt" => '>',
        _ => SPACE.into(),
    }
}

fn character(value: u32) -> char {
    char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    number_of(digits, 16)
}

fn number_of(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |value, &digit| {
        value.checked_mul(radix)?.checked_add(char::from(digit).to_digit(radix)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(text: &str) -> (Vec<String>, bool) {
        let mut rounds = Vec::new();
        let done = each_round(text, |stream| {
            rounds.push(String::from_utf8(stream.bytes().to_vec()).expect("UTF-8"));
        });
        (rounds, done)
    }

    #[test]
    fn escapes_are_decoded() {
        for (text, decoded) in [
            ("%2B43%20664", "+43 664"),
            ("8%e2%80%936", "8\u{1f}6"),
            ("8%A06%C3", "8\u{1f}6\u{1f}"),
            ("%u0034%D0%96%F0%9D%9F%96%00", "4ж8 "),
            (r"8\x806\x7f1", "8\u{1f}6 1"),
            (r"8\t6\/1\u0035\x33\u{37}", "8 6/1537"),
            (r"\ud835\udfdf\ud8007", "7\u{1f}7"),
            ("8&nbsp;6&#49;&#x35;&#51&#X37;", "8 61537"),
            ("8&nbsp6&shy;1", "8 6 1"),
            ("a&plus;b&amp;c&lt;", "a+b&c<"),
            ("％３８", "8"),
            ("<b>8</b><br/>6&lt;i class='x'&gt;1 < 2 > 1", " 8  6 1 < 2 > 1"),
        ] {
            let (rounds, done) = rounds(text);
            assert!(done);
            assert_eq!(rounds.last().map(String::as_str), Some(decoded), "{text}");
        }
    }

    #[test]
    fn attributes_are_decoded_too() {
        let (rounds, done) = rounds("<a href='tel:%2B43'>&#43;</a>");
        assert!(done);
        assert_eq!(
            rounds,
            ["<a href='tel:%2b43'>&#43;</a>", " &#43; ", "<a href='tel:+43'>+</a>", " + "]
        );
    }

    #[test]
    fn names_mean_what_html_says() {
        let names = "amp& percnt% bsol\\ num# semi; plus+ hyphen- dash- period. lowbar_ sol/ equals= \
            colon: comma, lpar( rpar) quot\" apos' lt< gt>";
        for entry in names.split(' ') {
            let (name, char) = entry.split_at(entry.len() - 1);
            let escaped = format!("&{name};");
            assert_eq!(
                entity(escaped.as_bytes()),
                char.chars().next().map(|char| (escaped.len(), char))
            );
        }
        let longest = "&counterclockwisecontourintegral;";
        assert_eq!(entity(longest.as_bytes()), Some((longest.len(), ' ')));
        assert_eq!(entity(b"&counterclockwisecontourintegrals;"), None);
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in [
            "100% of", "a & b", r"\q", "%zz", "&#;", "&#x;", "&9;", "<", "<>", "</>", "<1>",
            r"\u12", "%", "\\", "&",
        ] {
            assert_eq!(rounds(text), (vec![text.to_lowercase()], true));
        }
    }

    #[test]
    fn layers_are_decoded_one_after_another() {
        let (four, done) = rounds("%252525252b");
        assert_eq!(four, ["%252525252b", "%2525252b", "%25252b", "%252b", "%2b"]);
        assert!(!done);
        assert_eq!(rounds(r"8&amp;#9;\\t6").0.last().map(String::as_str), Some("8  6"));
    }

    #[test]
    fn a_place_covers_the_escape() {
        let text = "a%25%33%38z";
        let mut places = Vec::new();
        each_round(text, |stream| places.push(stream.place(1..2)));
        assert_eq!(places, [1..2, 1..4, 1..10]);
    }
}
