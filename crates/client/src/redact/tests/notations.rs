//! The same secrets, written in many ways.

use super::*;

#[test]
fn numbers_are_found_in_every_notation() {
    for written in [
        "53:02:64",
        "53–02–64",
        "530&nbsp;264",
        "530&amp;nbsp;264",
        "530&#8209;264",
        "530\\t264",
        "530\\\\t264",
        "530\\u0020264",
        "530%20264",
        "530%2520264",
        "530+264",
        "530</b><wbr>264",
        "5%33%30264",
        "\\u0035\\u0033\\u0030\\u0032\\u0036\\u0034",
        "&#53;&#x33;0264",
        "５３０２６４",
        "٥٣٠٢٦٤",
        "⑤③⓪②⑥④",
        "530\u{200b}264",
        "5 3 0 2 6 4",
        "5.3.0.2.6.4",
        "5\u{20e3}3\u{20e3}0\u{20e3}2\u{20e3}6\u{20e3}4",
        "530\u{a0}\u{2003}\u{2015}264",
    ] {
        let clean = many().scrub(&format!("code={written}!"));
        let rest = clean.replacen("code=[redacted]", "", 1);
        assert!(rest == "!" || rest == "\u{20e3}!", "{written} -> {clean}");
    }
    for written in [
        "phone=%2B43+676+112+233+99",
        "phone=%2B43%20676%2F112-233-99",
        "+43\\t676\\t11223399",
        "+43:676:112:233:99",
        "+43–676–11223399",
        "&#43;43&nbsp;676&nbsp;11223399",
        "＋４３６７６１１２２３３９９",
        "(0676) 11 22 33 99",
        "00 43 676 / 11 22 33 - 99",
        "+43 (0) 676 11223399",
    ] {
        let clean = many().scrub(written);
        assert!(clean.ends_with("99") && clean.contains("***"), "{written} -> {clean}");
        let digits = clean.chars().filter(char::is_ascii_digit).count();
        assert!(digits <= 8 && !clean.contains("1122"), "{written} -> {clean}");
    }
}

#[test]
fn numbers_are_found_in_attributes_of_markup() {
    for (text, shown) in [
        ("<b title='530&#45;264'>", "<b title='[redacted]'>"),
        ("<a href='?c=%35%33%30264'>x</a>", "<a href='?c=[redacted]'>x</a>"),
        ("&lt;b title='530%20264'&gt;", "&lt;b title='[redacted]'&gt;"),
        (
            "<a href='tel:%2B43%20676%20112%20233%2099'>x</a>",
            "<a href='tel:%2B43*********99'>x</a>",
        ),
    ] {
        assert_eq!(many().scrub(text), shown);
    }
}

#[test]
fn codes_of_letters_are_found_apart_and_together() {
    let mut secrets = Secrets::default();
    secrets.add_code("K7-Q2mé");
    for text in ["K7Q2mé", "k7q2MÉ", "k7 q2 mé", "K 7 Q 2 M É", "xK7Q2Méy", "Ｋ７Ｑ２ｍé"]
    {
        let clean = secrets.scrub(text);
        assert_eq!(clean.trim_matches(['x', 'y']), "[redacted]", "{text}");
    }
    for text in ["K7 Q2 mén", "1K7 Q2mé", "K7Q2m"] {
        assert_eq!(secrets.scrub(text), text);
    }
}

#[test]
fn secrets_are_found_in_base64_and_hexadecimal() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    let secrets = many();
    for secret in ["4367611223399", "+4367611223399", "530264", "bax_pk_Canary-77", TOKEN] {
        for before in ["", "a", "to"] {
            for after in ["", "\"", "??"] {
                let text = format!("{before}{secret}{after}");
                for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                    let clean = secrets.scrub(&format!("see {encoded}."));
                    // A character or two of a neighbour are left.
                    let rest = clean.replace("[redacted]", "").replace('=', "");
                    assert!(clean.contains("[redacted]") && rest.len() <= 11, "{text} -> {clean}");
                }
            }
        }
        let hex = secret.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02X}"));
        assert!(secrets.scrub(&hex).len() <= 14, "{hex}");
    }
}

#[test]
fn numbers_are_found_in_base64_as_they_were_typed() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    for typed in ["+43 676 112 233 99", "530-264", "ab-12", "AB12", "ab12"] {
        let mut secrets = Secrets::default();
        secrets.add_phone("+43 676 112 233 99");
        secrets.add_code("530-264");
        secrets.add_code("Ab-12");
        let typed = typed.replace("ab-12", "Ab-12");
        assert_eq!(
            secrets.scrub(&STANDARD.encode(&typed)).replace('=', ""),
            "[redacted]",
            "{typed}"
        );
    }
}

#[test]
fn tokens_are_found_with_broken_lines_and_in_escapes() {
    let (start, end) = TOKEN.split_at(30);
    for text in [
        format!("{start}\r\n\t{end}"),
        format!("{start}\u{200b}{end}"),
        format!("{start}\\n{end}"),
        TOKEN.replace('.', "%2E"),
        TOKEN.replace('.', "%252e"),
        TOKEN.replace('.', "&period;"),
        TOKEN.replace('e', "\\u0065"),
        TOKEN.to_uppercase(),
    ] {
        assert_eq!(many().scrub(&text), "[redacted]", "{text}");
    }
}

#[test]
fn secrets_that_hold_escapes_are_found_as_they_are_and_decoded() {
    let mut secrets = Secrets::default();
    secrets.add_key("a%41b\\nc&amp;d");
    secrets.add_key("two words");
    for text in
        ["a%41b\\nc&amp;d", "aAb\nc&d", "a%2541b\\\\nc&amp;amp;d", "two+words", "two%20words"]
    {
        assert_eq!(secrets.scrub(text), "[redacted]", "{text}");
    }
}

#[test]
fn nothing_is_left_of_what_is_encoded_too_deeply() {
    let mut text = "530264".replace('5', "%35");
    for _ in 0..3 {
        assert_eq!(many().scrub(&text), "[redacted]");
        text = text.replace('%', "%25");
    }
    assert_eq!(many().scrub(&text.replace('%', "%25")), "[redacted]");
    assert_eq!(many().scrub(&format!("hello {}", text.replace('%', "%25"))), "[redacted]");
}

#[test]
fn numbers_of_small_countries_are_found_without_their_code() {
    for (phone, text) in [
        ("+3545812345", "to 581 2345 failed"),
        ("+18685551234", "to 555-1234 failed"),
        ("+298212345", "to 212345 failed"),
        ("+352621123", "to 621-123 failed"),
    ] {
        let mut secrets = Secrets::default();
        secrets.add_phone(phone);
        let clean = secrets.scrub(text);
        let shown = clean.chars().filter(char::is_ascii_digit).count();
        assert!(shown <= 4 && clean.starts_with("to ") && clean.ends_with(" failed"), "{clean}");
    }
}
