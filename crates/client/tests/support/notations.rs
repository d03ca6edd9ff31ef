//! Ways to write a secret, and to read it again.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use proptest::prelude::*;

const SEPARATORS: &[&str] = &[
    " ",
    "-",
    ".",
    "/",
    ":",
    "_",
    ",",
    "+",
    "|",
    "–",
    "—",
    "‑",
    "−",
    "\u{a0}",
    "\u{2009}",
    "\u{3000}",
    "\t",
    "\n",
    "·",
    "，",
    " - ",
    "  ",
    ") (",
    " / ",
    "\\t",
    "\\n",
    "\\u0020",
    "\\u2013",
    "\\/",
    "&nbsp;",
    "&#8211;",
    "&#x2d;",
    "&ensp;",
    "&amp;nbsp;",
    "%20",
    "%2F",
    "%2520",
    "%E2%80%93",
    "%09",
    "\u{200b}",
    "\u{ad}",
    "\u{1b}",
    "</b><b>",
    "&lt;br/&gt;",
];

/// A phone number or a code, in any notation.
pub fn number(secret: String) -> BoxedStrategy<String> {
    let length = secret.chars().count();
    let groups = prop::collection::vec(
        prop::option::weighted(0.4, prop::sample::select(SEPARATORS)),
        length - 1,
    );
    let plain = secret.clone();
    let grouped = groups.prop_map(move |groups| {
        let separators = groups.into_iter().map(Option::unwrap_or_default).chain([""]);
        plain.chars().zip(separators).fold(String::new(), |mut text, (char, separator)| {
            let _ = write!(text, "{char}{separator}");
            text
        })
    });
    let doubled = grouped.clone().prop_map(|text| format!("{text}, {text}"));
    let form = grouped
        .clone()
        .prop_map(|text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect());
    let wide = grouped.clone().prop_map(|text| shifted(&text, 0xff10));
    let arabic = grouped.clone().prop_map(|text| shifted(&text, 0x660));
    prop_oneof![3 => grouped, 1 => doubled, 1 => form, 1 => wide, 1 => arabic, 3 => text(secret)]
        .boxed()
}

/// Any secret as a whole, in any notation.
pub fn text(secret: String) -> BoxedStrategy<String> {
    (0..9_usize, 0..3_usize, 0..3_usize, 1..20_usize)
        .prop_map(move |(notation, before, after, line)| {
            let around = format!("{}{secret}{}", &"ab"[..before.min(2)], &"?~"[..after.min(2)]);
            let each = |format: fn(u32) -> String| {
                secret.chars().map(|char| format(char.into())).collect()
            };
            match notation {
                0 => secret.clone(),
                1 => each(|char| format!("%{char:02X}")),
                2 => each(|char| format!("\\u{char:04x}")),
                3 => each(|char| format!("&#{char};")),
                4 => STANDARD.encode(around),
                5 => URL_SAFE.encode(around),
                6 => around.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02X}")),
                7 => url::form_urlencoded::byte_serialize(STANDARD.encode(around).as_bytes())
                    .collect(),
                _ if secret.len() > 20 => format!("{}\r\n {}", &secret[..line], &secret[line..]),
                _ => secret.to_uppercase(),
            }
        })
        .boxed()
}

fn shifted(text: &str, zero: u32) -> String {
    let shift = |char: char| {
        char.to_digit(10).and_then(|digit| char::from_u32(zero + digit)).unwrap_or(char)
    };
    // Escapes contain digits that are not part of the text.
    if text.contains(['%', '\\', '&']) {
        text.to_owned()
    } else {
        text.chars().map(shift).collect()
    }
}

/// What somebody who tries can read in `text`.
pub fn decoded(text: &str) -> Vec<String> {
    let mut readings = vec![text.to_owned()];
    for _ in 0..3 {
        let last = readings.last().expect("one").clone();
        readings.push(unquoted(&unescaped(&last)));
    }
    for at in 0..readings.len() {
        let reading = readings[at].replace(['-', '_'], "+").replace(['\r', '\n', ' '], "");
        let is_base64 = |char: char| char.is_ascii_alphanumeric() || "+/".contains(char);
        for run in reading.split(|char| !is_base64(char)).filter(|run| run.len() >= 4) {
            for skipped in 0..4.min(run.len() - 3) {
                let run = &run[skipped..];
                let bytes = STANDARD_NO_PAD.decode(&run[..run.len() / 4 * 4]);
                readings.push(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned());
            }
        }
        for run in
            reading.split(|char: char| !char.is_ascii_hexdigit()).filter(|run| run.len() >= 8)
        {
            for skipped in 0..2 {
                let bytes: Vec<u8> = run.as_bytes()[skipped..]
                    .chunks_exact(2)
                    .filter_map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
                    .collect();
                readings.push(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    readings
}

/// Without percent-encoding.
fn unescaped(text: &str) -> String {
    let text = text.replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    url::form_urlencoded::parse(text.as_bytes()).map(|(name, _)| name.into_owned()).collect()
}

/// Without JSON's escapes and HTML's entities.
fn unquoted(text: &str) -> String {
    let text = text.replace("<b>", " ").replace("</b>", " ").replace("<br/>", " ");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['\\', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, char) = if rest.starts_with('&') {
            let end = rest.find(';').filter(|end| *end < 9);
            let code = end.and_then(|end| match rest[1..end].strip_prefix('#') {
                Some(code) => match code.strip_prefix('x') {
                    Some(code) => u32::from_str_radix(code, 16).ok(),
                    None => code.parse().ok(),
                },
                None if &rest[1..end] == "amp" => Some(u32::from('&')),
                None => rest[1..end].chars().all(char::is_alphanumeric).then_some(32),
            });
            code.map_or((1, '&'), |code| {
                (end.unwrap_or(0) + 1, char::from_u32(code).unwrap_or(' '))
            })
        } else if let Some(code) = rest.strip_prefix("\\u").and_then(|code| code.get(..4)) {
            let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            code.map_or((1, '\\'), |char| (6, char))
        } else if ["\\t", "\\n", "\\/"].iter().any(|escape| rest.starts_with(escape)) {
            (2, ' ')
        } else {
            (1, '\\')
        };
        plain.push(char);
        rest = &rest[length..];
    }
    plain + rest
}
