//! Looks for secrets in scrubbed text. Simple and slow, and shares nothing with what it checks.

use baxverify_client::redact::Secrets;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The secrets of a call.
#[derive(Clone, Debug, Default)]
pub struct Call {
    pub phone: String,
    pub code: String,
    pub key: String,
    pub token: String,
}

pub fn secrets(call: &Call) -> Secrets {
    let mut secrets = Secrets::default();
    secrets.add_key(&call.key);
    secrets.add_phone(&call.phone);
    secrets.add_code(&call.code);
    secrets.add_token(&call.token);
    secrets
}

/// Stands for what was taken out.
const GONE: char = '\u{1}';

/// Says which secret can be read in `clean`.
pub fn leak(clean: &str, call: &Call) -> Option<String> {
    let text = without_marks(clean);
    let phone: String = fold(&call.phone).chars().filter(char::is_ascii_digit).collect();
    let code: String = fold(&call.code).chars().filter(|char| char.is_alphanumeric()).collect();
    if phone.len() >= 8 && numbers(&text).contains(&phone[phone.len() - 8..]) {
        return Some(format!("the phone {phone} in {clean:?}"));
    }
    for short in [&code, &phone] {
        let length = short.chars().count();
        if (4..8).contains(&length) || short == &code && (4..=64).contains(&length) {
            if text.contains(short.as_str()) {
                return Some(format!("the code {short} in {clean:?}"));
            }
            if grouped(&text, short) {
                return Some(format!("the code {short}, with separators, in {clean:?}"));
            }
        }
    }
    let unspaced = unspaced(&text);
    let mut literals = vec![call.key.as_str(), call.token.trim()];
    literals.extend(call.token.trim().split('.').take(3).filter(|part| part.len() >= 8));
    literals.into_iter().find_map(|literal| {
        let is_long = literal.chars().filter(char::is_ascii_graphic).count() >= 8;
        let literal = self::unspaced(&fold(literal));
        let is_there = is_long && !literal.contains('*') && unspaced.contains(&literal);
        is_there.then(|| format!("{literal} in {clean:?}"))
    })
}

fn fold(text: &str) -> String {
    text.nfkd().flat_map(char::to_lowercase).filter(|char| !is_combining_mark(*char)).collect()
}

fn unspaced(text: &str) -> String {
    text.chars()
        .filter(|&char| char == GONE || !char.is_whitespace() && !char.is_control())
        .collect()
}

/// Masked numbers show two digits at each end.
fn without_marks(clean: &str) -> String {
    let clean = clean.replace("[redacted]", &GONE.to_string());
    let mut text: Vec<char> = fold(&clean).chars().collect();
    let mut at = 0;
    while at < text.len() {
        let stars = text[at..].iter().take_while(|&&char| char == '*').count();
        if stars >= 4 {
            text[at..at + stars].fill(GONE);
            let around =
                [at.checked_sub(1), at.checked_sub(2), Some(at + stars), Some(at + stars + 1)];
            for place in around.into_iter().flatten() {
                if let Some(digit) = text.get_mut(place).filter(|char| char.is_ascii_digit()) {
                    *digit = GONE;
                }
            }
        }
        at += stars.max(1);
    }
    text.into_iter().collect()
}

/// Digits with what separates them left out; `|` where a number ends.
fn numbers(text: &str) -> String {
    let mut numbers = String::new();
    let mut gap = 0;
    for char in text.chars() {
        if char.is_ascii_digit() {
            if gap > 8 {
                numbers.push('|');
            }
            numbers.push(char);
            gap = 0;
        } else if char == GONE || char.is_alphanumeric() {
            gap = 9;
        } else {
            gap += 1;
        }
    }
    numbers
}

/// Whether neighbouring groups of `text` make `code`, as in `53-02 64`.
fn grouped(text: &str, code: &str) -> bool {
    let is_number = code.bytes().all(|byte| byte.is_ascii_digit());
    let takes = |char: char| char.is_ascii_digit() || !is_number && char.is_alphanumeric();
    // What was taken out may have been a part of the group next to it.
    let joins = |char: char| takes(char) || char == GONE;
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).any(|start| {
        if !takes(chars[start]) || start > 0 && joins(chars[start - 1]) {
            return false;
        }
        let mut rest = code;
        let mut gap = 0;
        for (at, &char) in chars.iter().enumerate().skip(start) {
            if !takes(char) {
                gap += 1;
                if gap > 8 || char == GONE || char.is_alphanumeric() {
                    return false;
                }
                continue;
            }
            gap = 0;
            let Some(next) = rest.strip_prefix(char) else { return false };
            rest = next;
            if rest.is_empty() {
                let ends = !chars.get(at + 1).is_some_and(|&char| joins(char));
                return ends && !in_time(&chars, start, at);
            }
        }
        false
    })
}

/// Dates with times may hold a code by chance, and stay.
fn in_time(chars: &[char], start: usize, end: usize) -> bool {
    let has_form = |at: usize, form: &str| {
        form.chars().enumerate().all(|(nth, form)| {
            chars.get(at + nth).is_some_and(|&char| match form {
                'd' => char.is_ascii_digit(),
                '?' => matches!(char, 't' | ' '),
                _ => char == form,
            })
        })
    };
    (start.saturating_sub(29)..=start).any(|at| {
        let date = has_form(at, "dddd-dd-dd?");
        let time = has_form(at + 11, "dd:dd");
        // Another secret may have been taken out of the time.
        let gone = end < at + 10 && chars.get(at + 11) == Some(&GONE);
        date && (time || gone)
    })
}
